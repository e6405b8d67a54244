// Part of jwt-kms. Copyright 2026 the jwt-kms authors.
// SPDX-License-Identifier: Apache-2.0

import AWSKMS
import KMSAPI
import KMSContract
import LocalKMS
import LocalKMSServer
import Testing

@Suite("AWSKMSClient over LocalKMSServer")
struct ContractTests {
    @Test("keeps the contracts of KMSAPI, with no leniency")
    func contracts() async throws {
        try await LocalKMSServer.withServer(LocalKMS()) { url in
            try await AWSKMSClient.with(url) { client in
                let kms = KMSUnderTest(client)
                var run = 0
                for behaviour in KMSClientContract.cases + KMSMACClientContract.cases
                    + KMSKeyDirectoryContract.cases + KMSAdministrationContract.cases
                {
                    run += 1
                    await #expect(throws: Never.self, "\(behaviour)") { try await behaviour.run(on: kms) }
                }
                #expect(run == 94)
            }
        }
    }

    @Test("eight clients at once each get the answers to their own calls")
    func concurrent() async throws {
        let kms = LocalKMS()
        try await LocalKMSServer.withServer(kms) { url in
            try await AWSKMSClient.with(url) { client in
                let keys = try await withThrowingTaskGroup(of: String.self) { group in
                    for number in 0..<64 {
                        group.addTask {
                            let key = try await client.createKey(
                                .init(keySpec: .eccNISTP256, description: "\(number)")
                            ).keyMetadata
                            #expect(key.description == "\(number)")
                            return key.keyID
                        }
                    }
                    return try await group.reduce(into: Set()) { $0.insert($1) }
                }
                #expect(keys.count == 64)
                #expect(try await kms.listKeys(.init()).keys.count == 64)
            }
        }
    }
}
