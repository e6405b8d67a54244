// Part of jwt-kms. Copyright 2026 the jwt-kms authors.
// SPDX-License-Identifier: Apache-2.0

/// No two members of an object may have one name: of two `exp`, two readers would believe two different ones.
enum JSONNames {
    /// - Throws: ``JSONRefusal`` where two names are the same bytes, escapes resolved.
    static func check(
        _ object: Int, _ nodes: [JSONDocument.Node], _ bytes: [UInt8]
    ) throws(JSONRefusal) {
        var seen: Set<[UInt8]> = []
        var index = object + 1
        while index < Int(nodes[object].next) {
            let name = nodes[index]
            let text = bytes[Int(name.start)..<Int(name.end)]
            guard seen.insert(name.isEscaped ? JSONEscape.unescaped(text) : Array(text)).inserted else {
                throw JSONRefusal(reason: .duplicateName, offset: Int(name.start))
            }
            index = Int(nodes[index + 1].next)
        }
    }
}
