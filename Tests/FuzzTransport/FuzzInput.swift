// Part of jwt-kms. Copyright 2026 the jwt-kms authors.
// SPDX-License-Identifier: Apache-2.0

#if DEBUG && (AWS || RemoteJWKS)
@testable import KMSTransport

/// What the client and the server of one connection do: an input of the fuzzer, or a file of the corpus.
///
/// The first line holds settings. Small letters are switches, digits are the limit on a body, and capital letters are the
/// sizes of reads, used in turn: `A` is one byte, `Z` 26. The rest is what the server sends. At each `~`, which is not sent,
/// the client has its turn: it sends its next request if its last one has ended.
struct FuzzInput {
    /// `e`: the server ends the connection after its last byte.
    var endsConnection = false
    /// `t`: the bytes are a proxy's.
    var isProxied = false
    /// `o`: the client reads the body of a 200 alone.
    var reads = HTTPRequest.ReadBodies.all
    /// `c`: the first request asks the server to close the connection.
    var asksToClose = false
    /// `x`: the client cancels a request that has no response at its next turn.
    var cancels = false
    /// `s`: the server does not agree at once that the connection is over, as TLS allows.
    var closesSlowly = false
    /// `f`: the client sends nothing before its first turn.
    var waits = false
    var maximumBodyBytes = 1000
    /// At least one.
    var sizes = [1]
    /// What the server sends between two turns of the client.
    var segments: [ArraySlice<UInt8>]

    init(_ bytes: [UInt8]) {
        let settings = bytes.prefix { $0 != UInt8(ascii: "\n") }
        segments = bytes[settings.endIndex...].dropFirst()
            .split(separator: UInt8(ascii: "~"), omittingEmptySubsequences: false)
        let limit = settings.filter { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) }.prefix(4)
        if !limit.isEmpty { maximumBodyBytes = limit.reduce(0) { $0 * 10 + Int($1 - UInt8(ascii: "0")) } }
        let sizes = settings.filter { (UInt8(ascii: "A")...UInt8(ascii: "Z")).contains($0) }
        if !sizes.isEmpty { self.sizes = sizes.map { Int($0 - UInt8(ascii: "A")) + 1 } }
        endsConnection = settings.contains(UInt8(ascii: "e"))
        isProxied = settings.contains(UInt8(ascii: "t"))
        if settings.contains(UInt8(ascii: "o")) { reads = .ofOK }
        asksToClose = settings.contains(UInt8(ascii: "c"))
        cancels = settings.contains(UInt8(ascii: "x"))
        closesSlowly = settings.contains(UInt8(ascii: "s"))
        waits = settings.contains(UInt8(ascii: "f"))
    }

    /// The same bytes, with nothing split between two turns.
    var unsplit: Self {
        var copy = self
        copy.sizes = [.max]
        return copy
    }

    /// What a new connection would see of it whose first request is sent after these segments.
    func after(segments count: Int) -> Self {
        var copy = self
        copy.segments.removeFirst(count)
        (copy.waits, copy.asksToClose) = (false, false)
        return copy
    }
}

/// Splits bytes into reads.
struct ReadSizes {
    private let sizes: [Int]
    private var index = 0

    init(_ sizes: [Int]) { self.sizes = sizes }

    mutating func split(_ bytes: ArraySlice<UInt8>) -> [ArraySlice<UInt8>] {
        var (reads, rest) = ([ArraySlice<UInt8>](), bytes)
        while !rest.isEmpty {
            reads.append(rest.prefix(sizes[index % sizes.count]))
            rest = rest.dropFirst(sizes[index % sizes.count])
            index += 1
        }
        return reads
    }
}
#endif
