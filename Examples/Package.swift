// swift-tools-version: 6.2
import PackageDescription

// One package, apart from the library, so that nobody who uses the library resolves anything of these.
let package = Package(
    name: "Examples",
    platforms: [.macOS(.v15)],
    dependencies: [.package(name: "jwt-kms", path: "..")],
    targets: [
        .executableTarget(
            name: "IssueAndVerify",
            dependencies: [
                .product(name: "JWTKMS", package: "jwt-kms"), .product(name: "LocalKMS", package: "jwt-kms"),
            ]),
        // The code of the README and the guides, so that it compiles.
        .target(
            name: "Guides",
            dependencies: [
                .product(name: "JWTKMS", package: "jwt-kms"), .product(name: "AWSKMS", package: "jwt-kms"),
                .product(name: "LocalKMS", package: "jwt-kms"),
            ]),
    ],
    swiftLanguageModes: [.v6]
)
