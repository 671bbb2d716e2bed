// Who read what, and what is held: an auditor sees ids and no report; each page a triager opens is a
// line; holds are laid and ended; and what is typed stays text.

import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { after, before, test } from "node:test";

import { SCREENS, judged } from "./look.js";
import { World, closeBrowser, tabard } from "./world.js";

const TABARD = process.env.TABARD ?? "../../target/debug/tabard";
const CORPUS = new URL("../corpus/reports.jsonl", import.meta.url).pathname;
const HTML = '"><img src=x onerror=alert(1)><script>alert(2)</script> & {{ 7*7 }} é';

let world;
let phone;
let ids;
before(async () => {
  world = await World.new("--console", "127.0.0.1:0");
  phone = world.enrol("phone", "crew");
  const text = readFileSync(CORPUS, "utf8").split("\n").slice(0, 30).join("\n");
  const printed = execFileSync(TABARD, ["--json", "device", "report", "--vault", phone, "-"], { input: text, encoding: "utf8" });
  ids = printed.trim().split("\n").map((line) => JSON.parse(line).id);
  tabard("device", "sync", "--vault", phone);
  tabard("hub", "list", "--dir", world.path("region"));
});
after(async () => {
  await closeBrowser();
  await world.end();
});

const at = (path) => world.region.console + path;
const auditor = (options) => world.signedIn("A. Auditor", options, "auditor");
const governance = (options) => world.signedIn("G. Lead", options, "governance");

test("what a triager opens is a line, with an id that leads nowhere and no word of the report", async () => {
  const triager = await world.signedIn("T. Nurse", {}, "triager");
  await triager.goto(at(`/reports/${ids[0]}`));
  const heading = await triager.textContent("h1");
  await triager.goto(at(`/reports/${ids[0]}/history`));
  const page = await auditor();
  await page.goto(at("/audit"));
  await page.says("h1", "Who read what");
  const rows = await page.$$eval("tbody tr", (rows) => rows.map((row) => row.textContent));
  const [history, report] = rows.filter((row) => row.includes(ids[0]));
  assert.match(history, /T\. Nurse.*Read the history/);
  assert.match(report, /T\. Nurse.*Read a report/);
  assert.deepEqual(await page.$$("main a"), []);
  assert.ok(!(await page.textContent("main")).includes(heading.trim()));
  assert.deepEqual(page.complaints, []);
});

test("it is asked by person, record and act, and no address holds a name", async () => {
  const page = await auditor();
  await page.goto(at("/audit"));
  await page.fill("#by", "nurse");
  await page.selectOption("#what", "viewed_report");
  await page.fill("#record", ids[0].slice(0, 8).toUpperCase());
  await page.keyboard.press("Enter");
  await page.says("main", "1 line.");
  assert.ok(!page.url().includes("nurse"));
  await page.fill("#by", "nobody of that name");
  await page.click(".audit-buttons button:first-child");
  await page.says(".console-empty", "Nothing like that");
  await page.fill("#from", "2030-01-02");
  await page.fill("#until", "2030-01-01");
  await page.click(".audit-buttons button:first-child");
  await page.says(".nhsuk-error-summary", "the earlier one first");
  assert.equal(await page.inputValue("#by"), "nobody of that name");
});

test("the file has the lines, and to take it out is one", async () => {
  const page = await auditor();
  await page.goto(at("/audit"));
  const waiting = page.waitForEvent("download");
  await page.click("text=Take out as a file");
  const text = readFileSync(await (await waiting).path(), "utf8");
  assert.match(text, /^at,by,what,record,why\r\n/);
  assert.ok(text.includes(`T. Nurse,viewed_report,${ids[0]}`));
  await page.goto(at("/audit"));
  await page.says("tbody", "Took out a file");
});

test("a day of many reports sticks out", async () => {
  for (const [n, name] of ["One", "Two", "Three"].entries()) {
    const quiet = await world.signedIn(name, {}, "triager");
    await quiet.request.get(at(`/reports/${ids[n]}`));
  }
  const much = await world.signedIn("M. Curious", {}, "triager");
  for (const id of ids.slice(0, 24)) await much.request.get(at(`/reports/${id}`));
  const page = await auditor();
  await page.goto(at("/audit"));
  await page.says("[aria-labelledby=busy]", "M. Curious read 24 different records");
});

test("a hold is laid and ended, and what is wrong comes back with all that was typed", async () => {
  const page = await governance();
  await page.goto(at("/retention"));
  await page.says("main", "Nothing is held");
  await page.fill("#record", "no id");
  await page.fill("#why", HTML);
  await page.click("form[action=\"/retention/hold\"] button");
  await page.says(".nhsuk-error-summary", "whole id");
  await page.says(".nhsuk-error-summary", "a day that is to come");
  assert.equal(await page.inputValue("#why"), HTML);
  await page.fill("#record", ids[1]);
  for (const [part, value] of [["day", "1"], ["month", "6"], ["year", "2090"]]) await page.fill(`#review-${part}`, value);
  await page.click("form[action=\"/retention/hold\"] button");
  await page.says(".nhsuk-notification-banner", "The record is held");
  await page.says(".retention-holds", "onerror=alert(1)");
  assert.equal(await page.$("main img"), null);
  await page.screenshot({ path: `${SCREENS}hub-retention-held.png`, fullPage: true });
  await page.click(".retention-holds summary");
  await page.click("form[action=\"/retention/release\"] button");
  await page.says(".nhsuk-error-summary", "held no more");
  await page.fill(`#why-${ids[1]}`, "Settled.");
  await page.click("form[action=\"/retention/release\"] button");
  await page.says(".nhsuk-notification-banner", "has ended");
  await page.says("main", "Nothing is held");
  await page.goto(at("/audit"));
  await page.says("tbody", "Laid a hold");
  await page.says("tbody", "onerror=alert(1)");
  assert.equal(await page.$("main img"), null);
  assert.deepEqual(page.complaints.filter((said) => !said.includes("422")), []);
});

