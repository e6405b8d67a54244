// Part of jwt-kms. Copyright 2026 the jwt-kms authors.
// SPDX-License-Identifier: Apache-2.0

#if AWS
public import KMSAPI
import Logging

#if canImport(FoundationEssentials)
import FoundationEssentials
#else
import Foundation
#endif

// CreateKey is the one call that must not be made twice: where an answer was lost, nobody knows whether there is a key.
extension AWSKMSClient {
    /// The tag that a key is found by whose answer was lost. Its value is an id of the call.
    static let callTag = "jwt-kms:call"

    /// [CreateKey](https://docs.aws.amazon.com/kms/latest/APIReference/API_CreateKey.html). Throws `KMSError`, and `CancellationError` where the task was cancelled.
    ///
    /// The key gets one more tag, `jwt-kms:call`, with an id of the call. Where an answer is lost, that tag is looked for
    /// before the call is made again, so that no second key is made; this asks for kms:ListKeys and kms:ListResourceTags.
    /// Who may not tag keys (kms:TagResource) gets a key without the tag, and a lost answer is an error.
    public func createKey(_ request: CreateKeyRequest) async throws -> CreateKeyResponse {
        let tag = Tag(tagKey: Self.callTag, tagValue: UUID().uuidString.lowercased())
        var tagged = request
        tagged.tags = (request.tags ?? []) + [tag]
        // A key has at most 50 tags.
        guard tagged.tags?.count ?? 0 <= 50 else { return try await call(request, key: nil, isRepeatable: false) }
        var round = 1
        while true {
            do {
                return try await call(tagged, key: nil, isRepeatable: false)
            } catch let error as KMSError where Self.refusesTag(error) {
                return try await call(request, key: nil, isRepeatable: false)
            } catch let error as KMSError where Self.isLost(error) {
                if let made = try await key(taggedWith: tag, afterLosing: error) { return made }
                guard round < retries.policy.maximumAttempts else { throw error }
                logger?.debug("no key was made by a CreateKey whose answer was lost; it is made again")
                round += 1
            }
        }
    }

    /// Whether KMS may have made a key. An answer that can't be read is as good as none; what throttling refused was not
    /// done, and without credentials nothing was sent.
    private static func isLost(_ error: KMSError) -> Bool {
        error.kind == .malformedResponse || error.isRetryable && !error.kind.isThrottling && error.kind != .credentials
    }

    private static func refusesTag(_ error: KMSError) -> Bool {
        error.kind == .accessDenied && error.message.contains("TagResource")
    }

    /// The key that the lost call made; nil where it made none.
    ///
    /// - Throws: `lost`, with what is to be looked for, where nobody can tell.
    private func key(taggedWith tag: Tag, afterLosing lost: KMSError) async throws -> CreateKeyResponse? {
        do {
            if let found = try await find(tag) { return found }
            // What was just made may not be listed yet.
            for pause in [Duration.seconds(2), .seconds(4)] {
                try await timing.sleep(pause)
                if let found = try await find(tag) { return found }
            }
            return nil
        } catch is KMSError {
            var error = lost
            error.message +=
                "; whether a key was made could not be found out: look for the tag \(tag.tagKey) = \(tag.tagValue)"
            // Trying again might make a second one.
            error.isRetryable = false
            throw error
        }
    }

    /// - Throws: `KMSError`; of kind `malformedResponse` where the list has no end.
    private func find(_ tag: Tag) async throws -> CreateKeyResponse? {
        var (marker, denied) = (String?.none, KMSError?.none)
        for _ in 0..<Self.maximumPages {
            let page = try await listKeys(ListKeysRequest(limit: 1000, marker: marker))
            for entry in page.keys {
                do {
                    guard try await tags(of: entry.keyID).contains(tag) else { continue }
                } catch let error as KMSError where error.kind == .accessDenied {
                    // Somebody else's key, or ours: it is only known once all have been looked at.
                    denied = error
                    continue
                }
                let key = try await describeKey(DescribeKeyRequest(keyID: entry.keyID))
                return CreateKeyResponse(keyMetadata: key.keyMetadata)
            }
            guard let next = page.nextMarker else {
                if let denied { throw denied }
                return nil
            }
            marker = next
        }
        throw KMSError(.malformedResponse, message: "the list of keys has more than \(Self.maximumPages) pages")
    }

    /// Two hundred thousand keys: twice as many as an account may have.
    private static let maximumPages = 200

    private func tags(of keyID: String) async throws -> [Tag] {
        do {
            return try await listResourceTags(ListResourceTagsRequest(keyID: keyID)).tags
        } catch let error as KMSError where error.kind == .notFound {
            // It went while the list was read.
            return []
        }
    }
}
#endif
