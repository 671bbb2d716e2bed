// Many reports: the inbox goes on page by page until every one was there; and data for others, in every
// look.

import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { mkdirSync, readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { after, before, test } from "node:test";

import { World, closeBrowser, tabard } from "./world.js";

const AXE = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");
const SCREENS = new URL("../../target/screens/", import.meta.url).pathname;
const TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"];
const TABARD = process.env.TABARD ?? "../../target/debug/tabard";
const CORPUS = new URL("../corpus/reports.jsonl", import.meta.url).pathname;
const HTML = '"><img src=x onerror=alert(1)> {{ 7*7 }}';
const MANY = 120;

let world;
before(async () => {
  mkdirSync(SCREENS, { recursive: true });
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

test("what was exported stands on the page of data, as text, and a file takes two people", async () => {
  const page = await world.signedIn("A. Analyst", {}, "analyst");
  await page.goto(at("/data"));
  await page.says("main", "Nothing was exported yet.");
  const file = world.path("out.csv");
  const exported = (...more) => tabard("hub", "export", "--dir", world.path("region"), "--format", "csv", "--by", HTML, ...more);
  assert.throws(() => exported("--approved-by", HTML, "--to", file));
  exported("--approved-by", "B. Lead", "--to", file);
  const head = readFileSync(file, "utf8").split("\r\n")[0];
  assert.ok(head.startsWith("month,status,") && !head.includes("narrative"), head);
  await page.goto(at("/data"));
  await page.says("main", "B. Lead");
  await page.says("main", "without what identifies people");
  assert.equal(await page.$("img"), null);
  const csv = await page.request.get(at("/learning/types.csv"));
  assert.equal(csv.status(), 200);
  assert.deepEqual(page.complaints, []);
});

const LOOKS = {
  light: { colorScheme: "light" },
  dark: { colorScheme: "dark" },
  large: { colorScheme: "light", text: 2 },
  "narrow-dark": { viewport: { width: 320, height: 800 }, colorScheme: "dark" },
};

test("the page of data looks well in every look", async () => {
  for (const [look, { text, ...options }] of Object.entries(LOOKS)) {
    const page = await world.signedIn(`Looks ${look}`, options, "triager");
    if (text) await page.addInitScript((text) => document.addEventListener("DOMContentLoaded", () => (document.documentElement.style.fontSize = `${text * 100}%`)), text);
    for (const [name, path] of Object.entries({ data: "/data", pages: "/inbox" })) {
      await page.goto(at(path));
      await page.evaluate(AXE);
      const { violations } = await page.evaluate((tags) => axe.run(document, { runOnly: tags }), TAGS);
      assert.deepEqual(violations.map((one) => one.id), [], `${name} ${look}`);
      const [wide, room] = await page.evaluate(() => [document.documentElement.scrollWidth, window.innerWidth]);
      assert.ok(wide <= room, `${name} ${look} is ${wide} wide in ${room}`);
      await page.screenshot({ path: `${SCREENS}hub-${name}-${look}.png`, fullPage: true });
    }
  }
});
