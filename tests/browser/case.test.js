// The hub's work on a case: by keyboard alone, by two officers at once, after a session that ended;
// what is typed stays text, attachments are looked at and noted, and no phone learns any of it.

import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { readFileSync, writeFileSync } from "node:fs";
import { after, before, test } from "node:test";

import { SCREENS, judged } from "./look.js";
import { World, blank, closeBrowser, setUp, tabard } from "./world.js";

const TABARD = process.env.TABARD ?? "../../target/debug/tabard";
const HTML = '"><img src=x onerror=alert(1)><script>alert(2)</script> & {{ 7*7 }} é';

let world;
let phone;
before(async () => {
  world = await World.new("--console", "127.0.0.1:0");
  phone = world.enrol("phone", "crew");
});
after(async () => {
  await closeBrowser();
  await world.end();
});

const at = (path) => world.region.console + path;
const sync = () => tabard("device", "sync", "--vault", phone);
const refused = (said) => !/422|401|403/.test(said);

/** Writes a report on the phone, sends it, and gives its id. */
function report(fields) {
  const told = {
    types: ["physical_contact"],
    occurred_at: "2026-01-10T02:10:00Z",
    narrative: "He kicked at us while we carried him down.",
    police_contacted: "999",
    people: [{ id: "p1", role: "patient", description: "Man of about fifty", intent_capacity: "undetermined", basis: "He seemed confused." }],
    staff: [{ id: "s1", staff_group: "paramedic", is_reporter: true, absence: "over_7", absence_days: 9 }],
    recordings: [{ id: "k1", media: "body_worn_video" }],
    ...fields,
  };
  for (const [field, value] of Object.entries(told)) if (value === undefined) delete told[field];
  const printed = execFileSync(TABARD, ["--json", "device", "report", "--vault", phone, "-"], { input: JSON.stringify(told), encoding: "utf8" });
  const { id } = JSON.parse(printed.trim().split("\n").at(-1));
  sync();
  tabard("hub", "list", "--dir", world.path("region"));
  return id;
}

/** Somebody who has just signed in, with some roles. */
async function somebody(name, roles = ["triager"], options = {}) {
  const asked = roles.flatMap((role) => ["--role", role]);
  const { link } = tabard("console", "invite", "--dir", world.path("region"), "--name", name, ...asked);
  const page = await blank(options);
  page.account = { name, ...(await setUp(page, link)) };
  await page.goto(world.region.console);
  await page.waitForSelector(".console-who");
  return page;
}

/** Goes on by Tab until something is reached, as somebody without a mouse does. */
async function tabTo(page, selector) {
  for (let tabs = 1; tabs < 250; tabs += 1) {
    await page.keyboard.press("Tab");
    if (await page.evaluate((selector) => document.activeElement.matches(selector), selector)) return tabs;
  }
  throw new Error(`no Tab leads to ${selector}`);
}

/** Follows a link by keyboard alone. */
async function follow(page, selector) {
  await tabTo(page, selector);
  await Promise.all([page.waitForNavigation(), page.keyboard.press("Enter")]);
}

/** Fills a form by keyboard alone, and sends it. */
async function type(page, fields) {
  for (const [selector, text] of Object.entries(fields)) {
    await tabTo(page, selector);
    await page.keyboard.type(text);
  }
  await follow(page, "main form button");
}

/** Opens a part of a case from its page, by keyboard alone. */
async function open(page, id, part) {
  await page.goto(at(`/reports/${id}`));
  await follow(page, `a[href="/reports/${id}/case/${part}"]`);
  await page.waitForSelector(`.work-${part}`);
}

const day = (field, [day, month, year]) => ({ [`#${field}-day`]: day, [`#${field}-month`]: month, [`#${field}-year`]: year });
const NEXT_YEAR = String(new Date().getUTCFullYear() + 1);

