// Part of jwt-kms. Copyright 2026 the jwt-kms authors.
// SPDX-License-Identifier: Apache-2.0

public import AWSKMS
import Foundation

/// What a program that signs is called with: `ENDPOINT KEY-ID MODE`.
public struct Arguments {
    /// The key to sign with.
    public let keyID: String
    /// One of the modes that the program has.
    public let mode: String
    /// Of a client of the endpoint.
    public let configuration: AWSKMSClient.Configuration

    /// Reads the arguments of this process, and ends it if they are not as they should be.
    ///
    /// - Parameter modes: those that the program has.
    public init(of program: String, modes: [String]) {
        let arguments = CommandLine.arguments
        guard arguments.count == 4, modes.contains(arguments[3]) else {
            let usage = "usage: \(program) ENDPOINT KEY-ID \(modes.joined(separator: "|"))\n"
            FileHandle.standardError.write(Data(usage.utf8))
            exit(2)
        }
        keyID = arguments[2]
        mode = arguments[3]
        configuration = AWSKMSClient.Configuration(
            region: "us-east-1", credentials: Credentials(accessKeyID: "test", secretAccessKey: "test"),
            endpoint: arguments[1])
    }
}
