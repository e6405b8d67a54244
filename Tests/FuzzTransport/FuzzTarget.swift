// Part of jwt-kms. Copyright 2026 the jwt-kms authors.
// SPDX-License-Identifier: Apache-2.0

#if DEBUG && (AWS || RemoteJWKS)
@testable import KMSTransport

/// Plays an input to the transport, and checks what must hold of every input.
enum FuzzTarget {
    /// - Throws: ``Violation``.
    static func run(_ bytes: [UInt8]) throws {
        let input = FuzzInput(bytes)
        if input.isProxied { try runTunnel(input) } else { try runExchanges(input) }
    }

    private static func runTunnel(_ input: FuzzInput) throws {
        let played = try PlayedTunnel.play(input)
        try played.check(input)
        let unsplit = try PlayedTunnel.play(input.unsplit)
        guard unsplit == played else { throw Violation("split: \(played); not split: \(unsplit)") }
    }

    private static func runExchanges(_ input: FuzzInput) throws {
        let requests = try PlayedConnection.play(input)
        let outcomes = requests.map(\.outcome)
        let unsplit = try PlayedConnection.play(input.unsplit).map(\.outcome)
        guard unsplit == outcomes else {
            throw Violation("split: \(outcomes); not split: \(unsplit)")
        }
        // Whatever came before the request was sent, the response is what a new connection would have given.
        for request in requests.dropFirst() {
            guard case .response? = request.outcome else { continue }
            let new = try PlayedConnection.play(input.after(segments: request.segmentsBefore)).first?.outcome
            guard new == request.outcome else {
                throw Violation("on a used connection: \(request.outcome as Any); on a new one: \(new as Any)")
            }
        }
    }
}
#endif
