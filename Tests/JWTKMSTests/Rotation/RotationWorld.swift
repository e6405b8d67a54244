// Part of jwt-kms. Copyright 2026 the jwt-kms authors.
// SPDX-License-Identifier: Apache-2.0

import Foundation
import KMSAPI

@testable import JWTKMS

/// The keys and aliases of a KMS that does what it is told, one call at a time, and may break off before any.
struct RotationWorld {
    struct BrokenOff: Error {}

    var now = Date(timeIntervalSince1970: 1_800_000_000)
    var keys: [String: RotationState.Key] = [:]
    var aliases: [String: String] = [:]
    var calls = 0
    /// After how many calls from now on the next is not made.
    var callsLeft: Int?
    /// After every call.
    var observe: ((RotationWorld) -> Void)?
    let names = RotationAliases(current: "alias/x")
    private var lastKey = 0

    init() { aliases["alias/x"] = newKey() }

    mutating func newKey() -> String {
        lastKey += 1
        let id = "key-\(lastKey)"
        keys[id] = RotationState.Key(keyID: id, keySpec: .eccNISTP256, creationDate: now)
        return id
    }

    private mutating func call(_ change: (inout RotationWorld) -> Void) throws {
        if callsLeft == 0 { throw BrokenOff() }
        callsLeft = callsLeft.map { $0 - 1 }
        calls += 1
        change(&self)
        observe?(self)
    }

    func key(_ alias: String) -> RotationState.Key? { aliases[alias].flatMap { keys[$0] } }

    var state: RotationState {
        let indices = (0..<RotationAliases.mostPrevious).filter { aliases[names.previous($0)] != nil }
        let previous = (0..<((indices.last ?? -1) + 1)).map { key(names.previous($0)) }
        let named = Set(aliases.values)
        let unpublished = keys.values.filter {
            !named.contains($0.keyID) && $0.marks == RotationMarks() && $0.keyState != .pendingDeletion
        }
        guard let current = key(names.current) else { preconditionFailure("alias/x is gone") }
        return RotationState(
            current: current, next: key(names.next), previous: previous,
            revoked: key(names.revoked), unpublished: unpublished.sorted { $0.keyID < $1.keyID })
    }

    /// Takes a step, as `Rotation` does it with a KMS.
    mutating func take(_ step: RotationStep) throws {
        let state = state
        switch step.action {
        case .create:
            var id = ""
            try call { id = $0.newKey() }
            try call { [id] in $0.aliases[$0.names.next] = id }
            try mark(id, .announced)
        case .publish(let id):
            try call { $0.aliases[$0.names.next] = id }
            try mark(id, .announced)
        case .promote(let id):
            for call in RotationMoves(state, names).promotion(of: id) { try apply(call) }
            try mark(id, .promoted)
            if state.current.keyID != id { try mark(state.current.keyID, .demoted) }
        case .retire(let id):
            try call { $0.keys[id]?.keyState = .pendingDeletion }
            for call in RotationMoves(state, names).retirement(of: id) { try apply(call) }
        case .release(let id): for call in RotationMoves(state, names).retirement(of: id) { try apply(call) }
        case .discard(let id): try call { $0.keys[id]?.keyState = .pendingDeletion }
        case .revoke(let id): try revoke(id, state)
        case .mark(let id, let mark): try self.mark(id, mark)
        }
    }

    private mutating func revoke(_ id: String, _ state: RotationState) throws {
        var state = state
        if state.revoked == nil {
            try apply(.create(names.revoked, keyID: id))
            state.revoked = keys[id]
        }
        let found = RotationRules(state: state, policy: .init(tokenLifetime: .seconds(1)), now: now).replacement
        var replacement = found?.keyID ?? ""
        if found == nil || ![state.current.keyID, state.next?.keyID].contains(replacement) {
            if let next = state.next { try apply(.delete(names.next, keyID: next.keyID)) }
            if found == nil { try call { replacement = $0.newKey() } }
            try apply(.create(names.next, keyID: replacement))
            try mark(replacement, .announced)
            state.next = keys[replacement]
        }
        for change in RotationMoves(state, names).revocation(of: id, replacement: replacement) { try apply(change) }
        try mark(replacement, .promoted)
        try call { $0.keys[id]?.keyState = .disabled }
        try apply(.delete(names.revoked, keyID: id))
    }

    private mutating func apply(_ change: RotationAliases.Change) throws {
        try call { world in
            switch change {
            case .create(let name, let id), .update(let name, _, let id): world.aliases[name] = id
            case .delete(let name, _): world.aliases[name] = nil
            }
        }
    }

    private mutating func mark(_ id: String, _ mark: RotationStep.Mark) throws {
        try call { world in world.keys[id]?.marks.set(mark, at: world.now) }
    }
}
