// Many reports: the inbox goes on page by page until every one was there; and data for others, in every
// look.

import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { after, before, test } from "node:test";

import { judged } from "./look.js";
import { World, closeBrowser, tabard } from "./world.js";

const TABARD = process.env.TABARD ?? "../../target/debug/tabard";
const CORPUS = new URL("../corpus/reports.jsonl", import.meta.url).pathname;
const HTML = '"><img src=x onerror=alert(1)> {{ 7*7 }}';
const MANY = 120;

let world;
before(async () => {
  world = await World.new("--console", "127.0.0.1:0");
  const phone = world.enrol("phone", "crew");
  const all = readFileSync(CORPUS, "utf8").trim().split("\n");
  const some = Array.from({ length: MANY }, (_, number) => all[number % all.length]);
  execFileSync(TABARD, ["--json", "device", "report", "--vault", phone, "-"], { input: some.join("\n"), encoding: "utf8" });
  tabard("device", "sync", "--vault", phone);
  tabard("hub", "list", "--dir", world.path("region"));
});
after(async () => {
  await closeBrowser();
  await world.end();
});

const at = (path) => world.region.console + path;
const shownOn = (page) => page.$$eval(".inbox-row", (rows) => rows.map((row) => row.dataset.id));

test("every open report is on one page of the inbox, in one order, and the page stays where it is", async () => {
  const page = await world.signedIn("T. Nurse", {}, "triager");
  const open = tabard("hub", "list", "--dir", world.path("region")).filter((one) => one.state !== "closed").length;
  const seen = [];
  for (;;) {
    await page.says("#count", String(open));
    const rows = await shownOn(page);
    assert.ok(rows.length > 0 && rows.length <= 50);
    seen.push(...rows);
    const next = await page.$("a[rel=next]");
    if (!next) break;
    assert.equal(await next.textContent(), "Next reports");
    await next.click();
    await page.waitForFunction((first) => document.querySelector(".inbox-row").dataset.id !== first, rows[0]);
  }
  assert.equal(seen.length, open);
  assert.equal(new Set(seen).size, open);
  // Its own news keeps a later page where it is.
  const query = await page.getAttribute("#rows", "data-query");
  assert.match(query, /after=/);
  const again = await (await page.request.get(at(`/inbox/rows?${query}`))).text();
  for (const id of await shownOn(page)) assert.ok(again.includes(id));
  // A place that nobody gave is the beginning.
  await page.goto(at("/inbox?list=open&after=%22%3E%3Cscript%3E"));
  assert.deepEqual(await shownOn(page), seen.slice(0, 50));
  assert.deepEqual(page.complaints, []);
});

test("a file with a row for each report takes two people, and comes once", async () => {
  const nurse = await world.signedIn("T. Nurse 2", {}, "triager");
  await nurse.goto(at("/data"));
  await nurse.says("main", "Nothing was exported yet.");
  await nurse.click("main form button");
  await nurse.says(".nhsuk-error-summary", "Choose a file");
  await nurse.selectOption("#format", "csv");
  await nurse.click("main form button");
  await nurse.says(".nhsuk-error-summary", "Say why");
  assert.equal(await nurse.inputValue("#format"), "csv");
  await nurse.fill("#why", HTML);
  await nurse.click("main form button");
  await nurse.says("h1", "What needs a second person");
  assert.equal(await nurse.$("img"), null);
  // Nobody approves their own; another does.
  const lead = await world.signedIn("B. Lead", {}, "approver");
  await lead.goto(at("/approvals"));
  await lead.says("main", "without what identifies people");
  await lead.fill("textarea", "For the board.");
  await lead.click("button[value=approve]");
  await lead.says("main", "For the board.");
  await nurse.goto(at("/data"));
  await nurse.selectOption("#format", "csv");
  const [download] = await Promise.all([nurse.waitForEvent("download"), nurse.click("main form button")]);
  const text = readFileSync(await download.path(), "utf8");
  assert.ok(text.startsWith("month,status,"), text.slice(0, 80));
  assert.ok(!text.includes("narrative"));
  await nurse.goto(at("/data"));
  await nurse.says("main", "agreed by B. Lead");
  // It was spent: the same form asks again.
  await nurse.selectOption("#format", "csv");
  await nurse.click("main form button");
  await nurse.says(".nhsuk-error-summary", "Say why");
  assert.deepEqual(nurse.complaints.filter((one) => !one.includes("422")), []);
});

test("on the command line two names are given, and the page says what was taken out, as text", async () => {
  const page = await world.signedIn("A. Analyst", {}, "analyst");
  const file = world.path("out.csv");
  const exported = (...more) => tabard("hub", "export", "--dir", world.path("region"), "--format", "csv", "--by", HTML, ...more);
  assert.throws(() => exported("--approved-by", HTML, "--to", file));
  exported("--approved-by", "C. Lead", "--to", file);
  assert.ok(readFileSync(file, "utf8").startsWith("month,status,"));
  await page.goto(at("/data"));
  await page.says("main", "agreed by C. Lead");
  assert.equal(await page.$("img"), null);
  assert.equal(await page.$("main form"), null);
  const origin = new URL(at("/")).origin;
  assert.equal((await page.request.post(at("/data"), { headers: { origin }, form: { format: "csv" } })).status(), 403);
  assert.equal((await page.request.get(at("/learning/types.csv"))).status(), 200);
  assert.deepEqual(page.complaints, []);
});

test("the page of data looks well in every look", async () => {
  await judged({ data: "/data", pages: "/inbox" }, (options) => world.signedIn("Looks", options, "triager"), (page, path) => page.goto(at(path)));
});
