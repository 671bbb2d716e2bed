// swift-tools-version:6.0
import PackageDescription

// Everything of the sample app that is no view: what the screens hold and do. It runs on Linux,
// where its tests drive it against the real library and a real server.
let package = Package(
    name: "SampleModels",
    platforms: [.iOS(.v17), .macOS(.v14)],
    products: [.library(name: "SampleModels", targets: ["SampleModels"])],
    dependencies: [.package(name: "Tabard", path: "../../bindings/swift")],
    targets: [
        .target(
            name: "SampleModels",
            dependencies: [.product(name: "Tabard", package: "Tabard")]
        ),
        .testTarget(
            name: "SampleModelsTests",
            dependencies: [
                "SampleModels", .product(name: "Tabard", package: "Tabard"),
                .product(name: "TabardTestSupport", package: "Tabard"),
            ]
        ),
    ],
    swiftLanguageModes: [.v6]
)
