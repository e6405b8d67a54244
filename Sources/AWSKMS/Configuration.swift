// Part of jwt-kms. Copyright 2026 the jwt-kms authors.
// SPDX-License-Identifier: Apache-2.0

#if AWS
public import NIOCore

extension AWSKMSClient {
    /// How the client finds and reaches KMS. What is not given is found as every AWS tool finds it.
    public struct Configuration: Sendable {
        /// The Region; nil for `AWS_REGION`, then `AWS_DEFAULT_REGION`. A key ARN of another Region is sent there.
        public var region: String?
        /// The endpoint, such as `http://localhost:4599`; nil for `AWS_ENDPOINT_URL_KMS`, then `AWS_ENDPOINT_URL`,
        /// then AWS's own. Encrypted unless `http` is written.
        public var endpoint: String?
        /// The credentials; nil for `AWS_ACCESS_KEY_ID`, `AWS_SECRET_ACCESS_KEY` and `AWS_SESSION_TOKEN`.
        public var credentials: Credentials?
        /// How long making a connection may take; at most a day.
        public var connectTimeout: Duration
        /// How long a call may take, connecting and the last byte of the answer included; at most a day.
        public var requestTimeout: Duration
        /// How many connections to KMS are open at a time; more requests wait for one.
        public var maximumConnections: Int
        /// The event loops to use; nil for the process's own. They are not shut down with the client.
        public var eventLoopGroup: (any EventLoopGroup)?

        /// A configuration; what is not given is as the members say.
        public init(
            region: String? = nil, endpoint: String? = nil, credentials: Credentials? = nil,
            connectTimeout: Duration = .milliseconds(3100), requestTimeout: Duration = .seconds(10),
            maximumConnections: Int = 64, eventLoopGroup: (any EventLoopGroup)? = nil
        ) {
            self.region = region
            self.endpoint = endpoint
            self.credentials = credentials
            self.connectTimeout = connectTimeout
            self.requestTimeout = requestTimeout
            self.maximumConnections = maximumConnections
            self.eventLoopGroup = eventLoopGroup
        }
    }
}

extension Duration {
    /// From nothing to a day: clocks trap on what they can't add to the time that it is now.
    var asTimeLimit: Duration { min(max(self, .zero), .seconds(86_400)) }
}
#endif
