// Part of jwt-kms. Copyright 2026 the jwt-kms authors.
// SPDX-License-Identifier: Apache-2.0

#if AWS
public import NIOCore

extension AWSKMSClient {
    /// How the client finds and reaches KMS. What is not given is found as every AWS tool finds it.
    public struct Configuration: Sendable {
        /// The Region; nil for `AWS_REGION`, then `AWS_DEFAULT_REGION`, the profile's, the instance's. A key ARN of
        /// another Region is sent there.
        public var region: String?
        /// The profile of the shared config and credentials files; nil for `AWS_PROFILE`, then `default`.
        public var profile: String?
        /// The credentials; nil to look for them where every AWS SDK does.
        public var credentials: (any CredentialSource)?
        /// The endpoint of KMS, such as `http://localhost:4599`; nil for `AWS_ENDPOINT_URL_KMS`, `AWS_ENDPOINT_URL`, the
        /// profile's, then AWS's own. Encrypted unless `http` is written.
        public var endpoint: String?
        /// Whether to use endpoints with FIPS 140 validated cryptography; nil for `AWS_USE_FIPS_ENDPOINT`, then the
        /// profile's.
        public var usesFIPS: Bool?
        /// Whether to use endpoints that answer to IPv6 as well; nil for `AWS_USE_DUALSTACK_ENDPOINT`, then the profile's.
        public var usesDualStack: Bool?
        /// How often a call is tried, the first try included, at least 1; nil for `AWS_MAX_ATTEMPTS`, then the profile's.
        ///
        /// If none of them is set, calls that change nothing, such as Sign, are tried until ``requestTimeout`` is over, and
        /// all others 3 times.
        public var maximumAttempts: Int?
        /// A file of certificates in PEM to trust instead of the system's; nil for `AWS_CA_BUNDLE`, then the profile's.
        public var certificateAuthorities: String?
        /// How long making a connection may take; at most a day.
        public var connectTimeout: Duration
        /// How long one try of a call may take, connecting and the last byte of the answer included; at most a day.
        public var attemptTimeout: Duration
        /// How long a call may take, with credentials, all its tries and the waits between them; at most a day.
        public var requestTimeout: Duration
        /// How many connections to KMS are open at a time; more requests wait for one.
        public var maximumConnections: Int
        /// The event loops to use, a `MultiThreadedEventLoopGroup` or one of its loops; nil for the process's own. They are
        /// not shut down with the client.
        public var eventLoopGroup: (any EventLoopGroup)?

        /// A configuration; what is not given is as the members say.
        public init(
            region: String? = nil, profile: String? = nil, credentials: (any CredentialSource)? = nil,
            endpoint: String? = nil, usesFIPS: Bool? = nil, usesDualStack: Bool? = nil, maximumAttempts: Int? = nil,
            certificateAuthorities: String? = nil, connectTimeout: Duration = .milliseconds(3100),
            attemptTimeout: Duration = .seconds(5), requestTimeout: Duration = .seconds(10),
            maximumConnections: Int = 64, eventLoopGroup: (any EventLoopGroup)? = nil
        ) {
            self.region = region
            self.profile = profile
            self.credentials = credentials
            self.endpoint = endpoint
            self.usesFIPS = usesFIPS
            self.usesDualStack = usesDualStack
            self.maximumAttempts = maximumAttempts
            self.certificateAuthorities = certificateAuthorities
            self.connectTimeout = connectTimeout
            self.attemptTimeout = attemptTimeout
            self.requestTimeout = requestTimeout
            self.maximumConnections = maximumConnections
            self.eventLoopGroup = eventLoopGroup
        }
    }
}
#endif
