// Signing in at the hub's pages: the first administrator, an account, a second person's approval, and
// what is typed stays text.

import assert from "node:assert/strict";
import { after, before, test } from "node:test";

import { inEachLook, judge } from "./look.js";
import { World, blank, closeBrowser, codeOf, setUp, tabard } from "./world.js";

const HTML = '"><img src=x onerror=alert(1)><b>bold</b> & {{ 7*7 }} é';

let world;
let chief;
/** A page of the administrator's, who stays signed in while others guess at their password. */
let administrator;
before(async () => {
  world = await World.new("--console", "127.0.0.1:0");
});
after(async () => {
  await closeBrowser();
  await world.end();
});

const at = (path) => world.region.console + path;

/** Goes on by Tab until something is reached, as somebody without a mouse does. */
async function tabTo(page, selector) {
  for (let tabs = 1; tabs < 120; tabs += 1) {
    await page.keyboard.press("Tab");
    if (await page.evaluate((selector) => document.activeElement.matches(selector), selector)) return tabs;
  }
  throw new Error(`no Tab leads to ${selector}`);
}

test("by keyboard alone: the first administrator comes by the server's link, which ends with it", async () => {
  const link = world.region.set_up;
  const page = await blank();
  await page.goto(link);
  await page.says("h1", "first administrator");
  await tabTo(page, "#name");
  await page.keyboard.type("Ann Chief");
  for (const field of ["#new_password", "#again"]) {
    await tabTo(page, field);
    await page.keyboard.type("too short");
  }
  await page.keyboard.press("Enter");
  await page.says(".nhsuk-error-summary", "at least 12 characters");
  assert.equal(await page.inputValue("#name"), "Ann Chief");
  assert.equal(await page.inputValue("#new_password"), "");
  for (const field of ["#new_password", "#again"]) {
    await tabTo(page, field);
    await page.keyboard.type("heron in the porch");
  }
  await page.keyboard.press("Enter");
  await page.says("h1", "code from your phone");
  const secret = (await page.textContent("#secret")).replaceAll(" ", "");
  await tabTo(page, "#first_code");
  await page.keyboard.type(codeOf(secret, 40));
  await page.keyboard.press("Enter");
  await page.says(".nhsuk-error-summary", "not the code that the app shows");
  assert.equal((await page.textContent("#secret")).replaceAll(" ", ""), secret, "the app need not be set up anew");
  await tabTo(page, "#first_code");
  await page.keyboard.type(codeOf(secret));
  await page.keyboard.press("Enter");
  await page.says("h1", "Keep these codes");
  const spare = await page.locator(".console-codes code").allTextContents();
  assert.equal(spare.length, 10);
  await page.click("main a.nhsuk-button");
  await page.says("h1", "Who may use the console");
  assert.equal((await (await blank()).goto(link)).status(), 410);
  chief = { name: "Ann Chief", password: "heron in the porch", secret, spare };
  await world.cut();
  await world.serve();
  assert.equal(world.region.set_up, undefined, "there is an administrator");
  administrator = page;
  await world.signIn(administrator, chief);
  assert.deepEqual(page.complaints.filter((said) => !said.includes("422")), []);
});

test("name, password and code sign in; a code once, and no answer says which was wrong", async () => {
  const page = await blank();
  const signIn = async (name, password, code) => {
    await page.goto(at("/sign-in"));
    for (const [field, text] of Object.entries({ name, password, code })) await page.fill(`#${field}`, text);
    await page.click("main form button");
  };
  const code = codeOf(chief.secret, 1);
  await signIn("ann chief", chief.password, code);
  await page.says(".console-who", "Ann Chief");
  await page.click(".console-who button");
  const said = [];
  for (const [name, password, code_] of [[chief.name, chief.password, code], [chief.name, "wrong altogether", chief.spare[0]], [HTML, chief.password, chief.spare[0]]]) {
    await signIn(name, password, code_);
    said.push(await page.textContent(".nhsuk-error-summary"));
    assert.equal(await page.inputValue("#name"), name);
    assert.equal(await page.inputValue("#password"), "");
    assert.equal(await page.$("img"), null);
  }
  assert.equal(new Set(said).size, 1);
  for (let tries = 0; tries < 4; tries += 1) await signIn(chief.name, "wrong altogether", "000000");
  await page.says(".nhsuk-error-summary", "Try again from");
});

