pluginManagement {
    repositories {
        google()
        mavenCentral()
        gradlePluginPortal()
    }
}

dependencyResolutionManagement {
    repositoriesMode = RepositoriesMode.FAIL_ON_PROJECT_REPOS
    repositories {
        google()
        mavenCentral()
    }
    versionCatalogs {
        create("libs") { from(files("../bindings/kotlin/android/gradle/libs.versions.toml")) }
    }
}

rootProject.name = "tabard-sample"
include(":app")

// The library from its sources: `org.tabard:tabard` is replaced by it.
includeBuild("../bindings/kotlin/android")
