// Part of jwt-kms. Copyright 2026 the jwt-kms authors.
// SPDX-License-Identifier: Apache-2.0

import Foundation
import KMSTransport

@testable import AWSKMS

/// Answers as STS gives them.
enum STSSample {
    static func answer(_ operation: String = "AssumeRole", _ result: String = credentials) -> HTTPResponse {
        .text(
            "<\(operation)Response xmlns='x'><\(operation)Result>\(result)</\(operation)Result></\(operation)Response>")
    }

    static let credentials = """
        <AssumedRoleUser><Arn>arn:aws:sts::123456789012:assumed-role/R/s</Arn></AssumedRoleUser><Credentials>\
        <AccessKeyId>ASIA</AccessKeyId><SecretAccessKey>n3w</SecretAccessKey><SessionToken>n3wt0k3n</SessionToken>\
        <Expiration>2021-08-05T19:58:02Z</Expiration></Credentials>
        """

    static func error(
        _ code: String, _ message: String = "no", status: Int = 400, date: String? = nil
    ) -> HTTPResponse {
        .text(
            "<ErrorResponse><Error><Type>Sender</Type><Code>\(code)</Code><Message>\(message)</Message></Error>"
                + "<RequestId>r-1</RequestId></ErrorResponse>",
            status: status, headers: date.map { [(name: "Date", value: $0)] } ?? [])
    }
}

extension HTTPResponse {
    var text: String { String(decoding: body, as: UTF8.self) }
}
