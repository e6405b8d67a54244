// Part of jwt-kms. Copyright 2026 the jwt-kms authors.
// SPDX-License-Identifier: Apache-2.0

extension DecodingError {
    /// What went wrong and where, and no value of the token.
    var claimPath: String {
        let path = { (context: Context, key: (any CodingKey)?) in
            let names = (context.codingPath + [key].compactMap { $0 }).map { Excerpt.of($0.stringValue) }
            return names.isEmpty ? "the payload" : names.joined(separator: ".")
        }
        switch self {
        case .keyNotFound(let key, let context): return "\(path(context, key)) is missing"
        case .valueNotFound(_, let context): return "\(path(context, nil)) is null"
        case .typeMismatch(let type, let context): return "\(path(context, nil)) is not a \(type)"
        case .dataCorrupted(let context): return "\(path(context, nil)) can't be read"
        @unknown default: return "it can't be decoded"
        }
    }
}
