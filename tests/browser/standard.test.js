// The VPR Standard, the risks, the board's pack and lessons: who may see them, by keyboard, in every
// look, on paper; and what is typed stays text.

import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { mkdirSync, readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { pathToFileURL } from "node:url";
import { after, before, test } from "node:test";

import { SCREENS, judged } from "./look.js";
import { World, blank, closeBrowser, tabard } from "./world.js";

const AXE = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");
const TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"];
const TABARD = process.env.TABARD ?? "../../target/debug/tabard";
const CORPUS = new URL("../corpus/reports.jsonl", import.meta.url).pathname;
const INDICATORS = new URL("../../docs/standard.example.json", import.meta.url).pathname;
const HTML = '"><img src=x onerror=alert(1)><script>alert(2)</script> & {{ 7*7 }} é';

let world;
let phone;
let source;
before(async () => {
  mkdirSync(SCREENS, { recursive: true });
  world = await World.new("--console", "127.0.0.1:0", "--standard", INDICATORS);
  phone = world.enrol("phone", "crew");
  report(readFileSync(CORPUS, "utf8").split("\n").slice(0, 300).join("\n"));
  source = report({
    types: ["physical_contact"],
    callsign: "YA215",
    address: "4 Lupin Parade, Fogmouth",
    narrative: "The dog Biscuit barred the door and then his owner pushed us both.",
    staff: [{ id: "s1", name: "Sam Quill", staff_group: "paramedic", training_level: "conflict_resolution" }],
  });
  tabard("device", "sync", "--vault", phone);
  tabard("hub", "list", "--dir", world.path("region"));
});
after(async () => {
  await closeBrowser();
  await world.end();
});

const at = (path) => world.region.console + path;
const lead = (options, name = "L. Lead") => world.signedIn(name, options, "lead");

/** Writes reports on the phone, and gives the id of the last. */
function report(lines) {
  const text = typeof lines === "string" ? lines : JSON.stringify(lines);
  const printed = execFileSync(TABARD, ["--json", "device", "report", "--vault", phone, "-"], { input: text, encoding: "utf8" });
  return JSON.parse(printed.trim().split("\n").at(-1)).id;
}

/** Goes on by Tab until something is reached, as somebody without a mouse does. */
async function tabTo(page, selector) {
  for (let tabs = 1; tabs < 250; tabs += 1) {
    await page.keyboard.press("Tab");
    if (await page.evaluate((selector) => document.activeElement.matches(selector), selector)) return tabs;
  }
  throw new Error(`no Tab leads to ${selector}`);
}

/** Fills in the three fields of a day. */
async function day(page, id, [day, month, year]) {
  await page.fill(`#${id}-day`, day);
  await page.fill(`#${id}-month`, month);
  await page.fill(`#${id}-year`, year);
}

async function risk(page, title, likelihood, impact, review, actions = "") {
  await page.goto(at("/risks/new"));
  await page.fill("#risks-title", title);
  await page.selectOption("#risks-likelihood", likelihood);
  await page.selectOption("#risks-impact", impact);
  await page.fill("#risks-owner_role", "Head of operations");
  await page.fill("#risks-actions", actions);
  await day(page, "risks-review_on", review);
  await page.click("main form button");
  await page.says(".nhsuk-notification-banner", "written down");
}

async function rate(page, part, rating, reason) {
  await page.goto(at(`/standard/${part}`));
  await page.check(`input[name=rating][value=${rating}]`);
  await page.fill("#rate-reason", reason);
  await page.click("form[action$='/rate'] button");
  await page.says(".nhsuk-notification-banner", "written down");
}

const refused = (said) => !said.includes("422");

test("by keyboard alone a part is rated; what is missing is said, and what was typed stays", async () => {
  const page = await lead();
  await page.says("h1", "The VPR Standard");
  await tabTo(page, "a[href='/standard/workforce']");
  await page.keyboard.press("Enter");
  await page.says("h1", "Workforce");
  await tabTo(page, "#rate-reason");
  await page.keyboard.type("Half of the crews are trained.");
  await tabTo(page, "form[action$='/rate'] button");
  await page.keyboard.press("Enter");
  await page.says(".nhsuk-error-summary", "Choose a rating");
  assert.equal(await page.inputValue("#rate-reason"), "Half of the crews are trained.");
  assert.ok((await page.title()).startsWith("Error:"));
  await tabTo(page, ".nhsuk-error-summary a");
  await page.keyboard.press("Enter");
  assert.equal(await page.evaluate(() => document.activeElement.id), "rate-rating-1");
  await page.keyboard.press("ArrowDown");
  await tabTo(page, "form[action$='/rate'] button");
  await page.keyboard.press("Enter");
  await page.says(".nhsuk-notification-banner", "written down");
  await page.says(".versions", "Amber");
  await page.says(".versions", "Half of the crews are trained.");
  await page.says(".versions", "L. Lead");
  assert.deepEqual(page.complaints.filter(refused), []);
});

test("evidence fills a gap until it is ended, and a live figure shows one by itself", async () => {
  const page = await lead();
  await page.goto(at("/standard/governance_assurance"));
  await page.says("#evidence ~ ul", "The violence policy is in date");
  await page.selectOption("#standard_evidence-indicator", "G2");
  await page.fill("#standard_evidence-title", "Violence policy, version 4");
  await page.check("input[name=link][value=document]");
  await day(page, "standard_evidence-review_on", ["1", "2", "2031"]);
  await page.click("form[action$='/evidence'] button");
  await page.says(".nhsuk-error-summary", "where the document is kept");
  await page.fill("#standard_evidence-reference", "POL-017");
  await page.click("form[action$='/evidence'] button");
  await page.says(".piece", "POL-017");
  assert.ok(!(await page.$$eval("#evidence ~ ul", (all) => all.map((one) => one.textContent).join())).includes("violence policy"), "the gap is filled");
  await page.click(".piece summary");
  await page.fill(".piece input[name=reason]", "Version 5 stands.");
  await page.click(".piece form button");
  await page.says("#evidence ~ ul", "The violence policy is in date");
  await page.says("main", "Version 5 stands.");
  await page.goto(at("/standard/data"));
  await page.says(".figures", "Incidents are counted and looked at each month");
  await page.says(".figures dd", /\d+/);
});

test("risks stand by score and say what is overdue; what changed is told, and a closed one is out", async () => {
  const page = await lead();
  await risk(page, "Crews are alone at night", "2", "2", ["1", "1", "2031"]);
  await risk(page, "No panic button in the vehicle", "5", "4", ["1", "1", "2025"], "Fit buttons in every vehicle by spring.");
  await page.goto(at("/risks"));
  await page.says(".task >> nth=0".split(" >>")[0], "No panic button");
  await page.says(".task", "Overdue");
  await page.click("a:has-text('Crews are alone')");
  await page.selectOption("#risks-likelihood", "5");
  await page.selectOption("#risks-impact", "5");
  await page.click("main form button");
  await page.goto(at("/risks"));
  await page.says(".task", "Crews are alone");
  await page.click("a:has-text('Crews are alone')");
  await page.says(".versions", "How likely is it");
  await page.says(".versions del", "2");
  await page.fill("#close-reason", "Second crews are sent at night.");
  await page.click("form[action$='/close'] button");
  await page.says("#closed", "Closed");
  await page.says(".task", "No panic button");
  assert.deepEqual(page.complaints, []);
});

/** A lesson of the source, with its text. */
async function lesson(page, title, happened) {
  await page.goto(at(`/lessons/new?report=${source}`));
  await page.fill("#lessons-title", title);
  await page.fill("#lessons-happened", happened);
  await page.fill("#lessons-change", "Ask for the dog to be locked away before going in.");
  await page.fill("#lessons-affected", "1");
  await page.click("main form button");
  await page.says(".nhsuk-tag", "Draft");
  return new URL(page.url()).pathname;
}

async function consent(page, scopes) {
  await page.fill("#consent-of", "Sam Quill");
  await page.check("input[name=how][value=in_person]");
  await day(page, "consent-given_on", ["1", "3", "2026"]);
  for (const scope of scopes) await page.check(`input[name=scope-${scope}]`);
  await page.click("form[action$='/consent'] button");
  await page.says(".nhsuk-notification-banner", "written down");
}

async function confirm(page) {
  for (const box of await page.$$("form[action$='/review'] input[type=checkbox]")) await box.check();
  await page.click("form[action$='/review'] button");
}

test("who answers reports and writes lessons goes from the one to the other", async () => {
  const page = await world.signedIn("B. Both", {}, ["triager", "lead"]);
  await page.goto(at(`/reports/${source}`));
  await page.click("#work ~ ul a[href^='/lessons/new']");
  await page.waitForSelector("#lessons-title");
  assert.equal(await page.inputValue("#lessons-report"), source);
  assert.deepEqual(page.complaints, []);
});

test("a lesson warns of what the report names, and is shared once agreed to and reviewed by another", async () => {
  const page = await lead();
  const path = await lesson(page, "A dog at the door", "On 3 June at 02:10 Sam of YA 215 met Biscuit, a dog aged 7, at Lupin Parade.");
  for (const piece of ["Sam", "ya215", "Biscuit", "Lupin", "3 June", "02:10", "aged 7"]) await page.says(".nhsuk-warning-callout", piece);
  await page.click("summary:has-text('Change the words')");
  await page.fill("#lessons-happened", "In June a crew met a dog at a door, and was pushed by its owner.");
  await page.click(`form[action='${path}'] button`);
  await page.says(".nhsuk-notification-banner", "written down");
  assert.equal(await page.$(".nhsuk-warning-callout"), null);
  await page.says("#review ~ .nhsuk-inset-text", "somebody else reviews it");
  const own = await page.request.post(at(`${path}/review`), { headers: { origin: new URL(at("/")).origin }, form: { mark: await page.inputValue("input[name=mark]") }, maxRedirects: 0 });
  assert.equal(own.status(), 422);
  await consent(page, ["internal", "campaign"]);
  await page.says(".nhsuk-tag", "Agreed to");
  const other = await lead({}, "R. Reviewer");
  await other.goto(at(path));
  await other.click("form[action$='/review'] button");
  await other.says(".nhsuk-error-summary", "Confirm each line");
  await confirm(other);
  await other.says(".nhsuk-tag", "Reviewed");
  await other.click("button:has-text('Campaign')");
  await other.says(".nhsuk-tag", "Shared");
  const library = async (scope) => (await page.request.get(at(`/lessons/library/${scope}.json`))).json();
  assert.equal((await library("campaign")).lessons.length, 1);
  assert.equal((await library("internal")).lessons.length, 0, "nobody shared it there");
  assert.equal((await library("aace")).lessons.length, 0);
  const file = world.path("campaign.json");
  assert.equal(tabard("hub", "lessons", "export", "--dir", world.path("region"), "--scope", "campaign", "--form", "json", "--out", file).lessons, 1);
  const text = readFileSync(file, "utf8") + (await (await page.request.get(at("/lessons/library/campaign.html"))).text());
  for (const secret of ["Quill", "Lead", "Reviewer", source, source.slice(0, 8), path.split("/").at(-1)]) assert.ok(!text.includes(secret), secret);
  // Another word ends it, and a consent that is taken back ends it for good.
  await page.goto(at(path));
  await page.click("summary:has-text('Change the words')");
  await page.fill("#lessons-helped", "A second crew.");
  await page.click(`form[action='${path}'] button`);
  await page.says(".nhsuk-tag", "Agreed to");
  assert.equal((await library("campaign")).lessons.length, 0);
  await other.goto(at(path));
  await confirm(other);
  await other.click("button:has-text('Campaign')");
  assert.equal((await library("campaign")).lessons.length, 1);
  await page.goto(at(path));
  await page.click("button:has-text('They took it back')");
  await page.says(".nhsuk-tag", "Withdrawn");
  assert.equal((await library("campaign")).lessons.length, 0);
});

test("HTML in every text is text, on the pages and in the files", async () => {
  const page = await lead();
  await risk(page, HTML, "3", "3", ["1", "1", "2031"], HTML);
  await rate(page, "data", "green", HTML);
  await page.goto(at("/standard/data"));
  for (const field of ["title", "what", "reference"]) await page.fill(`#standard_evidence-${field}`, HTML);
  await page.check("input[name=link][value=document]");
  await day(page, "standard_evidence-review_on", ["1", "2", "2031"]);
  await page.click("form[action$='/evidence'] button");
  const path = await lesson(page, HTML, HTML);
  for (const place of ["/standard", "/standard/data", "/risks", "/standard/board", "/lessons", path]) {
    await page.goto(at(place));
    assert.equal(await page.$("img"), null, place);
    await page.says("main", place === "/standard" ? "Data" : "onerror=alert(1)");
  }
  assert.deepEqual(page.complaints, []);
});

test("a page is for the role that it is for", async () => {
  const own = ["/standard", "/standard/data", "/standard/board", "/standard/board/2026H1.html", "/risks", "/risks/new", "/lessons", "/lessons/new", "/lessons/library/aace.json", "/learning"];
  const others = ["/inbox", `/reports/${source}`, "/proposals", "/export"];
  const page = await lead();
  for (const path of own) assert.equal((await page.request.get(at(path))).status(), 200, path);
  for (const path of others) assert.equal((await page.request.get(at(path))).status(), 403, path);
  for (const path of ["/standard/none", "/risks/none", "/lessons/none", "/standard/board/x.html", "/standard/board?half=1", "/lessons/library/all.json"]) {
    assert.equal((await page.request.get(at(path))).status(), 404, path);
  }
  const posts = ["/standard/data/rate", "/standard/data/evidence", "/risks/new", "/lessons/new"];
  const origin = new URL(at("/")).origin;
  for (const role of ["triager", "approver", "analyst"]) {
    const page = await world.signedIn(`Only ${role}`, {}, role);
    for (const path of own.filter((path) => path !== "/learning")) assert.equal((await page.request.get(at(path))).status(), 403, `${role} at ${path}`);
    for (const path of posts) {
      const answer = await page.request.post(at(path), { headers: { origin }, form: { rating: "red" }, maxRedirects: 0 });
      assert.equal(answer.status(), 403, `${role} posts ${path}`);
    }
  }
  // A form of another session changes nothing.
  const form = { mark: "another", rating: "red", reason: "Because." };
  const answer = await page.request.post(at("/standard/evaluation/rate"), { headers: { origin }, form, maxRedirects: 0 });
  assert.equal(answer.status(), 200);
  await page.goto(at("/standard/evaluation"));
  assert.equal(await page.$(".versions"), null);
});

/** One page on its own, as it stands. */
async function judgedAlone(page, what) {
  await page.evaluate(AXE);
  const { violations } = await page.evaluate((tags) => axe.run(document, { runOnly: tags }), TAGS);
  const said = violations.map((one) => `${one.id}: ${one.nodes.map((node) => node.html).join(" ").slice(0, 300)}`);
  assert.deepEqual(said, [], what);
  const [wide, room] = await page.evaluate(() => [document.documentElement.scrollWidth, window.innerWidth]);
  assert.ok(wide <= room, `${what} is ${wide} wide in ${room}`);
  await page.screenshot({ path: `${SCREENS}hub-${what}.png`, fullPage: true });
}

test("each page looks well in every look, and the pack prints", async () => {
  const first = await lead();
  await rate(first, "leadership_accountability", "green", "The board read a pack in spring, and the chief executive answers for it.");
  await rate(first, "interventions", "red", "Cameras are worn by a third of crews.");
  const path = await lesson(first, "A dog at the door", "Sam met a dog at a door.");
  await consent(first, ["internal"]);
  const PAGES = { standard: "/standard", "standard-part": "/standard/workforce", board: "/standard/board", risks: "/risks", "risk-new": "/risks/new", lessons: "/lessons", lesson: path, "lesson-new": "/lessons/new" };
  await judged(PAGES, lead, (page, path) => page.goto(at(path)));
  const faulty = async (page, path) => {
    await page.goto(at(path));
    await page.click("main form button");
    await page.says(".nhsuk-error-summary", "problem");
  };
  await judged({ "risk-fault": "/risks/new" }, lead, faulty);
  const file = world.path("board.html");
  const half = `${new Date().getUTCFullYear()}H${new Date().getUTCMonth() < 6 ? 1 : 2}`;
  const made = tabard("hub", "board", "--dir", world.path("region"), "--half", half, "--standard", INDICATORS, "--out", file);
  assert.equal(made.half, half);
  const page = await blank();
  await page.goto(pathToFileURL(file).href);
  await judgedAlone(page, "board-file");
  await page.emulateMedia({ media: "print" });
  await page.pdf({ path: `${SCREENS}hub-board.pdf`, preferCSSPageSize: true, printBackground: true });
  assert.deepEqual(page.complaints, []);
});
