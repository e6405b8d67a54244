// Part of jwt-kms. Copyright 2026 the jwt-kms authors.
// SPDX-License-Identifier: Apache-2.0

import JWTKit

/// What a token says of its own signature, RFC 7515 section 4. Read strictly, and believed in nothing: it is only
/// held against the key that it names.
package final class TokenHeader: Sendable {
    let kid: KeyIdentifier?
    let document: JSONDocument
    private let alg: JSONNode
    private let typ: JSONNode?

    /// The `alg`, as the token spells it.
    var algorithm: String { alg.string ?? "" }
    /// The `typ`, as the token spells it.
    var type: String? { typ?.string }
    /// The `kid`, as the token spells it.
    package var keyName: String? { kid?.string }

    /// Reads a header.
    ///
    /// - Throws: `JWTError.malformedToken` where it is no strict JSON object, `JWTError.invalidHeaderField` where a
    ///   member is missing, of the wrong type, or asks for what is not understood here.
    package init(json: [UInt8]) throws {
        document = try StrictJSON.read(json, "header")
        guard let alg = try Self.string("alg", document) else {
            throw JWTError.invalidHeaderField(reason: "the header has no alg")
        }
        self.alg = alg
        kid = try Self.string("kid", document)?.string.map { KeyIdentifier($0) }
        typ = try Self.string("typ", document)
        // RFC 7797 section 7: only the meaning that every JWT has.
        let b64 = document.root.member("b64")
        guard b64 == nil || b64?.kind == .true else {
            throw JWTError.invalidHeaderField(reason: "the header has b64, and it is not true")
        }
        // b64 is the one extension that is understood. Whatever else crit holds, even nothing, must be refused, and so must
        // a name that the header has not (RFC 7515 section 4.1.11).
        if let crit = document.root.member("crit") {
            guard b64 != nil, crit.elements.map(\.string) == ["b64"] else {
                throw JWTError.invalidHeaderField(
                    reason: "the header has crit, and no extension is understood here but b64, which must be true")
            }
        }
    }

    func isFor(_ algorithm: String) -> Bool { alg.equals(algorithm) }

    /// Holds the header against the key that it names and the types that key and call demand.
    ///
    /// - Throws: `JWTError.invalidHeaderField`.
    func check(algorithm: String, type: String?, _ further: String?) throws {
        guard isFor(algorithm) else {
            let name = Excerpt.of(self.algorithm)
            throw JWTError.invalidHeaderField(
                reason: kid == nil
                    ? "the token has no kid, and no key for such tokens has its alg, \(name)"
                    : "the token's alg is \(name), its key's is \(algorithm)")
        }
        if let type { try check(type: type) }
        if let further { try check(type: further) }
    }

    private func check(type demanded: String) throws {
        guard let type,
            type.utf8.elementsEqual(demanded.utf8) || Self.mediaType(type) == Self.mediaType(demanded)
        else {
            throw JWTError.invalidHeaderField(
                reason: "the token's typ is \(type.map { Excerpt.of($0) } ?? "absent"), and must be \(demanded)")
        }
    }

    /// The media type in one spelling: RFC 7515 section 4.1.9 leaves `application/` out if no other slash follows, and
    /// the case of a type's letters means nothing (RFC 2045 section 5.1). Parameters are kept as they are.
    private static func mediaType(_ type: String) -> [UInt8] {
        let prefix = "application/".utf8
        let bytes = Array(type.utf8)
        let name = bytes.prefix { $0 != UInt8(ascii: ";") }.map { byte in
            (UInt8(ascii: "A")...UInt8(ascii: "Z")).contains(byte) ? byte | 0x20 : byte
        }
        let whole = name + bytes.dropFirst(name.count)
        guard whole.starts(with: prefix) else { return whole }
        let rest = whole.dropFirst(prefix.count)
        return rest.contains(UInt8(ascii: "/")) ? whole : Array(rest)
    }

    private static func string(_ name: StaticString, _ document: JSONDocument) throws -> JSONNode? {
        guard let member = document.root.member(name) else { return nil }
        guard member.kind == .string else {
            throw JWTError.invalidHeaderField(reason: "the header's \(name) is not a string")
        }
        return member
    }
}

/// The one way in which this library reads the JSON of a token.
enum StrictJSON {
    static func read(_ json: [UInt8], _ part: String) throws -> JSONDocument {
        do {
            return try JSONDocument(bytes: json)
        } catch {
            throw JWTError.malformedToken(reason: "the \(part) is refused: \(error)")
        }
    }
}
