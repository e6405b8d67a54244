// Part of jwt-kms. Copyright 2026 the jwt-kms authors.
// SPDX-License-Identifier: Apache-2.0

import Foundation
import JWTKMS
import LocalKMS
import Synchronization
import Testing

@Suite("Signing")
struct SigningTests {
    let kms = RecordingKMS()

    static let specs: [(JWSAlgorithm, KeySpec)] = [
        (.es256, .eccNISTP256), (.es384, .eccNISTP384), (.es512, .eccNISTP521),
        (.rs256, .rsa2048), (.rs384, .rsa2048), (.rs512, .rsa2048),
        (.ps256, .rsa2048), (.ps384, .rsa2048), (.ps512, .rsa2048),
    ]

    @Test("signs and verifies, locally and by KMS, and refuses a tampered token", arguments: specs)
    func signsAndVerifies(algorithm: JWSAlgorithm, spec: KeySpec) async throws {
        let arn = try await kms.kms.makeKey(spec)
        for verification in [KeyOptions.Verification.local, .remote] {
            let keys = KMSKeyCollection(client: kms)
            let info = try await keys.add(arn, algorithm: algorithm, options: .init(verification: verification))
            #expect(info.algorithm == algorithm.name)
            let token = try await keys.sign(Session())
            #expect(try await keys.verify(token, as: Session.self) == Session())
            let calls = kms.count(.verify)
            let forged = try tampered(token)
            let error = await jwtError { try await keys.verify(forged, as: Session.self) }
            #expect(error?.errorType == .signatureVerificationFailed)
            #expect(kms.count(.verify) == calls + (verification == .remote ? 1 : 0))
        }
    }

    @Test("a key is found by id, ARN, alias and alias ARN, and signs by its ARN")
    func references() async throws {
        let arn = try await kms.kms.makeKey(alias: "alias/x")
        let id = try #require(KeyARN(arn)?.keyID)
        for reference in [id, arn, "alias/x", arn.replacing("key/\(id)", with: "alias/x")] {
            let keys = KMSKeyCollection(client: kms)
            #expect(try await keys.add(reference).arn == arn)
            let token = try await keys.sign(Session())
            #expect(try await keys.verify(token, as: Session.self).sub == "ada")
            #expect(kms.calls.last?.1 == arn)
        }
    }

    @Test(
        "a token that every verification would refuse is not signed: exp and nbf are finite numbers or absent",
        arguments: [
            #"{"exp":null}"#, #"{"exp":"1800000900"}"#, #"{"nbf":true}"#, #"{"nbf":null}"#, #"{"exp":1e400}"#,
            #"{"exp":[1]}"#, #"{"\u006ebf":{}}"#,
        ])
    func datesOfOtherTypes(json: String) async throws {
        let keys = KMSKeyCollection(client: kms, serializer: Written(json: json))
        try await keys.add(try await kms.kms.makeKey())
        let error = await kmsError { try await keys.sign(Session()) }
        #expect(error?.kind == .configuration)
        #expect(error?.message.contains(json.contains("exp") ? "exp" : "nbf") == true)
        try await keys.add(ecdsa: ES256PrivateKey(), kid: "local")
        #expect(await kmsError { try await keys.sign(Session(), kid: "local") }?.kind == .configuration)
        #expect(kms.count(.sign) == 0)
    }

    @Test("nor with the writer of this library")
    func datesOfOtherTypesWritten() async throws {
        struct Odd: JWTPayload {
            let exp = "tomorrow"
            func verify(using algorithm: some JWTAlgorithm) async throws {}
        }
        let keys = KMSKeyCollection(client: kms)
        try await keys.add(try await kms.kms.makeKey())
        #expect(await kmsError { try await keys.sign(Odd()) }?.kind == .configuration)
    }

    @Test("an alias that is moved after add never gives a token that fails")
    func movedAlias() async throws {
        let first = try await kms.kms.makeKey(alias: "alias/x")
        let second = try await kms.kms.makeKey()
        let keys = KMSKeyCollection(client: kms)
        let info = try await keys.add("alias/x")
        try await kms.kms.move("alias/x", to: second)
        let token = try await keys.sign(Session())
        #expect(kms.calls.last?.1 == first)
        #expect(try await keys.verify(token, as: Session.self).sub == "ada")
        #expect(keys.keys.map(\.kid) == [info.kid])
    }

    @Test("the kid is the RFC 7638 thumbprint, the key id, a name, or none")
    func kids() async throws {
        let arn = try await kms.kms.makeKey()
        let id = try #require(KeyARN(arn)?.keyID)
        for (name, expected) in [
            (KeyOptions.KeyName.keyID, id), (.name("mine"), "mine"), (.none, nil), (.thumbprint, "?"),
        ] as [(KeyOptions.KeyName, String?)] {
            let keys = KMSKeyCollection(client: kms)
            let info = try await keys.add(arn, options: .init(kid: name))
            let kid = expected == "?" ? info.kid?.string : expected
            let token = try await keys.sign(Session())
            let header = try TokenHeader(json: CompactToken(Array(token.utf8)).header)
            #expect(header.keyName == kid)
            #expect(info.kid?.string == kid)
            #expect(expected != "?" || kid?.utf8.count == 43)
            _ = try await keys.verify(token, as: Session.self)
        }
    }

