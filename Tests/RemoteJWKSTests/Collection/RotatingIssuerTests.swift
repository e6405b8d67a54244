// Part of jwt-kms. Copyright 2026 the jwt-kms authors.
// SPDX-License-Identifier: Apache-2.0

import HTTPFaults
import JWTKMS
import Testing

@testable import RemoteJWKS

/// An issuer of several servers that rotates its keys by the shortest times that the check of its policy allows, and a
/// verifier that fetches its JWK Set: no good token may be refused.
@Suite(.timeLimit(.minutes(5))) struct RotatingIssuerTests {
    /// Rotations by hand-moved time. A server of the issuer sees each change of the aliases some seconds late.
    private struct Rotations {
        let policy: RotationPolicy
        let announcement: Int
        let retention: Int
        let period = 200
        private let keys = (-2...6).map { IssuerKey("key-\($0)") }

        init(policy given: RotationPolicy) throws {
            var policy = given
            announcement = try Self.least {
                policy.announcement = $0
            } check: {
                try policy.checkSafety()
            }
            retention = try Self.least {
                policy.retention = $0
            } check: {
                try policy.checkSafety()
            }
            self.policy = policy
        }

        private static func least(set: (Duration) -> Void, check: () throws -> Void) throws -> Int {
            for seconds in 0...1000 {
                set(.seconds(seconds))
                if (try? check()) != nil { return seconds }
            }
            throw KMSError(.configuration, message: "no time is safe")
        }

        private func key(_ number: Int) -> IssuerKey { keys[number + 2] }

        /// The key that signs at a time.
        func signing(_ time: Int) -> IssuerKey { key(time / period) }

        /// The keys that are published at a time.
        func published(_ time: Int) -> [IssuerKey] {
            (-2...6).filter { time >= $0 * period - announcement && time < ($0 + 1) * period + retention }.map(key)
        }
    }

    struct Counts: CustomStringConvertible {
        var good = 0
        var refused: [String] = []
        var unchecked: [String] = []

        var description: String {
            "\(good) good tokens accepted, \(refused.count) refused, \(unchecked.count) could not be checked"
        }
    }

    enum Cache: CaseIterable { case none, shared }

    private static func policy(maximumAge: Int) -> RotationPolicy {
        RotationPolicy(
            tokenLifetime: .seconds(30), period: .seconds(200), pollInterval: .seconds(1), missedPolls: 0,
            settling: .seconds(1), jwksMaximumAge: .seconds(maximumAge), clockSkew: .zero, leeway: .zero)
    }

    @Test(
        "a rotation by a policy that the check allows refuses no good token, whatever junk comes and whatever cache there is",
        arguments: [1, 20, 50], Cache.allCases)
    func noGoodTokenIsRefused(maximumAge: Int, cache: Cache) async throws {
        let rotations = try Rotations(policy: Self.policy(maximumAge: maximumAge))
        let lags = [0, Int(rotations.policy.spread.components.seconds)]
        try await Issuer.run { issuer in
            let (keys, source) = (issuer.collection(), try issuer.jwks())
            var counts = Counts()
            var later: [Int: [String]] = [:]
            var filled: (at: Int, keys: [IssuerKey])?
            for time in 2...800 {
                issuer.time.advance(by: .seconds(1))
                // The server that is the furthest behind answers, or a shared cache that asked it.
                if cache == .none || filled.map({ time - $0.at >= maximumAge }) ?? true {
                    filled = (time, rotations.published(time - (lags.last ?? 0)))
                }
                if let filled {
                    let headers = ["Cache-Control: public, max-age=\(maximumAge)", "Age: \(time - filled.at)"]
                    issuer.publish(filled.keys, headers: headers)
                }
                if time == 2 { try await keys.add(source) }
                if time % 7 == 0 { _ = try? await keys.accepts(issuer.token(IssuerKey("junk-\(time)"))) }
                let signed = try lags.map { try issuer.token(rotations.signing(time - $0)) }
                later[time + 29, default: []] += signed
                for token in signed + (later.removeValue(forKey: time) ?? []) {
                    do {
                        try await keys.accepts(token)
                        counts.good += 1
                    } catch let error as JWTError {
                        counts.refused.append("at \(time) s: \(error)")
                    } catch {
                        counts.unchecked.append("at \(time) s: \(error)")
                    }
                }
            }
            #expect(counts.refused.isEmpty && counts.unchecked.isEmpty, "\(counts)")
            #expect(counts.good > 3000 && issuer.fetches >= 10)
        }
    }

    @Test("an issuer that signs with a key as soon as it publishes it: its tokens are never bad, and soon verify")
    func eagerIssuer() async throws {
        try await Issuer.run { issuer in
            var key = IssuerKey("key-0")
            var published = [key]
            issuer.publish(published)
            let keys = issuer.collection()
            try await keys.add(issuer.jwks())
            var (good, unchecked) = (0, 0)
            for time in 1...1000 {
                issuer.time.advance(by: .seconds(1))
                if time % 97 == 0 {
                    key = IssuerKey("key-\(time)")
                    published.append(key)
                    issuer.publish(published)
                }
                if time % 7 == 0 { _ = try? await keys.accepts(issuer.token(IssuerKey("junk-\(time)"))) }
                do {
                    try await keys.accepts(issuer.token(key))
                    good += 1
                } catch let error as KMSError where error.isRetryable {
                    unchecked += 1
                }
            }
            #expect(
                good >= 1000 - 10 * 30 && unchecked <= 10 * 30, "\(good) verified, \(unchecked) could not be checked")
        }
    }
}
