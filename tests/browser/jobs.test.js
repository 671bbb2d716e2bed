// Crews ask the desk: a phone, a region and a desk in processes of their own.

import assert from "node:assert/strict";
import { mkdirSync, readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { after, before, test } from "node:test";

import { World, closeBrowser, open, seed, tabard } from "./world.js";

const AXE = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");
const SCREENS = new URL("../../target/screens/", import.meta.url).pathname;
const TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"];
/** A picture of the whole page needs a style that its policy forbids; what cannot be looked up is refused. */
const EXPECTED = /^Applying inline style|status of 422/;
const NUMBER = "+447700900150";
const SENTENCE = "Threats were made to staff on the phone.";

let world;
let desk;
let page;
let phone;
before(async () => {
  mkdirSync(SCREENS, { recursive: true });
  world = await World.new();
  const [other, approver] = [world.enrol("other"), world.enrol("approver", "approver")];
  phone = world.enrol("phone", "crew");
  const marker = seed(other, "propose", NUMBER, SENTENCE);
  sync(other, approver);
  seed(approver, "approve", marker);
  sync(approver);
  desk = await world.desk();
  page = await open(desk);
});
after(async () => {
  await closeBrowser();
  await world.end();
  assert.deepEqual(page.complaints.filter((said) => !EXPECTED.test(said)), []);
});

const sync = (...vaults) => vaults.forEach((vault) => tabard("device", "sync", "--vault", vault));
const press = async (...keys) => {
  for (const key of keys) await page.keyboard.press(key);
};

/** The crew asks, and its question goes. */
function ask(cad, ...given) {
  const asked = tabard("device", "job", "ask", "--vault", phone, "--cad", cad, "--callsign", "YA214", ...given);
  sync(phone);
  return asked.id;
}

/** What the phone holds of a job, after a sync. */
function told(cad) {
  sync(phone);
  return tabard("device", "job", "list", "--vault", phone).find((one) => one.cad_number === cad);
}

/** Syncs the phone until it was told. */
async function untilTold(cad) {
  for (let tries = 0; tries < 40; tries++) {
    const one = told(cad);
    if (one?.reply) return one;
    await new Promise((resume) => setTimeout(resume, 250));
  }
  throw new Error(`the crew was never told of ${cad}`);
}

function job(method, cad, body) {
  const headers = { "content-type": "application/json" };
  return desk.fetch(`/api/jobs/${cad}`, { method, headers, body: body && JSON.stringify(body) });
}

/** The desk syncs every half minute, and at once when it wrote: a note does that. */
async function deskSyncs() {
  await desk.ring({ number: "07700900999", call_id: `sync-${Math.random()}` });
  await page.evaluate(() => document.activeElement.blur());
  await press("b");
}

async function clean(state) {
  await page.evaluate(AXE);
  const result = await page.evaluate((tags) => window.axe.run({ runOnly: tags }), TAGS);
  assert.deepEqual(result.violations.map(({ id, nodes }) => `${id}: ${nodes.map((node) => node.html.slice(0, 160))}`), [], state);
  await page.screenshot({ path: `${SCREENS}desk-crews-${state}.png`, fullPage: true });
}

test("a job that the CAD told is answered with no hand, and it is seen that the crew read it", async () => {
  assert.equal((await job("PUT", "4712", { number: NUMBER })).status, 204);
  const id = ask("4712");
  await deskSyncs();
  const one = await untilTold("4712");
  assert.equal(one.reply, "marker");
  assert.deepEqual(one.markers, [{ sentence: SENTENCE, instruction: "police_to_attend", same_building: false }]);
  await page.says("#crews-list", "Not read yet");
  tabard("device", "job", "acknowledge", "--vault", phone, id);
  sync(phone);
  await deskSyncs();
  await page.says("#crews-list", "Read by the crew");
  await page.says("#crews-title", "Crews ask (0)");
});

test("a job that the CAD has not told waits for the handler, who answers by keyboard", async () => {
  ask("4713", "--place", "12 High Street, Leeds, LS1 4AB", "--number", NUMBER);
  await deskSyncs();
  await page.says("#crews-title", "Crews ask (1)");
  assert.equal(told("4713").reply, null, "what the phone typed is looked up by nobody");
  await page.says("#say", "J goes to it");
  assert.equal(await page.evaluate(() => document.activeElement.tagName), "BODY", "it took no focus");
  await press("j");
  await page.keyboard.type("07700 900150");
  await press("Enter");
  await page.says("#crews-list", "The crew would be told: There is a marker");
  await clean("waiting");
  await press("Enter");
  await page.says("#crews-title", "Crews ask (0)");
  const one = await untilTold("4713");
  assert.equal(one.markers[0].sentence, SENTENCE);
});

test("what cannot be looked up is said, and what is typed stays while other crews ask", async () => {
  ask("4714");
  await deskSyncs();
  await page.says("#crews-title", "Crews ask (1)");
  await press("j", "Enter");
  await page.says("#crews-list .nhsuk-error-message", "Write a number or an address");
  await page.keyboard.type("what");
  await press("Enter");
  await page.says("#crews-list .nhsuk-error-message", "not a telephone number");
  ask("4715");
  assert.equal((await job("PUT", "4799", { number: NUMBER })).status, 204);
  await fetch(`${desk.url}/lookup`);
  await page.evaluate(() => fetch("/page/acts", {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({ call: { key: "beside", at: Date.now(), presented: "withheld" }, act: "log" }),
  }));
  await page.says("#crews-title", "Crews ask (2)");
  const typed = await page.evaluate(() => document.activeElement.value);
  assert.equal(typed, "what");
  await page.click('.desk-job:has-text("4714") button:has-text("by voice")');
  await page.says("#crews-title", "Crews ask (1)");
  assert.equal((await untilTold("4714")).reply, "cannot_say");
  await page.click('.desk-job:has-text("4715") button:has-text("Nothing known")');
  assert.equal((await untilTold("4715")).reply, "nothing_known");
});

test("when a job is over the phone has nothing left of it", async () => {
  for (const cad of ["4712", "4713", "4714", "4715"]) assert.equal((await job("DELETE", cad)).status, 204);
  await page.says("#crews-list", "The job is over");
  for (let tries = 0; tries < 40 && tabard("device", "job", "list", "--vault", phone).length > 0; tries++) {
    sync(phone);
    await new Promise((resume) => setTimeout(resume, 250));
  }
  assert.deepEqual(tabard("device", "job", "list", "--vault", phone), []);
  await clean("over");
});

test("a CAD's mistakes are refused by their field, and its flood is told to wait", async () => {
  const refused = async (answer, status, field) => {
    const problem = await (await answer).json();
    assert.equal(problem.status, status);
    assert.equal(problem.field, field);
  };
  await refused(job("PUT", "4716", {}), 422, "number");
  await refused(job("PUT", "4716", { address: "High Street" }), 422, "address");
  await refused(job("PUT", "4716", { building: "12", street: "High Street" }), 422, "postcode");
  await refused(job("PUT", "4".repeat(65), { number: NUMBER }), 422, "cad_number");
  await refused(fetch(`${desk.url}/api/jobs/4716`, { method: "DELETE" }), 401, undefined);
  const flood = await Promise.all(Array.from({ length: 300 }, () => job("PUT", "4716", {})));
  const waits = flood.filter(({ status }) => status === 429);
  assert.ok(waits.length > 50 && waits[0].headers.get("retry-after"), `${waits.length}`);
});

test("with the region gone an answer waits here, and says so; it goes when the region is back", async () => {
  await new Promise((resume) => setTimeout(resume, 2_000));
  ask("4717");
  await deskSyncs();
  await page.says("#crews-title", "Crews ask (1)");
  await world.cut();
  await press("j");
  await page.keyboard.type("07700 900150");
  await press("Enter");
  await page.says("#crews-list", "The crew would be told");
  await press("Enter");
  await page.says("#crews-list", "Not sent yet");
  await page.says("#crews-cut", "The region cannot be reached");
  await clean("cut");
  await world.serve();
  await deskSyncs();
  assert.equal((await untilTold("4717")).reply, "marker");
});
