// Part of jwt-kms. Copyright 2026 the jwt-kms authors.
// SPDX-License-Identifier: Apache-2.0

// Issues tokens: POST /login, GET /me, the JWK Set, the discovery document and GET /health.
//
//     swift run --package-path Examples Issuer
//
// The keys are in AWS KMS if KMS_ALIAS names them. Otherwise they are those of an embedded KMS in ./.jwt-kms.

import AWSKMS
import Foundation
import Hummingbird
import JWTKMS
import LocalKMS
import Logging
import ServiceLifecycle

/// What a token says. The collection checks iss, aud, exp and typ.
struct Session: JWTPayload {
    var iss: IssuerClaim
    var sub: SubjectClaim
    var aud: AudienceClaim
    var iat: IssuedAtClaim
    var exp: ExpirationClaim
    var scope: String

    func verify(using algorithm: some JWTAlgorithm) throws {}
}

struct Settings: Sendable {
    var issuer = "http://127.0.0.1:8080"
    var audience = "api"
    var policy = RotationPolicy(tokenLifetime: .seconds(900))
}

func makeKeys(_ kms: any KMSClient, alias: String, settings: Settings, logger: Logger? = nil) async throws
    -> KMSKeyCollection
{
    let keys = KMSKeyCollection(client: kms, logger: logger)
    try await keys.add(
        rotating: alias, algorithm: .es256, policy: settings.policy,
        options: KeyOptions(
            type: "at+jwt",
            requirements: Requirements(
                issuer: settings.issuer, audience: settings.audience, requiresExpiration: true)))
    return keys
}

/// A bad token is 401, a KMS that is away 503, and a wrong setting 500.
struct ErrorAnswers<Context: RequestContext>: RouterMiddleware {
    func handle(
        _ request: Request, context: Context, next: (Request, Context) async throws -> Response
    ) async throws -> Response {
        do {
            return try await next(request, context)
        } catch let error as JWTError {
            context.logger.info("rejected a token", metadata: ["error": "\(error)"])
            throw HTTPError(.unauthorized, headers: [.wwwAuthenticate: #"Bearer error="invalid_token""#])
        } catch let error as KMSError {
            context.logger.error("could not sign or verify", metadata: ["error": "\(error)"])
            throw HTTPError(.init(code: error.suggestedStatus), headers: error.isRetryable ? [.retryAfter: "1"] : [:])
        }
    }
}

/// RFC 6750 section 2.1.
func bearerToken(of request: Request) throws -> String {
    guard let header = request.headers[.authorization], header.lowercased().hasPrefix("bearer ") else {
        throw HTTPError(.unauthorized, headers: [.wwwAuthenticate: "Bearer"])
    }
    return String(header.dropFirst("bearer ".count))
}

struct Login: Decodable { var user, password: String }
struct Me: ResponseEncodable { var sub, scope: String }
struct Grant: ResponseCodable {
    var access_token: String
    var token_type = "Bearer"
    var expires_in: Int64
}

func makeRouter(_ keys: KMSKeyCollection, settings: Settings) throws -> Router<BasicRequestContext> {
    let router = Router(options: .autoGenerateHeadEndpoints)
    router.add(middleware: MetricsMiddleware())
    router.add(middleware: LogRequestsMiddleware(.info))
    router.add(middleware: ErrorAnswers())

    router.post("login") { request, context -> Grant in
        let login = try await request.decode(as: Login.self, context: context)
        // Look your user up here.
        guard login.password == "lovelace" else { throw HTTPError(.unauthorized) }
        let lifetime = settings.policy.tokenLifetime
        let session = Session(
            iss: .init(value: settings.issuer), sub: .init(value: login.user), aud: .init(value: [settings.audience]),
            iat: .init(value: .now), exp: .init(after: lifetime), scope: "read")
        return Grant(access_token: try await keys.sign(session), expires_in: lifetime.components.seconds)
    }
    router.get("me") { request, _ -> Me in
        let session: Session = try await keys.verify(bearerToken(of: request))
        return Me(sub: session.sub.value, scope: session.scope)
    }
    router.get(".well-known/jwks.json") { request, _ -> Response in
        let set = try await keys.jwks()
        var headers: HTTPFields = [.eTag: set.etag, .cacheControl: settings.policy.cacheControl]
        if let tags = request.headers[.ifNoneMatch], set.matches(ifNoneMatch: tags) {
            return Response(status: .notModified, headers: headers)
        }
        headers[.contentType] = "application/jwk-set+json"
        return Response(status: .ok, headers: headers, body: .init(byteBuffer: ByteBuffer(string: set.json)))
    }
    let metadata = try keys.metadata(issuer: settings.issuer)
    router.get(RouterPath(metadata.path(of: .openIDConnect))) { _, _ in
        Response(
            status: .ok, headers: [.contentType: "application/json", .cacheControl: settings.policy.cacheControl],
            body: .init(byteBuffer: ByteBuffer(string: metadata.json(of: .openIDConnect))))
    }
    router.get("health") { _, _ -> HTTPResponse.Status in
        keys.status().isHealthy ? .ok : .serviceUnavailable
    }
    return router
}

func serve(_ kms: any KMSClient, alias: String, settings: Settings, port: Int, logger: Logger) async throws {
    let keys = try await makeKeys(kms, alias: alias, settings: settings, logger: logger)
    let server = Application(
        router: try makeRouter(keys, settings: settings),
        configuration: .init(address: .hostname(port: port)), logger: logger)
    try await ServiceGroup(
        services: [keys, server], gracefulShutdownSignals: [.sigterm, .sigint], logger: logger
    ).run()
}

@main
struct Issuer {
    static func main() async throws {
        let environment = ProcessInfo.processInfo.environment
        let port = environment["PORT"].flatMap { Int($0) } ?? 8080
        var settings = Settings(issuer: environment["ISSUER"] ?? "http://127.0.0.1:\(port)")
        // The file that `jwt-kms rotate --policy` reads too.
        if let file = environment["ROTATION_POLICY"] {
            settings.policy = try RotationPolicy(json: Data(contentsOf: URL(filePath: file)))
        }
        let logger = Logger(label: "issuer")
        if let alias = environment["KMS_ALIAS"] {
            try await AWSKMSClient.withClient(logger: logger) { kms in
                try await serve(kms, alias: alias, settings: settings, port: port, logger: logger)
            }
        } else {
            let kms = try LocalKMS(folder: ".jwt-kms")
            try await kms.ensureKey(alias: "alias/sessions", spec: .eccNISTP256)
            try await serve(kms, alias: "alias/sessions", settings: settings, port: port, logger: logger)
        }
    }
}
