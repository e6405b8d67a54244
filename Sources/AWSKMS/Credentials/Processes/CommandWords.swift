// Part of jwt-kms. Copyright 2026 the jwt-kms authors.
// SPDX-License-Identifier: Apache-2.0

/// Splits a command into the words that a shell would make of it, and does nothing else that a shell does: no variable, no
/// `~`, no `$(...)`, no pipe.
///
/// Blanks end a word. Between `'` all stands for itself; between `"` a backslash takes the meaning from `"` and `\`;
/// elsewhere it takes the meaning from whatever follows.
/// See [Process credential provider](https://docs.aws.amazon.com/sdkref/latest/guide/feature-process-credentials.html).
struct CommandWords {
    /// Why a command can't be split: `has a " that nothing closes`.
    struct Failure: Error, Equatable { let why: String }

    /// - Returns: at least one word.
    static func split(_ command: String) throws(Failure) -> [String] {
        var splitter = CommandWords()
        for scalar in command.unicodeScalars {
            guard scalar != "\0" else { throw Failure(why: "holds a NUL") }
            splitter.take(scalar)
        }
        guard !splitter.isEscaped else { throw Failure(why: "ends with a backslash") }
        if let quote = splitter.quote { throw Failure(why: "has a \(quote) that nothing closes") }
        splitter.endWord()
        guard splitter.words.first?.isEmpty == false else { throw Failure(why: "names no program") }
        return splitter.words
    }

    private var words: [String] = []
    /// nil between words. A word may be empty, where it is written as two quotes.
    private var word: String.UnicodeScalarView?
    private var quote: Unicode.Scalar?
    private var isEscaped = false

    private mutating func take(_ scalar: Unicode.Scalar) {
        if isEscaped {
            isEscaped = false
            // Within quotes it stands for itself before all but these.
            if quote != nil, scalar != "\"", scalar != "\\" { append("\\") }
            append(scalar)
        } else if scalar == "\\", quote != "'" {
            isEscaped = true
        } else if let quote {
            if scalar == quote { self.quote = nil } else { append(scalar) }
        } else if scalar == "'" || scalar == "\"" {
            quote = scalar
            word = word ?? .init()
        } else if [" ", "\t", "\r", "\n"].contains(scalar) {
            endWord()
        } else {
            append(scalar)
        }
    }

    private mutating func append(_ scalar: Unicode.Scalar) {
        if word == nil { word = .init() }
        word?.append(scalar)
    }

    private mutating func endWord() {
        if let word { words.append(String(word)) }
        word = nil
    }
}
