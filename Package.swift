// swift-tools-version: 6.2
import PackageDescription

let package = Package(
    name: "jwt-kms",
    platforms: [.macOS(.v15)],
    products: [
        .library(name: "JWTKMS", targets: ["JWTKMS"]),
        .library(name: "KMSAPI", targets: ["KMSAPI"]),
        .library(name: "AWSKMS", targets: ["AWSKMS"]),
        .library(name: "RemoteJWKS", targets: ["RemoteJWKS"]),
        .library(name: "LocalKMS", targets: ["LocalKMS"]),
        .library(name: "LocalKMSServer", targets: ["LocalKMSServer"]),
        .executable(name: "jwt-kms", targets: ["jwt-kms"]),
    ],
    traits: [
        .trait(
            name: "AWS",
            description: "AWSKMSClient, the client of AWS KMS over HTTPS (swift-nio-ssl, swift-subprocess)."),
        .trait(
            name: "RemoteJWKS",
            description: "RemoteJWKS, other issuers' keys over HTTPS (swift-nio-ssl, swift-service-lifecycle)."),
        .trait(
            name: "Tools",
            description: "LocalKMSServer and the command line jwt-kms (hummingbird, swift-argument-parser)."),
        .default(enabledTraits: ["AWS", "RemoteJWKS", "Tools"]),
    ],
    dependencies: [
        .package(url: "https://github.com/vapor/jwt-kit.git", from: "5.7.1"),
        .package(url: "https://github.com/apple/swift-crypto.git", from: "4.5.0"),
        .package(url: "https://github.com/apple/swift-asn1.git", from: "1.7.0"),
        .package(url: "https://github.com/apple/swift-log.git", from: "1.16.0"),
        .package(url: "https://github.com/apple/swift-metrics.git", from: "2.10.0"),
        .package(url: "https://github.com/apple/swift-distributed-tracing.git", from: "1.7.0"),
        .package(url: "https://github.com/apple/swift-nio.git", from: "2.101.0"),
        .package(url: "https://github.com/apple/swift-nio-ssl.git", from: "2.37.0"),
        .package(url: "https://github.com/swiftlang/swift-subprocess.git", from: "1.0.0", traits: []),
        .package(url: "https://github.com/apple/swift-system.git", from: "1.5.0"),
        .package(url: "https://github.com/apple/swift-argument-parser.git", from: "1.8.0"),
        .package(url: "https://github.com/apple/swift-http-types.git", from: "1.8.0", traits: []),
        .package(url: "https://github.com/apple/swift-nio-extras.git", from: "1.34.1"),
        .package(url: "https://github.com/hummingbird-project/hummingbird.git", from: "2.28.0", traits: []),
        .package(url: "https://github.com/swift-server/swift-service-lifecycle.git", from: "2.9.0"),
    ],
    targets: [
        .target(name: "KMSAPI"),
        // The one way to send HTTP: to KMS and AWS's other services, to metadata services, and to other issuers.
        .target(
            name: "KMSTransport",
            dependencies: [
                "KMSAPI",
                .product(name: "NIOCore", package: "swift-nio", condition: .when(traits: ["AWS", "RemoteJWKS"])),
                .product(name: "NIOPosix", package: "swift-nio", condition: .when(traits: ["AWS", "RemoteJWKS"])),
                .product(name: "NIOTLS", package: "swift-nio", condition: .when(traits: ["AWS", "RemoteJWKS"])),
                .product(name: "NIOSSL", package: "swift-nio-ssl", condition: .when(traits: ["AWS", "RemoteJWKS"])),
            ]
        ),
        .target(
            name: "JWTKMS",
            dependencies: [
                "KMSAPI",
                .product(name: "JWTKit", package: "jwt-kit"),
                .product(name: "Crypto", package: "swift-crypto"),
                .product(name: "CryptoExtras", package: "swift-crypto"),
                .product(name: "SwiftASN1", package: "swift-asn1"),
                .product(name: "Logging", package: "swift-log"),
                .product(name: "Metrics", package: "swift-metrics"),
                .product(name: "Tracing", package: "swift-distributed-tracing"),
                .product(name: "ServiceLifecycle", package: "swift-service-lifecycle"),
            ]
        ),
        .target(
            name: "AWSKMS",
            dependencies: [
                "KMSAPI", "KMSTransport",
                .product(name: "Crypto", package: "swift-crypto"),
                .product(name: "Logging", package: "swift-log"),
                .product(name: "Metrics", package: "swift-metrics"),
                .product(name: "Tracing", package: "swift-distributed-tracing"),
                .product(
                    name: "Subprocess", package: "swift-subprocess", condition: .when(traits: ["AWS"])),
                .product(
                    name: "SystemPackage", package: "swift-system", condition: .when(traits: ["AWS"])),
                .product(name: "NIOCore", package: "swift-nio", condition: .when(traits: ["AWS"])),
            ]
        ),
        .target(
            name: "RemoteJWKS",
            dependencies: [
                "JWTKMS", "KMSAPI", "KMSTransport",
                .product(name: "Logging", package: "swift-log"),
                .product(name: "Metrics", package: "swift-metrics"),
                .product(
                    name: "ServiceLifecycle", package: "swift-service-lifecycle",
                    condition: .when(traits: ["RemoteJWKS"])),
            ]
        ),
        .target(
            name: "LocalKMS",
            dependencies: [
                "KMSAPI",
                .product(name: "Crypto", package: "swift-crypto"),
                .product(name: "CryptoExtras", package: "swift-crypto"),
                .product(name: "SwiftASN1", package: "swift-asn1"),
            ]
        ),
        .target(
            name: "LocalKMSServer",
            dependencies: [
                "AWSKMS", "JWTKMS", "KMSAPI", "LocalKMS",
                .product(name: "Crypto", package: "swift-crypto"),
                .product(name: "Logging", package: "swift-log"),
                .product(
                    name: "HTTPTypes", package: "swift-http-types", condition: .when(traits: ["Tools"])),
                .product(
                    name: "HummingbirdCore", package: "hummingbird", condition: .when(traits: ["Tools"])),
                .product(name: "NIOCore", package: "swift-nio", condition: .when(traits: ["Tools"])),
                .product(name: "NIOPosix", package: "swift-nio", condition: .when(traits: ["Tools"])),
                .product(
                    name: "NIOHTTPTypes", package: "swift-nio-extras", condition: .when(traits: ["Tools"])),
                .product(
                    name: "ServiceLifecycle", package: "swift-service-lifecycle",
                    condition: .when(traits: ["Tools"])),
            ]
        ),
        .executableTarget(
            name: "jwt-kms",
            dependencies: [
                "AWSKMS", "JWTKMS", "KMSAPI", "LocalKMS", "LocalKMSServer", "RemoteJWKS",
                .product(name: "Logging", package: "swift-log"),
                .product(
                    name: "ServiceLifecycle", package: "swift-service-lifecycle",
                    condition: .when(traits: ["Tools"])),
                .product(
                    name: "UnixSignals", package: "swift-service-lifecycle",
                    condition: .when(traits: ["Tools"])),
                .product(
                    name: "ArgumentParser", package: "swift-argument-parser", condition: .when(traits: ["Tools"])),
            ]
        ),

        // What every client of KMS must do, in one place: LocalKMS and AWSKMSClient (over moto) both pass it.
        .target(name: "KMSContract", dependencies: ["KMSAPI"], path: "Tests/KMSContract"),
        // A server on loopback that misbehaves as it is told, and its certificate.
        .target(
            name: "HTTPFaults",
            dependencies: [
                .product(name: "NIOCore", package: "swift-nio"),
                .product(name: "NIOPosix", package: "swift-nio"),
                .product(name: "NIOSSL", package: "swift-nio-ssl"),
            ],
            path: "Tests/HTTPFaults"),
        // Plays responses that a fuzzer makes to the transport: Scripts/fuzz.sh.
        .executableTarget(
            name: "fuzz-transport",
            dependencies: [
                "KMSTransport",
                .product(name: "NIOCore", package: "swift-nio"),
                .product(name: "NIOEmbedded", package: "swift-nio"),
            ],
            path: "Tests/FuzzTransport", exclude: ["Corpus", "http.dictionary"]),
        .testTarget(name: "KMSAPITests", dependencies: ["KMSAPI"]),
        .testTarget(
            name: "JWTKMSTests",
            dependencies: [
                "JWTKMS", "KMSAPI", "LocalKMS",
                .product(name: "JWTKit", package: "jwt-kit"),
                .product(name: "Crypto", package: "swift-crypto"),
                .product(name: "CryptoExtras", package: "swift-crypto"),
                .product(name: "InMemoryLogging", package: "swift-log"),
                .product(name: "InMemoryTracing", package: "swift-distributed-tracing"),
                .product(name: "Logging", package: "swift-log"),
                .product(name: "Metrics", package: "swift-metrics"),
                .product(name: "MetricsTestKit", package: "swift-metrics"),
                .product(name: "ServiceLifecycle", package: "swift-service-lifecycle"),
                .product(name: "Tracing", package: "swift-distributed-tracing"),
            ]
        ),
        .testTarget(
            name: "KMSTransportTests",
            dependencies: [
                "fuzz-transport", "AWSKMS", "HTTPFaults", "JWTKMS", "KMSAPI", "KMSTransport", "RemoteJWKS",
                .product(name: "NIOCore", package: "swift-nio"),
                .product(name: "NIOEmbedded", package: "swift-nio"),
                .product(name: "NIOPosix", package: "swift-nio"),
                .product(name: "NIOSSL", package: "swift-nio-ssl"),
            ]
        ),
        .testTarget(
            name: "AWSKMSTests",
            dependencies: [
                "AWSKMS", "HTTPFaults", "KMSAPI", "KMSTransport",
                .product(name: "Crypto", package: "swift-crypto"),
                .product(name: "Logging", package: "swift-log"),
                .product(name: "InMemoryLogging", package: "swift-log"),
                .product(name: "InMemoryTracing", package: "swift-distributed-tracing"),
                .product(name: "Metrics", package: "swift-metrics"),
                .product(name: "MetricsTestKit", package: "swift-metrics"),
                .product(name: "NIOCore", package: "swift-nio"),
                .product(name: "NIOEmbedded", package: "swift-nio"),
                .product(name: "Tracing", package: "swift-distributed-tracing"),
            ]
        ),
        .testTarget(
            name: "RemoteJWKSTests",
            dependencies: [
                "HTTPFaults", "JWTKMS", "KMSAPI", "RemoteJWKS",
                .product(name: "Crypto", package: "swift-crypto"),
                .product(name: "InMemoryLogging", package: "swift-log"),
                .product(name: "Logging", package: "swift-log"),
                .product(name: "Metrics", package: "swift-metrics"),
                .product(name: "MetricsTestKit", package: "swift-metrics"),
                .product(name: "ServiceLifecycle", package: "swift-service-lifecycle"),
            ]
        ),
        .testTarget(
            name: "LocalKMSTests",
            dependencies: [
                "KMSAPI", "KMSContract", "LocalKMS",
                .product(name: "Crypto", package: "swift-crypto"),
                .product(name: "CryptoExtras", package: "swift-crypto"),
            ]
        ),
        .testTarget(
            name: "LocalKMSServerTests",
            dependencies: [
                "AWSKMS", "JWTKMS", "KMSAPI", "KMSContract", "LocalKMS", "LocalKMSServer",
                .product(name: "Crypto", package: "swift-crypto"),
                .product(name: "HTTPTypes", package: "swift-http-types"),
                .product(name: "InMemoryLogging", package: "swift-log"),
                .product(name: "Logging", package: "swift-log"),
                .product(name: "NIOCore", package: "swift-nio"),
                .product(name: "NIOPosix", package: "swift-nio"),
                .product(name: "ServiceLifecycle", package: "swift-service-lifecycle"),
            ]
        ),
        .testTarget(name: "CommandTests", dependencies: ["jwt-kms", "JWTKMS"], exclude: ["Help"]),
        // Processes that issue and verify while their key is rotated, and what they agree on.
        .target(name: "FleetTimes", dependencies: ["JWTKMS"], path: "Tests/FleetTimes"),
        .executableTarget(
            name: "rotation-fleet",
            dependencies: [
                "AWSKMS", "FleetTimes", "JWTKMS", "RemoteJWKS",
                .product(name: "HTTPTypes", package: "swift-http-types", condition: .when(traits: ["Tools"])),
                .product(name: "HummingbirdCore", package: "hummingbird", condition: .when(traits: ["Tools"])),
                .product(name: "Logging", package: "swift-log"),
                .product(name: "NIOCore", package: "swift-nio", condition: .when(traits: ["Tools"])),
                .product(name: "NIOPosix", package: "swift-nio", condition: .when(traits: ["Tools"])),
                .product(
                    name: "ServiceLifecycle", package: "swift-service-lifecycle",
                    condition: .when(traits: ["Tools"])),
            ],
            path: "Tests/RotationFleet"),
        .testTarget(
            name: "PeerTests",
            dependencies: [
                "FleetTimes", "rotation-fleet", "AWSKMS", "JWTKMS", "KMSAPI", "KMSContract", "LocalKMS",
                .product(name: "Crypto", package: "swift-crypto"),
                .product(name: "CryptoExtras", package: "swift-crypto"),
                .product(name: "JWTKit", package: "jwt-kit"),
            ],
            exclude: ["Node", "Python"]
        ),
    ],
    swiftLanguageModes: [.v6]
)

for target in package.targets {
    target.swiftSettings = [
        .strictMemorySafety(),
        // https://github.com/swiftlang/swift-evolution/blob/main/proposals/0335-existential-any.md
        .enableUpcomingFeature("ExistentialAny"),
        // https://github.com/swiftlang/swift-evolution/blob/main/proposals/0409-access-level-on-imports.md
        .enableUpcomingFeature("InternalImportsByDefault"),
        // https://github.com/swiftlang/swift-evolution/blob/main/proposals/0444-member-import-visibility.md
        .enableUpcomingFeature("MemberImportVisibility"),
        // https://github.com/swiftlang/swift-evolution/blob/main/proposals/0461-async-function-isolation.md
        .enableUpcomingFeature("NonisolatedNonsendingByDefault"),
    ]
}
