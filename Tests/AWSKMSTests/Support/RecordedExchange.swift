// Part of jwt-kms. Copyright 2026 the jwt-kms authors.
// SPDX-License-Identifier: Apache-2.0

import Foundation
import KMSAPI
import KMSTransport
import Synchronization

@testable import AWSKMS

/// Gives the answers of an `http-traffic.json` that AWS's SDK for Rust recorded, in its order, and complains of every
/// request that is not the one that was recorded.
///
/// A test ends with `#expect(exchange.complaints == [])`, which also tells what was recorded and never asked.
final class RecordedExchange: HTTPExchange {
    private struct State {
        var next = 0
        var complaints: [String] = []
    }

    private let traffic: [RecordedTraffic.Exchange]
    private let leavingOut: Set<String>
    private let state = Mutex(State())

    /// - Parameters:
    ///   - recording: the contents of the file.
    ///   - leavingOut: the headers (in small letters) and the form fields that a recording has wrong: some were
    ///     edited by hand, so that a role or a key there is not the one of the case's own configuration.
    init(recording: Data, leavingOut: Set<String> = []) throws {
        traffic = try RecordedTraffic.exchanges(recording)
        self.leavingOut = leavingOut
    }

    /// How many exchanges were recorded.
    var count: Int { traffic.count }

    /// What differed, and the exchanges that were recorded and not asked for.
    var complaints: [String] {
        state.withLock { state in
            state.complaints + traffic.dropFirst(state.next).map { "never asked: \($0.method) \($0.uri)" }
        }
    }

    func response(
        to request: HTTPRequest, timeLimit: Duration, maximumBodyBytes: Int
    ) async throws -> HTTPResponse {
        let recorded: RecordedTraffic.Exchange? = state.withLock { state in
            guard state.next < traffic.count else {
                state.complaints.append("not recorded: \(request.method) \(request.url)")
                return nil
            }
            let recorded = traffic[state.next]
            state.next += 1
            let differences = RecordedComparison(recorded: recorded, sent: request, leavingOut: leavingOut).differences
            state.complaints += differences.map { "\(request.method) \(request.url): \($0)" }
            return differences.isEmpty ? recorded : nil
        }
        // Not a `KMSError`: no retry hides it.
        guard let recorded else { throw Mismatch() }
        guard let answer = recorded.answer else {
            throw KMSError(.transport, message: "the connection failed, as it was recorded")
        }
        guard answer.body.count <= maximumBodyBytes else {
            throw KMSError(.malformedResponse, message: "answered with more than \(maximumBodyBytes) bytes")
        }
        return answer
    }

    /// The request is not what was recorded; ``complaints`` says how.
    struct Mismatch: Error {}
}
