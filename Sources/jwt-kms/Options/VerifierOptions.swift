// Part of jwt-kms. Copyright 2026 the jwt-kms authors.
// SPDX-License-Identifier: Apache-2.0

#if Tools
import ArgumentParser
import JWTKMS

#if RemoteJWKS
import RemoteJWKS
#endif

/// What a token is verified with.
struct VerifierOptions: ParsableArguments {
    @Option(
        parsing: .unconditional,
        help: ArgumentHelp("The key: key id, key ARN, alias/NAME or alias ARN.", valueName: "ref"))
    var key: String?

    @Option(
        parsing: .unconditional,
        help: ArgumentHelp(
            "A public key instead: PEM (also PKCS#1 or a certificate), DER or JWK. No KMS is asked.", valueName: "file")
    )
    var publicKey: String?

    @Option(
        parsing: .unconditional,
        help: ArgumentHelp("A JWK Set instead: the key in it that the token names.", valueName: "file | url"))
    var jwks: String?

    @Option(
        parsing: .unconditional,
        help: ArgumentHelp(
            "The keys of this issuer instead, found by its discovery document. The token must have it as iss.",
            valueName: "url"))
    var issuerURL: String?

    func validate() throws {
        guard [key, publicKey, jwks, issuerURL].count(where: { $0 != nil }) == 1 else {
            throw ValidationError("give --key, --public-key, --jwks or --issuer-url, one of them")
        }
    }

    /// What stands in the place of a key of KMS; nil for one.
    var instead: String? {
        publicKey.map { _ in "--public-key" } ?? jwks.map { _ in "--jwks" } ?? issuerURL.map { _ in "--issuer-url" }
    }

    /// Whether the token says which of several keys it means.
    var isSet: Bool { jwks != nil || issuerURL != nil }

    /// The keys that no KMS is asked for.
    func keys(_ algorithm: JWSAlgorithm?, _ options: KeyOptions) async throws -> KMSKeyCollection {
        let keys = KMSKeyCollection()
        if let publicKey {
            try add(publicKey, algorithm, options, to: keys)
        } else if let jwks, !["https://", "http://"].contains(where: { jwks.lowercased().hasPrefix($0) }) {
            let set = String(decoding: try InputFile.read(jwks, what: "the JWK Set"), as: UTF8.self)
            try keys.add(jwks: set, algorithm: algorithm, requirements: options.requirements)
        } else {
            try await fetch(algorithm, options.requirements, to: keys)
        }
        return keys
    }

    private func add(
        _ path: String, _ algorithm: JWSAlgorithm?, _ options: KeyOptions, to keys: KMSKeyCollection
    ) throws {
        let bytes = try InputFile.read(path, what: "the public key")
        let file: PublicKeyFile
        do { file = try PublicKeyFile(bytes) } catch let error as PublicKeyRefusal {
            throw KMSError(.publicKeyRefused, message: "the public key is refused: \(error.reason)")
        }
        if let algorithm, let own = file.algorithm, own != algorithm {
            throw UsageError("the JWK is one of \(own) (alg), and --algorithm is \(algorithm)")
        }
        try keys.add(file.publicKey, algorithm: algorithm ?? file.algorithm, options: options)
        if file.isCertificate { Terminal.note("note: of the certificate only the key is used; it was not checked") }
    }

    private func fetch(
        _ algorithm: JWSAlgorithm?, _ requirements: Requirements, to keys: KMSKeyCollection
    ) async throws {
        #if RemoteJWKS
        if let issuerURL {
            try await keys.add(RemoteJWKS(issuer: issuerURL, algorithm: algorithm, requirements: requirements))
        } else if let jwks {
            try await keys.add(
                RemoteJWKS(
                    url: jwks, issuer: requirements.issuer, algorithm: algorithm, requirements: requirements))
        }
        #else
        throw UsageError("this jwt-kms was built without the package trait RemoteJWKS; give --jwks a file")
        #endif
    }
}
#endif
