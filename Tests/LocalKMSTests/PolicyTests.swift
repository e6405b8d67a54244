// Part of jwt-kms. Copyright 2026 the jwt-kms authors.
// SPDX-License-Identifier: Apache-2.0

import Foundation
import KMSAPI
import LocalKMS
import Testing

@Suite("LocalKMS keeps policies, descriptions and rotations")
struct PolicyTests {
    let clock = TestClock()
    let kms: LocalKMS

    init() {
        kms = LocalKMS(region: "cn-north-1", now: { [clock] in clock.now })
    }

    @Test("a key has KMS's own policy until it is given another, and the other as it was given")
    func policy() async throws {
        let key = try await kms.newKey()
        let first = try #require(try await kms.getKeyPolicy(.init(keyID: key.arn)).policy)
        let document = try JSONSerialization.jsonObject(with: Data(first.utf8)) as? [String: Any]
        #expect(document?["Id"] as? String == "key-default-1")
        #expect(first.contains(#""AWS" : "arn:aws-cn:iam::111122223333:root""#))
        let policy = #"{"Version":"2012-10-17",  "Statement":[]}"#
        try await kms.putKeyPolicy(.init(keyID: key.keyID, policy: policy, policyName: "default"))
        let answer = try await kms.getKeyPolicy(.init(keyID: key.keyID, policyName: "default"))
        #expect(answer.policy == policy && answer.policyName == "default")
        #expect(try await kms.listKeyPolicies(.init(keyID: key.arn)).policyNames == ["default"])
        let made = try await kms.createKey(.init(keySpec: .eccNISTP256, policy: policy)).keyMetadata
        #expect(try await kms.getKeyPolicy(.init(keyID: made.arn)).policy == policy)
    }

