// swift-tools-version:6.0
import PackageDescription

// On Apple's platforms the library is in the XCFramework that `cargo xtask bindings xcframework`
// makes; on Linux, where the package is tested, it is the shared library of the Rust build.
#if os(Linux)
let library: Target = .systemLibrary(name: "CTabardFFI")
#else
let library: Target = .binaryTarget(name: "CTabardFFI", path: "TabardFFI.xcframework")
#endif

let package = Package(
    name: "Tabard",
    platforms: [.iOS(.v16), .macOS(.v13)],
    products: [
        .library(name: "Tabard", targets: ["Tabard"]),
        .library(name: "TabardTestSupport", targets: ["TabardTestSupport"]),
    ],
    targets: [
        library,
        .target(
            name: "TabardFFI",
            dependencies: ["CTabardFFI"],
            linkerSettings: [.linkedLibrary("tabard_ffi", .when(platforms: [.linux]))]
        ),
        .target(name: "Tabard", dependencies: ["TabardFFI"]),
        .target(name: "TabardTestSupport", dependencies: ["Tabard"]),
        .testTarget(name: "TabardTests", dependencies: ["Tabard", "TabardFFI", "TabardTestSupport"]),
    ],
    swiftLanguageModes: [.v6]
)
