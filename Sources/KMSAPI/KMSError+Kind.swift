// Part of jwt-kms. Copyright 2026 the jwt-kms authors.
// SPDX-License-Identifier: Apache-2.0

extension KMSError {
    /// What kind of error it is: a code of KMS, or one of ours. Open: a code that AWS adds next year is carried.
    public struct Kind: Hashable, Sendable, CustomStringConvertible {
        /// KMS's code, such as `NotFoundException`, or our own name.
        public let code: String

        /// The kind of this code, whether or not this version knows it.
        public init(code: String) { self.code = code }

        /// The code.
        public var description: String { code }
    }
}

// The codes of KMS, https://docs.aws.amazon.com/kms/latest/APIReference/CommonErrors.html and each operation's page.
extension KMSError.Kind {
    /// No such key or alias.
    public static let notFound = Self(code: "NotFoundException")
    /// The key is disabled.
    public static let disabled = Self(code: "DisabledException")
    /// The key is in a state that does not allow this: pending deletion, pending import, being created.
    public static let kmsInvalidState = Self(code: "KMSInvalidStateException")
    /// The key's usage or spec does not allow this.
    public static let invalidKeyUsage = Self(code: "InvalidKeyUsageException")
    /// The signature is not good: on AWS the answer of Verify to a bad token.
    public static let kmsInvalidSignature = Self(code: "KMSInvalidSignatureException")
    /// The MAC is not good: on AWS the answer of VerifyMac to a bad token.
    public static let kmsInvalidMAC = Self(code: "KMSInvalidMacException")
    /// A member of the request is missing or not allowed.
    public static let validation = Self(code: "ValidationException")
    /// The caller may not do this.
    public static let accessDenied = Self(code: "AccessDeniedException")
    /// The caller may not do this to an alias or key of AWS's own.
    public static let notAuthorized = Self(code: "NotAuthorizedException")
    /// Too many calls a second.
    public static let throttling = Self(code: "ThrottlingException")
    /// A fault of KMS.
    public static let kmsInternal = Self(code: "KMSInternalException")
    /// Something that KMS depends on did not answer in time.
    public static let dependencyTimeout = Self(code: "DependencyTimeoutException")
    /// The key can't be used just now.
    public static let keyUnavailable = Self(code: "KeyUnavailableException")
    /// A quota of keys, aliases, tags or grants is used up.
    public static let limitExceeded = Self(code: "LimitExceededException")
    /// There is such an alias already.
    public static let alreadyExists = Self(code: "AlreadyExistsException")
    /// Not the name of an alias.
    public static let invalidAliasName = Self(code: "InvalidAliasNameException")
    /// Not an ARN, or not one of this kind.
    public static let invalidARN = Self(code: "InvalidArnException")
    /// Not a marker that KMS gave.
    public static let invalidMarker = Self(code: "InvalidMarkerException")
    /// A tag is not allowed.
    public static let tag = Self(code: "TagException")
    /// The key policy can't be read.
    public static let malformedPolicyDocument = Self(code: "MalformedPolicyDocumentException")
    /// KMS, or this key, can't do this at all.
    public static let unsupportedOperation = Self(code: "UnsupportedOperationException")
    /// The call would have worked, had it not been a dry run.
    public static let dryRunOperation = Self(code: "DryRunOperationException")
    /// Not the id of a grant.
    public static let invalidGrantID = Self(code: "InvalidGrantIdException")
    /// A grant token is not good.
    public static let invalidGrantToken = Self(code: "InvalidGrantTokenException")
    /// The credentials have expired.
    public static let expiredToken = Self(code: "ExpiredTokenException")
    /// AWS does not know the access key.
    public static let unrecognizedClient = Self(code: "UnrecognizedClientException")
    /// The request's signature is not good: a wrong secret, or a clock that is wrong.
    public static let invalidSignature = Self(code: "InvalidSignatureException")
}

