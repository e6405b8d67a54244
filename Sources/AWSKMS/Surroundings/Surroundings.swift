// Part of jwt-kms. Copyright 2026 the jwt-kms authors.
// SPDX-License-Identifier: Apache-2.0

package import KMSTransport
package import Logging

/// What Regions, endpoints and credentials are looked for in: the environment, files, the network, and time. One value, so
/// that a test replaces all of it.
package struct Surroundings: Sendable {
    package var environment: Environment
    package var files: Files
    package var timing: Timing
    /// Reaches AWS: through the user's proxy, where there is one.
    package var http: any HTTPExchange
    /// Reaches the metadata services of instances and containers: never through a proxy.
    package var metadata: any HTTPExchange
    package var logger: Logger?
    /// What all clients of AWS in here learn of its clock.
    let skew = ClockSkew()

    package init(
        environment: Environment, files: Files, timing: Timing, http: any HTTPExchange, metadata: any HTTPExchange,
        logger: Logger? = nil
    ) {
        self.environment = environment
        self.files = files
        self.timing = timing
        self.http = http
        self.metadata = metadata
        self.logger = logger
    }
}
