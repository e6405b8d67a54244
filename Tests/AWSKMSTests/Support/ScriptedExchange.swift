// Part of jwt-kms. Copyright 2026 the jwt-kms authors.
// SPDX-License-Identifier: Apache-2.0

import Foundation
import KMSAPI
import KMSTransport
import Synchronization

@testable import AWSKMS

/// Answers what a closure says, and notes what was asked.
final class ScriptedExchange: HTTPExchange {
    /// A request as it was sent, with the limits of its answer.
    struct Asked: Sendable {
        var request: HTTPRequest
        var timeLimit: Duration
        var maximumBodyBytes: Int
    }

    private let script: @Sendable (HTTPRequest, Int) async throws -> HTTPResponse
    private let noted = Mutex<[Asked]>([])

    /// - Parameter script: given the request and its number, from 1.
    init(_ script: @escaping @Sendable (_ request: HTTPRequest, _ number: Int) async throws -> HTTPResponse) {
        self.script = script
    }

    /// Gives these answers one after another; a request more is an error that no retry passes.
    convenience init(answers: [HTTPResponse]) {
        self.init { request, number in
            guard number <= answers.count else { throw Unexpected(description: "\(request.method) \(request.url)") }
            return answers[number - 1]
        }
    }

    /// Refuses every request.
    static var silent: ScriptedExchange { ScriptedExchange(answers: []) }

    /// What was asked, in order.
    var asked: [Asked] { noted.withLock { $0 } }
    var requests: [HTTPRequest] { asked.map(\.request) }
    /// `GET http://...` of each request, in order.
    var lines: [String] { requests.map { "\($0.method) \($0.url)" } }

    func response(
        to request: HTTPRequest, timeLimit: Duration, maximumBodyBytes: Int
    ) async throws -> HTTPResponse {
        let number = noted.withLock { noted in
            noted.append(Asked(request: request, timeLimit: timeLimit, maximumBodyBytes: maximumBodyBytes))
            return noted.count
        }
        let answer = try await script(request, number)
        guard answer.body.count <= maximumBodyBytes else {
            throw KMSError(.malformedResponse, message: "answered with more than \(maximumBodyBytes) bytes")
        }
        return answer
    }

    /// A request that nobody expected.
    struct Unexpected: Error, CustomStringConvertible {
        let description: String
    }
}

extension HTTPResponse {
    /// An answer of text.
    static func text(
        _ text: String, status: Int = 200, headers: [(name: String, value: String)] = []
    ) -> HTTPResponse {
        HTTPResponse(status: status, headers: headers, body: Data(text.utf8))
    }
}

extension HTTPRequest {
    /// The first header of this name, in whatever case.
    func header(_ name: String) -> String? { headers.first { $0.name.lowercased() == name.lowercased() }?.value }
}
