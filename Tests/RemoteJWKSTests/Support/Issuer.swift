// Part of jwt-kms. Copyright 2026 the jwt-kms authors.
// SPDX-License-Identifier: Apache-2.0

import HTTPFaults
import JWTKMS
import Logging
import Synchronization
import Testing

@testable import RemoteJWKS

/// An issuer on loopback, whose answers a test changes as it goes, and the time that its verifiers go by.
final class Issuer: Sendable {
    private final class Answers: Sendable {
        let byPath = Mutex<[String: FaultServer.Behaviour]>([:])
    }

    static let setPath = "/keys"
    static let openIDPath = "/.well-known/openid-configuration"
    static let oauthPath = "/.well-known/oauth-authorization-server"

    let server: FaultServer
    let time = HandTime()
    private let answers: Answers

    private init(_ server: FaultServer, _ answers: Answers) {
        self.server = server
        self.answers = answers
    }

    /// Runs an issuer that publishes these keys while `body` runs.
    @discardableResult
    static func run<Value: Sendable>(
        _ keys: IssuerKey..., certificate: TestCertificate? = nil, _ body: (Issuer) async throws -> Value
    ) async throws -> Value {
        let answers = Answers()
        let rule = { @Sendable (request: FaultServer.Request) in
            let path = request.text.split(separator: " ").dropFirst().first.map(String.init) ?? ""
            return answers.byPath.withLock { $0[path] } ?? .answer(status: 404, body: "")
        }
        return try await FaultServer.run(by: rule, certificate: certificate) { server in
            let issuer = Issuer(server, answers)
            issuer.publish(keys)
            issuer.answer(
                Self.openIDPath, .answer(body: #"{"issuer":"\#(issuer.name)","jwks_uri":"\#(issuer.name)/keys"}"#))
            return try await body(issuer)
        }
    }

    /// Runs an issuer that publishes these keys, and a collection that its keys were added to: `body` is given the
    /// issuer, the collection and the source of the keys.
    static func added(
        _ keys: IssuerKey..., body: (Issuer, KMSKeyCollection, RemoteJWKS) async throws -> Void
    ) async throws {
        try await run { issuer in
            issuer.publish(keys)
            let (collection, source) = (issuer.collection(), try issuer.jwks())
            try await collection.add(source)
            try await body(issuer, collection, source)
        }
    }

    /// As it stands in tokens.
    var name: String { server.url }

    func answer(_ path: String, _ behaviour: FaultServer.Behaviour?) {
        answers.byPath.withLock { $0[path] = behaviour }
    }

    /// Answers with these keys from now on.
    func publish(_ keys: [IssuerKey], headers: [String] = []) {
        let set = #"{"keys":[\#(keys.map { $0.jwk() }.joined(separator: ","))]}"#
        answer(Self.setPath, .answer(headers: headers, body: set))
    }

    /// Goes down.
    func fail() { answer(Self.setPath, .answer(status: 503, body: "")) }

    /// How often the keys were asked for.
    var fetches: Int { server.requests.count { $0.hasPrefix("GET \(Self.setPath) ") } }

    /// The keys, by their URL.
    func jwks(
        algorithm: JWSAlgorithm? = nil, requirements: Requirements = .init(),
        configuration: RemoteJWKS.Configuration = .init(), logger: Logger? = nil
    ) throws -> RemoteJWKS {
        try RemoteJWKS(
            place: KeyPlace(url: name + Self.setPath, plainHosts: configuration.plainHosts), issuer: name,
            algorithm: algorithm, requirements: requirements,
            configuration: configuration, logger: logger, clock: time.clock)
    }

    /// The keys, by discovery.
    func discovered(configuration: RemoteJWKS.Configuration = .init()) throws -> RemoteJWKS {
        try RemoteJWKS(
            place: KeyPlace(issuer: name), issuer: name, configuration: configuration, clock: time.clock)
    }

    /// A collection that goes by the issuer's time.
    func collection(logger: Logger? = nil) -> KMSKeyCollection {
        KMSKeyCollection(client: nil, logger: logger, clock: time.clock)
    }

    /// A good token of the issuer's.
    func token(_ key: IssuerKey, _ claims: String = "") throws -> String {
        try key.token(payload: #"{"iss":"\#(name)"\#(claims)}"#)
    }
}

extension RemoteJWKS {
    var isFetching: Bool { shared.withLock { $0.flight != nil } }
    var refreshesAt: Duration? { shared.withLock { $0.schedule.due(isRefreshedUnused: true) } }
    var keyCount: Int { shared.withLock { $0.set?.keys.count ?? 0 } }
    var holderCount: Int { shared.withLock { $0.holders.count } }
}

/// Claims that check nothing by themselves.
struct Claims: JWTPayload {
    func verify(using algorithm: some JWTAlgorithm) async throws {}
}

extension KMSKeyCollection {
    func accepts(_ token: String) async throws { _ = try await verify(token, as: Claims.self) }
}

/// What a call threw, as `JWTError`; records an issue where it threw something else or nothing.
func jwtError(
    sourceLocation: SourceLocation = #_sourceLocation, _ body: () async throws -> some Any
) async -> JWTError.ErrorType? {
    await #expect(throws: JWTError.self, sourceLocation: sourceLocation) { _ = try await body() }?.errorType
}

/// What a call threw, as `KMSError`.
func kmsError(
    sourceLocation: SourceLocation = #_sourceLocation, _ body: () async throws -> some Any
) async -> KMSError? {
    await #expect(throws: KMSError.self, sourceLocation: sourceLocation) { _ = try await body() }
}
