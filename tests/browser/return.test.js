// The national return at the hub's pages: what it says is shown before it is signed, and the file is the
// one that the command line makes.

import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { after, before, test } from "node:test";

import { judged } from "./look.js";
import { World, closeBrowser, tabard } from "./world.js";

const TABARD = process.env.TABARD ?? "../../target/debug/tabard";
const CORPUS = new URL("../corpus/reports.jsonl", import.meta.url).pathname;
const QUARTER = `${new Date().getUTCFullYear()}-Q${Math.floor(new Date().getUTCMonth() / 3) + 1}`;

let world;
before(async () => {
  world = await World.new("--console", "127.0.0.1:0", "--service", "RX8");
  const phone = world.enrol("phone", "crew");
  for (let times = 0; times < 3; times += 1) {
    execFileSync(TABARD, ["--json", "device", "report", "--vault", phone, "-"], { input: readFileSync(CORPUS, "utf8") });
  }
  tabard("device", "sync", "--vault", phone);
  tabard("hub", "list", "--dir", world.path("region"));
});
after(async () => {
  await closeBrowser();
  await world.end();
});

const at = (path) => world.region.console + path;
const analyst = (options) => world.signedIn("A. Count", options, "analyst");

test("the file is what was previewed, signed, and the same as the command line's", async () => {
  const page = await analyst();
  await page.click("nav >> text=National return");
  assert.equal(await page.inputValue("#service"), "RX8");
  await page.selectOption("#period", QUARTER);
  await page.click("text=Preview");
  await page.says("main", "This quarter is not over");
  const incidents = Number(await page.innerText(".console-number"));
  assert.ok(incidents > 0);
  const [download] = await Promise.all([page.waitForEvent("download"), page.click("text=Sign and download")]);
  assert.equal(download.suggestedFilename(), `RX8-${QUARTER}-1.return`);
  const file = world.path("page.return");
  await download.saveAs(file);
  assert.equal(tabard("national", "show", file).return.incidents, incidents);
  const made = world.path("made.return");
  tabard("return", "make", "--dir", world.path("region"), "--service", "RX8", "--period", QUARTER, "--out", made);
  assert.ok(readFileSync(made).equals(readFileSync(file)), "equal to the byte");
  assert.deepEqual(page.complaints, []);
});

test("what cannot be is said beside its field, and nothing is signed", async () => {
  const page = await analyst();
  for (const [asked, field] of [["service=x&period=2026-Q1", "service"], ["service=RX8&period=2026", "period"], [`service=RX8&period=${QUARTER}&revision=0`, "revision"]]) {
    await page.goto(at(`/return?${asked}`));
    assert.ok(await page.$(`#${field}-fault`), asked);
    assert.equal(await page.$("text=Sign and download"), null);
  }
  const origin = new URL(at("/")).origin;
  const forged = await page.request.post(at("/return/file"), { headers: { origin }, form: { service: "RX8", period: QUARTER }, maxRedirects: 0 });
  assert.equal(forged.status(), 303, "a form that was not shown signs nothing");
});

test("each page looks well in every look", async () => {
  await judged({ return: `/return?service=RX8&period=${QUARTER}`, "return-faults": "/return?service=x" }, analyst, (page, path) => page.goto(at(path)));
});
