// Part of jwt-kms. Copyright 2026 the jwt-kms authors.
// SPDX-License-Identifier: Apache-2.0

#if RemoteJWKS
import JWTKMS
import KMSAPI
import KMSTransport

/// One fetch of an issuer's keys: where they are, if that is to be found out, then the keys.
struct SetFetch: Sendable {
    /// What is remembered of one fetch for the next.
    struct Memory: Sendable {
        /// Where the keys were.
        var keys: DocumentURL
        /// When the discovery document said so; nil where it is to be asked again.
        var foundAt: Duration?
        /// What the issuer calls this version of the set.
        var tag: EntityTag?
        /// What it said of this version's freshness.
        var cacheControl: [String] = []
    }

    /// What came of it.
    struct Outcome: Sendable {
        /// nil where the set is still the same.
        var set: PublicKeySet?
        var lifetime: Duration
        var memory: Memory
    }

    static let maximumDocumentBytes = 256 << 10
    static let maximumSetBytes = 1 << 20
    /// For how long what the discovery document said is gone by.
    static let discoveryLifetime: Duration = .seconds(24 * 60 * 60)

    let place: KeyPlace
    let algorithm: JWSAlgorithm?
    let configuration: RemoteJWKS.Configuration
    private let client: DocumentClient

    /// - Throws: `KMSError` of kind `configuration` for certificates or a proxy that can't be used.
    init(place: KeyPlace, algorithm: JWSAlgorithm?, configuration: RemoteJWKS.Configuration) throws(KMSError) {
        self.place = place
        self.algorithm = algorithm
        self.configuration = configuration
        client = try DocumentClient(configuration)
    }

    /// Fetches.
    ///
    /// - Parameters:
    ///   - memory: of the last fetch, where that was good.
    ///   - now: what is found out is remembered to have been so at.
    /// - Throws: `KMSError`; `CancellationError`.
    func run(_ memory: Memory?, now: Duration) async throws -> Outcome {
        let limit = min(max(configuration.timeLimit, .milliseconds(1)), .seconds(600))
        return try await TimeLimit.run(limit, orThrow: { FetchFailure.late(place.firstDocument, limit) }) {
            var client = client
            client.headers = try await headers()
            return try await fetch(memory, now, client)
        }
    }

    private func headers() async throws -> RequestHeaders? {
        guard let given = configuration.headers else { return nil }
        let values: [String: String]
        do { values = try await given() } catch {
            if error is CancellationError { throw error }
            // What it says may be a secret.
            throw KMSError(
                .transport,
                message: "the headers of requests to \(place.firstDocument) could not be had (\(type(of: error)))",
                underlying: error)
        }
        return try RequestHeaders(values, for: place.firstDocument)
    }

    private func fetch(_ known: Memory?, _ now: Duration, _ client: DocumentClient) async throws -> Outcome {
        var memory = try await find(known, now, client)
        let answer = try await client.get(memory.keys, tag: memory.tag, maximumBytes: Self.maximumSetBytes)
        let isUnchanged = answer.status == 304 && memory.tag != nil
        let cacheControl = answer.headers("Cache-Control")
        // A 304 that says nothing of it leaves what is known as it was: RFC 9111 section 4.3.4.
        if !isUnchanged || !cacheControl.isEmpty { memory.cacheControl = cacheControl }
        let lifetime = configuration.freshness.lifetime(
            cacheControl: memory.cacheControl, age: answer.header("Age"))
        if isUnchanged { return Outcome(set: nil, lifetime: lifetime, memory: memory) }
        guard answer.status == 200 else { throw FetchFailure.status(answer.status, memory.keys) }
        let set: PublicKeySet
        do { set = try PublicKeySet([UInt8](answer.body), algorithm: algorithm, uses: configuration.uses) } catch {
            let foreign = ForeignContent([UInt8](answer.body))
            let reason = foreign.map { "it \($0.explanation)" } ?? error.reason
            throw KMSError(.publicKeyRefused, message: "the JWK Set of \(memory.keys) is refused: \(reason)")
        }
        memory.tag = answer.header("ETag").flatMap { EntityTag($0) }
        return Outcome(set: set, lifetime: lifetime, memory: memory)
    }

    /// Where the keys are. What is known of a set elsewhere says nothing of this one.
    private func find(_ known: Memory?, _ now: Duration, _ client: DocumentClient) async throws -> Memory {
        switch place {
        case .url(let url): return known ?? Memory(keys: url)
        case .discovered(let issuer, let openID, let oauth):
            if let known, let foundAt = known.foundAt, now < foundAt + Self.discoveryLifetime { return known }
            let keys = try await discover(issuer, [openID, oauth], client)
            let isSame = known.map { $0.keys.text.utf8.elementsEqual(keys.text.utf8) } ?? false
            guard isSame, var memory = known else { return Memory(keys: keys, foundAt: now) }
            memory.foundAt = now
            return memory
        }
    }

    /// OpenID Connect's place first; if there is no document, RFC 8414's. A server of pages answers a page anywhere.
    private func discover(
        _ issuer: String, _ documents: [DocumentURL], _ client: DocumentClient
    ) async throws -> DocumentURL {
        var failures: [(why: String, error: KMSError)] = []
        for document in documents {
            let answer = try await client.get(document, maximumBytes: Self.maximumDocumentBytes)
            guard answer.status == 200 else {
                failures.append(
                    ("\(document) answered HTTP \(answer.status)", FetchFailure.status(answer.status, document)))
                guard (400..<500).contains(answer.status), answer.status != 408, answer.status != 429 else { break }
                continue
            }
            guard let foreign = ForeignContent([UInt8](answer.body)) else {
                return try DiscoveryDocument.keys([UInt8](answer.body), of: issuer, at: document)
            }
            let why = "\(document) \(foreign.explanation)"
            failures.append((why, KMSError(.malformedResponse, message: why)))
            guard foreign == .html else { break }
        }
        throw Self.undiscovered(issuer, failures)
    }

    /// The first failure, and what to do if there is a document in neither place.
    private static func undiscovered(_ issuer: String, _ failures: [(why: String, error: KMSError)]) -> KMSError {
        guard let first = failures.first?.error, failures.count > 1 else {
            return failures.first?.error ?? KMSError(.configuration, message: "there is nowhere to look")
        }
        return KMSError(
            first.kind,
            message:
                "no discovery document of \(Excerpt.of(issuer, limit: 256)) was found: "
                + failures.map(\.why).joined(separator: ", and ")
                + ". Check that the issuer is spelt right; one that has its document elsewhere, or none, is given by the "
                + "URL of its keys",
            kmsStatus: first.kmsStatus, isRetryable: first.isRetryable)
    }
}
#endif
