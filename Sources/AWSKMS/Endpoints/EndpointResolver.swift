// Part of jwt-kms. Copyright 2026 the jwt-kms authors.
// SPDX-License-Identifier: Apache-2.0

import KMSAPI

/// Finds where a service of AWS is: the user's own endpoint, or AWS's by the rules of the SDKs.
struct EndpointResolver: Sendable {
    var environment: Environment
    var config: SharedConfig

    /// - Throws: `KMSError` of kind `configuration`.
    func endpoint(of service: AWSService, region: String) throws(KMSError) -> Endpoint {
        let region = try Region.check(region)
        let suffix = Partition.of(region: region).dnsSuffix
        return try Endpoint(url: "https://\(service.hostPrefix).\(region).\(suffix)", region: region)
    }
}
