// swift-tools-version: 6.2
import PackageDescription

// One package, apart from the library, so that nobody who uses the library resolves anything of these.
let package = Package(
    name: "Examples",
    platforms: [.macOS(.v15)],
    dependencies: [
        .package(name: "jwt-kms", path: ".."),
        .package(url: "https://github.com/apple/swift-log.git", from: "1.12.0"),
        .package(url: "https://github.com/swift-server/swift-service-lifecycle.git", from: "2.9.0"),
        .package(url: "https://github.com/hummingbird-project/hummingbird.git", from: "2.28.0", traits: []),
    ],
    targets: [
        .executableTarget(
            name: "IssueAndVerify",
            dependencies: [
                .product(name: "JWTKMS", package: "jwt-kms"), .product(name: "LocalKMS", package: "jwt-kms"),
            ]),
        // Two servers: one issues tokens, the other takes them.
        .executableTarget(
            name: "Issuer",
            dependencies: [
                .product(name: "JWTKMS", package: "jwt-kms"), .product(name: "AWSKMS", package: "jwt-kms"),
                .product(name: "LocalKMS", package: "jwt-kms"), .product(name: "Hummingbird", package: "hummingbird"),
                .product(name: "Logging", package: "swift-log"),
                .product(name: "ServiceLifecycle", package: "swift-service-lifecycle"),
            ]),
        .executableTarget(
            name: "OrdersAPI",
            dependencies: [
                .product(name: "JWTKMS", package: "jwt-kms"), .product(name: "RemoteJWKS", package: "jwt-kms"),
                .product(name: "Hummingbird", package: "hummingbird"),
                .product(name: "Logging", package: "swift-log"),
                .product(name: "ServiceLifecycle", package: "swift-service-lifecycle"),
            ]),
        .testTarget(
            name: "ServerTests",
            dependencies: [
                "Issuer", "OrdersAPI", .product(name: "HummingbirdTesting", package: "hummingbird"),
                .product(name: "KMSAPI", package: "jwt-kms"),
            ]),
        // The code of the README and the guides, so that it compiles.
        .target(
            name: "Guides",
            dependencies: [
                .product(name: "JWTKMS", package: "jwt-kms"), .product(name: "AWSKMS", package: "jwt-kms"),
                .product(name: "LocalKMS", package: "jwt-kms"), .product(name: "LocalKMSServer", package: "jwt-kms"),
                .product(name: "RemoteJWKS", package: "jwt-kms"), .product(name: "Logging", package: "swift-log"),
                .product(name: "ServiceLifecycle", package: "swift-service-lifecycle"),
            ]),
    ],
    swiftLanguageModes: [.v6]
)
