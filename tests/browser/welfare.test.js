// Welfare's page: a request arrives by itself, is answered by keyboard, and the answer is on the phone;
// what is typed stays text and outlives the session; and every page is judged in every look.

import assert from "node:assert/strict";
import { after, before, test } from "node:test";

import { inEachLook, judge } from "./look.js";
import { World, blank, closeBrowser, tabard } from "./world.js";

const HTML = '"><img src=x onerror=alert(1)><script>alert(2)</script> & {{ 7*7 }} é';

let world;
let phone;
let vault;
let welfare;
before(async () => {
  world = await World.new();
  vault = world.enrol("wellbeing", "wellbeing");
  tabard("device", "sync", "--vault", vault);
  phone = world.enrol("phone", "crew");
  sync();
  welfare = await world.welfare(vault, "--role", "TRiM lead");
});
after(async () => {
  await closeBrowser();
  await world.end();
});

const sync = () => tabard("device", "sync", "--vault", phone);

/** Asks for support on the phone, and gives the id. */
function ask(...fields) {
  const set = fields.flatMap((field) => ["--set", field]);
  const { id } = tabard("device", "support", "ask", "--vault", phone, ...set);
  sync();
  return id;
}

const shown = (id) => {
  sync();
  return tabard("device", "support", "show", "--vault", phone, id);
};

