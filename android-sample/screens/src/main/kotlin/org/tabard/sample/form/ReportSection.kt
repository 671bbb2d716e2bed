package org.tabard.sample.form

/** The parts in which a report is filled in after the quick one. */
enum class ReportSection(val key: String) {
    What("app.section.what"),
    Words("app.section.words"),
    Where("app.section.where"),
    People("app.section.people"),
    Acts("app.section.acts"),
    Staff("app.section.staff"),
    Injuries("app.section.injuries"),
    Factors("app.section.factors"),
    Recordings("app.section.recordings"),
    Police("app.section.police"),
    Naming("app.section.naming"),
}