    @Test("a kid that another key has is refused, never overwritten; names are bytes")
    func takenKid() async throws {
        let (first, second) = (try await kms.kms.makeKey(), try await kms.kms.makeKey())
        let keys = KMSKeyCollection(client: kms)
        try await keys.add(first, options: .init(kid: .name("\u{E9}")))
        let error = await kmsError { try await keys.add(second, options: .init(kid: .name("\u{E9}"))) }
        #expect(error?.kind == .configuration)
        #expect(keys.keys.count == 1)
        // The same to a reader, and to Swift's ==, but other bytes.
        try await keys.add(second, options: .init(kid: .name("e\u{301}")))
        #expect(keys.keys.count == 2)
        let token = try await keys.sign(Session(), kid: "e\u{301}")
        #expect(kms.calls.last?.1 == second)
        _ = try await keys.verify(token, as: Session.self)
    }

    @Test("a second key without a kid does not sign, so it must be said what it is for")
    func namelessKeys() async throws {
        let keys = KMSKeyCollection(client: kms)
        try await keys.add(try await kms.kms.makeKey(), options: .init(kid: KeyOptions.KeyName.none))
        let second = try await kms.kms.makeKey()
        let error = await kmsError { try await keys.add(second, options: .init(kid: KeyOptions.KeyName.none)) }
        #expect(error?.kind == .configuration)
        try await keys.add(second, options: .init(kid: KeyOptions.KeyName.none, isDefault: false))
        #expect(keys.keys.map(\.isDefault) == [true, false])
    }

    @Test("an issuer with only kms:Sign needs no other call")
    func signOnly() async throws {
        let arn = try await kms.kms.makeKey()
        let keys = KMSKeyCollection(client: kms)
        let options = KeyOptions(kid: .name("k"), verification: .remote, checksNewSignatures: false)
        try await keys.add(arn, algorithm: .es256, options: options)
        _ = try await keys.sign(Session())
        #expect(kms.calls.map(\.0) == [.sign])
    }