/** What the phone shows once the page's program has sent it. */
async function once(id, holds) {
  for (let tries = 0; tries < 100; tries += 1) {
    const request = shown(id);
    if (holds(request)) return request;
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  throw new Error("the phone never heard of it");
}

/** A page of whoever opens the link. */
async function lead(options) {
  const page = await blank(options);
  await page.goto(welfare.page);
  await page.waitForSelector(".console-who");
  return page;
}

/** The program asks the region every half minute, and at once when something was written. */
const PATIENCE = { timeout: 45_000 };

/** Goes on by Tab until something is reached, as somebody without a mouse does. */
async function tabTo(page, selector) {
  for (let tabs = 1; tabs < 250; tabs += 1) {
    await page.keyboard.press("Tab");
    if (await page.evaluate((selector) => document.activeElement.matches(selector), selector)) return tabs;
  }
  throw new Error(`no Tab leads to ${selector}`);
}

test("an empty list says so, and shows whom to call", async () => {
  const page = await lead();
  await page.says(".console-empty", "No request is open");
  await page.says("main", "0300 373 0898");
  await page.goto(`${welfare.url}/?list=closed`);
  await page.says(".console-empty", "No request is closed yet");
  assert.deepEqual(page.complaints, []);
});

test("a request arrives without a reload, and is answered by keyboard; the phone shows it", async () => {
  const page = await lead();
  await page.says("#live", "by themselves");
  const id = ask("support+=trim_72h", "contact_when=now", "contact_how=call", "name=Sam Field", "contact=07700 900123");
  await page.waitForSelector(`[data-id="${id}"]`, PATIENCE);
  await page.says("#live", "came");
  await page.says(`[data-id="${id}"]`, "Answer now");
  await page.keyboard.press("j");
  await page.keyboard.press("Enter");
  await page.says("h1", "Sam Field");
  await page.says("main", "07700 900123");
  await tabTo(page, "main form button");
  await page.keyboard.press("Enter");
  await page.says(".nhsuk-error-summary", "Write something");
  await tabTo(page, "#ready-none");
  await page.keyboard.press("ArrowDown");
  await page.keyboard.press("ArrowDown");
  await tabTo(page, "#note");
  await page.keyboard.type("After your shift, at seven.");
  await tabTo(page, "#status");
  await page.keyboard.type("In c");
  await tabTo(page, "main form button");
  await page.keyboard.press("Enter");
  await page.says(".nhsuk-notification-banner", "to the phone");
  const request = await once(id, ({ state }) => state === "in_contact");
  const [message] = request.record.messages;
  assert.match(message.text, /^I will call you\.\s+After your shift, at seven\.$/);
  assert.equal(message.from, "TRiM lead");
  // Who asked replies: it is on the page that is open.
  await page.click("#note");
  await page.keyboard.type("half a thought");
  tabard("device", "support", "reply", "--vault", phone, id, "Seven suits me.");
  sync();
  await page.waitForFunction(() => document.querySelector("#fresh").textContent.includes("Seven suits me."), null, PATIENCE);
  assert.equal(await page.inputValue("#note"), "half a thought", "what was typed stays");
  const refused = (said) => !said.includes("422");
  assert.deepEqual(page.complaints.filter(refused), []);
});

test("HTML in a request and in an answer is text", async () => {
  const id = ask(`name=${HTML}`, `contact=${HTML}`, `note=${HTML}`);
  const page = await lead();
  await page.waitForSelector(`[data-id="${id}"]`, PATIENCE);
  await page.goto(`${welfare.url}/requests/${id}`);
  await page.fill("#note", HTML);
  await page.fill("#role", HTML);
  await page.click("main form button");
  await page.says(".nhsuk-notification-banner", "to the phone");
  for (const path of ["/", `/requests/${id}`]) {
    await page.goto(welfare.url + path);
    assert.equal(await page.$("img"), null, path);
  }
  await page.says("main", "onerror=alert(1)");
  assert.deepEqual(page.complaints, []);
});

test("what was typed outlives leaving, and is sent by whoever opens the link again", async () => {
  const id = ask("name=Kim Ash");
  const page = await lead();
  await page.waitForSelector(`[data-id="${id}"]`, PATIENCE);
  await page.goto(`${welfare.url}/requests/${id}`);
  await page.fill("#note", "I thought of you.");
  const other = await page.context().newPage();
  await other.goto(welfare.url);
  await other.click("header form button");
  await other.waitForFunction(() => document.querySelector("h1").textContent.includes("closed"));
  await page.click("main form button");
  await page.says("h1", "not open");
  await page.says("main", "I thought of you.");
  await other.goto(welfare.page);
  await page.click("main form button");
  await page.says(".nhsuk-notification-banner", "Nothing is done yet");
  assert.equal(await page.inputValue("#note"), "I thought of you.");
  await page.click("main form button");
  await page.says(".nhsuk-notification-banner", "to the phone");
  await once(id, ({ record }) => record.messages?.[0].text === "I thought of you.");
});

test("every page is readable in every look", async () => {
  const wishes = ["now", "this_shift", "after_shift", "days_off", "not_urgent"];
  const helps = ["counselling_eap", "occupational_health", "physio", "hot_debrief", "safe_journey_home"];
  const ids = [];
  for (let one = 0; one < 12; one += 1) {
    ids.push(ask(`support+=${helps[one % 5]}`, `contact_when=${wishes[one % 5]}`, `name=Crew Member ${one}`, "note=It was a long night, and I keep hearing it. I would rather talk to somebody who was not there."));
  }
  const first = await lead();
  await first.waitForSelector(`[data-id="${ids.at(-1)}"]`, PATIENCE);
  const long = ids[0];
  await first.goto(`${welfare.url}/requests/${long}`);
  await first.check("#ready-trim");
  await first.selectOption("#status", "contact_tried");
  await first.selectOption("#offer", "occupational_health");
  await first.click("main form button");
  await first.says(".nhsuk-notification-banner", "to the phone");
  await first.goto(`${welfare.url}/requests/${ids[1]}`);
  await first.selectOption("#status", "closed");
  await first.click("main form button");
  await inEachLook(lead, async (page, look) => {
    const pages = { "welfare-list": "/", "welfare-closed": "/?list=closed", "welfare-request": `/requests/${long}`, "welfare-none": "/requests/0" };
    for (const [name, path] of Object.entries(pages)) {
      await page.goto(welfare.url + path);
      await judge(page, `${name}-${look}`);
    }
    await page.goto(`${welfare.url}/requests/${long}`);
    await page.click("main form button");
    await page.waitForSelector(".nhsuk-error-summary");
    await judge(page, `welfare-fault-${look}`);
    await page.click("header form button");
    await page.waitForFunction(() => document.querySelector("h1").textContent.includes("closed"));
    await page.goto(welfare.url);
    await judge(page, `welfare-out-${look}`);
  });
});

test("in Welsh", async () => {
  const second = world.enrol("wellbeing2", "wellbeing");
  const cy = await world.welfare(second, "--lang", "cy");
  const page = await blank();
  await page.goto(cy.page);
  await page.says("h1", "Ceisiadau am gefnogaeth");
  await judge(page, "welfare-cy");
});
