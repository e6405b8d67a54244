// Part of jwt-kms. Copyright 2026 the jwt-kms authors.
// SPDX-License-Identifier: Apache-2.0

import AWSKMS
import Foundation
import Testing

#if canImport(FoundationNetworking)
import FoundationNetworking
#endif

#if canImport(Glibc)
import Glibc
#elseif canImport(Darwin)
import Darwin
#endif

/// The emulator moto on loopback, one for a suite: started before its tests, and ended after them.
struct Moto: SuiteTrait, TestScoping {
    /// Where moto listens, in the tests of a suite that has this trait.
    @TaskLocal static var endpoint: String?

    func provideScope(
        for test: Test, testCase: Test.Case?, performing function: @concurrent @Sendable () async throws -> Void
    ) async throws {
        let port = try Self.freePort()
        let process = Process()
        process.executableURL = try Peers.program("moto_server")
        process.arguments = ["-H", "127.0.0.1", "-p", "\(port)"]
        process.standardOutput = FileHandle.nullDevice
        process.standardError = FileHandle.nullDevice
        try process.run()
        // Killed, not asked: it holds nothing that is worth saving, and must not outlive the tests.
        defer { kill(process.processIdentifier, SIGKILL) }
        try await Self.waitUntilItListens(port, process)
        try await Self.$endpoint.withValue("http://127.0.0.1:\(port)") { try await function() }
    }

    /// A client of the moto of this suite.
    static func withClient<Value: Sendable>(_ body: (AWSKMSClient) async throws -> Value) async throws -> Value {
        let endpoint = try #require(Self.endpoint)
        let configuration = AWSKMSClient.Configuration(
            region: "us-east-1", credentials: Credentials(accessKeyID: "test", secretAccessKey: "test"),
            endpoint: endpoint, attemptTimeout: .seconds(60), requestTimeout: .seconds(60))
        return try await AWSKMSClient.withClient(configuration: configuration, body)
    }

    private static func freePort() throws -> Int {
        let socket = try listening(on: 0)
        defer { close(socket) }
        var address = sockaddr_in()
        var length = socklen_t(MemoryLayout<sockaddr_in>.size)
        let status = unsafe withUnsafeMutablePointer(to: &address) { pointer in
            unsafe pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { unsafe getsockname(socket, $0, &length) }
        }
        try #require(status == 0)
        return Int(UInt16(bigEndian: address.sin_port))
    }

    private static func listening(on port: UInt16) throws -> Int32 {
        #if canImport(Glibc)
        let socket = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        #else
        let socket = socket(AF_INET, SOCK_STREAM, 0)
        #endif
        try #require(socket >= 0)
        var address = loopback(port)
        let status = unsafe withUnsafePointer(to: &address) { pointer in
            unsafe pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                unsafe bind(socket, $0, socklen_t(MemoryLayout<sockaddr_in>.size))
            }
        }
        try #require(status == 0)
        return socket
    }

    private static func loopback(_ port: UInt16) -> sockaddr_in {
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_port = port.bigEndian
        address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
        return address
    }

    private static func waitUntilItListens(_ port: Int, _ process: Process) async throws {
        for _ in 0..<600 {
            try #require(process.isRunning, "moto ended before it listened")
            let url = try #require(URL(string: "http://127.0.0.1:\(port)/moto-api/"))
            if (try? await URLSession.shared.data(from: url)) != nil { return }
            try await Task.sleep(for: .milliseconds(100))
        }
        Issue.record("moto does not listen")
    }
}

extension Trait where Self == Moto {
    /// The suite's tests have a moto of their own.
    static var moto: Self { Moto() }
}
