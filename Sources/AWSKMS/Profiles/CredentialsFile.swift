// Part of jwt-kms. Copyright 2026 the jwt-kms authors.
// SPDX-License-Identifier: Apache-2.0

package import KMSAPI

#if canImport(FoundationEssentials)
import FoundationEssentials
#else
import Foundation
#endif

/// A credentials file on its own, with all the keys that are in it: for who checks signatures.
///
/// See [Shared config and credentials files](https://docs.aws.amazon.com/sdkref/latest/guide/file-format.html).
package enum CredentialsFile {
    /// The keys of every profile that has some. `aws_account_id` is their account, where it is given.
    ///
    /// - Throws: `KMSError` of kind `configuration` where the file is not there or can't be read, where it holds no keys, or
    ///   the same access key twice.
    package static func credentials(in path: String, _ files: Files = Files()) async throws(KMSError) -> [Credentials] {
        let contents: Data?
        do {
            contents = try await files.contents(of: path, maximumBytes: 1 << 20)
        } catch {
            throw KMSError(.configuration, message: "the credentials file \(error.description)", underlying: error)
        }
        guard let contents else {
            throw KMSError(.configuration, message: "the credentials file \(path) is not there")
        }
        var config = SharedConfig()
        config.add(try ConfigParser.sections(of: contents, file: path), of: .credentials)
        let found = config.profiles.values.compactMap(credentials)
        guard !found.isEmpty else {
            throw KMSError(
                .configuration,
                message: "\(path) holds no keys: a profile has aws_access_key_id and aws_secret_access_key")
        }
        guard Set(found.map(\.accessKeyID)).count == found.count else {
            throw KMSError(.configuration, message: "\(path) holds an access key twice")
        }
        return found
    }

    private static func credentials(_ profile: ConfigSection) -> Credentials? {
        guard let id = profile["aws_access_key_id"], let secret = profile["aws_secret_access_key"] else { return nil }
        return Credentials(
            accessKeyID: id, secretAccessKey: secret, sessionToken: profile["aws_session_token"],
            accountID: profile["aws_account_id"])
    }
}
