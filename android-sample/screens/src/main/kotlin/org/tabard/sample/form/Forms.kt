package org.tabard.sample.form

import org.tabard.Key
import org.tabard.record.Account
import org.tabard.sample.app.Session

/** A part of a report. */
fun Session.form(section: ReportSection, report: String): FormModel =
    FormModel(this, ReportSource(this, report), section.fields)

/** This person's own account, which begins to exist with the first answer. */
suspend fun Session.account(report: String): FormModel {
    val begun = attempt({}) { device.records.about(Account, report) }
    val mine = begun?.find { it.own }?.id
    val source = RecordSource(this, Account, mine) { device.records.startAccount(report) }
    return FormModel(this, source, accountFields)
}

private val accountFields: List<Key<*>> = listOf(
    Account.role, Account.whereItWas, Account.whoWasPresent, Account.buildUp,
    Account.previousIncidents, Account.whatHappened, Account.whyDeliberate,
    Account.whereBlowsLanded, Account.injuries, Account.treatment,
    Account.howItMadeYouFeel, Account.anythingElse, Account.supportsAction, Account.private,
)
