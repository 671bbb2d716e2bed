import org.jetbrains.kotlin.gradle.dsl.JvmTarget

// The AAR: the Kotlin layer of ../src, what is generated below it, Android's part, and the library
// itself for each processor. `cargo xtask bindings aar` calls this.
plugins {
    alias(libs.plugins.android.library)
    alias(libs.plugins.kotlin.android)
    `maven-publish`
}

group = "org.tabard"
version = "0.1.0"

val libraries = layout.buildDirectory.dir("rust")

android {
    namespace = "org.tabard.android"
    compileSdk = 36

    defaultConfig {
        // The key store asks for a way in at each use of a key in a way that came with Android 11.
        minSdk = 30
        consumerProguardFiles("consumer-rules.pro")
    }
    compileOptions {
        sourceCompatibility = JavaVersion.VERSION_17
        targetCompatibility = JavaVersion.VERSION_17
    }
    sourceSets.named("main") {
        kotlin.srcDirs("../src/main/kotlin", "../generated")
        jniLibs.srcDir(libraries)
    }
    publishing {
        singleVariant("release") {
            withSourcesJar()
        }
    }
}

kotlin {
    compilerOptions.jvmTarget = JvmTarget.JVM_17
}

dependencies {
    api(libs.coroutines)
    api(libs.work)
    api(libs.lifecycle.common)
    implementation(libs.jna) { artifact { type = "aar" } }
    // For OkHttpTransport alone: an app that has OkHttp brings its own.
    compileOnly(libs.okhttp)
}

// Both are cheap where nothing changed, and only cargo knows whether anything did.
val generateKotlin = tasks.register<Exec>("generateKotlin") {
    workingDir = rootDir.resolve("../../..")
    commandLine("cargo", "xtask", "bindings", "kotlin")
}

val cargoNdk = tasks.register<Exec>("cargoNdk") {
    // Cargo lets one build at a time into its folder.
    mustRunAfter(generateKotlin)
    workingDir = rootDir.resolve("../../..")
    commandLine("cargo", "ndk")
    args(listOf("arm64-v8a", "armeabi-v7a", "x86_64").flatMap { listOf("--target", it) })
    args("--platform", "30", "--output-dir", libraries.get().asFile.path)
    args("build", "--profile", "phone", "--package", "tabard-ffi")
    // On a phone OpenSSL is built from source: the system's is not for apps.
    args("--no-default-features", "--features", "vendored-openssl")
}

tasks.named("preBuild") { dependsOn(generateKotlin, cargoNdk) }
tasks.withType<Jar>().configureEach { dependsOn(generateKotlin) }

publishing {
    publications {
        register<MavenPublication>("release") {
            artifactId = "tabard"
            afterEvaluate { from(components["release"]) }
        }
    }
    // Where to is told by whoever publishes; a folder shows what would be.
    repositories.maven(layout.buildDirectory.dir("repository"))
}
