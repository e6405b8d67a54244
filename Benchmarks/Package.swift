// swift-tools-version: 6.2
import PackageDescription

// One package, apart from the library. Plain executables, not a benchmark plugin: programs in four languages are
// measured in turn, round by round, and the least of many rounds is compared. No plugin does that.
let package = Package(
    name: "Benchmarks",
    platforms: [.macOS(.v15)],
    dependencies: [
        .package(name: "jwt-kms", path: "..", traits: []),
        .package(url: "https://github.com/vapor/jwt-kit.git", from: "5.7.1"),
        .package(url: "https://github.com/apple/swift-crypto.git", from: "4.5.0"),
    ],
    targets: [
        .executableTarget(
            name: "measure",
            dependencies: [
                .product(name: "JWTKMS", package: "jwt-kms"), .product(name: "KMSAPI", package: "jwt-kms"),
                .product(name: "JWTKit", package: "jwt-kit"),
                .product(name: "Crypto", package: "swift-crypto"),
                .product(name: "CryptoExtras", package: "swift-crypto"),
            ])
    ],
    swiftLanguageModes: [.v6]
)
