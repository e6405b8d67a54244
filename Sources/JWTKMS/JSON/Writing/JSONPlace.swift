// Part of jwt-kms. Copyright 2026 the jwt-kms authors.
// SPDX-License-Identifier: Apache-2.0

#if canImport(FoundationEssentials)
import FoundationEssentials
#else
import Foundation
#endif

/// The place of one value in a document that is being made: what an `Encoder` stands for. Types fill containers in any
/// order and keep them open as long as they like, so the document is written when all of it is there.
final class JSONPlace {
    /// A value. What has no inside needs no place of its own.
    enum Value {
        case string(String)
        /// A number or a literal, as it is to be written.
        case text(String)
        case integer(Int64)
        case strings([String])
        case place(JSONPlace)
    }

    enum Content {
        /// Nothing was encoded: JSON has an empty object for that.
        case nothing
        case value(Value)
        case object(JSONMembersToWrite)
        case array([Value])
    }

    var content = Content.nothing
    /// Whether a date keeps its fraction of a second.
    private let keepsDateFractions: Bool
    private let parent: JSONPlace?
    private let key: (any CodingKey)?

    /// The place of a whole document.
    init(keepsDateFractions: Bool = false) {
        self.keepsDateFractions = keepsDateFractions
        (parent, key) = (nil, nil)
    }

    /// An array that is known as a whole.
    convenience init(array: [Value]) {
        self.init()
        content = .array(array)
    }

    init(in parent: JSONPlace, _ key: (any CodingKey)?) {
        keepsDateFractions = parent.keepsDateFractions
        (self.parent, self.key) = (parent, key)
    }

    /// The way from the top to this place: for errors.
    var path: [any CodingKey] { (parent?.path ?? []) + [key].compactMap { $0 } }

    /// Seconds since 1970, rounded down to whole ones: some libraries reject or misread a fraction. The registered dates
    /// never have one.
    func seconds(_ date: Date, _ key: (any CodingKey)?) -> Double {
        let seconds = date.timeIntervalSince1970
        return keepsDateFractions && !isRegisteredDate(key) ? seconds : seconds.rounded(.down)
    }

    /// Whether the value at `key` is one of RFC 7519 section 4.1's dates: a member of the payload itself. Without a key
    /// it is this place that has the name.
    private func isRegisteredDate(_ key: (any CodingKey)?) -> Bool {
        let (container, name) = key == nil ? (parent, self.key) : (self, key)
        guard let container, container.parent == nil, let name else { return false }
        return ["exp", "nbf", "iat"].contains(name.stringValue)
    }

    func set(_ name: String, _ value: Value) {
        var members = object
        // Taken out first, so that they are changed in place.
        content = .nothing
        members.set(name, value)
        content = .object(members)
    }

    func append(_ value: Value) {
        var elements = array
        content = .nothing
        elements.append(value)
        content = .array(elements)
    }

    /// The members so far, where this is an object.
    var object: JSONMembersToWrite {
        guard case .object(let members) = content else { return JSONMembersToWrite() }
        return members
    }

    /// The elements so far, where this is an array.
    var array: [Value] {
        guard case .array(let elements) = content else { return [] }
        return elements
    }

    /// A container that nothing was put into is there all the same.
    func becomeObject() { content = .object(object) }
    func becomeArray() { content = .array(array) }
}

/// Members in the order of their first encoding. A name that is encoded again has the later value, as with
/// Foundation's encoder.
struct JSONMembersToWrite {
    private(set) var members: [(name: String, value: JSONPlace.Value)] = []
    /// Where each name is, once there are many.
    private var indexes: [KeyIdentifier: Int] = [:]
    private static let few = 16

    subscript(name: String) -> JSONPlace.Value? { index(of: name).map { members[$0].value } }

    mutating func set(_ name: String, _ value: JSONPlace.Value) {
        if let index = index(of: name) {
            members[index].value = value
            return
        }
        if members.isEmpty { members.reserveCapacity(8) }
        members.append((name, value))
        if members.count == Self.few {
            for (index, member) in members.enumerated() { indexes[KeyIdentifier(member.name)] = index }
        } else if members.count > Self.few {
            indexes[KeyIdentifier(name)] = members.count - 1
        }
    }

    private func index(of name: String) -> Int? {
        guard members.count < Self.few else { return indexes[KeyIdentifier(name)] }
        return members.firstIndex { KeyIdentifier($0.name) == KeyIdentifier(name) }
    }
}
