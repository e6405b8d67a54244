// Part of jwt-kms. Copyright 2026 the jwt-kms authors.
// SPDX-License-Identifier: Apache-2.0

import KMSAPI

/// Where the Region comes from.
enum Region {
    /// The Region to use: the one of the code, `AWS_REGION`, `AWS_DEFAULT_REGION`.
    ///
    /// - Returns: nil where none is named.
    /// - Throws: `KMSError` of kind `configuration` where it can't be a Region: it becomes part of a host name.
    static func find(_ given: String?, _ environment: Environment) throws(KMSError) -> String? {
        guard let region = given ?? environment["AWS_REGION"] ?? environment["AWS_DEFAULT_REGION"] else { return nil }
        return try check(region)
    }

    static func check(_ region: String) throws(KMSError) -> String {
        let isName = region.utf8.allSatisfy { byte in
            (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte)
                || (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) || byte == UInt8(ascii: "-")
        }
        guard isName, !region.isEmpty, region.utf8.count <= 63 else {
            throw KMSError(
                .configuration,
                message:
                    "the Region may hold small letters, digits and - only, and \(region.debugDescription.prefix(64)) is not so"
            )
        }
        return region
    }

    static let missing = KMSError(
        .configuration,
        message: "no AWS Region was found (looked in: code, AWS_REGION, AWS_DEFAULT_REGION); set AWS_REGION, for "
            + "example to us-east-1")
}
