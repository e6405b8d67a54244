// Part of jwt-kms. Copyright 2026 the jwt-kms authors.
// SPDX-License-Identifier: Apache-2.0

#if AWS
import KMSAPI
import KMSTransport

#if canImport(FoundationEssentials)
import FoundationEssentials
#else
import Foundation
#endif

/// Looks at all that lies between a server and its keys: settings, credentials, network, clock, and the keys.
package struct Doctor: Sendable {
    /// What was found.
    package struct Report: Sendable {
        package var findings: [Finding] = []
        /// The least IAM policy that the keys need, as JSON; nil if no key was asked about that a policy could help.
        package var policy: String?

        /// Whether nothing is wrong.
        package var isWell: Bool { findings.allSatisfy { $0.state != .failed } }
    }

    let configuration: AWSKMSClient.Configuration
    let environment: Environment
    let files: Files
    let timing: Timing

    package init(
        configuration: AWSKMSClient.Configuration, environment: Environment = .process, files: Files = Files(),
        timing: Timing = Timing()
    ) {
        self.configuration = configuration
        self.environment = environment
        self.files = files
        self.timing = timing
    }

    /// - Parameters:
    ///   - keys: the references of the keys to look at.
    ///   - use: what the service does with them.
    /// - Throws: `CancellationError` alone: what is wrong is in the report.
    package func report(keys: [String], use: KeyUse = KeyUse()) async throws -> Report {
        var report = Report()
        do {
            let config = try await SharedConfig.load(environment, files, profile: configuration.profile)
            report.findings.append(Self.profile(config))
            // All that follows would be another's settings.
            guard report.isWell else { return report }
            let connections = try await Connections.find(configuration, environment, config, files)
            do {
                try await look(config, connections, keys, use, &report)
                try? await connections.shutdown()
            } catch {
                try? await connections.shutdown()
                throw error
            }
        } catch let error as KMSError {
            report.findings.append(.failed("settings", error.description))
        }
        return report
    }

    private func look(
        _ config: SharedConfig, _ connections: Connections, _ keys: [String], _ use: KeyUse, _ report: inout Report
    ) async throws {
        if let proxy = connections.proxy?.proxy {
            report.findings.append(.ok("proxy", "\(proxy), for hosts that NO_PROXY does not name"))
        }
        let surroundings = Surroundings(
            environment: environment, files: files, timing: timing, http: connections.http,
            metadata: connections.metadata)
        let setup = try await ClientSetup(configuration, config, surroundings)
        report.findings.append(Self.region(setup, keys))
        let credentials = try await credentials(setup, &report)
        let endpoint = try await endpoint(setup, &report)
        let caller = try await identity(setup, credentials, endpoint, &report)
        guard !keys.isEmpty else {
            if let credentials, caller == nil, report.isWell {
                report.findings.append(try await signature(credentials))
            }
            return
        }
        let looks = try await look(at: keys, for: use, credentials)
        report.findings += looks.map(\.finding)
        report.policy = LeastPolicy(looks: looks, caller: caller, region: try? setup.region.get().value).json
    }

    private static func profile(_ config: SharedConfig) -> Finding {
        let name = "\"\(Excerpt.of(config.selected.value, maximumBytes: 64))\" (\(place(config.selected.origin)))"
        let places = config.places.isEmpty ? "" : "; files: \(config.places.joined(separator: ", "))"
        do {
            guard let profile = try config.selectedProfile() else {
                return .notChecked("profile", "none is named, and there is no \"default\"\(places)")
            }
            return .ok("profile", "\(name), \(profile.origin)\(places)")
        } catch {
            return .failed("profile", error.message)
        }
    }

    /// Who runs a program did not write its code.
    private static func place(_ origin: Origin) -> String { origin == .code ? "given" : "\(origin)" }

    private static func region(_ setup: ClientSetup, _ keys: [String]) -> Finding {
        switch setup.region {
        case .success(let region):
            .region(
                region.value, "\(region.value) (\(place(region.origin)))",
                isElsewhere: (try? setup.endpoint().get()).map { $0.origin != EndpointRules.aws } ?? false)
        case .failure where !keys.isEmpty && keys.allSatisfy { KeyARN($0) != nil }:
            .notChecked("Region", "none is set, and none is needed: the ARNs of the keys name theirs")
        case .failure(let error): .failed("Region", error.message)
        }
    }

    /// - Returns: nil where there are none.
    private func credentials(_ setup: ClientSetup, _ report: inout Report) async throws -> Credentials? {
        do {
            let credentials = try await setup.credentials.credentials()
            let id = Excerpt.of(credentials.accessKeyID, maximumBytes: 64)
            let name = "\(id) (\(Self.place(credentials.origin)))"
            report.findings.append(Self.life(name, credentials.expiration, timing.now()))
            return credentials
        } catch let error as KMSError {
            let output = (error.underlying as? CommandFailure)?.lastErrorLine
                .map { ". Its last line was: \(Excerpt.of($0, maximumBytes: 200))" }
            report.findings.append(.failed("credentials", error.message + (output ?? "")))
            return nil
        }
    }

    private static func life(_ name: String, _ expiration: Date?, _ now: Date) -> Finding {
        guard let expiration else { return .ok("credentials", "\(name), no end is known") }
        let minutes = Int(expiration.timeIntervalSince(now) / 60)
        guard expiration > now else {
            return .failed("credentials", "\(name), expired at \(ISO8601.text(expiration)): get new ones")
        }
        return .ok("credentials", "\(name), expire at \(ISO8601.text(expiration)), in \(minutes) min")
    }

    /// Whether KMS can be reached, and what time it has.
    private func endpoint(_ setup: ClientSetup, _ report: inout Report) async throws -> Endpoint? {
        let endpoint: Endpoint
        do {
            guard case .success(let found) = try setup.endpoint() else {
                report.findings.append(.notChecked("endpoint", "there is none without a Region"))
                return nil
            }
            endpoint = found
        } catch {
            report.findings.append(.failed("endpoint", error.message))
            return nil
        }
        let name = "\(endpoint.url) (\(Self.place(endpoint.origin)))"
        do {
            // Any answer will do. This path is no page for people, which may be long.
            let request = HTTPRequest(method: "GET", url: endpoint.url + "/ping", headers: [("Host", endpoint.host)])
            let answer = try await setup.surroundings.http.response(
                to: request, timeLimit: configuration.attemptTimeout, maximumBodyBytes: 65_536)
            report.findings.append(
                Self.stranger(answer).map { .failed("endpoint", "\(name) is not KMS: \($0)") }
                    ?? .ok("endpoint", "\(name) answers"))
            report.findings.append(clock(answer))
        } catch let error as KMSError {
            report.findings.append(
                .failed(
                    "endpoint",
                    "\(name) can't be reached: \(error.message); look at the network, HTTPS_PROXY, a VPC endpoint"
                ))
        }
        return endpoint
    }

    /// Why a response is not KMS's; nil if it may be. KMS never redirects, and has no pages for people.
    private static func stranger(_ response: HTTPResponse) -> String? {
        let isPage =
            response.header("Content-Type")?.lowercased().contains("html") == true
            || String(decoding: response.body.prefix(256), as: UTF8.self).lowercased().contains("<html")
        let advice = "Check the URL, and what stands before KMS, such as a proxy or a login page"
        if (300..<400).contains(response.status) { return "it redirects (HTTP \(response.status)). \(advice)" }
        return isPage ? "it answers with a page of HTML (HTTP \(response.status)). \(advice)" : nil
    }

    private func clock(_ answer: HTTPResponse) -> Finding {
        guard let date = answer.header("Date").flatMap(HTTPDate.date) else {
            return .notChecked("clock", "the endpoint tells no time")
        }
        let seconds = Int(date.timeIntervalSince(timing.now()).rounded())
        // The header has whole seconds.
        let difference =
            abs(seconds) < 2 ? "as AWS's" : "\(abs(seconds)) s \(seconds > 0 ? "behind" : "ahead of") AWS's"
        guard TimeInterval(abs(seconds)) < ClockSkew.smallest else {
            return .failed(
                "clock", "\(difference): set it. Requests are signed for AWS's time; exp and nbf of tokens are not")
        }
        return .ok("clock", difference)
    }

    private func identity(
        _ setup: ClientSetup, _ credentials: Credentials?, _ endpoint: Endpoint?, _ report: inout Report
    ) async throws -> CallerIdentity? {
        guard let credentials, let endpoint else {
            report.findings.append(.notChecked("identity", "needs a Region and credentials"))
            return nil
        }
        do {
            let sts = try setup.endpoints.endpoint(of: .sts, region: endpoint.region)
            guard endpoint.origin == EndpointRules.aws || sts.origin != EndpointRules.aws else {
                report.findings.append(
                    .notChecked("identity", "KMS is at an endpoint of yours, and STS at none (AWS_ENDPOINT_URL_STS)"))
                return nil
            }
            let client = STSClient(setup.surroundings, resolver: setup.endpoints, region: endpoint.region)
            let caller = try await client.callerIdentity(of: credentials)
            report.findings.append(
                .ok(
                    "identity",
                    "\(Excerpt.of(caller.arn, maximumBytes: 256)) (\(Excerpt.of(caller.account, maximumBytes: 64)))"))
            return caller
        } catch let error as KMSError where [.transport, .timeout].contains(error.kind) {
            // A private network may have a way to KMS alone, which is enough.
            report.findings.append(.notChecked("identity", "STS can't be reached: \(error.message)"))
            return nil
        } catch let error as KMSError {
            report.findings.append(.failed("identity", "STS GetCallerIdentity: \(error.description)"))
            return nil
        }
    }
}
#endif
