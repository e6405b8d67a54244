// Part of jwt-kms. Copyright 2026 the jwt-kms authors.
// SPDX-License-Identifier: Apache-2.0

package import KMSAPI

/// What a service does with its keys, as far as a policy can tell it from something else.
package struct KeyUse: Sendable {
    /// KMS's names of the algorithms; empty to try all that a key serves.
    package var algorithms: [String]
    /// What is sent of a message that KMS also takes as a digest.
    package var messageType: MessageType

    package init(algorithms: [String] = [], messageType: MessageType = .digest) {
        self.algorithms = algorithms
        self.messageType = messageType
    }
}

/// Which algorithms of a key the caller may use, by calls of which KMS does nothing but check them (`DryRun`).
struct DryRuns: Sendable {
    private let use: KeyUse
    private var allowed: [String] = []
    private var refused: [(algorithm: String, error: KMSError)] = []
    /// Those that would be allowed with the other `MessageType`.
    private var allowedOtherwise: [String] = []
    /// Whether a call was carried out, as some emulators do.
    private var isCarriedOut = false

    init(for use: KeyUse) { self.use = use }

    /// Whether something other than access failed: no policy helps.
    var hasFault: Bool { refused.contains { !Self.isAccess($0.error) } }
    /// Whether the caller may do what it needs to.
    var isWell: Bool { refused.isEmpty || !hasFault && !allowed.isEmpty && use.algorithms.isEmpty }
    var isDenied: Bool { !isWell && !hasFault }

    static func isAccess(_ error: KMSError) -> Bool { [.accessDenied, .notAuthorized].contains(error.kind) }

    /// Tries an algorithm. After a fault nothing more is tried: it would be the same.
    ///
    /// - Parameter otherwise: the `MessageType` that KMS takes too; nil if there is none.
    /// - Throws: `CancellationError`.
    mutating func attempt(
        _ algorithm: String, otherwise: MessageType? = nil, _ call: (MessageType) async throws -> Void
    ) async throws {
        guard !hasFault else { return }
        guard let error = try await outcome(of: call, use.messageType) else { return allowed.append(algorithm) }
        refused.append((algorithm, error))
        guard Self.isAccess(error), let otherwise else { return }
        if try await outcome(of: call, otherwise) == nil { allowedOtherwise.append(algorithm) }
    }

    /// - Returns: why the call is refused; nil if it is not.
    private mutating func outcome(
        of call: (MessageType) async throws -> Void, _ type: MessageType
    ) async throws -> KMSError? {
        do {
            try await call(type)
            isCarriedOut = true
            return nil
        } catch let error as KMSError {
            return error.kind == .dryRunOperation ? nil : error
        }
    }

    /// Each algorithm with its result: `may sign with A, and may not with B: ...`.
    func text(may what: String) -> String {
        var text = allowed.isEmpty ? "" : "may \(what) with \(Self.list(allowed))"
        if isCarriedOut { text += " (this KMS does it in a dry run too)" }
        // AWS names the policy, not the condition: most often all refusals are the same but for the request id.
        var rest = refused[...]
        while let first = rest.first {
            let same = rest.filter { $0.error.message == first.error.message }.map(\.algorithm)
            rest.removeAll { same.contains($0.algorithm) }
            text += text.isEmpty ? "may not \(what)" : ", and may not"
            text += " with \(Self.list(same)): \(first.error.description)"
        }
        if isWell, !refused.isEmpty {
            text +=
                ". If your service uses one of these, look at the condition kms:SigningAlgorithm or kms:MacAlgorithm"
        }
        if !allowedOtherwise.isEmpty {
            let other = Self.other(use.messageType)
            text +=
                ". With MessageType \(other) it may \(what) with \(Self.list(allowedOtherwise)): allow \(use.messageType) in "
            text += "the condition kms:MessageType, or say --message-type \(other) if that is what your service sends"
        }
        return text
    }

    static func other(_ type: MessageType) -> MessageType { type == .raw ? .digest : .raw }

    private static func list(_ names: [String]) -> String {
        names.map { Excerpt.of($0, maximumBytes: 64) }.joined(separator: ", ")
    }
}
