// Part of jwt-kms. Copyright 2026 the jwt-kms authors.
// SPDX-License-Identifier: Apache-2.0

extension JSONNode {
    /// The way from the top to this value: found when an error is made, not before.
    var path: [any CodingKey] {
        var path: [any CodingKey] = []
        var here = index
        while here != 0 {
            path.append(Step(document: document, index: here))
            here = Int(document.nodes[here].parent)
        }
        return path.reversed()
    }

    /// A step of the way to a value. What it is called is found out when it is asked for: types that try one form
    /// after the other make many errors that nobody reads.
    struct Step: CodingKey {
        private enum Place {
            case node(JSONDocument, Int)
            case name(String)
            case position(Int)
        }

        private let place: Place

        init(document: JSONDocument, index: Int) { place = .node(document, index) }
        init(stringValue: String) { place = .name(stringValue) }
        init(intValue: Int) { place = .position(intValue) }

        var stringValue: String {
            switch place {
            case .name(let name): return name
            case .position(let position): return "\(position)"
            case .node(let document, let index):
                if let intValue { return "\(intValue)" }
                return JSONNode(document: document, index: index - 1).string ?? ""
            }
        }

        var intValue: Int? {
            switch place {
            case .name: return nil
            case .position(let position): return position
            case .node(let document, let index):
                let array = JSONNode(document: document, index: Int(document.nodes[index].parent))
                guard array.kind == .array else { return nil }
                return array.elements.firstIndex { $0.index == index }
            }
        }
    }
}
