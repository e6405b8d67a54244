// Part of jwt-kms. Copyright 2026 the jwt-kms authors.
// SPDX-License-Identifier: Apache-2.0

#if RemoteJWKS
/// What stands in the place of a document of an issuer.
enum ForeignContent: Equatable {
    case html
    case compressed
    case nothing

    /// nil for what may be a document. A response that says by its Content-Encoding that it is compressed is rejected
    /// before.
    init?(_ body: [UInt8]) {
        let text = body.drop { $0 == 0x20 || (0x09...0x0D).contains($0) || [0xEF, 0xBB, 0xBF].contains($0) }
        if body.starts(with: [0x1F, 0x8B]) {
            self = .compressed
        } else if text.isEmpty {
            self = .nothing
        } else if text.first == UInt8(ascii: "<") {
            self = .html
        } else {
            return nil
        }
    }

    /// Goes on after "it".
    var explanation: String {
        switch self {
        case .html:
            "is a page of HTML, not JSON: a login page, an error page or a proxy answered, or the URL is another"
        case .compressed: "is compressed, which was not asked for; have the server send it as it is"
        case .nothing: "is empty"
        }
    }
}
#endif