test("by keyboard alone: a case from its assessment to a letter that another person approved", async () => {
  const id = report({ callsign: "YA301" });
  const officer = await somebody("A. Green");
  await open(officer, id, "assessments");
  await officer.says("main", "He seemed confused.");
  await type(officer, { "#person": "Pat", "#intent_capacity": "Reckless", "#assessor": "Dr Ali, clinical lead", "#basis": "The notes of the crew." });
  await officer.says(".nhsuk-notification-banner", "saved");
  await officer.says("main", "He seemed confused.");
  await officer.says("main", "Dr Ali");

  await open(officer, id, "actions");
  const proposal = { "#rung": "Acceptable", "#person": "Pat", "#reason": "He kicked a colleague.", "#conditions": "Speak to us without threats." };
  await type(officer, proposal);
  // Conditions expire: what was typed is still there.
  await officer.says(".nhsuk-error-summary", "expire");
  assert.equal(await officer.inputValue("#conditions"), "Speak to us without threats.");
  await type(officer, day("expires_on", ["1", "6", NEXT_YEAR]));
  await officer.says(".nhsuk-tag", "Waits for another person");

  const approver = await somebody("J. Brown", ["approver"]);
  await approver.goto(at("/sanctions"));
  await follow(approver, ".work-links a");
  await type(approver, { "#verdict": "Approve" });
  await approver.says(".nhsuk-error-summary", "clinician");

  await officer.goto(at(`/reports/${id}/case/actions`));
  await follow(officer, 'a[href$="/clinical"]');
  await type(officer, { "#clinical_by": "Dr Ali", "#clinical_input": "No clinical cause." });
  await officer.says(".nhsuk-notification-banner", "saved");
  // No letter goes out before another person approved.
  assert.equal(await officer.$('a[href$="/letter"]'), null);

  await type(approver, {});
  await approver.says(".nhsuk-notification-banner", "decision is kept");
  await officer.reload();
  await officer.says(".nhsuk-tag", "In force");
  await officer.says("main", "J. Brown");
  await follow(officer, 'a[href*="/letter/"]');
  await officer.says(".console-letter", "Emergency care never depends");
  await officer.says(".console-letter", "without threats");
  await follow(officer, ".console-buttons a");
  await type(officer, { "#letter": "Conditions", ...day("letter_sent_on", ["2", "6", "2026"]) });
  await officer.says("main", "2 Jun 2026");
  await officer.goto(at(`/reports/${id}/history`));
  await officer.says("main", "No clinical cause.");
  assert.deepEqual([...officer.complaints, ...approver.complaints].filter(refused), []);
});

test("who proposed an action does not decide on it, whatever their roles", async () => {
  const id = report({ callsign: "YA302", people: [{ id: "p1", role: "bystander_public" }] });
  const both = await somebody("B. Both", ["triager", "approver"]);
  await both.goto(at(`/reports/${id}/case/actions`));
  await both.selectOption("#rung", "red_card");
  await both.fill("#reason", "A knife.");
  await both.click("main form button");
  await both.click('a[href^="/sanctions/"]');
  await both.selectOption("#verdict", "approve");
  await both.click("main form button");
  await both.says(".nhsuk-error-summary", "another person");
  const triager = await somebody("T. Alone");
  assert.equal((await triager.request.get(at("/sanctions"))).status(), 403);
  assert.equal((await triager.request.get(both.url())).status(), 403);
});

test("two officers on one case: nothing is lost, and of one field both values are shown", async () => {
  const id = report({ callsign: "YA303" });
  const [one, other] = [await somebody("One Officer"), await somebody("Other Officer")];
  await one.goto(at(`/reports/${id}/case/police`));
  await one.fill("#force", "West Yorkshire");
  await one.click("main form button");
  await one.click(".work-links a");
  const item = one.url();
  // Different fields of one item.
  await other.goto(item);
  await one.fill("#reference", "13/4471");
  await one.click("main form button");
  await other.fill("#officer", "PC 77");
  await other.click("main form button");
  await other.says("main", "13/4471");
  await other.says("main", "PC 77");
  // The same field.
  await one.goto(item);
  await other.goto(item);
  await one.fill("#reference", "AAA");
  await one.click("main form button");
  await one.says(".nhsuk-notification-banner", "saved");
  await other.fill("#reference", "BBB");
  await other.fill("#notes", "Rang at noon.");
  await other.click("main form button");
  await other.says(".nhsuk-notification-banner", "Somebody else was here");
  await other.says("#reference-theirs", "AAA");
  await other.says("#reference-theirs", "One Officer");
  assert.equal(await other.inputValue("#reference"), "BBB");
  assert.equal(await other.inputValue("#notes"), "Rang at noon.");
  await other.screenshot({ path: `${SCREENS}hub-work-met.png`, fullPage: true });
  await other.click("main form button");
  await other.says(".nhsuk-notification-banner", "saved");
  await other.says("main", "BBB");
  await other.goto(at(`/reports/${id}/history`));
  await other.says("main", "AAA");
  // Different parts at once.
  await Promise.all([one.goto(at(`/reports/${id}/case/notes`)), other.goto(at(`/reports/${id}/case/notes`))]);
  await one.fill("#text", "First note.");
  await other.fill("#text", "Second note.");
  await Promise.all([one.click("main form button"), other.click("main form button")]);
  await one.goto(at(`/reports/${id}/case/notes`));
  await one.says("main", "First note.");
  await one.says("main", "Second note.");
});

