// Part of jwt-kms. Copyright 2026 the jwt-kms authors.
// SPDX-License-Identifier: Apache-2.0

import Foundation
import KMSTransport

@testable import AWSKMS

/// The format of `http-traffic.json`: events, each of one connection, and one exchange a connection.
enum RecordedTraffic {
    /// A request that was recorded, and what it was answered.
    struct Exchange: Sendable {
        var method: String
        var uri: String
        /// By their names in small letters.
        var headers: [String: [String]]
        var body = Data()
        /// nil where the connection failed.
        var answer: HTTPResponse?
    }

    /// The exchanges, in the order in which their requests began.
    static func exchanges(_ recording: Data) throws -> [Exchange] {
        let file = try JSONDecoder().decode(File.self, from: recording)
        var order: [Int] = []
        var exchanges: [Int: Exchange] = [:]
        for event in file.events {
            if case .request(let request) = event.action {
                guard exchanges[event.connection_id] == nil else { throw Unreadable(why: "a connection used twice") }
                order.append(event.connection_id)
                exchanges[event.connection_id] = request
            } else {
                guard var exchange = exchanges[event.connection_id] else { throw Unreadable(why: "no request") }
                exchange.add(event.action)
                exchanges[event.connection_id] = exchange
            }
        }
        return order.compactMap { exchanges[$0] }
    }

    struct Unreadable: Error { var why: String }

    private static func list(_ headers: [String: [String]]) -> [(name: String, value: String)] {
        headers.sorted { $0.key < $1.key }.flatMap { header in header.value.map { (name: header.key, value: $0) } }
    }

    private struct File: Decodable { var events: [Event] }

    private struct Event: Decodable {
        var connection_id: Int
        var action: Action
    }

    fileprivate enum Action: Decodable {
        case request(Exchange)
        case answer(HTTPResponse?)
        case data(Data, isOfRequest: Bool)
        case end

        init(from decoder: any Decoder) throws {
            let members = try Members(from: decoder)
            if let request = members.request?.inner {
                let headers = Dictionary(
                    request.headers.map { ($0.key.lowercased(), $0.value) }, uniquingKeysWith: { $0 + $1 })
                self = .request(Exchange(method: request.method, uri: request.uri, headers: headers))
            } else if let result = members.response?.inner {
                self = .answer(
                    result.answer.map { HTTPResponse(status: $0.status, headers: RecordedTraffic.list($0.headers)) })
            } else if let piece = members.piece {
                self = .data(try piece.bytes(), isOfRequest: piece.direction == "Request")
            } else if members.end != nil {
                self = .end
            } else {
                throw Unreadable(why: "an action of another kind")
            }
        }
    }

    private struct Members: Decodable {
        var request: Outer<Head>?
        var response: Outer<Result>?
        var piece: Piece?
        var end: End?

        private enum CodingKeys: String, CodingKey {
            case request = "Request"
            case response = "Response"
            case piece = "Data"
            case end = "Eof"
        }
    }

    /// `{"request": {...}}`, `{"response": {...}}`
    private struct Outer<Inner: Decodable>: Decodable {
        var inner: Inner

        init(from decoder: any Decoder) throws {
            guard let inner = try [String: Inner](from: decoder).values.first else { throw Unreadable(why: "empty") }
            self.inner = inner
        }
    }

    private struct Head: Decodable {
        var uri: String
        var method: String
        var headers: [String: [String]]
    }

    private struct Result: Decodable {
        struct Answer: Decodable {
            var status: Int
            var headers: [String: [String]]
        }

        /// nil where the result is an error.
        var answer: Answer?

        private enum CodingKeys: String, CodingKey { case answer = "Ok" }
    }

    private struct Piece: Decodable {
        var data: [String: String]
        var direction: String

        func bytes() throws -> Data {
            if let text = data["Utf8"] { return Data(text.utf8) }
            guard let text = data["Base64"], let bytes = Data(base64Encoded: text) else {
                throw Unreadable(why: "data of another kind")
            }
            return bytes
        }
    }

    private struct End: Decodable {}
}

extension RecordedTraffic.Exchange {
    fileprivate mutating func add(_ action: RecordedTraffic.Action) {
        switch action {
        case .answer(let answer): self.answer = answer
        case .data(let data, isOfRequest: true): body += data
        case .data(let data, isOfRequest: false): answer?.body += data
        case .request, .end: break
        }
    }
}
