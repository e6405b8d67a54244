// Part of jwt-kms. Copyright 2026 the jwt-kms authors.
// SPDX-License-Identifier: Apache-2.0

#if Tools
import ArgumentParser
import AWSKMS

/// Which AWS is asked, and as whom.
struct AWSOptions: ParsableArguments {
    @Option(parsing: .unconditional, help: "The AWS Region; else AWS_REGION and so on.")
    var region: String?

    @Option(
        parsing: .unconditional,
        help: ArgumentHelp("The profile of the AWS config files; else AWS_PROFILE, then default.", valueName: "name"))
    var profile: String?

    @Option(
        parsing: .unconditional,
        help: ArgumentHelp("Another endpoint of KMS; else AWS_ENDPOINT_URL_KMS and so on.", valueName: "url"))
    var endpointURL: String?

    var isGiven: Bool { region != nil || profile != nil || endpointURL != nil }

    #if AWS
    var configuration: AWSKMSClient.Configuration {
        AWSKMSClient.Configuration(region: region, profile: profile, endpoint: endpointURL)
    }
    #endif
}
#endif
