// The hub's inbox and a case: a report arrives by itself, is answered by keyboard, and the answer is
// on the phone; who may see what; and what is typed stays text.

import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { after, before, test } from "node:test";

import { judged } from "./look.js";
import { World, closeBrowser, tabard } from "./world.js";

const TABARD = process.env.TABARD ?? "../../target/debug/tabard";
const CORPUS = new URL("../corpus/reports.jsonl", import.meta.url).pathname;
const HTML = '"><img src=x onerror=alert(1)><script>alert(2)</script> & {{ 7*7 }} é';

let world;
let phone;
before(async () => {
  world = await World.new("--console", "127.0.0.1:0");
  phone = world.enrol("phone", "crew");
  const some = readFileSync(CORPUS, "utf8").split("\n").slice(0, 40).join("\n");
  report(some);
  tabard("device", "sync", "--vault", phone);
  tabard("hub", "list", "--dir", world.path("region"));
});
after(async () => {
  await closeBrowser();
  await world.end();
});

const at = (path) => world.region.console + path;

/** Writes reports on the phone, and gives the id of the last. */
function report(lines) {
  const text = typeof lines === "string" ? lines : JSON.stringify(lines);
  const printed = execFileSync(TABARD, ["--json", "device", "report", "--vault", phone, "-"], { input: text, encoding: "utf8" });
  return JSON.parse(printed.trim().split("\n").at(-1)).id;
}

const sync = () => tabard("device", "sync", "--vault", phone);
const triager = (options) => world.signedIn("T. Nurse", options, "triager");

/** Goes on by Tab until something is reached, as somebody without a mouse does. */
async function tabTo(page, selector) {
  for (let tabs = 1; tabs < 250; tabs += 1) {
    await page.keyboard.press("Tab");
    if (await page.evaluate((selector) => document.activeElement.matches(selector), selector)) return tabs;
  }
  throw new Error(`no Tab leads to ${selector}`);
}

test("a report is in the inbox without a reload, first where it is grave, and what was chosen stays so", async () => {
  const page = await triager();
  await page.says("h1", "Inbox");
  await page.says("#live", "by themselves");
  await page.check(".inbox-row input >> nth=3");
  const chosen = await page.inputValue(".inbox-row input >> nth=3");
  const id = report({ types: ["physical_contact"], safe_now: "need_help_now", callsign: "YA999" });
  sync();
  await page.waitForSelector(`[data-id="${id}"]`);
  await page.says("#live", "came");
  await page.says(`[data-id="${id}"]`, "Needed help at once");
  assert.equal(await page.getAttribute(".inbox-row >> nth=0", "data-id"), id);
  assert.ok(await page.isChecked(`input[value="${chosen}"]`));
  assert.deepEqual(page.complaints, []);
});

test("by keyboard alone: the report is opened and answered, and the phone shows it", async () => {
  const id = report({ types: ["verbal_threat"], weapon_involved: true, safe_now: "need_help_now", callsign: "YA777" });
  sync();
  const page = await triager();
  await page.waitForSelector(`[data-id="${id}"]`);
  await page.keyboard.press("j");
  for (let tries = 0; tries < 10; tries += 1) {
    if (await page.evaluate((id) => document.activeElement.closest("[data-id]")?.dataset.id === id, id)) break;
    await page.keyboard.press("j");
  }
  await page.keyboard.press("Enter");
  await page.says("h1", "YA777");
  await tabTo(page, "#status");
  await page.keyboard.type("Clo");
  await tabTo(page, "main form button");
  await page.keyboard.press("Enter");
  // Closing takes an outcome: what was typed is still there.
  await page.says(".nhsuk-error-summary", "with an outcome");
  assert.equal(await page.inputValue("#status"), "closed");
  await tabTo(page, "#note");
  await page.keyboard.type("We spoke to the police. Thank you for telling us.");
  await tabTo(page, "#outcome");
  await page.keyboard.press("ArrowDown");
  await tabTo(page, "main form button");
  await page.keyboard.press("Enter");
  await page.says(".nhsuk-notification-banner", "on its way");
  sync();
  const shown = tabard("device", "show", "--vault", phone, id);
  assert.equal(shown.state, "closed");
  assert.match(JSON.stringify(shown.answer), /We spoke to the police/);
  const refused = (said) => !said.includes("422");
  assert.deepEqual(page.complaints.filter(refused), []);
});

