// Part of jwt-kms. Copyright 2026 the jwt-kms authors.
// SPDX-License-Identifier: Apache-2.0

import KMSAPI

/// Where the Region comes from.
///
/// See [AWS Region](https://docs.aws.amazon.com/sdkref/latest/guide/feature-region.html).
enum Region {
    /// The Region to use: the one of the code, of `AWS_REGION`, of `AWS_DEFAULT_REGION`, of the profile, of the instance.
    ///
    /// - Parameter instanceRegion: asks the instance that this runs on; nil where it runs on none.
    /// - Returns: the Region, or what to throw where one is needed: who names keys by their ARNs alone needs none.
    /// - Throws: `KMSError` of kind `configuration` where it can't be a Region: it becomes part of a host name; where the
    ///   profile that was named is needed and is not there. `CancellationError`.
    static func find(
        _ given: String?, _ environment: Environment, _ config: SharedConfig,
        instanceRegion: () async throws -> String?
    ) async throws -> Result<Found<String>, KMSError> {
        if let found = try configured(given, environment, config) {
            return .success(Found(try check(found.value, from: found.origin), from: found.origin))
        }
        let origin = Origin.other("instance metadata")
        do {
            guard let region = try await instanceRegion() else { return .failure(missing(config)) }
            // Another cloud's service may answer anything: that is no Region, and stops nobody who needs none.
            guard let region = try? check(region) else { return .failure(missing(config, because: odd(region))) }
            return .success(Found(region, from: origin))
        } catch let error as KMSError where error.kind != .configuration {
            // Most have no instance to ask: what they want to hear is that they named no Region.
            return .failure(missing(config, because: error))
        }
    }

    private static func configured(
        _ given: String?, _ environment: Environment, _ config: SharedConfig
    ) throws(KMSError) -> Found<String>? {
        if let given { return Found(given, from: .code) }
        for name in variables {
            if let region = environment[name] { return Found(region, from: .variable(name)) }
        }
        return try config.selectedProfile()?.found("region")
    }

    private static let variables = ["AWS_REGION", "AWS_DEFAULT_REGION"]

    /// - Parameter origin: where it was found, for the error.
    static func check(_ region: String, from origin: Origin? = nil) throws(KMSError) -> String {
        let isName = region.utf8.allSatisfy { byte in
            (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte)
                || (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) || byte == UInt8(ascii: "-")
        }
        guard isName, !region.isEmpty, region.utf8.count <= 63 else {
            throw KMSError(
                .configuration,
                message: "the Region may hold small letters, digits and - only, and "
                    + "\"\(Excerpt.of(region, maximumBytes: 64))\"\(origin.map { " (\($0))" } ?? "") is not so")
        }
        return region
    }

    private static func odd(_ region: String) -> KMSError {
        KMSError(.malformedResponse, message: "what it answered, \(region.utf8.count) bytes, can't be a Region")
    }

    /// What to throw where there is none.
    ///
    /// - Parameter cause: why the instance could not be asked.
    static func missing(_ config: SharedConfig, because cause: KMSError? = nil) -> KMSError {
        let profile = "region of the profile \"\(Excerpt.of(config.selected.value, maximumBytes: 64))\""
        let tried = ["code"] + variables + [profile, "instance metadata"]
        return KMSError(
            .configuration,
            message: "no AWS Region was found (looked in: \(tried.joined(separator: ", "))); set AWS_REGION, for "
                + "example to us-east-1" + (config.slip.map { ". \($0)" } ?? "")
                + (cause.map { ". Instance metadata: \($0.message)" } ?? ""),
            underlying: cause)
    }
}
