// Part of jwt-kms. Copyright 2026 the jwt-kms authors.
// SPDX-License-Identifier: Apache-2.0

#if DEBUG && (AWS || RemoteJWKS)
@testable import KMSTransport
import Synchronization

/// What became of a request.
enum Outcome: Equatable, Sendable {
    case response(status: Int, headers: [String], body: [UInt8])
    case failure(String)

    init(_ result: Result<HTTPResponse, any Error>) {
        switch result {
        case .success(let response):
            self = .response(
                status: response.status, headers: response.headers.map { "\($0.name): \($0.value)" },
                body: Array(response.body))
        case .failure(let error): self = .failure("\(error)")
        }
    }
}

/// A request that is sent on a ``PlayedConnection``.
final class PlayedRequest: Sendable {
    /// How many segments of the input were read before it was sent.
    let segmentsBefore: Int
    private let outcomes = Mutex<[Outcome]>([])

    init(segmentsBefore: Int) { self.segmentsBefore = segmentsBefore }

    /// nil while it is under way.
    var outcome: Outcome? { outcomes.withLock { $0.first } }
    var timesEnded: Int { outcomes.withLock { $0.count } }

    func end(_ result: Result<HTTPResponse, any Error>) { outcomes.withLock { $0.append(Outcome(result)) } }
}

/// What a connection tells its pool.
final class ConnectionEvents: Sendable {
    private let counts = Mutex((free: 0, left: 0, freeAfterLeft: 0))

    func free() {
        counts.withLock { counts in
            counts.free += 1
            if counts.left > 0 { counts.freeAfterLeft += 1 }
        }
    }

    func left() { counts.withLock { $0.left += 1 } }

    /// - Throws: ``Violation`` unless it left once at most, and was not free afterwards.
    func check(isUsable: Bool) throws(Violation) {
        let counts = counts.withLock { $0 }
        guard counts.freeAfterLeft == 0 else { throw Violation("a connection that was left is free") }
        guard counts.left == (isUsable ? 0 : 1) else { throw Violation("a connection left \(counts.left) times") }
    }
}

/// What must never be.
struct Violation: Error, CustomStringConvertible {
    let description: String

    init(_ description: String) { self.description = description }
}
#endif
