// Part of jwt-kms. Copyright 2026 the jwt-kms authors.
// SPDX-License-Identifier: Apache-2.0

#if AWS || RemoteJWKS
/// The status line and the header fields of a response.
struct ResponseHead {
    /// How the body of a response is delimited: RFC 9112 section 6.3.
    enum Framing: Equatable {
        case none
        case length(Int)
        case chunked
        case untilClose
    }

    let status: Int
    /// Whether the server speaks HTTP/1.0.
    let isOld: Bool
    var fields: [(name: String, value: String)] = []
    /// How its body is delimited, known when all fields are.
    var framing = Framing.none

    /// Whether the connection may take another request: RFC 9112 section 9.3. A server of HTTP/1.0 may, but does not say
    /// what it means.
    var keepsConnection: Bool {
        !isOld && !values("connection").contains { $0.split(separator: ",").contains { Self.token($0) == "close" } }
    }

    /// The coding that a body has which was asked for without one; nil for none.
    var contentCoding: String? {
        values("content-encoding").flatMap { $0.split(separator: ",") }.map(Self.token).first { $0 != "identity" }
    }

    /// - Throws: ``MalformedResponse`` for a length that two readers could read differently: RFC 9112 section 6.3.
    func declaredFraming() throws(MalformedResponse) -> Framing {
        if status == 204 || status == 304 { return .none }
        let (codings, lengths) = (values("transfer-encoding"), values("content-length"))
        if !codings.isEmpty {
            guard lengths.isEmpty, !isOld, codings.count == 1, codings[0].lowercased() == "chunked" else {
                throw .coding
            }
            return .chunked
        }
        guard let length = lengths.first else { return .untilClose }
        guard lengths.count == 1, length.utf8.allSatisfy((UInt8(ascii: "0")...UInt8(ascii: "9")).contains),
            let count = Int(length)
        else { throw .length }
        return .length(count)
    }

    /// - Parameter name: in small letters.
    func values(_ name: String) -> [String] {
        fields.compactMap { field in
            field.name.utf8.count == name.utf8.count && field.name.lowercased() == name ? field.value : nil
        }
    }

    private static func token(_ text: Substring) -> String {
        String(text.drop { $0 == " " || $0 == "\t" }.prefix { $0 != " " && $0 != "\t" }).lowercased()
    }
}
#endif
