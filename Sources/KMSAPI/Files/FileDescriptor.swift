// Part of jwt-kms. Copyright 2026 the jwt-kms authors.
// SPDX-License-Identifier: Apache-2.0

#if canImport(Darwin)
import Darwin
#elseif canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#endif

#if canImport(FoundationEssentials)
package import FoundationEssentials
#else
package import Foundation
#endif

/// An open file, which is closed when its owner goes.
package struct FileDescriptor: ~Copyable {
    package let value: Int32

    /// Owns `value`; below zero it is the mark of a failed call, and nothing is closed.
    package init(_ value: Int32) { self.value = value }

    deinit {
        if value >= 0 { close(value) }
    }

    /// Writes all bytes. False where that failed; `errno` says why.
    package func write(_ bytes: Data) -> Bool {
        var rest = bytes[...]
        while !rest.isEmpty {
            let written = unsafe rest.withUnsafeBytes { buffer in
                #if canImport(Darwin)
                unsafe Darwin.write(value, buffer.baseAddress, buffer.count)
                #elseif canImport(Glibc)
                unsafe Glibc.write(value, buffer.baseAddress, buffer.count)
                #else
                unsafe Musl.write(value, buffer.baseAddress, buffer.count)
                #endif
            }
            if written < 0, errno == EINTR { continue }
            guard written > 0 else { return false }
            rest = rest.dropFirst(written)
        }
        return true
    }

    /// Reads to the end, or to `limit`. Nil where that failed; `errno` says why.
    package func readToEnd(atMost limit: Int) -> Data? {
        var bytes = Data()
        var chunk = [UInt8](repeating: 0, count: 16_384)
        while bytes.count < limit {
            let count = unsafe chunk.withUnsafeMutableBytes { buffer in
                unsafe read(value, buffer.baseAddress, buffer.count)
            }
            if count < 0, errno == EINTR { continue }
            guard count >= 0 else { return nil }
            if count == 0 { break }
            bytes.append(contentsOf: chunk.prefix(count))
        }
        return bytes
    }
}
