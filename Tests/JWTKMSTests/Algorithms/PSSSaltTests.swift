// Part of jwt-kms. Copyright 2026 the jwt-kms authors.
// SPDX-License-Identifier: Apache-2.0

import Crypto
import CryptoExtras
import Foundation
import Testing

@testable import JWTKMS

/// Tokens of `TestRSAKey` by pyca/cryptography, whose salts are not as long as the digest.
@Suite("PSS signatures with another salt length")
struct PSSSaltTests {
    private static let noSalt = """
        eyJhbGciOiJQUzI1NiJ9.eyJzdWIiOiJhZGEifQ.Mcy8TqO8b_BfUWrUsbUrRPc8KzbWLkkIbyDAzTgSFlw9KZCNle9Jv514fWVU\
        stBqbbSYSdq47x5kvV4R0LMNnt260o_RUL7MJuMvTQF3M6U7wF1o1aSXQMeu4z0X4J_RuJq78mDt6AEnUCQRSeCnuNWAeUC0VCbJ\
        04XsbqYcgWXYMyI0mKnOwg8iBiK_n-xdbqRSAhRTK4zsItCPoDr95WlZK1xed5RgA72-AOeJUBnm4e8mXl_VNZL7epgiPdmLbBPn\
        TFqrzN9_7-GUUF60-_VZz2XbLGsGBh-2fXEIDGAzh-lEwb4YqqQDMotVrRx_KwIiGv3bRriHYoHCM93giQ
        """

    private static let shortSalt = """
        eyJhbGciOiJQUzI1NiJ9.eyJzdWIiOiJhZGEifQ.mvjrmGYBRRX8jJA6ZANh5dpI58_4sWMyOpRUVD7hQoXFUgWRnTvTvyV-rayh\
        gy8o0wFj3Ujhs5zwZAKR-s6EGagRttFfDzITtsWiXwakQ0fllOpMBry05_1F0JhZ1vP_NiqVoiaD3zNE9ZCfT8UCzr_e_oSTjqVY\
        Pwmm0fOewdapTShRmSXzccDgxY6gJ6vhw0ELaMLB03UT6_rMd-Rb3P9wAAL88k_QX_YInqQINCFym264a2V7JUSBM-hvDjjXgmcL\
        KBLPfcONtuHjCy2qjYQPgF4ksFlg_KoQ_33MxxXzuWAUQYsWseDZNMaaQeoYlYaGCcPokJtNwyxl8gCbPw
        """

    private static let longestSalt = """
        eyJhbGciOiJQUzI1NiJ9.eyJzdWIiOiJhZGEifQ.VWSYHPimDShz2O0uoik2CMJUmDmeYnOzcQsP2nb1Oh6ClN4BV5dONXnCTDor\
        O-gerLl4YhMV_OGN7EWYbQ2Q3aSdJBkKnj9kx1zRWIEpEyk-3KUVoxgDfKUYtGYBf4cD12CMNnZ70H1m_oDwtv2BfuI72aYzIm1e\
        B9jbsmOZkQjLZTAp4J3NANxiHSWde74rb4wXU7-p1T6DPmvJletokECn9UBVst_LESvo6v1YWgLeMgGEUBFoW49E-nVTM7Gk6uJd\
        GdVE0IweCdKZeMJKWDxvEvz3FgIt_REOdgsqpXRJBCS2yfvuPAoeQB0zThvHHs3TbQARc0Xi_MGCMcfDew
        """

    private static let ps384 = """
        eyJhbGciOiJQUzM4NCJ9.eyJzdWIiOiJhZGEifQ.MMJgC1uI-MmeEoArLpaYnB6QDXST0uewDA583N9gEGVkn3Yk5MYj1F8h-mTB\
        qdSwiKkQypLTh_fYcAd0U9REpL4SpNF9V2SoP3cE-_3aXEB1kXTinFi4_lz9WrxVg3y36Stb-ubYR8uOiXCZngSpH_OKTeGPEZco\
        e3IhYRZW1y8BiVu16yV0L6gvcXDgXyt7-vMQkIIq1NIIacrkV4ztWQnQ0WjdKVKjzt0ZV6PtVPy0ktvw1fdrWEk5EBGFUo9qQb2O\
        OG7fqPLVe4FZFXR9Bv-ExEb6gXz8gyDHNh3NkKlBl8ex32HWpCizlkt6pAONHRkJy4gyoRuCMzhzzPDuPA
        """

    private static let ps512 = """
        eyJhbGciOiJQUzUxMiJ9.eyJzdWIiOiJhZGEifQ.jnrnWbD8VSsdAvT3CWMnYJ4lRr0EwhF9QddgnCYZ_lxREoDQFM_awAOV3ACs\
        fl5DRehGXcyzVPabybIVs9BJvKyfPbU7ulwNzJmuffhBfJbwSRtbUzEzD3KuVmAycEXLzCV_vSLV8bEC2g6GlKJ_5-VAKNpwD7IA\
        mv3WVyUCLGR1albD9AoXQhAQMXUdkgTOk7ybBh7o7QuYsdiFW99Eyrvxa6Rz_rS4X113b79JbPNmomF6_FO5JrFWlN4WTbf65Rxh\
        x-UgOUrMnScX5225SIZ-u3UUajmLII26JIZ3hBYs_HWPzBeQLQOXlcG4CQoB6nbZEpMXf8Ia7pDPA6mZWA
        """

