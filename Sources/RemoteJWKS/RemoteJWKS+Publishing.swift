// Part of jwt-kms. Copyright 2026 the jwt-kms authors.
// SPDX-License-Identifier: Apache-2.0

#if RemoteJWKS
import JWTKMS
import KMSAPI
import Synchronization

/// How collections get the keys, and what happens when nobody asks.
extension RemoteJWKS {
    /// A collection that has the keys. It holds them, and not they it.
    struct Holder {
        weak var collection: KMSKeyCollection?
        let id: KeySetID
    }

    /// Gives the keys to a collection too.
    ///
    /// - Throws: `KMSError` of kind `configuration` where another key of the collection has the kid of one.
    func publish(to collection: KMSKeyCollection) throws(KMSError) -> KeySetID {
        let now = clock.elapsed()
        let id = try shared.withLock { shared throws(KMSError) in
            let id = try collection.add(set(shared, now: now, for: collection))
            shared.forgetLeftHolders()
            shared.holders.append(Holder(collection: collection, id: id))
            return id
        }
        setAlarm()
        return id
    }

    func publish() {
        let now = clock.elapsed()
        shared.withLock { publish(&$0, now: now) }
    }

    /// Tells the collections when to ask again, where that has changed: each time costs them what they had ready.
    func publishChangedTimes() {
        let now = clock.elapsed()
        shared.withLock { shared in
            if shared.schedule.nextUse(now: now) != shared.nextUse { publish(&shared, now: now) }
        }
    }

    /// Under the one lock, so that no older set takes the place of a newer one.
    func publish(_ shared: inout Shared, now: Duration) {
        shared.nextUse = shared.schedule.nextUse(now: now)
        shared.forgetLeftHolders()
        for holder in shared.holders {
            guard let collection = holder.collection else { continue }
            collection.replace(holder.id, with: set(shared, now: now, for: collection))
        }
    }

    private func set(_ shared: Shared, now: Duration, for collection: KMSKeyCollection) -> KeySet {
        // The clock of a collection counts from another moment than ours.
        let until = collection.clock.elapsed() + (shared.schedule.nextUse(now: now) - now)
        let members = (shared.set?.keys ?? []).map { key in
            KeySet.Member(key, requirements: requirements, until: until)
        }
        let isOver = shared.schedule.end(now: now) == nil || members.isEmpty
        return KeySet(
            reference: name, source: self, members: members, issuers: requirements,
            ended: isOver ? unavailable(shared) : nil)
    }

    /// Sets an alarm for what is to happen though nobody asks: a fetch for a kid that was not known, the end of the keys.
    func setAlarm() {
        let now = clock.elapsed()
        shared.withLock { shared in
            let schedule = shared.schedule
            let times = [schedule.due(isRefreshedUnused: false), schedule.end(now: now)].compactMap { $0 }
            guard let time = times.min(), time != shared.alarm?.time else { return }
            shared.alarm?.task.cancel()
            let task = Task { [weak self, clock] in
                do { try await clock.sleep(time) } catch { return }
                self?.alarmRang(time)
            }
            shared.alarm = (time, task)
        }
    }

    private func alarmRang(_ time: Duration) {
        shared.withLock { shared in
            if shared.alarm?.time == time { shared.alarm = nil }
        }
        fetchWhatIsDue(isRefreshedUnused: false)
        publish()
        setAlarm()
    }
}
#endif
