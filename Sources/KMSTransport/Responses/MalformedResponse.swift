// Part of jwt-kms. Copyright 2026 the jwt-kms authors.
// SPDX-License-Identifier: Apache-2.0

#if AWS || RemoteJWKS
/// Bytes that are not an HTTP/1.1 response.
enum MalformedResponse: Error, Equatable {
    /// The bytes are those of TLS.
    case encrypted
    /// What is wrong with them, as it follows "the response is not HTTP/1.1: ".
    case because(String)

    static let statusLine = Self.because("its status line is not well formed")
    static let line = Self.because("a line holds a control character, or does not end in CR LF")
    static let field = Self.because("a header is not well formed")
    static let length = Self.because("its Content-Length is not one whole number")
    static let coding = Self.because("its Transfer-Encoding is not chunked alone")
    static let chunk = Self.because("a chunk is not well formed")
    static let tooLong = Self.because(
        "its head is longer than \(ResponseParser.maximumHeadBytes) bytes or \(ResponseParser.maximumFields) headers")
    static let interim = Self.because("more than \(ResponseParser.maximumInterim) interim responses (1xx) came")
    static let upgrade = Self.because("it switches to another protocol (101)")
}
#endif
