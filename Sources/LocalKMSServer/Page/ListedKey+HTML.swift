// Part of jwt-kms. Copyright 2026 the jwt-kms authors.
// SPDX-License-Identifier: Apache-2.0

#if Tools
import KMSAPI

#if canImport(FoundationEssentials)
import FoundationEssentials
#else
import Foundation
#endif

extension ListedKey {
    /// The key as a card of the page. Names and texts that people chose stand in `bdi`: one that turns its direction
    /// around turns nothing else.
    var html: HTML {
        """
        <article>
        <header><h3>\(title)</h3>\(state)</header>
        \(description)<dl>
        \(facts.map { "<div><dt>\($0.name)</dt><dd>\($0.value)</dd></div>\n" as HTML })</dl>
        \(labels)\(publicKey?.html ?? withoutPublicKey)
        </article>

        """
    }

    private var title: HTML {
        guard !aliases.isEmpty else { return #"<span class="nameless">no alias</span>"# }
        let names = aliases.map { "<bdi>\($0)</bdi>" as HTML }
        return "\(names.dropFirst().reduce(names[0]) { "\($0), \($1)" })"
    }

    private var state: HTML {
        guard let state = metadata?.keyState else { return #"<span class="state bad">can't be read</span>"# }
        switch state {
        case .enabled: return #"<span class="state good">Enabled</span>"#
        case .disabled: return #"<span class="state">Disabled</span>"#
        default: return #"<span class="state bad">\#(state.rawValue)</span>"#
        }
    }

    private var description: HTML {
        if let failure { return #"<p class="failure">\#(failure)</p>"# }
        guard let text = metadata?.description, !text.isEmpty else { return "" }
        return "<p><bdi>\(text)</bdi></p>\n"
    }

    private var facts: [(name: String, value: HTML)] {
        guard let metadata else { return [("Key id", "<code>\(id)</code>")] }
        var facts: [(name: String, value: HTML)] = [
            ("Spec", "\(metadata.keySpec?.rawValue ?? "?")"), ("Usage", "\(metadata.keyUsage?.rawValue ?? "?")"),
        ]
        if let date = metadata.creationDate { facts.append(("Created", Self.time(date))) }
        if let date = metadata.deletionDate { facts.append(("Deleted on", Self.time(date))) }
        facts.append(("ARN", "<code>\(metadata.arn)</code>"))
        if let kid = publicKey?.kid { facts.append(("kid", "<code>\(kid)</code>")) }
        return facts
    }

    private static func time(_ date: Date) -> HTML {
        // 2021-09-21T17:41:25Z
        let text = date.formatted(.iso8601)
        return #"<time datetime="\#(text)">\#(String(text.prefix(16).replacing("T", with: " "))) UTC</time>"#
    }

    private var labels: HTML {
        guard !tags.isEmpty else { return "" }
        let items = tags.map { "<li><bdi>\($0.tagKey)</bdi> = <bdi>\($0.tagValue)</bdi></li>" as HTML }
        return #"<ul class="tags">\#(items)</ul>"#
    }

    private var withoutPublicKey: HTML {
        guard failure == nil else { return "" }
        let isUsable = metadata?.keyState == .enabled
        return isUsable
            ? #"<p class="aside">A secret key: it has no public half.</p>"#
            : #"<p class="aside">KMS gives away the public key of an enabled key only.</p>"#
    }
}

extension ListedPublicKey {
    var html: HTML {
        let jwk: HTML =
            if let jwk = self.jwk {
                "<details><summary>JWK, \(algorithm ?? "")</summary><pre>\(jwk)</pre></details>"
            } else {
                ""
            }
        return "<details><summary>Public key, PEM</summary><pre>\(pem)</pre></details>\(jwk)"
    }
}
#endif
