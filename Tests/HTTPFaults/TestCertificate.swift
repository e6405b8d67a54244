// Part of jwt-kms. Copyright 2026 the jwt-kms authors.
// SPDX-License-Identifier: Apache-2.0

package import Foundation
import NIOSSL

/// A certificate for 127.0.0.1 that nobody's system trusts, made by openssl.
package struct TestCertificate: Sendable {
    package let folder: URL
    /// The certificate in PEM.
    package var file: String { folder.appending(path: "certificate.pem").path() }

    /// openssl made no certificate.
    struct NotMade: Error {
        let status: Int32
    }

    /// Makes one, and removes it after `body`.
    ///
    /// - Parameters:
    ///   - names: what it is for, as OpenSSL writes a subjectAltName; nil for a certificate that has none.
    ///   - commonName: the name in its subject, which nobody should go by.
    @discardableResult
    package static func make<Value: Sendable>(
        names: String? = "IP:127.0.0.1", commonName: String = "127.0.0.1",
        _ body: (TestCertificate) async throws -> Value
    ) async throws -> Value {
        let folder = FileManager.default.temporaryDirectory.appending(path: UUID().uuidString)
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        let certificate = TestCertificate(folder: folder)
        let process = Process()
        process.executableURL = URL(filePath: "/usr/bin/env")
        process.arguments = [
            "openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes", "-days",
            "2",
            "-subj", "/CN=\(commonName)", "-out", certificate.file, "-keyout",
            folder.appending(path: "key.pem").path(),
        ]
        if let names { process.arguments?.append(contentsOf: ["-addext", "subjectAltName=\(names)"]) }
        process.standardError = FileHandle.nullDevice
        let (ends, end) = AsyncStream<Int32>.makeStream()
        process.terminationHandler = { end.yield($0.terminationStatus) }
        try process.run()
        for await status in ends {
            guard status == 0 else { throw NotMade(status: status) }
            break
        }
        return try await body(certificate)
    }

    package var pem: String { get throws { try String(contentsOfFile: file, encoding: .utf8) } }

    func serverContext() throws -> NIOSSLContext {
        let key = try NIOSSLPrivateKey(file: folder.appending(path: "key.pem").path(), format: .pem)
        let chain = try NIOSSLCertificate.fromPEMFile(file).map { NIOSSLCertificateSource.certificate($0) }
        return try NIOSSLContext(
            configuration: .makeServerConfiguration(certificateChain: chain, privateKey: .privateKey(key)))
    }
}