    @Test("what is no policy is refused, and the old one stays", arguments: ["put", "create", "replicate"])
    func badPolicies(how: String) async throws {
        let key = try await kms.createKey(.init(keySpec: .eccNISTP256, multiRegion: true)).keyMetadata
        let before = try await kms.getKeyPolicy(.init(keyID: key.arn)).policy
        func refused(_ policy: String) async -> KMSError.Kind? {
            await refusal {
                switch how {
                case "put": try await kms.putKeyPolicy(.init(keyID: key.arn, policy: policy))
                case "create": _ = try await kms.createKey(.init(keySpec: .eccNISTP256, policy: policy))
                default:
                    _ = try await kms.replicateKey(
                        .init(keyID: key.arn, replicaRegion: "cn-northwest-1", policy: policy))
                }
            }?.kind
        }
        let twice = #"{"Statement":[{"Effect":"Deny","Effect":"Allow"}]}"#
        for policy in ["nonsense", "[]", "{", "7", "\"x\"", #"{"a":1,}"#, #"{"a":[1,]}"#, twice] {
            #expect(await refused(policy) == .malformedPolicyDocument)
        }
        #expect(await refused("") == .validation)
        func policy(bytes: Int) -> String { #"{"Id":"\#(String(repeating: "x", count: bytes - 9))"}"# }
        #expect(await refused(policy(bytes: 32_769)) == .limitExceeded)
        #expect(await refused(policy(bytes: 131_073)) == .validation)
        for policy in ["{\"Id\":\"\u{100}\"}", "{\u{b}}", "{\"Id\":\"\u{1F600}\"}"] {
            #expect(await refused(policy) == .validation)
        }
        #expect(try await kms.getKeyPolicy(.init(keyID: key.arn)).policy == before)
        try await kms.putKeyPolicy(.init(keyID: key.arn, policy: policy(bytes: 32_768)))
    }

    @Test("there is one policy, `default`")
    func names() async throws {
        let key = try await kms.newKey()
        let kinds: [String: KMSError.Kind] = [
            "other": .notFound, "AWS_RAM": .notFound, "a b": .validation, "": .validation,
            String(repeating: "x", count: 129): .validation,
        ]
        for (name, kind) in kinds {
            #expect(
                await refusal { _ = try await kms.getKeyPolicy(.init(keyID: key.arn, policyName: name)) }?.kind == kind)
            let refused = await refusal {
                try await kms.putKeyPolicy(.init(keyID: key.arn, policy: "{}", policyName: name))
            }
            #expect(refused?.kind == (name == "AWS_RAM" ? .validation : kind))
        }
        #expect(
            await refusal { _ = try await kms.listKeyPolicies(.init(keyID: key.arn, limit: 0)) }?.kind == .validation)
        #expect(
            await refusal { _ = try await kms.listKeyPolicies(.init(keyID: key.arn, marker: "")) }?.kind == .validation)
        #expect(
            await refusal { _ = try await kms.listKeys(.init(marker: String(repeating: "x", count: 1025))) }?.kind
                == .validation)
        #expect(
            await refusal { _ = try await kms.listKeyPolicies(.init(keyID: key.arn, marker: "x")) }?.kind
                == .invalidMarker)
    }

    @Test("policies take no alias, and unknown keys are NotFoundException")
    func references() async throws {
        let key = try await kms.newKey()
        try await kms.createAlias(.init(aliasName: "alias/x", targetKeyID: key.keyID))
        for reference in ["alias/x", UUID().uuidString.lowercased()] {
            #expect(await refusal { _ = try await kms.getKeyPolicy(.init(keyID: reference)) }?.kind == .notFound)
            #expect(await refusal { _ = try await kms.listKeyPolicies(.init(keyID: reference)) }?.kind == .notFound)
            #expect(
                await refusal { try await kms.putKeyPolicy(.init(keyID: reference, policy: "{}")) }?.kind == .notFound)
        }
    }

    @Test("a description is changed, unless it is too long or the key is to be deleted")
    func description() async throws {
        let key = try await kms.newKey()
        try await kms.updateKeyDescription(.init(keyID: key.arn, description: "sessions"))
        let long = String(repeating: "x", count: 8193)
        let update = UpdateKeyDescriptionRequest(keyID: key.arn, description: long)
        #expect(await refusal { try await kms.updateKeyDescription(update) }?.kind == .validation)
        _ = try await kms.scheduleKeyDeletion(.init(keyID: key.arn))
        let late = UpdateKeyDescriptionRequest(keyID: key.arn, description: "late")
        #expect(await refusal { try await kms.updateKeyDescription(late) }?.kind == .kmsInvalidState)
        #expect(try await kms.describeKey(.init(keyID: key.arn)).keyMetadata.description == "sessions")
    }

    @Test("a symmetric key is rotated each 365 days, or as often as is said")
    func rotation() async throws {
        let key = try await kms.newKey(.symmetricDefault)
        #expect(try await kms.getKeyRotationStatus(.init(keyID: key.arn)).keyRotationEnabled == false)
        let start = clock.now
        try await kms.enableKeyRotation(.init(keyID: key.arn))
        clock.advance(days: 400)
        var status = try await kms.getKeyRotationStatus(.init(keyID: key.keyID))
        #expect(status.keyRotationEnabled == true && status.rotationPeriodInDays == 365 && status.keyID == key.arn)
        #expect(status.nextRotationDate == start.addingTimeInterval(730 * 86_400))
        try await kms.enableKeyRotation(.init(keyID: key.arn, rotationPeriodInDays: 90))
        status = try await kms.getKeyRotationStatus(.init(keyID: key.arn))
        #expect(status.nextRotationDate == clock.now.addingTimeInterval(90 * 86_400))
        try await kms.disableKeyRotation(.init(keyID: key.arn))
        status = try await kms.getKeyRotationStatus(.init(keyID: key.arn))
        #expect(status.keyRotationEnabled == false && status.nextRotationDate == nil)
        for days in [89, 2561] {
            let request = EnableKeyRotationRequest(keyID: key.arn, rotationPeriodInDays: days)
            #expect(await refusal { try await kms.enableKeyRotation(request) }?.kind == .validation)
        }
    }

    @Test("rotation follows the state of the key")
    func rotationStates() async throws {
        let key = try await kms.newKey(.symmetricDefault)
        try await kms.enableKeyRotation(.init(keyID: key.arn))
        func refused() async -> [KMSError.Kind?] {
            [
                await refusal { try await kms.enableKeyRotation(.init(keyID: key.arn)) }?.kind,
                await refusal { try await kms.disableKeyRotation(.init(keyID: key.arn)) }?.kind,
            ]
        }
        try await kms.disableKey(.init(keyID: key.arn))
        #expect(await refused() == [.disabled, .disabled])
        #expect(try await kms.getKeyRotationStatus(.init(keyID: key.arn)).keyRotationEnabled == true)
        _ = try await kms.scheduleKeyDeletion(.init(keyID: key.arn))
        #expect(await refused() == [.kmsInvalidState, .kmsInvalidState])
        #expect(try await kms.getKeyRotationStatus(.init(keyID: key.arn)).keyRotationEnabled == false)
        _ = try await kms.cancelKeyDeletion(.init(keyID: key.arn))
        #expect(try await kms.getKeyRotationStatus(.init(keyID: key.arn)).keyRotationEnabled == true)
    }

    @Test(
        "key pairs and HMAC keys are not rotated, which their status says",
        arguments: [KeySpec.eccNISTP256, .rsa2048, .hmac256])
    func notRotated(spec: KeySpec) async throws {
        let key = try await kms.newKey(spec)
        let kinds = [
            await refusal { try await kms.enableKeyRotation(.init(keyID: key.arn)) }?.kind,
            await refusal { try await kms.disableKeyRotation(.init(keyID: key.arn)) }?.kind,
        ]
        #expect(kinds == [.unsupportedOperation, .unsupportedOperation])
        let status = try await kms.getKeyRotationStatus(.init(keyID: key.keyID))
        #expect(status == GetKeyRotationStatusResponse(keyRotationEnabled: false, keyID: key.arn))
    }

    @Test("The material of a key has no rotations, and the first one is listed if all material is asked for")
    func rotations() async throws {
        let key = try await kms.newKey(.symmetricDefault)
        try await kms.enableKeyRotation(.init(keyID: key.arn))
        #expect(try await kms.listKeyRotations(.init(keyID: key.arn)).rotations.isEmpty)
        let all = try await kms.listKeyRotations(.init(keyID: key.keyID, includeKeyMaterial: "ALL_KEY_MATERIAL"))
        #expect(all.rotations.map(\.keyMaterialID) == [key.currentKeyMaterialID] && all.truncated == false)
        let pair = try await kms.newKey()
        #expect(try await kms.listKeyRotations(.init(keyID: pair.arn)).rotations.isEmpty)
        let (unfit, unknown) = (
            ListKeyRotationsRequest(keyID: pair.arn, includeKeyMaterial: "ALL_KEY_MATERIAL"),
            ListKeyRotationsRequest(keyID: key.arn, includeKeyMaterial: "SOME")
        )
        #expect(await refusal { _ = try await kms.listKeyRotations(unfit) }?.kind == .unsupportedOperation)
        #expect(await refusal { _ = try await kms.listKeyRotations(unknown) }?.kind == .validation)
    }
}