test("several are thanked at once, and each phone hears it", async () => {
  const ids = [report({ types: ["verbal_abuse"], weapon_involved: true }), report({ types: ["near_miss"], weapon_involved: true })];
  sync();
  const page = await triager();
  for (const id of ids) await page.check(`input[value="${id}"]`);
  await page.click("#thanks button");
  await page.says(".nhsuk-notification-banner", "2 reporters");
  sync();
  for (const id of ids) assert.equal(tabard("device", "show", "--vault", phone, id).state, "being_looked_at");
});

test("what is in the reports is found, and no address holds the words", async () => {
  const id = report({ types: ["near_miss"], narrative: "The heron stood in the porch." });
  sync();
  const page = await triager();
  await page.fill("#words", "heron porch");
  await page.click(".inbox-find button");
  await page.waitForSelector(`[data-id="${id}"]`);
  assert.equal((await page.$$(".inbox-row")).length, 1);
  assert.ok(!page.url().includes("heron"));
  await page.fill("#words", "kettle unlikely");
  await page.click(".inbox-find button");
  await page.says(".console-empty", "No report is like that");
});

test("HTML in a report is text, in the inbox, the case and its history", async () => {
  const id = report({ types: ["near_miss"], narrative: HTML, callsign: HTML.slice(0, 30), cad_number: HTML.slice(0, 40) });
  sync();
  const page = await triager();
  await page.waitForSelector(`[data-id="${id}"]`);
  for (const path of ["/inbox?list=all", `/reports/${id}`, `/reports/${id}/history`]) {
    await page.goto(at(path));
    assert.equal(await page.$("img"), null, path);
  }
  await page.says("main", "onerror=alert(1)");
  assert.deepEqual(page.complaints, []);
});

test("a page is for the role that it is for", async () => {
  const id = report({ types: ["near_miss"] });
  sync();
  const learning = ["/learning", "/learning/weeks.csv"];
  const parts = ["assessments", "actions", "police", "riddor", "footage", "alike", "notes"].map((part) => `/reports/${id}/case/${part}`);
  const reports = ["/inbox", "/inbox?list=closed", "/inbox/rows", `/reports/${id}`, `/reports/${id}/history`, ...parts];
  const pages = {
    analyst: [...learning, "/data", "/return"],
    triager: [...learning, "/data", ...reports],
    evidence_officer: [...reports, `/reports/${id}/evidence`],
    approver: ["/sanctions", "/proposals", "/expiring", "/appeals", "/alerts", "/all", "/search", "/report", "/report.csv?on-day=1&on-month=1&on-year=2026", "/report.json?on-day=1&on-month=1&on-year=2026", "/export"],
  };
  const all = new Set(Object.values(pages).flat());
  for (const [role, own] of Object.entries(pages)) {
    const page = await world.signedIn(`Only ${role}`, {}, role);
    for (const path of all) {
      const status = (await page.request.get(at(path))).status();
      assert.equal(status, own.includes(path) ? 200 : 403, `${role} at ${path}`);
    }
    const origin = new URL(at("/")).origin;
    const post = (path) => page.request.post(at(path), { headers: { origin }, form: { status: "closed" }, maxRedirects: 0 });
    const reads = own.includes("/inbox");
    for (const path of ["/inbox/find", "/inbox/thanks", `/reports/${id}/answer`, `/reports/${id}/case/notes`]) {
      assert.equal((await post(path)).status() === 403, !reads, `${role} posts ${path}`);
    }
    assert.equal((await post(`/reports/${id}/evidence`)).status() === 403, role !== "evidence_officer", `${role} makes evidence`);
    for (const path of ["/search", "/export", `/markers/${id}/approved`, `/sanctions/${id}/a1`]) {
      assert.equal((await post(path)).status() === 403, role !== "approver", `${role} posts ${path}`);
    }
  }
});

test("each page looks well in every look", async () => {
  const rich = readFileSync(CORPUS, "utf8").split("\n").slice(0, 40).sort((one, other) => other.length - one.length)[0];
  const id = report(rich);
  tabard("device", "edit", "--vault", phone, id, "--set", "callsign=YA215");
  sync();
  report(readFileSync(CORPUS, "utf8"));
  sync();
  tabard("hub", "answer", "--dir", world.path("region"), id, "--status", "being_looked_at", "--note", "Which door was it?", "--question", "--role", "VPR lead");
  const PAGES = { inbox: "/inbox", empty: "/inbox?list=closed&type=hostage", learning: "/learning", case: `/reports/${id}`, history: `/reports/${id}/history` };
  await judged(PAGES, triager, (page, path) => page.goto(at(path)));
});
