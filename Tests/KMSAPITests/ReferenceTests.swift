// Part of jwt-kms. Copyright 2026 the jwt-kms authors.
// SPDX-License-Identifier: Apache-2.0

import KMSAPI
import Testing

@Suite("Key references")
struct ReferenceTests {
    @Test("each form is told")
    func forms() throws {
        #expect(
            try KeyReference("1234abcd-12ab-34cd-56ef-1234567890ab") == .keyID("1234abcd-12ab-34cd-56ef-1234567890ab"))
        #expect(try KeyReference("mrk-1234abcd") == .keyID("mrk-1234abcd"))
        #expect(try KeyReference("alias/a/b") == .aliasName("alias/a/b"))
        let key = "arn:aws-us-gov:kms:us-gov-west-1:111122223333:key/1234"
        guard case .keyARN(let arn) = try KeyReference(key) else { throw KMSError(.configuration, message: key) }
        #expect(arn.keyID == "1234" && arn.partition == "aws-us-gov" && arn.region == "us-gov-west-1")
        #expect(arn.account == "111122223333" && arn.description == key)
        let alias = "arn:aws:kms:us-east-1:111122223333:alias/x"
        guard case .aliasARN(let arn) = try KeyReference(alias) else { throw KMSError(.configuration, message: alias) }
        #expect(arn.keyID == nil && arn.description == alias)
        #expect(try KeyReference("alias/x").isAlias && KeyReference(alias).isAlias && !KeyReference(key).isAlias)
    }

    @Test(
        "what is none is refused before KMS is asked",
        arguments: [
            "", " ", "a b", "key\r\nX: y", "k\u{E9}y", "../x?", "arn:aws:s3:us-east-1:1:key/x",
            "arn:aws:kms:us-east-1:1:other/x",
            "arn:aws:kms::1:key/x", "arn:aws:kms:us-east-1::key/x", "arn:aws:kms:US:1:key/x", "arn:",
            "arn:aws:kms:x.evil/:1:key/x",
            String(repeating: "a", count: 2049),
        ])
    func refused(reference: String) {
        let error = #expect(throws: KMSError.self) { try KeyReference(reference) }
        #expect(error?.kind == .configuration)
    }
}
