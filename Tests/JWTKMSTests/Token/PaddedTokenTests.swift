// Part of jwt-kms. Copyright 2026 the jwt-kms authors.
// SPDX-License-Identifier: Apache-2.0

import Crypto
import Foundation
import JWTKMS
import LocalKMS
import Testing

@Suite("Padded tokens")
struct PaddedTokenTests {
    let forge = Forge()
    static let padded = Requirements(expectsPadding: true)

    /// A token as an Application Load Balancer makes it: `Tests/Vectors/alb`.
    struct Vector: Decodable {
        let token: String
        let pem: String
        let signer: String
        let kid: String

        static var read: Vector {
            get throws {
                let url = URL(filePath: #filePath).deletingLastPathComponent()
                    .appending(path: "../../Vectors/alb/token.json").standardizedFileURL
                return try JSONDecoder().decode(Vector.self, from: Data(contentsOf: url))
            }
        }
    }

    /// A token whose parts have these lengths modulo 3, each padded or not.
    private func token(_ header: Int, _ payload: Int, isPadded: (Bool, Bool, Bool) = (true, true, true)) throws
        -> String
    {
        func part(_ json: String, _ rest: Int, _ isPadded: Bool) -> String {
            var json = json
            while json.utf8.count % 3 != rest { json += " " }
            let text = Data(json.utf8).base64EncodedString().replacing("+", with: "-").replacing("/", with: "_")
            return isPadded ? text : text.replacing("=", with: "")
        }
        let input =
            part(#"{"alg":"ES256","kid":"k"}"#, header, isPadded.0) + "." + part(#"{"sub":"ada"}"#, payload, isPadded.1)
        return try forge.sign(input) + (isPadded.2 ? "==" : "")
    }

    private func collection(_ requirements: Requirements) throws -> KMSKeyCollection {
        try forge.collection(options: .init(kid: .name("k"), requirements: requirements))
    }

    @Test("the token of a load balancer verifies, as bytes are sent, with the key or the call expecting padding")
    func loadBalancer() async throws {
        let vector = try Vector.read
        for (key, call) in [(Self.padded, nil), (Requirements(), Self.padded)] as [(Requirements, Requirements?)] {
            let keys = KMSKeyCollection()
            try keys.add(publicKeyPEM: vector.pem, options: .init(kid: .name(vector.kid), requirements: key))
            #expect(try await keys.verify(vector.token, as: Session.self, requiring: call).sub == "ada")
            #expect(
                try await keys.verify(vector.token, as: Session.self, iteratingKeys: true, requiring: call).sub == "ada"
            )
            let stripped = vector.token.replacing("=", with: "")
            await #expect(throws: JWTError.self) { try await keys.verify(stripped, as: Session.self, requiring: call) }
        }
        let keys = KMSKeyCollection()
        try keys.add(publicKeyPEM: vector.pem, options: .init(kid: .name(vector.kid)))
        let error = await jwtError { try await keys.verify(vector.token, as: Session.self) }
        #expect(error?.errorType == .malformedToken)
        #expect(error?.reason?.contains("without padding") == true)
        let header = try keys.unverifiedHeader(of: vector.token, expectsPadding: true)
        #expect(header.signer?.asString == vector.signer && header.kid == vector.kid)
        #expect(header.exp?.asInt == 4_000_000_000)
        #expect(throws: JWTError.self) { try keys.unverifiedHeader(of: vector.token) }
        #expect(throws: JWTError.self) { try keys.unverified(vector.token, as: Session.self) }
    }

    @Test("a token has one spelling: padded in all three parts where that is expected, and in none where it is not")
    func oneSpelling() async throws {
        for remembers in [VerifiedTokenPolicy.none, .remembering()] {
            let pem = forge.key.publicKey.pemRepresentation
            let (padded, plain) = (
                KMSKeyCollection(verifiedTokens: remembers), KMSKeyCollection(verifiedTokens: remembers)
            )
            try padded.add(publicKeyPEM: pem, options: .init(kid: .name("k"), requirements: Self.padded))
            try plain.add(publicKeyPEM: pem, options: .init(kid: .name("k")))
            for header in 0..<3 {
                for payload in 0..<3 {
                    for mask in 0..<8 {
                        let (h, p, s) = (mask & 1 > 0, mask & 2 > 0, mask & 4 > 0)
                        let token = try token(header, payload, isPadded: (h, p, s))
                        let isPadded = (h || header == 0) && (p || payload == 0) && s
                        let isPlain = (!h || header == 0) && (!p || payload == 0) && !s
                        for (keys, isGood) in [(padded, isPadded), (plain, isPlain)] {
                            for _ in 0..<2 {
                                let found = try? await keys.verify(token, as: Session.self)
                                #expect((found != nil) == isGood, "\(token)")
                            }
                        }
                    }
                }
            }
        }
    }

    @Test("padding of another length, in another place, or of anything else is no padding")
    func badPadding() async throws {
        let keys = try collection(Self.padded)
        let good = try token(2, 1)
        _ = try await keys.verify(good, as: Session.self)
        for bad in [
            good + "=", good + "====", String(good.dropLast()), String(good.dropLast(2)) + "%3D%3D",
            good.replacing("==", with: "="), "=" + good, good.replacing(".", with: "=."), good.replacing("=", with: ""),
            String(good.dropLast(2)) + "AA", good + " ",
        ] {
            #expect(await jwtError { try await keys.verify(bad, as: Session.self) } != nil, "\(bad)")
        }
        // The unused bits of the last letter are zero here too.
        let letters = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_")
        let last = try #require(good.dropLast(2).last)
        let twin = letters[(try #require(letters.firstIndex(of: last))) + 1]
        let error = await jwtError { try await keys.verify(good.dropLast(3) + "\(twin)==", as: Session.self) }
        #expect(error?.errorType == .malformedToken)
    }
}
