// Part of jwt-kms. Copyright 2026 the jwt-kms authors.
// SPDX-License-Identifier: Apache-2.0

import Crypto
import Foundation
import JWTKMS
import LocalKMS
import Testing

@Suite("Hostile tokens")
struct HostileTokenTests {
    let forge = Forge()
    let kms = RecordingKMS()

    private func refusal(
        _ token: String, _ keys: KMSKeyCollection? = nil, sourceLocation: SourceLocation = #_sourceLocation
    ) async throws -> JWTError? {
        let keys = try keys ?? forge.collection()
        return await jwtError({ try await keys.verify(token, as: Anything.self) }, sourceLocation: sourceLocation)
    }

    // MARK: Form

    @Test("a token longer than the limit is refused by its length; just at the limit it is good")
    func size() async throws {
        let keys = try forge.collection()
        #expect(try await refusal(String(repeating: "a", count: 1 << 20))?.reason?.contains("1048576 bytes") == true)
        #expect(try await refusal(String(repeating: ".", count: 1 << 20))?.errorType == .malformedToken)
        var padding = 12_000
        while try forge.token(payload: #"{"sub":"\#(String(repeating: "a", count: padding))"}"#).utf8.count < 16_384 {
            padding += 1
        }
        let token = try forge.token(payload: #"{"sub":"\#(String(repeating: "a", count: padding))"}"#)
        #expect(token.utf8.count == 16_384)
        _ = try await keys.verify(token, as: Session.self)
        #expect(try await refusal(token + "a")?.errorType == .malformedToken)
    }

    @Test("a token has three parts", arguments: ["", "a", "a.b", "..", "a.b.c.d", "a.b.c.d.e", "{}", #""a.b.c""#])
    func parts(token: String) async throws {
        #expect(try await refusal(token)?.errorType == .malformedToken)
    }

    @Test("four dots, and the parts that a JSON serialization or a JWE has, say how many parts there are")
    func dots() async throws {
        #expect(try await refusal("a.b.c.d.e")?.reason?.contains("more than 3 parts") == true)
        #expect(try await refusal("")?.reason?.contains("1 part,") == true)
        let json = #"{"payload":"e30","signatures":[]}"#
        #expect(try await refusal(json)?.reason?.contains("1 part") == true)
    }

    @Test("base64url is strict in each part: no padding, line break, space, other alphabet or unused bits")
    func encoding() async throws {
        let token = try forge.token()
        let parts = token.split(separator: ".").map(String.init)
        for index in 0..<3 {
            for bad in ["=", "\n", "\r\n", " ", "+", "/", "?", "%3D", "\u{0}", "\u{E9}"] {
                var changed = parts
                changed[index] += bad
                #expect(try await refusal(changed.joined(separator: "."))?.errorType == .malformedToken, "\(bad)")
                changed[index] = String(bad + parts[index])
                #expect(try await refusal(changed.joined(separator: "."))?.errorType == .malformedToken, "\(bad)")
            }
        }
        // 64 bytes leave 4 unused bits in the last letter: every other spelling of it is refused.
        let last = try #require(token.last)
        var twins = 0
        for letter in "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_" where letter != last {
            let error = try await refusal(String(token.dropLast()) + String(letter))
            if error?.errorType == .malformedToken { twins += 1 }
        }
        #expect(twins == 60)
    }

    // MARK: Header

    @Test(
        "the algorithm is the key's and no other",
        arguments: [
            "none", "None", "NONE", "nOnE", "", "HS256", "hs256", "es256", "ES384", "ES512", "RS256", "PS256", "EdDSA",
            "ES256K", "ES256 ", "ＥＳ256", "ES25\\u0036\\u0000",
        ])
    func algorithms(name: String) async throws {
        let token = try forge.token(header: #"{"alg":"\#(name)","kid":"k"}"#)
        #expect(try await refusal(token)?.errorType == .invalidHeaderField)
    }

    @Test("alg none without a signature is refused")
    func unsigned() async throws {
        let header = Base64URL.encodeToString(Array(#"{"alg":"none"}"#.utf8))
        let token = "\(header).\(Base64URL.encodeToString(Array(#"{"sub":"admin"}"#.utf8)))."
        #expect(try await refusal(token)?.errorType == .invalidHeaderField)
    }

    @Test("a public key is never a secret: HS256 with any spelling of it is refused")
    func confusion() async throws {
        let key = forge.key.publicKey
        let pem = key.pemRepresentation
        let spellings: [Data] = [
            Data(pem.utf8), Data((pem + "\n").utf8), Data(pem.replacing("\n", with: "\r\n").utf8),
            Data(pem.replacing("\n", with: "").utf8),
            Data(pem.split(separator: "\n").dropFirst().dropLast().joined().utf8),
            key.derRepresentation, key.x963Representation, key.rawRepresentation, key.compressedRepresentation,
            Data(key.derRepresentation.base64EncodedString().utf8), Data(),
        ]
        #expect(spellings.count == 11)
        for spelling in spellings {
            let input = [#"{"alg":"HS256","kid":"k"}"#, #"{"sub":"admin"}"#]
                .map { Base64URL.encodeToString(Array($0.utf8)) }.joined(separator: ".")
            let mac = HMAC<SHA256>.authenticationCode(for: Data(input.utf8), using: SymmetricKey(data: spelling))
            let token = input + "." + Base64URL.encodeToString(Array(mac))
            #expect(try await refusal(token)?.errorType == .invalidHeaderField)
            // Iterating keys is no way round it.
            let keys = try forge.collection()
            let error = await jwtError { try await keys.verify(token, as: Anything.self, iteratingKeys: true) }
            #expect(error?.errorType == .signatureVerificationFailed)
        }
    }

    @Test(
        "any crit is refused but b64 alone, which must be true",
        arguments: [
            #""crit":["exp"]"#, #""crit":[]"#, #""crit":null"#, #""crit":"exp""#, #""crit":["b64"]"#,
            #""crit":["b64","exp"],"b64":true"#, #""crit":["b64","b64"],"b64":true"#, #""crit":"b64","b64":true"#,
            #""crit":{"b64":1},"b64":true"#, #""crit":[["b64"]],"b64":true"#, #""crit":["B64"],"b64":true"#,
            #""crit":[],"b64":true"#, #""crit":{}"#, #""\u0063rit":["x"]"#, #""crit":["alg"]"#,
        ])
    func critical(member: String) async throws {
        let token = try forge.token(header: #"{"alg":"ES256","kid":"k",\#(member)}"#)
        #expect(try await refusal(token)?.reason?.contains("crit") == true)
    }

    @Test("A token whose crit names b64 says no more than every JWT does, if b64 is true")
    func criticalB64() async throws {
        let keys = try forge.collection()
        let header = #"{"alg":"ES256","kid":"k","crit":["b64"],"b64":true}"#
        #expect(try await keys.verify(try forge.token(header: header), as: Session.self).sub == "ada")
        let error = try await refusal(try forge.token(header: header.replacing("true", with: "false")))
        #expect(error?.reason == "the header has b64, and it is not true")
    }

    @Test("b64 is true or absent", arguments: ["false", "null", "0", #""true""#, "[true]"])
    func b64(value: String) async throws {
        let token = try forge.token(header: #"{"alg":"ES256","kid":"k","b64":\#(value)}"#)
        #expect(try await refusal(token)?.reason?.contains("b64") == true)
    }

    @Test(
        "a header member that matters and is no string is refused",
        arguments: [
            #"{"alg":null}"#, #"{"alg":1}"#, #"{"alg":["ES256"]}"#, #"{"kid":"k"}"#, #"{"alg":"ES256","kid":1}"#,
            #"{"alg":"ES256","kid":null}"#, #"{"alg":"ES256","kid":["k"]}"#, #"{"alg":"ES256","kid":"k","typ":1}"#,
        ])
    func types(header: String) async throws {
        #expect(try await refusal(try forge.token(header: header))?.errorType == .invalidHeaderField)
    }

    @Test(
        "JSON that is not strict is refused, in the header and in the payload",
        arguments: [
            #"{"alg":"ES256","kid":"k","alg":"ES256"}"#, #"{"alg":"ES256","kid":"k","\u0061lg":"none"}"#,
            #"{"alg":"ES256","kid":"k",}"#, #"["ES256"]"#, #""ES256""#, "", " ", "null",
            #"{"alg":"ES256","kid":"k"} x"#,
            #"{'alg':'ES256'}"#, #"{"alg":"ES256","kid":"k","x":01}"#, #"{"alg":"ES256","kid":"k","x":NaN}"#,
            #"{"alg":"ES256","kid":"k"/**/}"#, #"{"alg":"ES256","kid":"k","x":"\ud800"}"#, "\u{FEFF}{}",
            #"{"alg":"ES256","kid":"k","x":{"a":1,"a":2}}"#,
        ])
    func strictJSON(json: String) async throws {
        #expect(try await refusal(try forge.token(header: json))?.errorType == .malformedToken)
        #expect(try await refusal(try forge.token(payload: json))?.errorType == .malformedToken)
    }

    @Test("what is not UTF-8 is refused: UTF-16, overlong, surrogates, stray bytes")
    func encodings() async throws {
        let good = #"{"alg":"ES256","kid":"k"}"#
        let bad: [[UInt8]] = [
            Array(good.data(using: .utf16LittleEndian)!), Array(good.data(using: .utf16BigEndian)!),
            Array(good.data(using: .utf16)!), Array(good.data(using: .utf32LittleEndian)!),
            Array(#"{"alg":"ES256","kid":"k","x":""#.utf8) + [0xC0, 0x80] + Array(#""}"#.utf8),
            Array(#"{"alg":"ES256","kid":"k","x":""#.utf8) + [0xED, 0xA0, 0x80] + Array(#""}"#.utf8),
            Array(#"{"alg":"ES256","kid":"k","x":""#.utf8) + [0xFF] + Array(#""}"#.utf8),
        ]
        for bytes in bad {
            let header = try forge.token(header: bytes, payload: Array("{}".utf8))
            #expect(try await refusal(header)?.errorType == .malformedToken)
            let payload = try forge.token(header: Array(good.utf8), payload: bytes)
            #expect(try await refusal(payload)?.errorType == .malformedToken)
        }
    }

    @Test("nesting is bounded before anything recurses")
    func depth() async throws {
        for open in ["[", #"{"a":"#] {
            let deep = #"{"alg":"ES256","kid":"k","x":"# + String(repeating: open, count: 2_000)
            #expect(try await refusal(try forge.token(header: deep))?.reason?.contains("64 levels") == true)
            #expect(try await refusal(try forge.token(payload: deep))?.reason?.contains("64 levels") == true)
        }
    }

    @Test("keys in the token are never read: jwk, jku, x5u and x5c change nothing")
    func embeddedKeys() async throws {
        let attacker = Forge()
        let raw = Array(attacker.key.publicKey.rawRepresentation)
        let jwk =
            #"{"kty":"EC","crv":"P-256","x":"\#(Base64URL.encodeToString(raw[..<32]))","y":"\#(Base64URL.encodeToString(raw[32...]))"}"#
        let members =
            #""jwk":\#(jwk),"jku":"http://127.0.0.1:9/jwks","x5u":"http://127.0.0.1:9/cert","x5c":["AAAA"]"#
        let header = #"{"alg":"ES256","kid":"k",\#(members)}"#
        #expect(try await refusal(try attacker.token(header: header))?.errorType == .signatureVerificationFailed)
        // They are legal members, so a token of ours may carry them.
        _ = try await forge.collection().verify(try forge.token(header: header), as: Anything.self)
    }

    // MARK: Names

    @Test("10,000 unknown kids make no call to KMS, and are told apart from known ones by bytes")
    func unknownKids() async throws {
        let keys = KMSKeyCollection(client: kms)
        try await keys.add(try await kms.kms.makeKey(), options: .init(verification: .remote))
        let calls = kms.calls.count
        for number in 0..<10_000 {
            let token = try unsigned(#"{"alg":"ES256","kid":"k\#(number)"}"#)
            let error = await #expect(throws: JWTError.self) { try await keys.verify(token, as: Anything.self) }
            guard error?.errorType == .unknownKID else { throw try #require(error) }
        }
        for kid in [
            "../../etc/passwd", "alias/x", "arn:aws:kms:us-east-1:111122223333:key/x", "' OR 1=1 --", "http://x",
        ] {
            #expect(
                try await refusal(try unsigned(#"{"alg":"ES256","kid":"\#(kid)"}"#), keys)?.errorType == .unknownKID)
        }
        #expect(kms.calls.count == calls)
        #expect(keys.keys.count == 1)
    }

    @Test("a kid in an error is cut and escaped")
    func kidInErrors() async throws {
        let kid = "\\u001b[31m\\u202e" + String(repeating: "x", count: 1000)
        let error = try await refusal(try unsigned(#"{"alg":"ES256","kid":"\#(kid)"}"#))
        let shown = try #require(error?.kid?.string)
        #expect(shown.utf8.count <= 67)
        #expect(shown.utf8.allSatisfy { (0x20..<0x7F).contains($0) })
    }

    @Test("a kid of equal letters and other bytes is unknown")
    func canonicalEquivalence() async throws {
        let keys = try forge.collection(options: .init(kid: .name("caf\u{E9}")))
        _ = try await keys.verify(
            try forge.token(header: "{\"alg\":\"ES256\",\"kid\":\"caf\u{E9}\"}"), as: Anything.self)
        let twin = try forge.token(header: "{\"alg\":\"ES256\",\"kid\":\"cafe\u{301}\"}")
        #expect(try await refusal(twin, keys)?.errorType == .unknownKID)
    }

    @Test("without a kid it is the default key; where there is none, the kid is missing")
    func noKid() async throws {
        let token = try forge.token(header: #"{"alg":"ES256"}"#)
        _ = try await forge.collection().verify(token, as: Anything.self)
        let keys = try forge.collection(options: .init(kid: .name("k"), isDefault: false))
        #expect(try await refusal(token, keys)?.errorType == .missingKIDHeader)
        let none = KMSKeyCollection()
        #expect(await kmsError { try await none.verify(token, as: Anything.self) }?.kind == .configuration)
    }

    // MARK: Signatures

    @Test("a signature of the wrong length, of zeros, in DER or out of range is refused, and costs KMS no call")
    func signatures() async throws {
        let keys = try forge.collection()
        let remote = KMSKeyCollection(client: kms)
        try await remote.add(try await kms.kms.makeKey(), options: .init(kid: .name("k"), verification: .remote))
        let token = try forge.token()
        let input = token[..<(try #require(token.lastIndex(of: ".")))]
        let der = try forge.key.signature(for: Data(input.utf8)).derRepresentation
        let one = [UInt8](repeating: 0, count: 31) + [1]
        let maximum = [UInt8](repeating: 0xFF, count: 32)
        let bad: [[UInt8]] = [
            [], [1], [UInt8](repeating: 0, count: 64), [UInt8](repeating: 1, count: 63),
            [UInt8](repeating: 1, count: 65), Array(der), [UInt8](repeating: 0, count: 32) + one,
            one + [UInt8](repeating: 0, count: 32), maximum + one, one + maximum,
        ]
        for signature in bad {
            let token = "\(input).\(Base64URL.encodeToString(signature))"
            #expect(try await refusal(token, keys)?.errorType == .signatureVerificationFailed)
            #expect(try await refusal(token, remote)?.errorType == .signatureVerificationFailed)
        }
        #expect(kms.count(.verify) == 0)
    }

    @Test("a signature with a high s is accepted: RFC 7518 does not ask for a low one")
    func highS() async throws {
        var (low, high) = (0, 0)
        let keys = try forge.collection()
        for _ in 0..<40 {
            let token = try forge.token()
            let signature = try CompactToken(Array(token.utf8)).signature
            if signature[32] >= 0x80 { high += 1 } else { low += 1 }
            _ = try await keys.verify(token, as: Anything.self)
        }
        #expect(low > 0 && high > 0)
    }

    @Test("expired and forged is reported as forged, and claims are looked at only after the signature")
    func order() async throws {
        let forged = try Forge().token(payload: #"{"exp":1}"#)
        #expect(try await refusal(forged)?.errorType == .signatureVerificationFailed)
        #expect(try await refusal(try forge.token(payload: #"{"exp":1}"#))?.errorType == .claimVerificationFailure)
        #expect(try await refusal(try Forge().token(payload: "not JSON"))?.errorType == .signatureVerificationFailed)
    }

    @Test("a nested token never becomes claims")
    func nested() async throws {
        let token = try forge.token(
            header: Array(#"{"alg":"ES256","kid":"k","cty":"JWT"}"#.utf8), payload: Array(try forge.token().utf8))
        #expect(try await refusal(token)?.errorType == .malformedToken)
    }

    @Test("KMS's two ways of saying no are both a bad token, and an answer without either is none")
    func remoteAnswers() async throws {
        let keys = KMSKeyCollection(client: kms)
        try await keys.add(try await kms.kms.makeKey(), options: .init(verification: .remote))
        let token = try await keys.sign(Session())
        let arn = try #require(keys.keys.first?.arn)
        for (answer, isBad) in [(false, true), (nil, false)] as [(Bool?, Bool)] {
            kms.change { hooks in
                hooks.verify = { _ in VerifyResponse(keyID: arn, signatureValid: answer, signingAlgorithm: .ecdsaSHA256)
                }
            }
            if isBad {
                #expect(try await refusal(token, keys)?.errorType == .signatureVerificationFailed)
            } else {
                #expect(await kmsError { try await keys.verify(token, as: Session.self) }?.kind == .malformedResponse)
            }
        }
        kms.change { hooks in
            hooks.verify = { _ in VerifyResponse(keyID: "other", signatureValid: true, signingAlgorithm: .ecdsaSHA256) }
        }
        #expect(await kmsError { try await keys.verify(token, as: Session.self) }?.kind == .malformedResponse)
    }

    // MARK: Legal but odd

    @Test(
        "legal tokens pass",
        arguments: [
            #" { "kid" : "k" , "alg" : "ES256" } "#, "{\r\n\t\"alg\":\"ES256\",\"kid\":\"k\"}",
            #"{"alg":"ES256","kid":"k","ALG":"none","x":[1,{"y":null}]}"#, #"{"\u0061lg":"\u0045S256","kid":"\u006b"}"#,
            #"{"alg":"ES256","kid":"k","b64":true}"#, #"{"alg":"ES256","kid":"k","typ":"anything/at+all"}"#,
            #"{"alg":"ES256","kid":"k","x":1e300,"y":123456789012345678901234567890}"#,
            #"{"alg":"ES256","kid":"k","zip":"DEF","cty":"x"}"#,
        ])
    func legalHeaders(header: String) async throws {
        let keys = try forge.collection()
        #expect(
            try await keys.verify(try forge.token(header: header), as: Session.self, iteratingKeys: false).sub == "ada")
    }

    @Test("a token may be given as bytes")
    func bytes() async throws {
        let keys = try forge.collection()
        #expect(try await keys.verify(Array(try forge.token().utf8), as: Session.self).sub == "ada")
        #expect(try await keys.verify(Data(try forge.token().utf8), as: Session.self).sub == "ada")
    }

    @Test("with JWTKit's parser, a number in the header that would end the process is refused first")
    func parserTrap() async throws {
        let keys = try forge.collection(parser: DefaultJWTParser())
        #expect(try await keys.verify(try forge.token(), as: Session.self).sub == "ada")
        for number in ["1e300", "9223372036854775808", "-1e19", "1e400"] {
            let token = try forge.token(header: #"{"alg":"ES256","kid":"k","x":[\#(number)]}"#)
            #expect(try await refusal(token, keys)?.errorType == .invalidHeaderField)
        }
    }

    /// Claims whose types are JWTKit's, under names of their own.
    struct Trapping: JWTPayload {
        var audience: AudienceClaim?
        var field: JWTHeaderField?
        var rest: [String: JWTHeaderField]?
        var roles: [String]?
        var big: Double?
        var date: Date?
        func verify(using algorithm: some JWTAlgorithm) async throws {}
    }

    @Test("claims at which JWTKit's types end the process are refused first, by our reader and before any other")
    func payloadTraps() async throws {
        let ours = try forge.collection()
        let theirs = try forge.collection(parser: DefaultJWTParser())
        for payload in [
            #"{"audience":[]}"#, #"{"field":9223372036854775808}"#, #"{"field":[{"x":-1e19}]}"#,
            #"{"rest":{"a":1,"b":1e300}}"#,
        ] {
            for keys in [ours, theirs] {
                let error = await jwtError {
                    try await keys.verify(try forge.token(payload: payload), as: Trapping.self)
                }
                #expect(error?.errorType == .malformedToken)
            }
        }
        for payload in [
            #"{"roles":[]}"#, #"{"big":1e300}"#, #"{"field":9223372036854774784,"rest":{"a":[],"b":{}}}"#,
            #"{"unread":[1e300,[]]}"#,
        ] {
            for keys in [ours, theirs] {
                _ = try await keys.verify(try forge.token(payload: payload), as: Trapping.self)
            }
        }
    }

    @Test("a parser whose dates or names have a form of their own is given no empty audience and no such number")
    func payloadTrapsOfOtherForms() async throws {
        let decoder = JSONDecoder()
        decoder.dateDecodingStrategy = .iso8601
        let keys = try forge.collection(parser: DefaultJWTParser(jsonDecoder: decoder))
        let date = #""date":"2026-01-01T00:00:00Z""#
        _ = try await keys.verify(try forge.token(payload: #"{\#(date),"roles":[]}"#), as: Trapping.self)
        for unread in [#""aud":[]"#, #""x":{"a\u0075d":[]}"#, #""x":1e19"#] {
            _ = try await keys.verify(try forge.token(payload: #"{\#(date),\#(unread)}"#), as: Trapping.self)
        }
        for claim in [#""audience":[]"#, #""rest":{"x":1e19}"#] {
            let token = try forge.token(payload: #"{\#(date),\#(claim)}"#)
            #expect(await jwtError { try await keys.verify(token, as: Late.self) }?.errorType == .malformedToken)
        }
    }

    /// The date is read first.
    struct Late: JWTPayload {
        var date: Date
        var audience: AudienceClaim?
        var rest: [String: JWTHeaderField]?
        func verify(using algorithm: some JWTAlgorithm) async throws {}
    }

    struct Renamed: JWTPayload {
        var intendedAudience: AudienceClaim?
        var innerClaims: [String: JWTHeaderField]?
        var otherRoles: [String]?
        func verify(using algorithm: some JWTAlgorithm) async throws {}
    }

    @Test("a parser that changes names is guarded too, also without a signature")
    func payloadTrapsOfOtherNames() async throws {
        let decoder = JSONDecoder()
        decoder.keyDecodingStrategy = .convertFromSnakeCase
        let parser = DefaultJWTParser(jsonDecoder: decoder)
        let keys = try forge.collection(parser: parser)
        for payload in [#"{"intended_audience":[]}"#, #"{"inner_claims":{"x":1e19}}"#, #"{"unread":[]}"#] {
            let token = try forge.token(payload: payload)
            #expect(await jwtError { try await keys.verify(token, as: Renamed.self) }?.errorType == .malformedToken)
            #expect(throws: JWTError.self) { try keys.unverified(token, as: Renamed.self, parser: parser) }
        }
        let good = #"{"intended_audience":["a"],"inner_claims":{"x":[]},"other_roles":[]}"#
        let payload = try await keys.verify(try forge.token(payload: good), as: Renamed.self)
        #expect(payload.intendedAudience?.value == ["a"] && payload.otherRoles == [])
    }

    private func unsigned(_ header: String) throws -> String {
        Base64URL.encodeToString(Array(header.utf8)) + ".e30."
            + Base64URL.encodeToString([UInt8](repeating: 1, count: 64))
    }
}
