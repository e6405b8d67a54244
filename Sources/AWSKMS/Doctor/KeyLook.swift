// Part of jwt-kms. Copyright 2026 the jwt-kms authors.
// SPDX-License-Identifier: Apache-2.0

import KMSAPI

#if canImport(FoundationEssentials)
import FoundationEssentials
#else
import Foundation
#endif

/// Whether a key can be read and used to sign.
struct KeyLook: Sendable {
    /// What the keys of a rotation have in common, and a policy can name.
    enum Rotation: Sendable, Hashable {
        /// The tag of the rotation of this alias.
        case tag(String)
        /// This alias, and those that a rotation makes of it.
        case aliases(String)
    }

    let reference: String
    /// The key's ARN, where KMS told it.
    var arn: String?
    /// Whether it is an HMAC key, which has no public key.
    var makesMACs = false
    /// The rotation that it is a key of; nil if none is known.
    var rotation: Rotation?
    /// Whether something other than access failed: no policy helps.
    var hasFault = false
    var finding: Finding

    /// Asks for the public key, and for signatures that KMS does not make (`DryRun`); of an HMAC key, for MACs.
    ///
    /// - Throws: `CancellationError`.
    static func look(
        at reference: String, _ subject: String, for use: KeyUse,
        _ client: some KMSClient & KMSMACClient & KMSKeyDirectory
    ) async throws -> KeyLook {
        var look = KeyLook(reference: reference, finding: .ok(subject, ""))
        do {
            let key = try await client.getPublicKey(GetPublicKeyRequest(keyID: reference))
            look.arn = key.keyID
            try await look.lookAtSigning(key, for: use, client)
        } catch let error as KMSError {
            // An HMAC key has none, whoever asks.
            let isDenied = DryRuns.isAccess(error)
            if isDenied || error.kind == .unsupportedOperation, try await look.lookAtMACKey(for: use, client) {
                return look
            }
            look.finding = .failed(subject, "its public key can't be read: \(error.description)")
            look.hasFault = !isDenied
        }
        return look
    }

    private mutating func lookAtSigning(
        _ key: GetPublicKeyResponse, for use: KeyUse, _ client: some KMSClient & KMSKeyDirectory
    ) async throws {
        let algorithms = (key.signingAlgorithms ?? []).filter { $0 != .ed25519PHSHA512 }
        guard !algorithms.isEmpty else {
            return fail("it signs nothing; use a key that was made with KeyUsage SIGN_VERIFY", key.keySpec)
        }
        guard let wanted = wanted(algorithms, use, key.keySpec) else { return }
        var runs = DryRuns(for: use)
        for algorithm in wanted {
            let other = Self.takesDigest(algorithm) ? DryRuns.other(use.messageType) : nil
            try await runs.attempt(algorithm.rawValue, otherwise: other) { type in
                _ = try await client.sign(Self.request(key.keyID, algorithm, type))
            }
        }
        try await take(runs, may: "sign", key.keySpec, client)
    }

    /// - Returns: false if it is no HMAC key, or can't be told to be one.
    private mutating func lookAtMACKey(
        for use: KeyUse, _ client: some KMSClient & KMSMACClient & KMSKeyDirectory
    ) async throws -> Bool {
        let described: KeyMetadata
        do {
            described = try await client.describeKey(DescribeKeyRequest(keyID: reference)).keyMetadata
        } catch is KMSError {
            return false
        }
        guard let algorithms = described.macAlgorithms, !algorithms.isEmpty else { return false }
        (arn, makesMACs) = (described.arn, true)
        guard let wanted = wanted(algorithms, use, described.keySpec) else { return true }
        var runs = DryRuns(for: use)
        for algorithm in wanted {
            let request = GenerateMacRequest(
                keyID: described.arn, message: Data([0]), macAlgorithm: algorithm, dryRun: true)
            try await runs.attempt(algorithm.rawValue) { _ in _ = try await client.generateMac(request) }
        }
        try await take(runs, may: "make MACs", described.keySpec, client)
        return true
    }

    /// Those of a key's algorithms to try; nil if the service uses none of them, which is a failure.
    private mutating func wanted<Algorithm: RawRepresentable<String>>(
        _ served: [Algorithm], _ use: KeyUse, _ spec: KeySpec?
    ) -> [Algorithm]? {
        guard !use.algorithms.isEmpty else { return served }
        let wanted = served.filter { use.algorithms.contains($0.rawValue) }
        guard wanted.isEmpty else { return wanted }
        let names = served.map { Excerpt.of($0.rawValue, maximumBytes: 64) }.joined(separator: ", ")
        fail("it serves \(names), and not \(use.algorithms.joined(separator: ", "))", spec)
        return nil
    }

    private mutating func take(
        _ runs: DryRuns, may what: String, _ spec: KeySpec?, _ client: some KMSClient & KMSKeyDirectory
    ) async throws {
        var text = "\(shown(spec)): may be read, \(runs.text(may: what))"
        if runs.isDenied, alias != nil {
            text += ". \(AccessDenial.requestAlias(Excerpt.of(reference, maximumBytes: 256)))"
        }
        finding = runs.isWell ? .ok(finding.subject, text) : .failed(finding.subject, text)
        hasFault = runs.hasFault
        if !hasFault { rotation = try await findRotation(client) }
    }

    private mutating func fail(_ text: String, _ spec: KeySpec?) {
        finding = .failed(finding.subject, "\(shown(spec)): \(text)")
        hasFault = true
    }

    private func shown(_ spec: KeySpec?) -> String {
        "\(Excerpt.of(arn ?? reference, maximumBytes: 256)), \(spec?.rawValue ?? "of a spec that KMS does not tell")"
    }

    /// The reference as `alias/NAME`; nil if it is none.
    var alias: String? {
        let resource = KeyARN(reference)?.resource ?? reference
        return resource.hasPrefix("alias/") ? resource : nil
    }

    /// A rotation is known by its tag, or, to a caller that may not read tags, by its aliases.
    private func findRotation(_ client: some KMSClient & KMSKeyDirectory) async throws -> Rotation? {
        guard let arn else { return nil }
        do {
            let tags = try await client.listResourceTags(ListResourceTagsRequest(keyID: arn)).tags
            let alias = tags.first { $0.tagKey == RotationNames.tagKey }?.tagValue
            if let alias, (try? KeyReference(alias))?.isAlias == true { return .tag(alias) }
        } catch is KMSError {}
        guard let alias else { return nil }
        for companion in [RotationNames.next(reference), RotationNames.previous(reference)] {
            do {
                if makesMACs {
                    _ = try await client.describeKey(DescribeKeyRequest(keyID: companion))
                } else {
                    _ = try await client.getPublicKey(GetPublicKeyRequest(keyID: companion))
                }
                return .aliases(alias)
            } catch is KMSError {}
        }
        return nil
    }

    /// Whether KMS takes a digest instead of the message.
    private static func takesDigest(_ algorithm: SigningAlgorithm) -> Bool {
        !algorithm.rawValue.hasPrefix("ED25519") && !algorithm.rawValue.hasPrefix("ML_DSA")
    }

    private static func request(_ key: String, _ algorithm: SigningAlgorithm, _ type: MessageType) -> SignRequest {
        let name = algorithm.rawValue
        let digestBytes = name.hasSuffix("SHA_256") ? 32 : name.hasSuffix("SHA_384") ? 48 : 64
        return SignRequest(
            keyID: key, message: Data(repeating: 0, count: digestBytes),
            messageType: takesDigest(algorithm) ? type : .raw, signingAlgorithm: algorithm, dryRun: true)
    }
}