test("a session that ends in the middle gives back what was typed", async () => {
  const id = report({ callsign: "YA304" });
  const page = await somebody("E. Ended");
  await page.goto(at(`/reports/${id}/case/assessments`));
  await page.selectOption("#intent_capacity", "reckless");
  await page.fill("#assessor", "Dr Ali");
  await page.fill("#basis", HTML);
  await page.context().clearCookies();
  await page.click("main form button");
  await page.says(".console-kept", HTML);
  const door = await page.context().newPage();
  await world.signIn(door, page.account);
  await page.click(".console-kept button");
  await page.says("main", "ended");
  assert.equal(await page.inputValue("#basis"), HTML);
  assert.equal(await page.inputValue("#intent_capacity"), "reckless");
  await page.click("main form button");
  await page.says(".nhsuk-notification-banner", "saved");
  await page.says("main", HTML);
});

test("HTML and a long text in every field of a case stay text", async () => {
  const id = report({ callsign: "YA305", people: [{ id: "p1", role: "bystander_public", description: HTML }] });
  const page = await somebody("H. Html");
  const long = `${HTML}\n`.repeat(290);
  assert.ok(Buffer.byteLength(long) > 20_000);
  for (const part of ["assessments", "actions", "police", "notes", "riddor/s1", "footage/k1"]) {
    await page.goto(at(`/reports/${id}/case/${part}`));
    for (const field of await page.$$("main form :is(textarea, input:not([type=hidden], [inputmode]))")) {
      const room = Number(await field.getAttribute("maxlength"));
      await field.fill((await field.getAttribute("id")) === "text" ? long : HTML.slice(0, room - 2));
    }
    for (const select of await page.$$("main form select")) await select.selectOption({ index: 1 });
    for (const [field, value] of [["expires_on", NEXT_YEAR], ["reported_on", "2026"]]) {
      if (!(await page.$(`#${field}-day`))) continue;
      await page.fill(`#${field}-day`, "1");
      await page.fill(`#${field}-month`, "2");
      await page.fill(`#${field}-year`, value);
    }
    await page.click("main form button");
    await page.says(".nhsuk-notification-banner--success", "saved");
    assert.equal(await page.$("main img"), null, part);
    await page.says("main", "onerror=alert(1)");
  }
  await page.goto(at(`/reports/${id}/case/notes`));
  const kept = await page.textContent(".work-block .case-text");
  assert.equal(kept, long.trim());
  for (const path of [`/reports/${id}`, `/reports/${id}/history`, `/reports/${id}/case/actions`]) {
    await page.goto(at(path));
    assert.equal(await page.$("main img"), null, path);
  }
  const [wide, room] = await page.evaluate(() => [document.documentElement.scrollWidth, window.innerWidth]);
  assert.ok(wide <= room);
  assert.deepEqual(page.complaints, []);
});

test("what the police are asked again stands under what is due, and in the inbox", async () => {
  const id = report({ callsign: "YA306" });
  const page = await somebody("P. Police");
  await page.goto(at(`/reports/${id}`));
  await page.says("main", "RIDDOR: over seven days away");
  await page.goto(at(`/reports/${id}/case/police`));
  await page.fill("#force", "Humberside");
  for (const [part, text] of [["day", "3"], ["month", "2"], ["year", "2026"]]) await page.fill(`#chase_on-${part}`, text);
  await page.click("main form button");
  await page.goto(at(`/reports/${id}`));
  await page.says(".case-due", "Ask the police again");
  await page.says("#task-police", "3 Feb 2026");
  await page.goto(at("/inbox?list=all"));
  await page.says(`[data-id="${id}"]`, "Ask the police again");
  await page.goto(at(`/reports/${id}/case/riddor/s1`));
  await page.click("main form button");
  await page.says(".nhsuk-error-summary", "or why it is not");
  await page.fill("#not_reported_reason", "Back at work on the fifth day.");
  await page.click("main form button");
  await page.says(".work-riddor", "Back at work on the fifth day.");
  await page.goto(at(`/reports/${id}/case/footage/k1`));
  await page.selectOption("#status", "kept");
  await page.click("main form button");
  await page.says(".work-footage", "It is kept");
});

