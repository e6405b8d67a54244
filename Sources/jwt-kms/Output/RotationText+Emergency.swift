// Part of jwt-kms. Copyright 2026 the jwt-kms authors.
// SPDX-License-Identifier: Apache-2.0

#if Tools
import Foundation
import JWTKMS

/// Revoking a key in words.
extension RotationText {
    /// What revoking a key breaks, and how to go on where that is broken off.
    ///
    /// - Parameter isPlan: whether it is only shown.
    func emergency(
        _ revoked: String, _ state: RotationState, _ consequences: KeyRotation.Consequences, isPlan: Bool
    ) -> [String] {
        let isCurrent = revoked == state.current.keyID
        let signs =
            isCurrent
            ? "\(consequences.replacement?.keyID ?? "a key that is made now") signs in its place"
            : "\(state.current.keyID) goes on signing"
        let unknown =
            isCurrent && !isKnown(consequences.replacement)
            ? [
                "- tokens of the key that signs in its place are refused by whoever does not know that one yet, for as long"
            ] : []
        let signing =
            isCurrent
            ? [
                "- issuers that follow the aliases read them when KMS refuses to sign with the old key, and sign with the new one; "
                    + "while KMS still shows the old aliases, signing fails with an error that is retryable (answer 503)"
            ] : []
        let others =
            consequences.hasOtherNames
            ? ["- an alias of somebody else's names it too: what is done by that name fails"] : []
        let regions =
            consequences.otherRegions.isEmpty
            ? []
            : [
                "- the same key goes on in \(consequences.otherRegions.joined(separator: ", ")): it is a multi-Region key, "
                    + "disable it there too"
            ]
        let again = isPlan ? "- nothing was done" : "- should this be broken off, run it again with --key \(revoked)"
        return ["\(isPlan ? "would revoke" : "revoking") \(revoked) of \(alias): \(signs)"] + tokens(revoked, state)
            + signing + unknown + others + regions + [afterwards(revoked, state), again]
    }

    /// Where revoking failed: whether the key can still be used.
    ///
    /// - Parameter isCurrent: whether it was the one that signs.
    func brokenOff(_ revoked: String, _ state: KeyState?, isCurrent: Bool) -> String {
        switch state {
        case .enabled?:
            "\(revoked) can still sign: run this again, or disable it by hand (aws kms disable-key --key-id \(revoked))"
                + (isCurrent ? "; nothing may sign then until this is run again" : "")
        case let state?: "\(revoked) is \(state) all the same"
        case nil: "whether \(revoked) can still sign could not be asked: run this again"
        }
    }

    private func tokens(_ revoked: String, _ state: RotationState) -> [String] {
        guard revoked != state.next?.keyID || revoked == state.current.keyID else {
            return ["- it has signed nothing yet: no token is refused"]
        }
        return [
            "- every token that it signed is refused, up to \(policy.tokenLifetime.text) before it would have expired",
            "- services that follow the aliases know it within \(policy.spread.text), verifiers that cached a JWKS "
                + "within \(policy.reach.text): until then they accept its tokens",
        ]
    }

    private func afterwards(_ revoked: String, _ state: RotationState) -> String {
        state.key(revoked)?.keyState.isPendingDeletion == true
            ? "- the key is to be deleted: CancelKeyDeletion keeps it"
            : "- the key is disabled and kept: ScheduleKeyDeletion ends it; EnableKey and CreateAlias \(alias)-previous, or the "
                + "first of -previous-2 and so on that is free, let its tokens be verified again"
    }

    /// Whether all who verify have a key by now.
    private func isKnown(_ key: RotationState.Key?) -> Bool {
        key?.marks.announced.map { now >= $0.addingTimeInterval(policy.reach.seconds) } ?? false
    }
}
#endif
