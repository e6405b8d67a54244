// swift-tools-version: 6.2
import PackageDescription

// One package, apart from the library. Plain executables, not a benchmark plugin: programs in four languages are
// measured in turn, round by round, and the least of many rounds is compared. No plugin does that.
let package = Package(
    name: "Benchmarks",
    platforms: [.macOS(.v15)],
    dependencies: [
        .package(name: "jwt-kms", path: ".."),
        .package(url: "https://github.com/vapor/jwt-kit.git", from: "5.7.1"),
        .package(url: "https://github.com/apple/swift-crypto.git", from: "4.5.0"),
        .package(url: "https://github.com/swift-server/async-http-client.git", from: "1.37.0"),
        .package(url: "https://github.com/apple/swift-nio.git", from: "2.101.0"),
    ],
    targets: [
        .executableTarget(
            name: "measure",
            dependencies: [
                .product(name: "JWTKMS", package: "jwt-kms"), .product(name: "KMSAPI", package: "jwt-kms"),
                .product(name: "JWTKit", package: "jwt-kit"),
                .product(name: "Crypto", package: "swift-crypto"),
                .product(name: "CryptoExtras", package: "swift-crypto"),
            ]),
        // What a client of KMS does that signs, against the AWS SDK for Go.
        .target(
            name: "Signing",
            dependencies: [
                .product(name: "AWSKMS", package: "jwt-kms"), .product(name: "JWTKMS", package: "jwt-kms"),
                .product(name: "KMSAPI", package: "jwt-kms"), .product(name: "JWTKit", package: "jwt-kit"),
            ]),
        .executableTarget(name: "client", dependencies: ["Signing", .product(name: "AWSKMS", package: "jwt-kms")]),
        // The same over its own connections or over async-http-client. It needs -enable-testing: transport.sh.
        .executableTarget(
            name: "transport",
            dependencies: [
                "Signing", .product(name: "AWSKMS", package: "jwt-kms"),
                .product(name: "AsyncHTTPClient", package: "async-http-client"),
                .product(name: "NIOCore", package: "swift-nio"),
                .product(name: "NIOHTTP1", package: "swift-nio"),
            ]),
    ],
    swiftLanguageModes: [.v6]
)