// Our own.
extension KMSError.Kind {
    /// No answer came: the connection could not be made or broke.
    public static let transport = Self(code: "TransportFailure")
    /// No answer came in time.
    public static let timeout = Self(code: "Timeout")
    /// No credentials were found, or none that can be used.
    public static let credentials = Self(code: "CredentialsUnavailable")
    /// Something is set up wrong in this process: no region, no client, no such key in the collection.
    public static let configuration = Self(code: "Configuration")
    /// What was to be changed is otherwise than it was a moment ago: somebody else changes it too, or KMS shows it late.
    public static let conflict = Self(code: "Conflict")
    /// An answer came that is not KMS's, or lacks what it must have.
    public static let malformedResponse = Self(code: "MalformedResponse")
    /// KMS answered a signature that does not verify. It was not handed out.
    public static let signatureSelfCheckFailed = Self(code: "SignatureSelfCheckFailed")
    /// A public key that can't be what it is said to be: wrong type, wrong size, another key than before.
    public static let publicKeyRefused = Self(code: "PublicKeyRefused")
    /// The signing input is longer than KMS signs with this algorithm.
    public static let messageTooLong = Self(code: "MessageTooLong")
}

extension KMSError.Kind {
    /// The same kind, where a service may have it: one that claims a kind of ours is no answer of KMS's.
    package var ofService: Self { Self.own.contains(self) ? .malformedResponse : self }

    private static let own: Set<Self> = [
        .transport, .timeout, .credentials, .configuration, .malformedResponse, .signatureSelfCheckFailed,
        .publicKeyRefused, .messageTooLong, .conflict,
    ]

    /// Whether an error of this kind can pass by itself. The HTTP status may tell too (500 and above).
    ///
    /// The codes are those that the AWS SDKs take for throttling or transient
    /// ([Retry behavior](https://docs.aws.amazon.com/sdkref/latest/guide/feature-retry-behavior.html)) and the three
    /// of which the KMS model says "You can retry the request"; not LimitExceededException, which in KMS is a quota.
    public var isRetryable: Bool { isThrottling || Self.transientCodes.contains(code) }

    /// Whether an error of this kind says that too much was asked in too short a time.
    package var isThrottling: Bool { Self.throttlingCodes.contains(code) }

    private static let throttlingCodes: Set<String> = [
        "Throttling", "ThrottlingException", "ThrottledException", "RequestThrottledException", "RequestThrottled",
        "TooManyRequestsException", "ProvisionedThroughputExceededException", "TransactionInProgressException",
        "RequestLimitExceeded", "BandwidthLimitExceeded", "SlowDown", "PriorRequestNotComplete",
        "EC2ThrottledException",
    ]

    private static let transientCodes: Set<String> = [
        "RequestTimeout", "RequestTimeoutException", "InternalError", "InternalFailure", "ServiceUnavailable",
        "KMSInternalException", "DependencyTimeoutException", "KeyUnavailableException",
        KMSError.Kind.transport.code, KMSError.Kind.timeout.code, KMSError.Kind.conflict.code,
    ]

    /// What the reader of the error should do next; of ``accessDenied`` the message tells, see `AccessDenial`.
    var advice: String? {
        switch self {
        case .notFound: "Check the key reference, the account and the Region"
        case .disabled: "Enable the key (EnableKey), or sign with another"
        case .kmsInvalidState: "If the key is pending deletion, CancelKeyDeletion and EnableKey bring it back"
        case .invalidKeyUsage: "Name an algorithm that the key serves, or a key that was made for it"
        case .throttling: "Try again later, or ask AWS for a higher KMS request quota"
        case .limitExceeded: "Ask AWS for a higher quota, or delete what is not used"
        case .credentials: "jwt-kms doctor shows what was looked at"
        case .expiredToken: "Refresh the credentials"
        case .unrecognizedClient: "Check the access key id and the partition of the endpoint"
        case .invalidSignature: "Check the secret access key and this machine's clock"
        case .conflict: "Nothing of it was changed. Run it again in a minute"
        case .signatureSelfCheckFailed: "Do not use this key before the cause is found"
        default: nil
        }
    }
}
