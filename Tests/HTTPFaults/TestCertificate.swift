// Part of jwt-kms. Copyright 2026 the jwt-kms authors.
// SPDX-License-Identifier: Apache-2.0

package import Foundation
package import NIOSSL

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
    ///   - names: its subjectAltName as OpenSSL writes it; nil for a certificate without one.
    ///   - commonName: the name in its subject, which nobody should go by.
    ///   - dates: from when to when it is valid, such as `20200101000000Z`; nil for two days from now.
    @discardableResult
    package static func make<Value: Sendable>(
        names: String? = "IP:127.0.0.1", commonName: String = "127.0.0.1", dates: (String, String)? = nil,
        _ body: (TestCertificate) async throws -> Value
    ) async throws -> Value {
        let folder = FileManager.default.temporaryDirectory.appending(path: UUID().uuidString)
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        let certificate = TestCertificate(folder: folder)
        let key = ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes", "-keyout", "key.pem"]
        let subject = ["-subj", "/CN=\(commonName)"]
        if let dates {
            try Data(authority(names).utf8).write(to: folder.appending(path: "ca.cnf"))
            try Data().write(to: folder.appending(path: "index.txt"))
            try await openssl(["req", "-out", "request.pem"] + key + subject, in: folder)
            try await openssl(
                [
                    "ca", "-batch", "-selfsign", "-config", "ca.cnf", "-in", "request.pem", "-keyfile", "key.pem",
                    "-out", "certificate.pem", "-startdate", dates.0, "-enddate", dates.1, "-notext",
                ], in: folder)
        } else {
            let extensions = names.map { ["-addext", "subjectAltName=\($0)"] } ?? []
            try await openssl(
                ["req", "-x509", "-days", "2", "-out", "certificate.pem"] + key + subject + extensions, in: folder)
        }
        return try await body(certificate)
    }

    /// What OpenSSL's command `ca` needs: no other of its commands takes dates.
    private static func authority(_ names: String?) -> String {
        """
        [ca]
        default_ca = own
        [own]
        database = index.txt
        new_certs_dir = .
        default_md = sha256
        rand_serial = yes
        policy = any
        \(names == nil ? "" : "x509_extensions = names")
        [any]
        commonName = supplied
        [names]
        \(names.map { "subjectAltName = \($0)" } ?? "")

        """
    }

    private static func openssl(_ arguments: [String], in folder: URL) async throws {
        let process = Process()
        process.executableURL = URL(filePath: "/usr/bin/env")
        process.arguments = ["openssl"] + arguments
        process.currentDirectoryURL = folder
        process.standardError = FileHandle.nullDevice
        process.standardOutput = FileHandle.nullDevice
        let (ends, end) = AsyncStream<Int32>.makeStream()
        process.terminationHandler = { end.yield($0.terminationStatus) }
        try process.run()
        for await status in ends {
            guard status == 0 else { throw NotMade(status: status) }
            break
        }
    }

    package var pem: String { get throws { try String(contentsOfFile: file, encoding: .utf8) } }

    package func serverContext(
        _ change: (inout TLSConfiguration) -> Void = { _ in }
    ) throws -> NIOSSLContext {
        let key = try NIOSSLPrivateKey(file: folder.appending(path: "key.pem").path(), format: .pem)
        let chain = try NIOSSLCertificate.fromPEMFile(file).map { NIOSSLCertificateSource.certificate($0) }
        var configuration = TLSConfiguration.makeServerConfiguration(
            certificateChain: chain, privateKey: .privateKey(key))
        change(&configuration)
        return try NIOSSLContext(configuration: configuration)
    }
}
