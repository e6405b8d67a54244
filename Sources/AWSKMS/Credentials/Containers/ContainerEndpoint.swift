// Part of jwt-kms. Copyright 2026 the jwt-kms authors.
// SPDX-License-Identifier: Apache-2.0

import KMSAPI
import KMSTransport

/// Where a container's credentials are: ECS names it relative to its own address, EKS and others whole.
///
/// See [Container credential provider](https://docs.aws.amazon.com/sdkref/latest/guide/feature-container-credentials.html).
struct ContainerEndpoint: Sendable, Equatable {
    static let relative = "AWS_CONTAINER_CREDENTIALS_RELATIVE_URI"
    static let full = "AWS_CONTAINER_CREDENTIALS_FULL_URI"

    let url: WebURL
    /// The variable that names it.
    let variable: String

    /// Whether it is on this machine or beside it, where no proxy leads.
    var isLocal: Bool { !url.isEncrypted }

    /// - Returns: nil where no variable names one.
    /// - Throws: `KMSError` of kind `configuration` where it must not be asked.
    static func find(_ environment: Environment) throws(KMSError) -> ContainerEndpoint? {
        if let path = environment[relative] {
            // Otherwise it would go on with the host's name: 169.254.170.2.example.com.
            guard path.hasPrefix("/"), !path.hasPrefix("//") else {
                throw refusal(relative, "does not begin with one /")
            }
            return ContainerEndpoint(url: try url("http://169.254.170.2" + path, relative), variable: relative)
        }
        guard let text = environment[full] else { return nil }
        let url = try url(text, full)
        guard url.isEncrypted || isAllowedWithoutTLS(url.origin.host) else {
            throw refusal(
                full,
                "leads to \(Excerpt.of(url.site, maximumBytes: 128)), where credentials are not asked for without TLS; "
                    + "allowed are https, localhost, loopback addresses, 169.254.170.2, 169.254.170.23 and "
                    + "[fd00:ec2::23]")
        }
        return ContainerEndpoint(url: url, variable: full)
    }

    private static func url(_ text: String, _ variable: String) throws(KMSError) -> WebURL {
        do {
            return try WebURL(text)
        } catch {
            throw refusal(variable, error.reason)
        }
    }

    /// The value is not shown: it may hold a secret.
    private static func refusal(_ variable: String, _ why: String) -> KMSError {
        KMSError(.configuration, message: "the URL of the container's credentials (\(variable)) \(why)")
    }

    /// Addresses as they are written, and `localhost`.
    private static func isAllowedWithoutTLS(_ host: String) -> Bool {
        allowed.contains(host) || Loopback.contains(host)
    }

    private static let allowed: Set<String> = ["169.254.170.2", "169.254.170.23", "fd00:ec2::23"]
}
