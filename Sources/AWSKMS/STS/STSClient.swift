// Part of jwt-kms. Copyright 2026 the jwt-kms authors.
// SPDX-License-Identifier: Apache-2.0

import KMSAPI
import KMSTransport

#if canImport(FoundationEssentials)
import FoundationEssentials
#else
import Foundation
#endif

/// Asks AWS's Security Token Service, in AWS's query protocol: a form is posted, and XML is answered.
///
/// See [the API reference](https://docs.aws.amazon.com/STS/latest/APIReference/welcome.html).
struct STSClient: Sendable {
    let http: any HTTPExchange
    let resolver: EndpointResolver
    /// nil is an error once STS is asked.
    let region: String?
    let retries: Retries
    private let skew: ClockSkew
    private let signatureKeys = SignatureKeys()

    static let timeLimit: Duration = .seconds(5)

    init(_ surroundings: Surroundings, resolver: EndpointResolver, region: String?, policy: RetryPolicy = .init()) {
        http = surroundings.http
        skew = surroundings.skew
        self.resolver = resolver
        self.region = region
        retries = Retries(policy: policy, timing: surroundings.timing)
    }

    var now: Date { retries.timing.now() }

    /// What an operation answers, within its `Response` and `Result`.
    ///
    /// - Parameters:
    ///   - form: the operation's parameters, in the order in which they are sent.
    ///   - credentials: what the request is signed with; nil for an operation that is asked unsigned.
    /// - Throws: `KMSError` with the code that STS gave; `CancellationError`.
    func result(
        of operation: String, _ form: [(name: String, value: String)], signedWith credentials: Credentials?
    ) async throws -> XMLReader.Element {
        guard let region else { throw Region.missing(resolver.config) }
        let endpoint = try resolver.endpoint(of: .sts, region: region)
        let fields = [(name: "Action", value: operation), (name: "Version", value: "2011-06-15")] + form
        let body = fields.map { "\($0.name)=\(PercentEncoding.of($0.value))" }.joined(separator: "&")
        let secrets = form.filter { ["WebIdentityToken", "ExternalId"].contains($0.name) }.map(\.value)
        return try await retries.run { _ in
            let offset = skew.offset
            var request = try signed(Data(body.utf8), endpoint, credentials, offset)
            request.secrets = secrets + [credentials?.sessionToken ?? ""]
            var answer = try await http.response(
                to: request, timeLimit: Self.timeLimit, maximumBodyBytes: XMLReader.maximumBytes)
            guard answer.status == 200 else {
                answer.hide(request.secrets)
                throw failure(answer, offset: credentials.map { _ in offset })
            }
            return try STSAnswer(answer).result(of: operation)
        }
    }

    private func signed(
        _ body: Data, _ endpoint: Endpoint, _ credentials: Credentials?, _ offset: TimeInterval
    ) throws(KMSError) -> HTTPRequest {
        var headers = [
            (name: "Host", value: endpoint.host),
            (name: "Content-Type", value: "application/x-www-form-urlencoded"),
        ]
        if let credentials {
            guard credentials.canBeHeaders else { throw Self.refusal(credentials) }
            let signer = SignatureV4(
                credentials: credentials, region: endpoint.region, service: AWSService.sts.signingName,
                keys: signatureKeys)
            headers += signer.headers(
                signing: CanonicalRequest(method: "POST", path: endpoint.path, headers: headers, body: body),
                at: now.addingTimeInterval(offset))
        }
        headers.append((name: "User-Agent", value: "jwt-kms-swift"))
        return HTTPRequest(method: "POST", url: endpoint.url + "/", headers: headers, body: body)
    }

    private static func refusal(_ credentials: Credentials) -> KMSError {
        KMSError(
            .credentials,
            message: "the AWS credentials of \(credentials.origin) are empty, or hold white space or other characters "
                + "that no credential has")
    }

    /// - Parameter offset: what the request was signed with; nil where it was not signed.
    private func failure(_ answer: HTTPResponse, offset: TimeInterval?) -> AttemptFailure {
        var error = STSAnswer(answer).error
        // The identity provider did not answer STS, and STS says 400.
        if error.kind.code == "IDPCommunicationError" {
            error.isRetryable = true
            return AttemptFailure(error, retryClass: .transient)
        }
        guard let offset, ClockSkew.canBeCause(of: error.kind),
            skew.correct(by: answer.header("Date"), now: now, used: offset)
        else { return AttemptFailure(error) }
        return AttemptFailure(error, retryClass: .corrected)
    }
}
