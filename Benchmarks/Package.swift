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
        .package(url: "https://github.com/apple/swift-nio-http2.git", from: "1.46.0"),
        .package(url: "https://github.com/apple/swift-nio-ssl.git", from: "2.37.0"),
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
        // A client of KMS that signs, against the AWS SDK for Go.
        .executableTarget(
            name: "client",
            dependencies: [
                .product(name: "AWSKMS", package: "jwt-kms"), .product(name: "JWTKMS", package: "jwt-kms"),
                .product(name: "JWTKit", package: "jwt-kit"),
            ]),
        // What keep-alive and HTTP/2 bring: apart, so that `measure` builds without it.
        .executableTarget(
            name: "transport",
            dependencies: [
                .product(name: "AsyncHTTPClient", package: "async-http-client"),
                .product(name: "NIOCore", package: "swift-nio"),
                .product(name: "NIOPosix", package: "swift-nio"),
                .product(name: "NIOHTTP1", package: "swift-nio"),
                .product(name: "NIOHTTP2", package: "swift-nio-http2"),
                .product(name: "NIOSSL", package: "swift-nio-ssl"),
            ]),
    ],
    swiftLanguageModes: [.v6]
)
