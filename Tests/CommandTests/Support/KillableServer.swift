// Part of jwt-kms. Copyright 2026 the jwt-kms authors.
// SPDX-License-Identifier: Apache-2.0

import Dispatch
import Foundation
import JWTKMS
import Testing

#if canImport(FoundationNetworking)
import FoundationNetworking
#endif

/// A `jwt-kms local-kms` over a folder, asked without signatures, that ends only by SIGKILL.
struct KillableServer: Sendable {
    private let process: Int32
    private let url: URL
    private let ends: AsyncStream<Void>

    /// Starts a server, and waits until it listens.
    ///
    /// - Parameter errors: where its log goes, of every level; nil for nowhere, and faults alone.
    static func start(folder: URL, errors: Pipe? = nil) async throws -> KillableServer {
        let process = Process()
        process.executableURL = try CommandLineTool.executable
        process.arguments =
            ["local-kms", "--port", "0", "--folder", folder.path()]
            + ["--log-level", errors == nil ? "error" : "debug"]
        process.environment = CommandLineTool.sanitizerOptions
        let output = Pipe()
        process.standardOutput = output
        if let errors { process.standardError = errors } else { process.standardError = FileHandle.nullDevice }
        let (ends, end) = AsyncStream<Void>.makeStream()
        process.terminationHandler = { _ in end.finish() }
        try process.run()
        let url = try #require(URL(string: await firstLine(of: output)), "the server did not start")
        return KillableServer(process: process.processIdentifier, url: url, ends: ends)
    }

    /// The URL that it is reached by.
    var address: String { url.absoluteString }

    /// Kills it, as the kernel does when there is no memory left.
    func kill() { Foundation.kill(process, SIGKILL) }

    /// Waits until it is gone.
    func end() async { for await _ in ends {} }

    /// One call of KMS. It throws where the answer is no 200, and where there is none.
    func callAsFunction<Request: KMSRequest>(_ request: Request) async throws -> Request.Response {
        var call = URLRequest(url: url)
        call.httpMethod = "POST"
        call.setValue("application/x-amz-json-1.1", forHTTPHeaderField: "Content-Type")
        call.setValue("TrentService.\(Request.operation)", forHTTPHeaderField: "X-Amz-Target")
        call.httpBody = try KMSCoding.encoder().encode(request)
        let (body, answer) = try await URLSession.shared.data(for: call)
        let status = (answer as? HTTPURLResponse)?.statusCode
        guard status == 200 else {
            throw KMSError(.malformedResponse, message: String(decoding: body, as: UTF8.self), kmsStatus: status)
        }
        return try KMSCoding.decoder().decode(Request.Response.self, from: body.isEmpty ? Data("{}".utf8) : body)
    }

    /// Read on a thread that runs no task.
    private static func firstLine(of pipe: Pipe) async -> String {
        await withCheckedContinuation { continuation in
            DispatchQueue.global().async {
                var line = Data()
                while let byte = try? pipe.fileHandleForReading.read(upToCount: 1), byte != Data("\n".utf8),
                    !byte.isEmpty
                {
                    line += byte
                }
                continuation.resume(returning: String(decoding: line, as: UTF8.self))
            }
        }
    }
}
