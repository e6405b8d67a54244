// Part of jwt-kms. Copyright 2026 the jwt-kms authors.
// SPDX-License-Identifier: Apache-2.0

import KMSAPI
import KMSTransport

/// Where the metadata service of an EC2 instance is, and how patiently it is asked.
///
/// See [IMDS credential provider](https://docs.aws.amazon.com/sdkref/latest/guide/feature-imds-credentials.html).
struct InstanceMetadataSettings: Sendable, Equatable {
    /// Without a slash at its end.
    var endpoint: String
    /// Of each try.
    var timeLimit: Duration = .seconds(1)
    /// All tries of one question, the first included.
    ///
    /// The SDKs have from 1 to 4. Three ride out a service that is busy, and cost a laptop nothing: where nobody
    /// answers, the question is not asked again.
    var attempts = 3
    /// Whether nobody's answer is a reason to ask again: for those who named a number of tries.
    var retriesSilence = false

    /// - Parameters:
    ///   - givenEndpoint: of the code.
    ///   - givenMode: of the code.
    /// - Returns: nil where it is turned off.
    /// - Throws: `KMSError` of kind `configuration`.
    static func find(
        _ environment: Environment, _ config: SharedConfig, givenEndpoint: String? = nil, givenMode: String? = nil
    ) throws(KMSError) -> InstanceMetadataSettings? {
        guard !isOff(environment) else { return nil }
        let found = { (variable: String, property: String) in
            environment[variable].map { Found($0, from: .variable(variable)) } ?? config.profile?.found(property)
        }
        var settings = InstanceMetadataSettings(endpoint: ipv4)
        if let url = givenEndpoint.map({ Found($0, from: .code) })
            ?? found("AWS_EC2_METADATA_SERVICE_ENDPOINT", "ec2_metadata_service_endpoint")
        {
            settings.endpoint = try endpoint(url)
        } else if let mode = givenMode.map({ Found($0, from: .code) })
            ?? found("AWS_EC2_METADATA_SERVICE_ENDPOINT_MODE", "ec2_metadata_service_endpoint_mode")
        {
            settings.endpoint = try endpoint(mode: mode)
        }
        if let limit = found("AWS_METADATA_SERVICE_TIMEOUT", "metadata_service_timeout") {
            settings.timeLimit = .seconds(try number(limit, "the time limit of instance metadata in seconds", 1...3600))
        }
        if let attempts = found("AWS_METADATA_SERVICE_NUM_ATTEMPTS", "metadata_service_num_attempts") {
            settings.attempts = try number(attempts, "the number of tries of instance metadata", 1...100)
            settings.retriesSilence = true
        }
        return settings
    }

    /// As the SDKs do: all but `true` does not turn it off.
    static func isOff(_ environment: Environment) -> Bool {
        environment["AWS_EC2_METADATA_DISABLED"]?.lowercased() == "true"
    }

    private static let ipv4 = "http://169.254.169.254"
    private static let ipv6 = "http://[fd00:ec2::254]"

    private static func endpoint(_ found: Found<String>) throws(KMSError) -> String {
        let why: String
        do {
            let url = try WebURL(found.value)
            if url.query == nil {
                var path = url.path
                while path.hasSuffix("/") { path.removeLast() }
                return url.site + path
            }
            why = "holds a query"
        } catch {
            why = error.reason
        }
        // A user's name and password may stand before an @.
        let shown = found.value.contains("@") ? "" : " \"\(Excerpt.of(found.value, maximumBytes: 128))\""
        throw KMSError(
            .configuration, message: "the endpoint of instance metadata\(shown) (\(found.origin)) \(why)")
    }

    private static func endpoint(mode: Found<String>) throws(KMSError) -> String {
        switch mode.value.lowercased() {
        case "ipv4": return ipv4
        case "ipv6": return ipv6
        default:
            throw KMSError(
                .configuration,
                message: "the endpoint mode of instance metadata is \"\(Excerpt.of(mode.value, maximumBytes: 64))\" "
                    + "(\(mode.origin)); expected IPv4 or IPv6")
        }
    }

    private static func number(
        _ found: Found<String>, _ what: String, _ range: ClosedRange<Int>
    ) throws(KMSError) -> Int {
        guard let number = Int(found.value), range.contains(number) else {
            throw KMSError(
                .configuration,
                message: "\(what) is \"\(Excerpt.of(found.value, maximumBytes: 64))\" (\(found.origin)); expected a "
                    + "whole number from \(range.lowerBound) to \(range.upperBound)")
        }
        return number
    }
}
