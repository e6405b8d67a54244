// Part of jwt-kms. Copyright 2026 the jwt-kms authors.
// SPDX-License-Identifier: Apache-2.0

#if Tools
import Dispatch
import Foundation
import Logging
import Synchronization

/// Log lines on standard error, written by a thread of their own: a reader that does not read, as the pipe of a test
/// that forgot it, stops no server. Lines that find no room are counted and told of when there is.
struct LogLines: LogHandler {
    var metadata: Logger.Metadata = [:]
    var logLevel: Logger.Level
    private let label: String
    private let pipe: LogPipe

    init(label: String, level: Logger.Level, to pipe: LogPipe) {
        (self.label, logLevel, self.pipe) = (label, level, pipe)
    }

    subscript(metadataKey key: String) -> Logger.Metadata.Value? {
        get { metadata[key] }
        set { metadata[key] = newValue }
    }

    func log(event: LogEvent) {
        let all = metadata.merging(event.metadata ?? [:]) { $1 }
        let fields = all.sorted { $0.key < $1.key }.map { "\($0.key)=\(Self.quoted("\($0.value)"))" }
        let time = Date().formatted(.iso8601)
        pipe.write("\(time) \(event.level) \(label): \(event.message)\(fields.map { " " + $0 }.joined())\n")
    }

    /// What has a space, a quote or an equals sign in it can't be taken for the next field.
    static func quoted(_ value: String) -> String {
        let isPlain = !value.isEmpty && value.utf8.allSatisfy { $0 > 0x20 && $0 < 0x7F && $0 != 0x22 && $0 != 0x3D }
        guard !isPlain else { return value }
        return "\"" + value.unicodeScalars.map { $0 == "\"" ? "\\\"" : $0.escaped(asASCII: true) }.joined() + "\""
    }
}

/// The way of log lines to a file, with room for so many that wait.
final class LogPipe: Sendable {
    private struct State {
        var waiting = 0
        var lost = 0
    }

    private static let room = 1_000
    private let queue = DispatchQueue(label: "jwt-kms.log")
    private let state = Mutex(State())
    private let file: FileHandle

    init(to file: FileHandle) { self.file = file }

    func write(_ line: String) {
        let lost = state.withLock { state -> Int? in
            guard state.waiting < Self.room else {
                state.lost += 1
                return nil
            }
            state.waiting += 1
            defer { state.lost = 0 }
            return state.lost
        }
        guard let lost else { return }
        queue.async { [self] in
            let note = lost > 0 ? "(\(lost) log lines found no room)\n" : ""
            // A reader that has gone is no reason to end.
            try? file.write(contentsOf: Data((note + line).utf8))
            state.withLock { $0.waiting -= 1 }
        }
    }
}
#endif
