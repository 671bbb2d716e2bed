// The approver's page: signing in by a link, deciding by keyboard, what is refused, and what outlives
// a session. The pages have no script.

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { after, before, test } from "node:test";

import { World, blank, closeBrowser, seed, setUp, tabard } from "./world.js";

const HTML = '"><img src=x onerror=alert(1)><b>bold</b> & {{ 7*7 }} é';

let world;
let desk;
const markers = [];

before(async () => {
  world = await World.new("--console", "127.0.0.1:0");
  desk = world.enrol("desk");
  for (let number = 0; number < 40; number += 1) {
    const digits = String(number).padStart(3, "0");
    markers.push(seed(desk, "propose", `+447700900${digits}`, `Threats were made to staff, case ${number}.`));
  }
  tabard("device", "sync", "--vault", desk);
});
after(async () => {
  await closeBrowser();
  await world.end();
});

const invite = (name) => world.invite(name);
const signedIn = (name = "J. Brown") => world.signedIn(name);

const at = (path) => world.region.console + path;
const status = async (page, path) => (await page.goto(at(path))).status();

test("a link lets in once, and says so the second time", async () => {
  const page = await blank();
  const link = invite("J. Brown");
  await setUp(page, link);
  await page.click("main a.nhsuk-button");
  await page.says("h1", "wait for a decision");
  await page.says(".console-who", "J. Brown");
  const [cookie] = await page.context().cookies();
  assert.deepEqual([cookie.httpOnly, cookie.sameSite, cookie.path], [true, "Strict", "/"]);
  const other = await blank();
  assert.equal((await other.goto(link)).status(), 410);
  await other.says("h1", "does not work");
  assert.equal((await other.goto(at("/"))).status(), 401);
  await page.click(".console-who button");
  await page.says("h1", "signed out");
  assert.equal((await page.goto(at("/"))).status(), 401);
  // A session that was not signed out of ends with its person.
  const again = await signedIn("Gone Tomorrow");
  tabard("console", "remove", "--dir", world.path("region"), "Gone Tomorrow");
  assert.equal((await again.goto(at("/"))).status(), 401);
});

/** Goes on by Tab until something is reached, as somebody without a mouse does. */
async function tabTo(page, selector) {
  for (let tabs = 1; tabs < 120; tabs += 1) {
    await page.keyboard.press("Tab");
    if (await page.evaluate((selector) => document.activeElement.matches(selector), selector)) return tabs;
  }
  throw new Error(`no Tab leads to ${selector}`);
}

test("by keyboard alone: advice, then approval with a review date, then a letter", async () => {
  const page = await signedIn();
  const began = Date.now();
  let keys = 0;
  const press = async (key) => {
    keys += 1;
    await page.keyboard.press(key);
  };
  const type = async (text) => {
    keys += text.length;
    await page.keyboard.type(text);
  };
  const go = async (selector) => {
    keys += await tabTo(page, selector);
    await Promise.all([page.waitForEvent("load"), press("Enter")]);
  };
  const [id] = markers;
  await go(`a[href="/markers/${id}"]`);
  await page.says("h1", "07700 900000");
  await go(`a[href="/markers/${id}/advised"]`);
  keys += await tabTo(page, "#advice-1");
  await press("Space");
  keys += await tabTo(page, "#by");
  await type("Dr Green");
  await press("Tab");
  await type("Known to the team; the risk is real.");
  await go("main button");
  await page.says(".nhsuk-notification-banner", "The advice is recorded");
  await go(`a[href="/markers/${id}/approved"]`);
  keys += await tabTo(page, "#until-day");
  const review = new Date(Date.now() + 180 * 86_400_000);
  await type(String(review.getUTCDate()));
  await press("Tab");
  await type(String(review.getUTCMonth() + 1));
  await press("Tab");
  await type(String(review.getUTCFullYear()));
  await go("main form button");
  await page.says(".nhsuk-notification-banner", "The marker is approved");
  await page.says(".console-standing", "Active");
  console.log(`advice and approval by keyboard: ${keys} keys, ${Date.now() - began} ms`);
  const life = await page.textContent(".console-life");
  for (const said of ["Proposed", "Advice given", "Dr Green", "Written down by J. Brown.", "Approved"]) assert.ok(life.includes(said), said);
  // The desk has it with its next sync.
  tabard("device", "sync", "--vault", desk);
  await page.goto(at(`/markers/${id}/letter/placed/cy`));
  await page.says("article", "Annwyl");
  await page.says("article", "drafft");
  await page.click('a[href*="letter_sent"]');
  await page.click("main form button");
  await page.says(".console-life", "Letter sent");
  assert.deepEqual(page.complaints, []);
});

