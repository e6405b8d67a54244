// Part of jwt-kms. Copyright 2026 the jwt-kms authors.
// SPDX-License-Identifier: Apache-2.0

extension JSONNode {
    /// A step of the way to a value.
    struct Step: CodingKey {
        let stringValue: String
        let intValue: Int?

        init(stringValue: String) {
            self.stringValue = stringValue
            intValue = nil
        }

        init(intValue: Int) {
            stringValue = "\(intValue)"
            self.intValue = intValue
        }

        init(_ key: some CodingKey) {
            stringValue = key.stringValue
            intValue = key.intValue
        }
    }

    /// The way from the top to this value: found when an error is made, not before.
    var path: [any CodingKey] {
        var path: [any CodingKey] = []
        var here = document.root
        while here.index != index {
            switch here.kind {
            case .object:
                guard let member = here.members.first(where: { $0.value.holds(index) }) else { return path }
                path.append(Step(stringValue: member.name.string ?? ""))
                here = member.value
            case .array:
                guard let position = here.elements.firstIndex(where: { $0.holds(index) }) else { return path }
                path.append(Step(intValue: position))
                here = here.elements[position]
            default: return path
            }
        }
        return path
    }

    private func holds(_ other: Int) -> Bool { (index..<Int(document.nodes[index].next)).contains(other) }
}