    private static let otherMask = """
        eyJhbGciOiJQUzI1NiJ9.eyJzdWIiOiJhZGEifQ.OeCpQK0rid-p5O8jVnYMKaXPWGxS9L6JQnuRVyexqLuRkQZwmbV4oRSPr4bC\
        I4TwlYJGBnyNLgwaNGZByTp2xvrEtjZGMoTFzVgkArZA3zAq4Wdkv-WIA0lxbH5TfXSesrZmTy5zkFkCPF-7RUCifz5wciOnQkE1\
        dF71G1_Cac0pHGhe-os9-Cz71_NtUgWhfi9V8Gaeeh1GLHWe362O4-br2YV7Mh-Ybso106ucK9IVkqHYPsaHVQA6Kegyggk5C4WX\
        OjlK74MeHxtJcYX-dNmrJeuwbakj-Vlltmvy9wteIc-vV_WRKV7SpzAWN5bXyEX7-bZ4ZF2V26DvW0KPOQ
        """

    private static var key: _RSA.Signing.PrivateKey {
        get throws { try _RSA.Signing.PrivateKey(pemRepresentation: TestRSAKey.pem) }
    }

    private func error(_ token: String, _ algorithm: JWSAlgorithm) async throws -> JWTError? {
        let keys = KMSKeyCollection()
        try keys.add(
            publicKeyPEM: Self.key.publicKey.pemRepresentation, algorithm: algorithm,
            options: .init(kid: KeyOptions.KeyName.none))
        return await jwtError { try await keys.verify(token, as: Anything.self) }
    }

    @Test(
        "They are rejected, and the reason is the salt",
        arguments: [
            (noSalt, JWSAlgorithm.ps256, 0, 32), (shortSalt, .ps256, 20, 32), (longestSalt, .ps256, 222, 32),
            (ps384, .ps384, 32, 48), (ps512, .ps512, 190, 64),
        ])
    func reason(token: String, algorithm: JWSAlgorithm, bytes: Int, demanded: Int) async throws {
        let error = try await error(token, algorithm)
        #expect(error?.errorType == .malformedToken)
        #expect(
            error?.reason?.hasPrefix(
                "the signature is this key's, but its PSS salt has \(bytes) bytes, and \(algorithm) demands \(demanded)"
            ) == true)
    }

    @Test("A forged one, one with another mask, and one of another key are none of this key's")
    func forged() async throws {
        #expect(try await error(tampered(Self.shortSalt), .ps256)?.errorType == .signatureVerificationFailed)
        #expect(try await error(Self.otherMask, .ps256)?.errorType == .signatureVerificationFailed)
        let parts = Self.shortSalt.split(separator: ".")
        let other = "\(parts[0]).e30.\(parts[2])"
        #expect(try await error(other, .ps256)?.errorType == .signatureVerificationFailed)
        let tooGreat = "\(parts[0]).\(parts[1])." + Base64URL.encodeToString([UInt8](repeating: 0xFF, count: 256))
        #expect(try await error(tooGreat, .ps256)?.errorType == .signatureVerificationFailed)
    }

    @Test("A signature of this library's salt length is read as that", arguments: [JWSAlgorithm.ps256, .ps384, .ps512])
    func ownSalt(algorithm: JWSAlgorithm) throws {
        let input = Array("input".utf8)
        let key = try Self.key
        let signature =
            switch SHA2Digest(of: input, with: try #require(algorithm.scheme.digestHash)) {
            case .sha256(let digest): try key.signature(for: digest, padding: .PSS)
            case .sha384(let digest): try key.signature(for: digest, padding: .PSS)
            case .sha512(let digest): try key.signature(for: digest, padding: .PSS)
            }
        let verifier = LocalVerifier(
            algorithm: algorithm, publicKey: try PublicKey(der: Array(key.publicKey.derRepresentation)))
        #expect(
            verifier.saltBytes(of: Array(signature.rawRepresentation), over: input.span)
                == algorithm.scheme.digestHash?.digestBytes)
    }

    @Test(
        "The public operation shows what a PKCS #1 signature hides, for keys of several sizes", arguments: [2048, 3072])
    func publicOperation(bits: Int) throws {
        let key = try _RSA.Signing.PrivateKey(keySize: .init(bitCount: bits))
        guard
            case .rsa(let modulus, let exponent) = try SubjectPublicKeyInfo(
                der: Array(key.publicKey.derRepresentation)
            ).key
        else { throw NotToday() }
        let operation = try #require(RSAPublicOperation(modulus: modulus, exponent: exponent))
        for round in 0..<4 {
            let digest = SHA256.hash(data: [UInt8(round)])
            let signature = try key.signature(for: digest, padding: .insecurePKCS1v1_5)
            let hidden = try #require(operation(Array(signature.rawRepresentation)))
            #expect(hidden.count == modulus.count && hidden.starts(with: [0, 1, 0xFF]))
            #expect(hidden.suffix(32).elementsEqual(digest))
        }
        #expect(operation(modulus) == nil)
    }
}
