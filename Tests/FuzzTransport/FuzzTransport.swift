// Part of jwt-kms. Copyright 2026 the jwt-kms authors.
// SPDX-License-Identifier: Apache-2.0

#if canImport(FoundationEssentials)
import FoundationEssentials
#else
import Foundation
#endif

#if FUZZING
/// The driver of libFuzzer. SwiftPM names the program's main function itself, so that libFuzzer's own is not called.
@_silgen_name("LLVMFuzzerRunDriver")
private func runDriver(
    _ count: UnsafeMutablePointer<CInt>,
    _ arguments: UnsafeMutablePointer<UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>>,
    _ target: @convention(c) (UnsafePointer<UInt8>?, Int) -> CInt
) -> CInt

@_cdecl("LLVMFuzzerTestOneInput")
func testOneInput(_ bytes: UnsafePointer<UInt8>?, _ count: Int) -> CInt {
    do {
        try FuzzTarget.run(unsafe Array(UnsafeBufferPointer(start: bytes, count: count)))
    } catch {
        fatalError("\(error)")
    }
    return 0
}
#endif

/// Plays files to the transport, or what libFuzzer makes of them: `Scripts/fuzz.sh`.
@main
enum FuzzTransport {
    static func main() throws {
        #if FUZZING
        var (count, arguments) = unsafe (CommandLine.argc, CommandLine.unsafeArgv)
        _ = unsafe runDriver(&count, &arguments) { unsafe testOneInput($0, $1) }
        #elseif DEBUG && (AWS || RemoteJWKS)
        for file in CommandLine.arguments.dropFirst() {
            do {
                try FuzzTarget.run(Array(Data(contentsOf: URL(filePath: file))))
            } catch {
                fatalError("\(file): \(error)")
            }
        }
        #endif
    }
}
