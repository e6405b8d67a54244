// Part of jwt-kms. Copyright 2026 the jwt-kms authors.
// SPDX-License-Identifier: Apache-2.0

import KMSAPI

/// Where a service is, by the rules that AWS's SDKs share: the user's own endpoint as it is, else a host name made of
/// service, Region and partition.
///
/// See [Dual-stack and FIPS endpoints](https://docs.aws.amazon.com/sdkref/latest/guide/feature-endpoints.html).
struct EndpointRules {
    struct Answer: Equatable {
        var url: Found<String>
        /// What requests are signed for; nil where no Region is known.
        var signingRegion: String?
    }

    var service: AWSService
    var fips: Found<Bool>?
    var dualStack: Found<Bool>?

    private var usesFIPS: Bool { fips?.value == true }
    private var usesDualStack: Bool { dualStack?.value == true }

    /// - Parameters:
    ///   - region: nil where none is known: that is enough for an endpoint of the user's.
    ///   - custom: the endpoint that the user named.
    /// - Throws: `KMSError` of kind `configuration` where they can't be had together.
    func answer(region: String?, custom: Found<String>?) throws(KMSError) -> Answer {
        if let custom {
            if let fips, fips.value { throw Self.conflict(custom, "a FIPS endpoint", fips.origin) }
            if let dualStack, dualStack.value { throw Self.conflict(custom, "a dual-stack endpoint", dualStack.origin) }
            return Answer(url: custom, signingRegion: region)
        }
        guard let region else {
            throw KMSError(.configuration, message: "no AWS Region is known, so \(service.id) has no endpoint")
        }
        let partition = Partition.of(region: region)
        try check(partition, region)
        let isGlobal = service == .sts && region == Partition.aws.globalRegion && !usesFIPS && !usesDualStack
        let host = isGlobal ? "sts.amazonaws.com" : host(region, partition)
        return Answer(
            url: Found("https://\(host)", from: Self.aws), signingRegion: isGlobal ? "us-east-1" : region)
    }

    private func host(_ region: String, _ partition: Partition) -> String {
        let isOneHost = service.hasOneHostInGovCloud && partition == .govCloud && !usesDualStack
        let suffix = usesDualStack ? partition.dualStackDNSSuffix : partition.dnsSuffix
        return "\(service.hostPrefix)\(usesFIPS && !isOneHost ? "-fips" : "").\(region).\(suffix)"
    }

    func check(_ partition: Partition, _ region: String) throws(KMSError) {
        let wanted = [
            (fips, partition.supportsFIPS, "FIPS endpoints"),
            (dualStack, partition.supportsDualStack, "dual-stack endpoints"),
        ]
        for case (let setting?, false, let name) in wanted where setting.value {
            throw KMSError(
                .configuration,
                message: "\(setting.origin) asks for \(name), and \(region) is in \(partition.id), which has none")
        }
    }

    private static func conflict(_ custom: Found<String>, _ wanted: String, _ origin: Origin) -> KMSError {
        KMSError(
            .configuration,
            message: "\(origin) asks for \(wanted) of AWS's, and \(custom.origin) names an endpoint: they can't be had "
                + "together; unset one of them")
    }

    /// The origin of what the rules made.
    static let aws = Origin.other("the rules of AWS")
}
