// Part of jwt-kms. Copyright 2026 the jwt-kms authors.
// SPDX-License-Identifier: Apache-2.0

import Foundation
import JWTKMS
import Testing

// HandClock says 1 800 000 000 s after 1970.
@Suite("Claims")
struct ClaimTests {
    let forge = Forge()

    private func claims(_ payload: String, _ requirements: Requirements? = nil, _ key: Requirements = .init())
        async throws
    {
        let keys = try forge.collection(options: .init(kid: .name("k"), requirements: key))
        _ = try await keys.verify(try forge.token(payload: payload), as: Anything.self, requiring: requirements)
    }

    private func refused(_ payload: String, _ requirements: Requirements? = nil, _ key: Requirements = .init()) async
        -> Bool
    {
        let error = await jwtError { try await claims(payload, requirements, key) }
        return error?.errorType == .claimVerificationFailure
    }

    @Test(
        "exp and nbf are checked whether or not the payload looks at them",
        arguments: [
            (#"{"exp":1800000001}"#, true), (#"{"exp":1800000000}"#, false), (#"{"exp":1799999999.9}"#, false),
            (#"{"exp":1800000000.5}"#, true), (#"{"exp":1.9e9}"#, true), (#"{"exp":253402300800}"#, true),
            (#"{"exp":1e300}"#, true), (#"{"exp":1e400}"#, false), (#"{"exp":-1}"#, false), (#"{"exp":null}"#, false),
            (#"{"exp":"1900000000"}"#, false), (#"{"exp":[1900000000]}"#, false), (#"{"exp":true}"#, false),
            (#"{"exp":{}}"#, false), (#"{"\u0065xp":1}"#, false),
            (#"{"nbf":1800000000}"#, true), (#"{"nbf":1800000000.1}"#, false), (#"{"nbf":1799999999}"#, true),
            (#"{"nbf":null}"#, false), (#"{"nbf":"1"}"#, false), (#"{"nbf":-1e300}"#, true), (#"{"nbf":1e400}"#, false),
            (#"{"iat":1900000000}"#, true), ("{}", true),
        ])
    func times(payload: String, isGood: Bool) async throws {
        if isGood { try await claims(payload) } else { #expect(await refused(payload)) }
    }

    @Test("A token that has expired, or is not valid yet, is told with the time, and how far away that is")
    func timesInReasons() async throws {
        func reason(_ payload: String) async -> String? { await jwtError { try await claims(payload) }?.reason }
        #expect(await reason(#"{"exp":1799999999.9}"#) == "the token expired at 2027-01-15T07:59:59Z, 0s ago")
        #expect(await reason(#"{"exp":1799996100}"#) == "the token expired at 2027-01-15T06:55:00Z, 1h 5m ago")
        #expect(
            await reason(#"{"nbf":1800000090}"#)
                == "the token is not valid before 2027-01-15T08:01:30Z, in 1m 30s (nbf)")
        #expect(await reason(#"{"exp":-1e300}"#)?.hasPrefix("the token expired at 0001-01-0") == true)
        #expect(
            await reason(#"{"nbf":1e300}"#)?.hasPrefix("the token is not valid before 9999-12-31T23:59:59Z, ") == true)
    }

    @Test("two exp are one too many, whatever they say")
    func duplicates() async throws {
        let error = await jwtError { try await claims(#"{"exp":1900000000,"exp":1900000000}"#) }
        #expect(error?.errorType == .malformedToken)
    }

    @Test("leeway stretches exp and nbf, the longer of the key's and the call's")
    func leeway() async throws {
        let late = #"{"exp":1799999971}"#
        #expect(await refused(late))
        try await claims(late, Requirements(leeway: .seconds(30)))
        try await claims(late, nil, Requirements(leeway: .seconds(30)))
        try await claims(late, Requirements(leeway: .seconds(1)), Requirements(leeway: .seconds(30)))
        #expect(await refused(late, Requirements(leeway: .seconds(29))))
        try await claims(#"{"nbf":1800000030}"#, Requirements(leeway: .seconds(30)))
        #expect(await refused(#"{"nbf":1800000031}"#, Requirements(leeway: .seconds(30))))
    }

    @Test("exp may be demanded")
    func requiredExpiration() async throws {
        #expect(await refused("{}", Requirements(requiresExpiration: true)))
        #expect(await refused("{}", nil, Requirements(requiresExpiration: true)))
        try await claims(#"{"exp":1900000000}"#, Requirements(requiresExpiration: true))
    }

    @Test(
        "the issuer is one string, exact",
        arguments: [
            #"{"iss":"https://a"}"#, "{}", #"{"iss":"https://issuer/"}"#, #"{"iss":"https://issue"}"#,
            #"{"iss":["https://issuer"]}"#, #"{"iss":null}"#, #"{"iss":"HTTPS://ISSUER"}"#,
        ])
    func issuer(payload: String) async throws {
        let requirements = Requirements(issuer: "https://issuer")
        #expect(await refused(payload, requirements))
        #expect(await refused(payload, nil, requirements))
        try await claims(#"{"iss":"https:\/\/issuer"}"#, requirements)
    }

    @Test(
        "the audience is a member, exact",
        arguments: [
            "{}", #"{"aud":""}"#, #"{"aud":[]}"#, #"{"aud":[""]}"#, #"{"aud":"app"}"#, #"{"aud":"api2"}"#,
            #"{"aud":["a","b"]}"#, #"{"aud":[["api"]]}"#, #"{"aud":{"api":1}}"#, #"{"aud":null}"#,
            #"{"aud":["api",1]}"#,
        ])
    func audience(payload: String) async throws {
        #expect(await refused(payload, Requirements(audience: "api")))
        try await claims(#"{"aud":"api"}"#, Requirements(audience: "api"))
        try await claims(#"{"aud":["x","api"]}"#, Requirements(audience: "api"))
    }

    @Test("what the key demands and what the call demands both hold")
    func both() async throws {
        let (key, call) = (Requirements(audience: "a"), Requirements(audience: "b"))
        #expect(await refused(#"{"aud":"a"}"#, call, key))
        #expect(await refused(#"{"aud":"b"}"#, call, key))
        try await claims(#"{"aud":["a","b"]}"#, call, key)
    }

    @Test(
        "A demanded typ is a media type: application/ and the case of letters do not matter",
        arguments: [
            ("at+jwt", "at+jwt", true), ("application/at+jwt", "at+jwt", true), ("at+jwt", "application/at+jwt", true),
            ("AT+JWT", "at+jwt", true), ("at+jwt", "AT+JWT", true), ("Application/At+jwt", "at+JWT", true),
            ("at+jwt", "APPLICATION/at+jwt", true), ("jwt", "JWT", true),
            (nil, "at+jwt", false), ("JWT", "at+jwt", false), ("at+jwt2", "at+jwt", false), ("", "at+jwt", false),
            ("application/", "at+jwt", false), ("application/x/at+jwt", "x/at+jwt", false),
            ("application/application/at+jwt", "at+jwt", false), ("text/at+jwt", "at+jwt", false),
            // U+212A is a K to Unicode, and no K to a media type.
            ("to\u{212A}en", "token", false),
            // The values of parameters have a case of their own.
            ("Application/JWT;v=\"A\"", "jwt;v=\"A\"", true), ("jwt;v=\"a\"", "jwt;v=\"A\"", false),
        ] as [(String?, String, Bool)])
    func type(_ type: String?, demanded: String, isGood: Bool) async throws {
        let member = try type.map { #","typ":\#(String(decoding: try JSONEncoder().encode($0), as: UTF8.self))"# }
        let token = try forge.token(header: #"{"alg":"ES256","kid":"k"\#(member ?? "")}"#)
        let requirements = Requirements(type: demanded)
        let key = try forge.collection(options: .init(kid: .name("k"), requirements: requirements))
        let call = try forge.collection()
        if isGood {
            _ = try await key.verify(token, as: Anything.self)
            _ = try await call.verify(token, as: Anything.self, requiring: requirements)
        } else {
            let ofKey = await jwtError { try await key.verify(token, as: Anything.self) }
            let ofCall = await jwtError { try await call.verify(token, as: Anything.self, requiring: requirements) }
            #expect(ofKey?.errorType == .invalidHeaderField && ofCall?.errorType == .invalidHeaderField)
        }
    }

    @Test("what the payload throws passes untouched, and the payload is given the algorithm")
    func payloadCheck() async throws {
        let keys = try forge.collection()
        let token = try forge.token()
        await #expect(throws: NotToday.self) { try await keys.verify(token, as: Stubborn.self) }
        struct Curious: JWTPayload {
            func verify(using algorithm: some JWTAlgorithm) async throws {
                #expect(algorithm.name == "ES256")
                #expect(throws: KMSError.self) { try algorithm.sign([1]) }
                #expect(try !algorithm.verify([1], signs: [2]))
            }
        }
        _ = try await keys.verify(token, as: Curious.self)
    }

    @Test("a payload of another shape says which claim, and no value")
    func shape() async throws {
        let keys = try forge.collection()
        let token = try forge.token(payload: #"{"sub":{"secret":"hunter2"}}"#)
        let error = await jwtError { try await keys.verify(token, as: Session.self) }
        #expect(error?.errorType == .malformedToken)
        #expect(error?.reason?.contains("sub is not a String") == true)
        #expect(error?.description.contains("hunter2") == false)
        let missing = await jwtError { try await keys.verify(try forge.token(payload: "{}"), as: Session.self) }
        #expect(missing?.reason?.contains("sub is missing") == true)
    }

    @Test("unverified decodes what anybody may have written, if its form is good")
    func unverified() throws {
        let keys = KMSKeyCollection()
        let token = try forge.token(payload: #"{"sub":"eve","exp":1}"#)
        #expect(try keys.unverified(token, as: Session.self).sub == "eve")
        #expect(try keys.unverified(Array(token.utf8), as: Session.self).sub == "eve")
        #expect(throws: JWTError.self) { try keys.unverified(token + "=", as: Session.self) }
    }

    @Test("tokens of a key must have its type, unless its requirements name another or it says not to look")
    func typeOfTheKey() async throws {
        let kms = RecordingKMS()
        let arn = try await kms.kms.makeKey()
        func collection(_ options: KeyOptions) async throws -> KMSKeyCollection {
            let keys = KMSKeyCollection(client: kms)
            try await keys.add(arn, options: options)
            return keys
        }
        let plain = try await collection(.init())
        let old = try await plain.sign(Session())
        for verification in [KeyOptions.Verification.local, .remote] {
            let keys = try await collection(.init(verification: verification, type: "at+jwt"))
            let new = try await keys.sign(Session())
            _ = try await keys.verify(new, as: Session.self)
            _ = try await plain.verify(new, as: Session.self)
            #expect(await jwtError { try await keys.verify(old, as: Session.self) }?.errorType == .invalidHeaderField)
            let lenient = try await collection(.init(verification: verification, type: "at+jwt", requiresType: false))
            for token in [old, new] { _ = try await lenient.verify(token, as: Session.self) }
            let other = try await collection(
                .init(verification: verification, type: "at+jwt", requirements: .init(type: "JWT")))
            _ = try await other.verify(old, as: Session.self)
        }
        let pem = try #require(plain.keys.first?.publicKeyPEM)
        let verifier = KMSKeyCollection()
        try verifier.add(publicKeyPEM: pem, options: .init(type: "at+jwt"))
        #expect(await jwtError { try await verifier.verify(old, as: Session.self) }?.errorType == .invalidHeaderField)
    }
}