    @Test("an algorithm must be named where the key serves several, and must be one that it serves")
    func algorithms() async throws {
        let rsa = try await kms.kms.makeKey(.rsa2048)
        let elliptic = try await kms.kms.makeKey()
        let keys = KMSKeyCollection(client: kms)
        let missing = await kmsError { try await keys.add(rsa) }
        #expect(missing?.kind == .configuration)
        #expect(missing?.description.contains("RS256, RS384, RS512, PS256, PS384, PS512") == true)
        let wrong = await kmsError { try await keys.add(elliptic, algorithm: .rs256) }
        #expect(wrong?.kind == .invalidKeyUsage)
        #expect(
            wrong?.description.hasPrefix("Configuration of key \(elliptic): the key (ECC_NIST_P256) does not") == true)
        #expect(wrong?.description.contains("serves ES256") == true)
        #expect(try await keys.add(elliptic).algorithm == "ES256")
    }

    @Test("an unknown kid, an empty collection and a public key alone do not sign")
    func unknownKid() async throws {
        let keys = KMSKeyCollection(client: kms)
        #expect(await kmsError { try await keys.sign(Session()) }?.kind == .configuration)
        try await keys.add(try await kms.kms.makeKey())
        let error = await kmsError { try await keys.sign(Session(), kid: "other") }
        #expect(error?.kind == .configuration)
        #expect(error?.isRetryable == false)
        #expect(kms.count(.sign) == 0)
        let verifier = try Forge().collection()
        #expect(await kmsError { try await verifier.sign(Session()) }?.kind == .configuration)
    }

    @Test("no token is signed that the collection itself would refuse, and KMS is not asked")
    func refusedOnes() async throws {
        let keys = KMSKeyCollection(client: kms)
        try await keys.add(try await kms.kms.makeKey())
        for header in [["typ": .int(5)], ["typ": .null]] as [[String: JWTHeaderField]] {
            let error = await kmsError { try await keys.sign(Session(), header: JWTHeader(fields: header)) }
            #expect(error?.kind == .configuration)
        }
        let error = await kmsError { try await keys.sign(Nested(depth: 65)) }
        #expect(error?.description.contains("nested deeper than 64 levels") == true)
        let deepest = try await keys.sign(Nested(depth: 64))
        _ = try await keys.verify(deepest, as: Anything.self)
        #expect(kms.count(.sign) == 1)
    }

    @Test("a token that is just as long as the limit is signed")
    func atTheLimit() async throws {
        let secret: HMACKey = "0123456789abcdef0123456789abcdef"
        let wide = KMSKeyCollection()
        try await wide.add(hmac: secret, digestAlgorithm: .sha256, kid: "h", isDefault: true)
        let length = try await wide.sign(Session()).utf8.count
        for (limit, fits) in [(length, true), (length - 1, false)] {
            let keys = KMSKeyCollection(maximumTokenBytes: limit)
            try await keys.add(hmac: secret, digestAlgorithm: .sha256, kid: "h", isDefault: true)
            let token = try? await keys.sign(Session())
            #expect((token != nil) == fits)
        }
    }

    @Test("A token need have no typ, and its header may still give one")
    func noType() async throws {
        let keys = KMSKeyCollection(client: kms)
        try await keys.add(try await kms.kms.makeKey(), options: .init(type: "at+jwt", omitsType: true))
        for (given, expected) in [([:], nil), (["cty": "x"], nil), (["typ": "JWT"], "JWT")] as [(JWTHeader, String?)] {
            let token = try await keys.sign(Session(), header: given)
            let header = try JSONDocument(bytes: CompactToken(Array(token.utf8)).header)
            #expect(header.root.member("typ")?.string == expected)
            _ = try await keys.verify(token, as: Session.self)
        }
    }

    @Test("the header may be added to, but not against the key")
    func headers() async throws {
        let keys = KMSKeyCollection(client: kms)
        try await keys.add(try await kms.kms.makeKey(), options: .init(kid: .name("k"), type: "at+jwt"))
        let token = try await keys.sign(Session(), header: ["cty": "x", "n": 3])
        let header = try JSONDocument(bytes: CompactToken(Array(token.utf8)).header)
        #expect(header.root.member("typ")?.string == "at+jwt")
        #expect(header.root.member("cty")?.string == "x")
        #expect(header.root.member("n")?.integer(as: Int.self) == 3)
        for header in [["alg": "none"], ["alg": "RS256"], ["crit": ["exp"]], ["b64": false], ["alg": nil]]
            as [JWTHeader]
        {
            let error = await kmsError { try await keys.sign(Session(), header: header) }
            #expect(error?.kind == .configuration)
        }
        #expect(kms.count(.sign) == 1)
        _ = try await keys.sign(Session(), header: ["alg": "ES256", "kid": "k"])
    }

    @Test(
        "A token's dates are whole seconds; the collection keeps other fractions if it is asked to",
        arguments: [true, false])
    func dates(keepsFractions: Bool) async throws {
        struct Dated: JWTPayload {
            var exp = ExpirationClaim(value: Date(timeIntervalSince1970: 4_102_444_800.75))
            var iat = Date(timeIntervalSince1970: 1_700_000_000.75)
            var seen = Date(timeIntervalSince1970: 1_700_000_000.75)
            func verify(using algorithm: some JWTAlgorithm) async throws {}
        }
        let keys = KMSKeyCollection(client: kms, keepsDateFractions: keepsFractions)
        try await keys.add(try await kms.kms.makeKey())
        // With a header of the caller's the payload is encoded another way.
        for header in [JWTHeader(), ["cty": "x"]] {
            let token = try await keys.sign(Dated(), header: header)
            let claims = try JSONDocument(bytes: CompactToken(Array(token.utf8)).payload).root
            #expect(claims.member("exp").map { String(decoding: $0.text, as: UTF8.self) } == "4102444800")
            #expect(claims.member("iat").map { String(decoding: $0.text, as: UTF8.self) } == "1700000000")
            #expect(claims.member("seen")?.double == (keepsFractions ? 1_700_000_000.75 : 1_700_000_000))
        }
    }

    @Test("a token that would be longer than the collection takes is refused before KMS is asked")
    func length() async throws {
        let keys = KMSKeyCollection(client: kms, maximumTokenBytes: 400)
        try await keys.add(try await kms.kms.makeKey())
        let error = await kmsError { try await keys.sign(Session(sub: String(repeating: "a", count: 400))) }
        #expect(error?.kind == .messageTooLong)
        #expect(kms.count(.sign) == 0)
        let token = try await keys.sign(Session())
        let exact = KMSKeyCollection(client: kms, maximumTokenBytes: token.utf8.count)
        try await exact.add(kms.calls[0].1)
        #expect(try await exact.sign(Session()).utf8.count == token.utf8.count)
    }

    @Test("a KMS that takes messages only is given the signing input, up to 4096 bytes")
    func wholeMessages() async throws {
        let keys = KMSKeyCollection(client: kms)
        let arn = try await kms.kms.makeKey()
        let types = Mutex([MessageType]())
        kms.change { hooks in
            hooks.sign = { request, answer in
                types.withLock { $0.append(request.messageType) }
                return answer
            }
        }
        try await keys.add(arn, options: .init(verification: .remote, sendsDigest: false))
        _ = try await keys.verify(try await keys.sign(Session()), as: Session.self)
        #expect(types.withLock { $0 } == [.raw])
        let error = await kmsError { try await keys.sign(Session(sub: String(repeating: "a", count: 4096))) }
        #expect(error?.kind == .messageTooLong)
        #expect(kms.count(.sign) == 1)
    }
}