test("an administrator invites; to make another takes a second person", async () => {
  const page = administrator;
  await page.goto(at("/people"));
  await page.fill("#invited", HTML);
  await page.check("#role-approver");
  await page.click("#invite ~ form button");
  await page.says("h1", "Hand this link over");
  const link = await page.textContent("#link");
  assert.equal(await page.$("img"), null);
  const approver = await blank();
  await setUp(approver, link);
  await page.goto(at("/people"));
  await page.click(`a:has-text("<b>bold</b>")`);
  await page.check("#role-administrator");
  await page.fill("#why", HTML);
  await page.click("main form button");
  await page.says("h1", "needs a second person");
  await page.says("main", "Waiting for another person");
  assert.equal(await page.$("main button"), null);
  await page.goto(at("/people"));
  await page.fill("#invited", "Third Person");
  await page.check("#role-administrator");
  await page.fill("#why", "On leave in May");
  await page.click("#invite ~ form button");
  await approver.goto(at("/approvals"));
  assert.equal(await approver.$("img"), null);
  await approver.click(`.console-card:has-text("Third Person") button[value=approve]`);
  await approver.says(".nhsuk-error-summary", "reason");
  await approver.fill(`.console-card:has-text("Third Person") textarea`, "Agreed on the phone");
  await approver.click(`.console-card:has-text("Third Person") button[value=approve]`);
  await page.goto(at("/approvals"));
  await page.says("main", "Agreed on the phone");
  await page.goto(at("/people"));
  await page.fill("#invited", "Third Person");
  await page.check("#role-administrator");
  await page.click("#invite ~ form button");
  await page.says("h1", "Hand this link over");
});

test("a code for a further device that reads every report takes a second person", async () => {
  const asked = ["enrol-code", "--dir", world.path("region"), "--role", "triage", "--name", HTML];
  assert.throws(() => tabard(...asked), "no reason");
  assert.deepEqual(tabard(...asked, "--why", "The night's officer"), { waits_for_approval: true });
  assert.deepEqual(tabard(...asked, "--why", "The night's officer"), { waits_for_approval: true });
  await administrator.goto(at("/approvals"));
  const card = `.console-card:has-text("The night's officer")`;
  assert.equal((await administrator.$$(card)).length, 1, "asking again asks nothing new");
  assert.match(await administrator.textContent(card), /read every report/);
  await administrator.fill(`${card} textarea`, "Agreed");
  await administrator.click(`${card} button[value=approve]`);
  const other = [...asked.slice(0, -1), "another", "--why", "The same"];
  assert.deepEqual(tabard(...other), { waits_for_approval: true }, "it fits the exact act");
  assert.ok(tabard(...asked).code);
  assert.throws(() => tabard(...asked), "it is spent");
  assert.ok(tabard("enrol-code", "--dir", world.path("region"), "--role", "crew", "--name", "phone").code);
});

test("each page looks well in every look", async () => {
  await administrator.goto(at("/people"));
  const cookies = await administrator.context().cookies();
  const person = await administrator.getAttribute('a:has-text("Third Person")', "href");
  await inEachLook(blank, async (page, look) => {
    const judged = (name) => judge(page, `${name}-${look}`);
    await page.goto(at("/inbox"));
    await judged("signed-out");
    await page.goto(at("/sign-in"));
    await judged("sign-in");
    await page.click("main form button");
    await judged("sign-in-fault");
    await page.goto(world.invite(`J. Brown ${look}`));
    await judged("door");
    await page.fill("#new_password", "four small words");
    await page.fill("#again", "four small words");
    await page.click("main form button");
    await judged("factor");
    await page.fill("#first_code", codeOf((await page.textContent("#secret")).replaceAll(" ", "")));
    await page.click("main form button");
    await judged("spare");
    await page.context().addCookies(cookies);
    for (const [name, path] of Object.entries({ people: "/people", person, approvals: "/approvals" })) {
      await page.goto(at(path));
      await judged(name);
    }
    await page.context().close();
  });
});