test("another report of the same event is linked, and both stay", async () => {
  const [first, second] = ["one", "two"].map((word) => report({ cad_number: "YAS-9", narrative: `Told by ${word}.` }));
  const page = await somebody("L. Link");
  await page.goto(at(`/reports/${second}/case/alike`));
  await page.says("main", "Told by one.");
  await page.click(".work-links a");
  await page.selectOption("#verdict", "same");
  await page.click("main form button");
  await page.says(".nhsuk-tag", /linked/i);
  for (const id of [first, second]) assert.equal((await page.request.get(at(`/reports/${id}`))).status(), 200);
});

const PNG = Buffer.from("iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==", "base64");

test("an attachment is looked at through the core, sealed off, and each view noted before", async () => {
  const id = report({ callsign: "YA307" });
  const attach = (name, bytes, media) => {
    writeFileSync(world.path(name), bytes);
    return tabard("device", "attach", "--vault", phone, id, world.path(name), "--media", media, "--title", name).id;
  };
  const big = Buffer.alloc(700_000, 7);
  const [photo, page_, voice, large] = [attach("forearm.png", PNG, "photo"), attach("page.html", "<script>alert(1)</script>", "photo"), attach("note.ogg", Buffer.concat([Buffer.from("OggS"), big]), "voice_note"), attach("paper.bin", big, "document")];
  sync();
  sync();
  tabard("hub", "list", "--dir", world.path("region"));
  const officer = await somebody("V. Viewer");
  await officer.goto(at(`/reports/${id}`));
  await officer.click(`a[href$="/media/${photo}"]`);
  await officer.waitForFunction(() => document.querySelector("img.media-shown")?.naturalWidth > 0);
  await officer.reload();
  await officer.says(".case-versions", "Violence prevention team");
  const get = (attachment, query = "") => officer.request.get(at(`/reports/${id}/media/${attachment}/bytes${query}`));
  const shown = await get(photo);
  assert.equal(shown.headers()["content-type"], "image/png");
  assert.match(shown.headers()["content-disposition"], /^inline; filename="attachment-/);
  for (const [attachment, bytes, type] of [[page_, Buffer.from("<script>alert(1)</script>"), "application/octet-stream"], [large, big, "application/octet-stream"]]) {
    const given = await get(attachment);
    assert.equal(given.headers()["content-type"], type);
    assert.match(given.headers()["content-disposition"], /^attachment/);
    assert.equal(given.headers()["content-security-policy"], "default-src 'none'; sandbox");
    assert.equal(given.headers()["x-content-type-options"], "nosniff");
    assert.equal(given.headers()["cache-control"], "no-store");
    assert.ok((await given.body()).equals(bytes));
  }
  const kept = await get(voice, "?keep=1");
  assert.match(kept.headers()["content-disposition"], /^attachment/);
  assert.equal((await kept.body()).length, big.length + 4);
  const approver = await somebody("N. Never", ["approver"]);
  assert.equal((await approver.request.get(at(`/reports/${id}/media/${photo}/bytes`))).status(), 403);
  const { custody } = tabard("hub", "attachment", "show", "--dir", world.path("region"), large);
  const viewed = custody.filter((line) => line.action === "viewed");
  assert.deepEqual(viewed.map((line) => line.by), ["Violence prevention team"]);
});

test("an evidence pack is made by a button, by whom and why, and holds nothing of the hub's file", async () => {
  const id = report({ callsign: "YA308" });
  const officer = await somebody("T. Nurse");
  await officer.goto(at(`/reports/${id}/case/notes`));
  await officer.fill("#text", "zzqsecretnote");
  await officer.click("main form button");
  assert.equal((await officer.request.get(at(`/reports/${id}/evidence`))).status(), 403);
  const page = await somebody("E. Officer", ["evidence_officer"], { acceptDownloads: true });
  await page.goto(at(`/reports/${id}`));
  await page.click(`a[href="/reports/${id}/evidence"]`);
  await page.click("main form button");
  await page.says(".nhsuk-error-summary", "why the pack is made");
  await page.fill("#reason", "Police, crime 13/4471");
  await page.fill("#role", "VPR lead");
  await page.fill("#redact", "Third parties");
  const [download] = await Promise.all([page.waitForEvent("download"), page.click("main form button")]);
  assert.match(download.suggestedFilename(), /^evidence-.*\.zip$/);
  const pack = world.path("pack.zip");
  await download.saveAs(pack);
  assert.ok(tabard("evidence", "verify", pack));
  assert.ok(!readFileSync(pack).includes("zzqsecretnote"));
  await page.goto(at(`/reports/${id}/case/notes`));
  await page.says("main", "Police, crime 13/4471");
  await page.says("main", "E. Officer");
  sync();
  const answer = JSON.stringify(tabard("device", "show", "--vault", phone, id).answer);
  assert.ok(answer.includes("VPR lead") && !answer.includes("E. Officer"));
});

test("no word of a case is on the phone", async () => {
  const id = report({ callsign: "YA309" });
  const page = await somebody("S. Silent");
  await page.goto(at(`/reports/${id}/case/actions`));
  await page.selectOption("#rung", "warning_letter");
  await page.fill("#reason", "zzqsanction");
  await page.click("main form button");
  await page.goto(at(`/reports/${id}/case/assessments`));
  await page.selectOption("#intent_capacity", "intentional");
  await page.fill("#assessor", "zzqassessor");
  await page.fill("#basis", "zzqassessment");
  await page.click("main form button");
  await page.says("main", "zzqassessment");
  sync();
  const ask = (...args) => execFileSync(TABARD, ["--json", "device", ...args], { encoding: "utf8" });
  const said = ["list", "sync"].map((call) => ask(call, "--vault", phone)).join("") + ["show", "history"].map((call) => ask(call, "--vault", phone, id)).join("");
  for (const word of ["zzqsanction", "zzqassess", "warning_letter", "S. Silent"]) assert.ok(!said.includes(word), word);
});

test("each part looks well in every look, full and empty", async () => {
  const id = report({ callsign: "YA310" });
  const bare = report({ callsign: "YA311", occurred_at: undefined, people: undefined, staff: undefined, recordings: undefined, narrative: undefined, police_contacted: undefined });
  const page = await somebody("F. Filler");
  const fill = async (part, fields) => {
    await page.goto(at(`/reports/${id}/case/${part}`));
    for (const [field, text] of Object.entries(fields)) {
      const isSelect = await page.$(`select#${field}`);
      await (isSelect ? page.selectOption(`#${field}`, text) : page.fill(`#${field}`, text));
    }
    await page.click("main form button");
    await page.says(".nhsuk-notification-banner", "saved");
  };
  await fill("assessments", { intent_capacity: "clinical_lacks_capacity", capacity_basis: "hypoglycaemia", assessor: "Dr Ali, clinical lead", basis: "Blood sugar 1.9 on the record of the crew." });
  await fill("actions", { rung: "acceptable_behaviour_agreement", person: "p1", reason: "He kicked a colleague twice while he was carried.", clinical_by: "Dr Ali", clinical_input: "He was not in control of himself.", conditions: "Speak to us without threats.", "expires_on-day": "1", "expires_on-month": "6", "expires_on-year": NEXT_YEAR });
  await fill("actions", { rung: "warning_letter", person: "p1", reason: "He shouted at the desk." });
  await fill("police", { force: "West Yorkshire Police", reference: "13/4471/26", status: "investigating", "chase_on-day": "3", "chase_on-month": "2", "chase_on-year": "2026", notes: "The officer is off until Monday." });
  await fill("notes", { text: "The station manager rang. She asks for a debrief." });
  const parts = ["assessments", "actions", "police", "riddor", "footage", "alike", "notes", "riddor/s1"];
  const name = (part) => part.replace("/", "-");
  const pages = { case: `/reports/${id}`, "case-bare": `/reports/${bare}` };
  for (const part of parts) pages[`work-${name(part)}`] = `/reports/${id}/case/${part}`;
  for (const part of ["assessments", "riddor", "footage"]) pages[`bare-${part}`] = `/reports/${bare}/case/${part}`;
  pages.sanctions = "/sanctions";
  pages.evidence = `/reports/${id}/evidence`;
  const everybody = (options) => somebody("L. Ooks", ["triager", "approver", "evidence_officer"], options);
  const first = await everybody({});
  await first.goto(at("/sanctions"));
  pages.sanction = new URL(await first.getAttribute(".work-links a", "href"), first.url()).pathname;
  await first.goto(at(`/reports/${id}/case/actions`));
  pages.letter = new URL(await first.getAttribute('a[href*="/letter/"]', "href"), first.url()).pathname;
  await judged(pages, everybody, (page, path) => page.goto(at(path)));
});
