// Part of jwt-kms. Copyright 2026 the jwt-kms authors.
// SPDX-License-Identifier: Apache-2.0

import KMSAPI

/// What is to happen to the next calls.
struct Order: Sendable {
    /// nil for all.
    let operation: KMSOperation?
    var remaining: Int
    let effect: Effect

    enum Effect: Sendable {
        case fail(KMSError)
        case wait(@Sendable () async throws -> Void)
        case answer(key: String)
        case move(alias: String, key: String)
        case integers(bytes: Int)

        /// Orders of one kind are used up one after the other.
        var kind: Int {
            switch self {
            case .fail: 0
            case .wait: 1
            case .answer: 2
            case .move: 3
            case .integers: 4
            }
        }
    }
}

/// What happens to one call.
struct Interference: Sendable {
    private(set) var failure: KMSError?
    private(set) var wait: (@Sendable () async throws -> Void)?
    /// The key that is used instead.
    private(set) var key: String?
    /// The alias that is moved afterwards, and where to.
    private(set) var move: (alias: String, key: String)?
    /// How long the shorter integer of an ECDSA signature is.
    private(set) var integerBytes: Int?
    /// Whether the caller lacks the permission.
    var isDenied = false

    init() {}

    /// Takes one call from the first order of each kind, and removes those that are used up.
    init(taking orders: inout [Order], _ operation: KMSOperation) {
        var taken: Set<Int> = []
        for index in orders.indices where orders[index].operation.map({ $0 == operation }) ?? true {
            guard taken.insert(orders[index].effect.kind).inserted else { continue }
            orders[index].remaining -= 1
            apply(orders[index])
        }
        orders.removeAll { $0.remaining == 0 }
    }

    private mutating func apply(_ order: Order) {
        switch order.effect {
        case .fail(let error): failure = error
        case .wait(let done): wait = done
        case .answer(let key): self.key = key
        case .integers(let bytes): integerBytes = bytes
        case .move(let alias, let key): if order.remaining == 0 { move = (alias, key) }
        }
    }

    /// Waits and fails, where that was ordered.
    func happen() async throws {
        if let wait { try await wait() }
        if let failure { throw failure }
    }
}
