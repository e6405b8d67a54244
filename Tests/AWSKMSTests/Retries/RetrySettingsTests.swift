// Part of jwt-kms. Copyright 2026 the jwt-kms authors.
// SPDX-License-Identifier: Apache-2.0

import KMSAPI
import Testing

@testable import AWSKMS

@Suite("Settings of retries")
struct RetrySettingsTests {
    @Test("nothing set is the standard mode with 3 attempts, and no notice")
    func unset() throws {
        let settings = try RetrySettings.find(Environment([:]), SharedConfig())
        #expect(settings == RetrySettings(policy: RetryPolicy(), isGiven: false, notice: nil))
        #expect(settings.policy.maximumAttempts == 3)
    }

    @Test("attempts and mode are those of code, then of the environment, then of the profile")
    func order() async throws {
        let config = try await Machine(config: "[default]\nmax_attempts = 7\nretry_mode = legacy").load()
        let environment = Environment(["AWS_MAX_ATTEMPTS": "5", "AWS_RETRY_MODE": "Adaptive"])
        let ofCode = try RetrySettings.find(maximumAttempts: 2, mode: "standard", environment, config)
        #expect(ofCode.policy.maximumAttempts == 2 && ofCode.notice == nil)
        let ofEnvironment = try RetrySettings.find(environment, config)
        #expect(ofEnvironment.policy.maximumAttempts == 5)
        #expect(ofEnvironment.notice?.contains("Adaptive (AWS_RETRY_MODE)") == true)
        let ofProfile = try RetrySettings.find(Environment(["AWS_MAX_ATTEMPTS": " "]), config)
        #expect(ofProfile.policy.maximumAttempts == 7)
        #expect(ofCode.isGiven && ofEnvironment.isGiven && ofProfile.isGiven)
        #expect(ofProfile.notice?.contains("legacy (~/.aws/config, line 3)") == true)
    }

    @Test(
        "attempts that are no whole number from 1 are refused with their origin",
        arguments: ["0", "-1", "2.5", "three", "99999999999999999999"])
    func badAttempts(text: String) throws {
        let error = try #require(throws: KMSError.self) {
            try RetrySettings.find(Environment(["AWS_MAX_ATTEMPTS": text]), SharedConfig())
        }
        #expect(error.kind == .configuration)
        #expect(
            error.message.contains("max_attempts is \"\(text)\" (AWS_MAX_ATTEMPTS); expected a whole number from 1"))
    }

    @Test("one attempt is none but the first; 0 in code and another mode are refused")
    func edges() throws {
        let environment = Environment(["AWS_RETRY_MODE": "eager"])
        #expect(
            try RetrySettings.find(maximumAttempts: 1, Environment([:]), SharedConfig()).policy.maximumAttempts == 1)
        let zero = try #require(throws: KMSError.self) {
            try RetrySettings.find(maximumAttempts: 0, Environment([:]), SharedConfig())
        }
        #expect(zero.message.contains("\"0\" (code)"))
        let mode = try #require(throws: KMSError.self) { try RetrySettings.find(environment, SharedConfig()) }
        #expect(mode.kind == .configuration && mode.message.contains("retry_mode is \"eager\" (AWS_RETRY_MODE)"))
    }
}
