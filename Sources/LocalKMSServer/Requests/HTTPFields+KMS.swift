// Part of jwt-kms. Copyright 2026 the jwt-kms authors.
// SPDX-License-Identifier: Apache-2.0

#if Tools
import HTTPTypes

/// What a request begins with. AWSKMS has another type of its library's name.
typealias RequestHead = HTTPTypes.HTTPRequest

/// The headers of AWS's own.
enum KMSHeader {
    static let target = HTTPField.Name("X-Amz-Target")
    static let date = HTTPField.Name("X-Amz-Date")
    static let securityToken = HTTPField.Name("X-Amz-Security-Token")
    static let requestID = HTTPField.Name("x-amzn-RequestId")
    /// A second one: the first is the head's `authority`.
    static let anotherHost = HTTPField.Name("Host")
    static let errorType = HTTPField.Name("x-amzn-ErrorType")
}

extension HTTPFields {
    // A name that is written in code is one; the type can't tell.
    subscript(name: HTTPField.Name?) -> String? {
        get { name.flatMap { self[$0] } }
        set { if let name { self[name] = newValue } }
    }
}
#endif
