// Part of jwt-kms. Copyright 2026 the jwt-kms authors.
// SPDX-License-Identifier: Apache-2.0

import KMSAPI

#if canImport(Darwin)
import Darwin
#elseif canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#endif

extension KMSError {
    /// A file or folder of the key store that can't be used. It names the file and never shows what is in it.
    static func file(_ path: String, _ what: String, _ code: Int32? = nil) -> KMSError {
        let reason = code.map { unsafe ": " + String(cString: strerror($0)) } ?? ""
        return KMSError(.configuration, message: "\(path) \(what)\(reason)")
    }
}