test("refusing without a reason says what is missing and keeps what was typed", async () => {
  const page = await signedIn();
  const [, id] = markers;
  await page.goto(at(`/markers/${id}/refused`));
  await page.click("main form button");
  await page.says(".nhsuk-error-summary", "This step takes a reason: give one.");
  assert.ok((await page.title()).startsWith("Error:"));
  await page.click(".nhsuk-error-summary a");
  assert.equal(await page.evaluate(() => document.activeElement.id), "reason");
  await page.goto(at(`/markers/${id}/approved`));
  await page.fill("#until-day", "31");
  await page.fill("#until-month", "2");
  await page.fill("#until-year", "2027");
  await page.fill("#reason", "  Two\nlines  ");
  await page.click("main form button");
  await page.says(".nhsuk-error-summary", "Give a real day");
  assert.equal(await page.inputValue("#reason"), "  Two\nlines  ");
  assert.equal(await page.inputValue("#until-month"), "2");
  await page.fill("#until-month", "1");
  await page.fill("#until-year", "2031");
  await page.click("main form button");
  await page.says(".nhsuk-error-summary", "further ahead than this region allows");
  await page.goto(at(`/markers/${id}`));
  await page.says(".console-standing", "Temporary");
});

test("what was typed outlives the session", async () => {
  const page = await signedIn();
  const [, , id] = markers;
  await page.goto(at(`/markers/${id}/refused`));
  await page.fill("#reason", HTML);
  await page.context().clearCookies();
  await page.click("main form button");
  await page.says("h1", "not signed in");
  await page.says(".console-kept", HTML);
  const tab = await page.context().newPage();
  await world.signIn(tab, page.account);
  await page.click(".console-kept button");
  await page.says(".nhsuk-notification-banner", "Nothing is done yet");
  assert.equal(await page.inputValue("#reason"), HTML);
  await page.click("main form button");
  await page.says(".console-standing", "Refused");
  await page.says(".console-life", HTML);
});

test("HTML in every field stays text", async () => {
  const page = await signedIn(`Eve <b>&"'`);
  await page.says(".console-who", `Eve <b>&"'`);
  const [, , , id] = markers;
  await page.goto(at(`/markers/${id}/represented`));
  await page.fill("#by", HTML);
  await page.fill("#reason", HTML);
  await page.click("main form button");
  await page.says(".console-life", HTML);
  await page.goto(at("/search"));
  await page.fill("#address", HTML);
  await page.click("button:text-is('Search by address')");
  await page.says(".nhsuk-error-summary", "problem");
  assert.equal(await page.inputValue("#address"), HTML);
  await page.fill("#number", "07700900003");
  await page.click("button:text-is('Search by number')");
  await page.says(".console-rows", "07700 900003");
  assert.ok(!page.url().includes("07700"), "no number in an address");
  await page.goto(at("/appeals"));
  await page.says(".console-rows", "07700 900003");
  assert.equal(await page.locator("main b, main img").count(), 0);
  assert.deepEqual(page.complaints.filter((said) => !said.includes("422")), []);
});

test("a count comes out the same again, as a page, CSV and JSON", async () => {
  const page = await signedIn();
  await page.goto(at("/report"));
  const now = new Date();
  await page.fill("#on-day", String(now.getUTCDate()));
  await page.fill("#on-month", String(now.getUTCMonth() + 1));
  await page.fill("#on-year", String(now.getUTCFullYear()));
  await page.check("#rule-4");
  await page.click("main form button");
  const count = await page.textContent(".console-number");
  assert.ok(Number(count) > 30, count);
  const link = await page.getAttribute('a[href^="/report?"]', "href");
  await page.goto(at(link));
  assert.equal(await page.textContent(".console-number"), count);
  const file = (kind) => page.request.get(at(link.replace("/report?", `/report.${kind}?`)));
  assert.equal(String((await (await file("json")).json()).count), count);
  assert.ok((await (await file("csv")).text()).includes(`,${count},`));
  await page.fill("#on-year", "2999");
  await page.click("main form button");
  await page.says(".nhsuk-error-summary", "not come yet");
});

test("active markers leave as FHIR, and each is logged", async () => {
  const page = await signedIn();
  await page.goto(at("/export"));
  await page.says("main", "1 active marker leaves.");
  const [download] = await Promise.all([page.waitForEvent("download"), page.click("main button")]);
  const bundle = JSON.parse(readFileSync(await download.path(), "utf8"));
  assert.equal(bundle.entry.length, 1);
  await page.goto(at(`/markers/${markers[0]}`));
  await page.click("summary");
  await page.says(".nhsuk-details__text", "It was exported");
});

test("what is not so gets a plain page", async () => {
  const page = await signedIn();
  for (const path of ["/markers/zz", "/markers/00000000000000000000000000000000", `/markers/${markers[0]}/flagged`, "/nowhere"]) {
    assert.equal(await status(page, path), 404, path);
    await page.says("h1", "nothing here");
  }
  assert.equal(await status(page, "/leave"), 405);
  await page.says("h1", "cannot be done here");
  const foreign = await fetch(at("/leave"), { method: "POST", headers: { origin: "https://evil.example" } });
  assert.equal(foreign.status, 403);
  assert.ok((await foreign.text()).includes("Another site"));
});
