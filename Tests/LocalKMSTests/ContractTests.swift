// Part of jwt-kms. Copyright 2026 the jwt-kms authors.
// SPDX-License-Identifier: Apache-2.0

import Foundation
import KMSContract
import LocalKMS
import Testing

@Suite("LocalKMS keeps the contracts of KMSAPI")
struct ContractTests {
    static let memory = KMSUnderTest(LocalKMS())
    static let all =
        KMSClientContract.cases + KMSMACClientContract.cases + KMSKeyDirectoryContract.cases
        + KMSAdministrationContract.cases

    @Test("KMSClient, keys in memory", arguments: KMSClientContract.cases)
    func client(_ behaviour: ContractCase) async throws { try await behaviour.run(on: Self.memory) }

    @Test("KMSMACClient, keys in memory", arguments: KMSMACClientContract.cases)
    func macs(_ behaviour: ContractCase) async throws { try await behaviour.run(on: Self.memory) }

    @Test("KMSKeyDirectory, keys in memory", arguments: KMSKeyDirectoryContract.cases)
    func directory(_ behaviour: ContractCase) async throws { try await behaviour.run(on: Self.memory) }

    @Test("KMSAdministration, keys in memory", arguments: KMSAdministrationContract.cases)
    func administration(_ behaviour: ContractCase) async throws { try await behaviour.run(on: Self.memory) }

    @Test("all of them, keys in a folder")
    func folder() async throws {
        try await withFolder { folder in
            let kms = KMSUnderTest(try LocalKMS(folder: folder))
            for behaviour in Self.all {
                await #expect(throws: Never.self, "\(behaviour)") { try await behaviour.run(on: kms) }
            }
            #expect(Self.all.count == 94)
        }
    }

    @Test("a leniency that a KMS does not have is told")
    func vanishedLeniency() async throws {
        let kms = KMSUnderTest(LocalKMS(), leniencies: .moto)
        var told = 0
        for behaviour in KMSAdministrationContract.cases {
            do { try await behaviour.run(on: kms) } catch is ContractViolation { told += 1 }
        }
        #expect(told >= 10)
    }
}
