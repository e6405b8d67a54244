// Part of jwt-kms. Copyright 2026 the jwt-kms authors.
// SPDX-License-Identifier: Apache-2.0

import KMSAPI
import Synchronization

#if canImport(FoundationEssentials)
import FoundationEssentials
#else
import Foundation
#endif

/// Admits the calls to an endpoint: as many at a time as it has connections, and one at a time during an outage, so that
/// clients do not storm a KMS that is down.
///
/// An outage begins with a few failures in a row, of any calls. From then on calls wait. One at a time is admitted as a
/// probe, and waits again behind the others if it fails. When KMS answers any call, the outage is over.
final class Admission: Sendable {
    private enum Signal {
        /// The call is admitted.
        case admitted
        /// The outage is over, or the call is to send the next probe.
        case changed
        /// The call waits no longer.
        case left
    }

    private struct State {
        var underWay = 0
        var outage = Outage()
        /// The call that sends the next probe.
        var leader: UInt64?
        /// The call that has waited for longest is the first.
        var waiting: [(id: UInt64, continuation: CheckedContinuation<Signal, Never>)] = []
        var lastID: UInt64 = 0
    }

    private let host: String
    private let maximum: Int
    private let timing: Timing
    private let state = Mutex(State())

    /// - Parameters:
    ///   - host: of the endpoint, for errors.
    ///   - maximum: how many calls are under way at a time.
    init(to host: String, maximum: Int, timing: Timing) {
        self.host = host
        self.maximum = max(1, maximum)
        self.timing = timing
    }

    /// Whether there is an outage.
    var isOutage: Bool { state.withLock { $0.outage.isOn } }

    /// How many calls wait: for tests.
    var waiting: Int { state.withLock { $0.waiting.count } }

    // MARK: What the calls report

    /// KMS answered a call, if only by refusing it.
    ///
    /// - Returns: how long the outage lasted that is over; nil if there was none.
    @discardableResult func answered() -> Duration? {
        var length: Duration?
        wake { state in
            length = state.outage.end(at: timing.now())
            guard length != nil else { return [] }
            state.leader = nil
            let admitted = state.waiting.prefix(max(0, maximum - state.underWay))
            state.waiting.removeFirst(admitted.count)
            state.underWay += admitted.count
            return admitted.map { ($0.continuation, .admitted) }
        }
        return length
    }

    /// A call failed in a way that tells of KMS: no response came, or a fault of the server.
    ///
    /// - Returns: whether this began an outage.
    @discardableResult func failed(_ error: KMSError) -> Bool {
        let (now, random) = (timing.now(), timing.random())
        var begins = false
        wake { state in
            begins = state.outage.failed(error, at: now, random: random)
            return begins ? Self.promote(&state) : []
        }
        return begins
    }

    /// The error of a call that ends, with how long KMS has been failing if it does.
    func explaining(_ error: KMSError) -> KMSError {
        guard error.isRetryable, let length = state.withLock({ $0.outage.length(until: timing.now()) }) else {
            return error
        }
        var error = error
        error.message += "\(error.message.isEmpty ? "" : ". ")\(host) has been failing for \(length.forPeople)"
        return error
    }

    // MARK: Waiting

    /// Waits until a call may be made. Whoever was admitted calls ``leave()`` when it is over.
    ///
    /// - Throws: the last error of KMS if no call may be made before the deadline; `CancellationError`.
    func enter(until deadline: Date) async throws {
        let id = state.withLock { state -> UInt64? in
            if !state.outage.isOn, state.waiting.isEmpty, state.underWay < maximum {
                state.underWay += 1
                return nil
            }
            state.lastID += 1
            return state.lastID
        }
        guard let id else { return }
        defer { wake { $0.leader == id ? Self.promote(&$0) : [] } }
        while true {
            let now = timing.now()
            switch place(of: id, at: now) {
            case .admitted: return
            case .waits(let probe):
                guard now < deadline, probe ?? .distantPast < deadline else { throw failure() }
                let limit = (probe ?? deadline).timeIntervalSince(now)
                if try await wait(id, for: .seconds(limit)) { return }
            }
        }
    }

    /// The call is over.
    func leave() {
        wake { state in
            state.underWay -= 1
            guard !state.outage.isOn, !state.waiting.isEmpty else { return [] }
            state.underWay += 1
            return [(state.waiting.removeFirst().continuation, .admitted)]
        }
    }

    private enum Place {
        case admitted
        /// nil if another call sends the next probe.
        case waits(forProbe: Date?)
    }

    /// Admits the call, or says what it waits for.
    private func place(of id: UInt64, at now: Date) -> Place {
        var place = Place.admitted
        let random = timing.random()
        wake { state in
            place = next(for: id, at: now, &state)
            guard case .admitted = place else { return [] }
            state.underWay += 1
            guard state.outage.isOn else { return [] }
            // Another call leads from now on, because this probe may hang.
            state.outage.probed(at: now, random: random)
            return Self.promote(&state)
        }
        return place
    }

    private func next(for id: UInt64, at now: Date, _ state: inout State) -> Place {
        guard state.outage.isOn else { return state.underWay < maximum ? .admitted : .waits(forProbe: nil) }
        if state.leader == nil { state.leader = id }
        guard state.leader == id else { return .waits(forProbe: nil) }
        return state.outage.nextProbe <= now ? .admitted : .waits(forProbe: state.outage.nextProbe)
    }

    /// Lets the call lead that has waited for longest.
    private static func promote(_ state: inout State) -> Awakened {
        guard let first = state.waiting.first else {
            state.leader = nil
            return []
        }
        state.leader = first.id
        state.waiting.removeFirst()
        return [(first.continuation, .changed)]
    }

    /// Waits for a signal, but no longer than this.
    ///
    /// - Returns: whether the call is admitted.
    private func wait(_ id: UInt64, for limit: Duration) async throws -> Bool {
        let isAdmitted = await withTaskGroup(of: Signal.self) { group in
            group.addTask { await self.signal(to: id) }
            group.addTask {
                try? await self.timing.sleep(limit)
                return .left
            }
            // The call may have been admitted as its time was over.
            var isAdmitted = false
            for await signal in group {
                group.cancelAll()
                if signal == .admitted { isAdmitted = true }
            }
            return isAdmitted
        }
        guard Task.isCancelled else { return isAdmitted }
        if isAdmitted { leave() }
        throw CancellationError()
    }

    private func signal(to id: UInt64) async -> Signal {
        await withTaskCancellationHandler {
            await withCheckedContinuation { continuation in
                let now = state.withLock { state -> Signal? in
                    if Task.isCancelled { return .left }
                    if state.outage.isOn ? state.leader == nil : state.underWay < maximum { return .changed }
                    state.waiting.append((id, continuation))
                    return nil
                }
                if let now { continuation.resume(returning: now) }
            }
        } onCancel: {
            wake { state in
                guard let index = state.waiting.firstIndex(where: { $0.id == id }) else { return [] }
                return [(state.waiting.remove(at: index).continuation, .left)]
            }
        }
    }

    private typealias Awakened = [(CheckedContinuation<Signal, Never>, Signal)]

    /// Changes the state, and then wakes whom the change concerns.
    private func wake(_ change: (inout State) -> Awakened) {
        for (continuation, signal) in state.withLock({ change(&$0) }) { continuation.resume(returning: signal) }
    }

    /// What a call throws that is not admitted in time.
    private func failure() -> KMSError {
        state.withLock { $0.outage.last }
            ?? KMSError(
                .timeout,
                message: "\(maximum) calls to \(host) are under way, and none ended in time. "
                    + "Raise maximumConnections, or make fewer calls at once")
    }
}