test("a page is for the role that it is for, and a refusal is a line", async () => {
  const audit = ["/audit", "/learning"];
  const pages = { auditor: audit, governance: ["/audit", "/retention"], triager: ["/learning", `/reports/${ids[0]}`], approver: [], analyst: ["/learning"] };
  const all = new Set(Object.values(pages).flat());
  for (const [role, own] of Object.entries(pages)) {
    const page = await world.signedIn(`Only ${role}`, {}, role);
    for (const path of all) {
      const status = (await page.request.get(at(path))).status();
      assert.equal(status, own.includes(path) ? 200 : 403, `${role} at ${path}`);
    }
    const origin = new URL(at("/")).origin;
    const post = (path) => page.request.post(at(path), { headers: { origin }, form: { held: ids[0] }, maxRedirects: 0 });
    for (const path of ["/audit/find", "/audit.csv"]) {
      assert.equal((await post(path)).status() === 403, !own.includes("/audit"), `${role} posts ${path}`);
    }
    for (const path of ["/retention/hold", "/retention/release", "/retention/erase"]) {
      assert.equal((await post(path)).status() === 403, role !== "governance", `${role} posts ${path}`);
    }
  }
  const page = await auditor();
  await page.goto(at("/audit"));
  await page.says("tbody", "Was refused a page");
});

test("what is due is erased by two people, and its certificate stays", async () => {
  const old = { types: ["verbal_abuse"], occurred_at: "2010-03-01T10:00:00Z", narrative: HTML };
  const input = [old, old].map((one) => JSON.stringify(one)).join("\n");
  const printed = execFileSync(TABARD, ["--json", "device", "report", "--vault", phone, "-"], { input, encoding: "utf8" });
  const [gone, kept] = printed.trim().split("\n").map((line) => JSON.parse(line).id);
  tabard("device", "sync", "--vault", phone);
  for (const id of [gone, kept]) tabard("hub", "answer", "--dir", world.path("region"), id, "--status", "closed", "--outcome", "action_taken", "--note", "Thank you.");
  const page = await governance();
  await page.goto(at("/retention"));
  await page.says("main", "Nothing was erased");
  const ask = async () => page.click("form[action='/retention/erase'] button");
  await page.fill("#erase_why", HTML);
  await ask();
  await page.says(".nhsuk-error-summary", "Choose what is to be erased");
  assert.equal(await page.inputValue("#erase_why"), HTML);
  assert.equal(await page.$(`#erase-${ids[0]}`), null, "what is not due is not offered");
  await page.fill("#erase_why", "");
  await page.check(`#erase-${gone}`);
  await ask();
  await page.says(".nhsuk-error-summary", "Say why, for whoever approves");
  assert.ok(await page.isChecked(`#erase-${gone}`) && !(await page.isChecked(`#erase-${kept}`)));
  await page.fill("#erase_why", HTML);
  await ask();
  await page.says("main", "Erase what is kept");
  await page.says("main", gone);
  assert.equal(await page.$("main img"), null);
  assert.equal(await page.$("button[value=approve]"), null, "nobody approves what they asked for");
  await page.goto(at("/retention"));
  await page.check(`#erase-${gone}`);
  await page.check(`#erase-${kept}`);
  await page.fill("#erase_why", "Both");
  await ask();
  assert.ok(tabard("hub", "show", "--dir", world.path("region"), gone), "another act is not approved by asking");

  const approver = await world.signedIn("B. Other", {}, "approver");
  await approver.goto(at("/approvals"));
  const card = approver.locator(".console-card", { hasText: "onerror=alert(1)" });
  await card.locator("textarea").fill("The period is over");
  await card.locator("button[value=approve]").click();
  await approver.says("main", "whoever asked can now do it");
  await page.goto(at("/retention"));
  await page.check(`#erase-${gone}`);
  await ask();
  await page.says(".nhsuk-notification-banner", "It is erased");
  await page.says(".retention-certificates", "Ordered by G. Lead, agreed by B. Other");
  assert.equal(await page.$(`#erase-${gone}`), null);
  assert.ok(await page.$(`#erase-${kept}`));
  const waiting = page.waitForEvent("download");
  await page.click(".retention-certificates a");
  const file = await (await waiting).path();
  const text = readFileSync(file, "utf8");
  assert.equal(JSON.parse(text).erased[0].report, gone);
  assert.ok(!text.includes("2010-03-01T10:00"), "no word of the report but its day");
  tabard("hub", "retention", "certificate", "--dir", world.path("region"), "--file", file);
  assert.throws(() => tabard("hub", "show", "--dir", world.path("region"), gone));
  assert.equal((await page.request.get(at("/retention/certificates/00.json"))).status(), 404);
  tabard("device", "sync", "--vault", phone);
  const left = execFileSync(TABARD, ["--json", "device", "list", "--vault", phone], { encoding: "utf8" });
  assert.ok(!left.includes(gone) && left.includes(kept), "and from the phone");
  const read = await auditor();
  await read.goto(at("/audit"));
  await read.says("tbody", gone);
  assert.deepEqual(page.complaints.filter((said) => !/422|404/.test(said)), []);
});

test("each page looks well in every look", async () => {
  tabard("hub", "retention", "hold", "--dir", world.path("region"), ids[2], "--why", "Claim 12 of 2026", "--review", "2090-06-01", "--by", "Claims");
  await judged({ audit: "/audit", retention: "/retention" }, governance, (page, path) => page.goto(at(path)));
});
