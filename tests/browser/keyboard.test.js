// The keyboard alone, in the middle of a call.

import assert from "node:assert/strict";
import { after, before, beforeEach, test } from "node:test";

import { World, closeBrowser, open } from "./world.js";

let world;
let desk;
let page;
let calls = 0;
let number;
before(async () => {
  world = await World.new();
  desk = await world.desk();
  page = await open(desk);
});
after(async () => {
  await closeBrowser();
  await world.end();
  assert.deepEqual(page.complaints, []);
});

/** Each test has a call of its own. Ofcom keeps such numbers for drama: nobody has them. */
beforeEach(async () => {
  number = `07700900${String(++calls).padStart(3, "0")}`;
  await page.keyboard.press("Escape");
  await desk.ring({ number, call_id: `call-${calls}`, cad_number: `CAD-${calls}` });
  await page.says("#call-which", number.slice(-3));
});

const press = async (...keys) => {
  for (const key of keys) await page.keyboard.press(key);
};
const markers = async (of) => (await desk.lookUp(of)).known.markers;

test("three key strokes flag a caller, and the flag stands", async () => {
  const keys = ["F8", "2", "Enter"];
  const before = performance.now();
  await press(...keys);
  await page.says("#undo-text", /Saved\. .* Threats to staff/);
  const ms = performance.now() - before;
  console.log(`flag by keyboard: ${keys.length} key strokes, ${ms.toFixed(0)} ms until it was saved`);
  assert.ok(ms < 2_000);
  const [marker] = await markers(number);
  assert.deepEqual(marker.behaviours, ["threat_to_staff"]);
  assert.equal(marker.status, "alert_today");
  await page.says("#known", "Threats to staff");
  await page.says("#noted", "Flagged: Threats to staff");
});

test("each digit stands for what is written beside it", async () => {
  for (let digit = 1; digit <= 9; digit++) {
    await press("F8", String(digit));
    const chosen = await page.textContent(".desk-choice:has(:checked)");
    assert.ok(chosen.startsWith(String(digit)), chosen);
    await press("Escape");
  }
  assert.deepEqual(await markers(number), []);
});

test("U takes it back within ten seconds, and nothing is left of it", async () => {
  await press("F8", "5", "Enter");
  await page.says("#undo-text", "Saved");
  assert.equal((await markers(number)).length, 1);
  await press("u");
  await page.says("#noted", "Taken back");
  assert.deepEqual(await markers(number), []);
  await page.says("#known", "Nothing is known");
});

test("the time left is told once, and it can still be taken back when it is over", async () => {
  await press("F8", "1", "Enter");
  await page.says("#undo-text", "Saved");
  const heard = await page.evaluate(async () => {
    let changes = 0;
    const watch = new MutationObserver(() => changes++);
    watch.observe(document.getElementById("say"), { childList: true });
    await new Promise((resume) => setTimeout(resume, 3_000));
    return changes;
  });
  assert.ok(heard <= 1, `announced ${heard} times`);
  await page.waitForSelector("#undo-button", { state: "hidden", timeout: 12_000 });
  await press("u");
  assert.equal((await markers(number)).length, 1);
  await page.click("#noted button");
  await page.says("#noted", "Taken back");
  assert.deepEqual(await markers(number), []);
});

test("Enter without a digit asks for one", async () => {
  await press("F8", "Enter");
  await page.says("#flagging-error", "press 1 to 9");
  assert.ok(await page.isVisible("#flagging"));
});

test("warnings, supervisor, break, a log, and the end only with the risk checked", async () => {
  await press("w", "w", "s", "b", "l");
  await page.says("#warnings", "2 of 2");
  for (const what of ["Caller warned, 1", "Caller warned, 2", "Supervisor asked", "Break noted", "Logged"])
    await page.says("#noted", what);
  await press("e", "Enter");
  await page.says("#ending-error", "Tick it first");
  await press("Space", "Enter");
  await page.says("#noted", "Call ended, clinical risk checked");
});

test("ending before the warnings are given says so, and does not stand in the way", async () => {
  await press("e");
  await page.says("#ending-few", "asks for 2 warnings first. Noted so far: 0");
  await press("Space", "Enter");
  await page.says("#noted", "Call ended");
});

test("letters and digits are text while somebody types; a call that comes moves no focus", async () => {
  await page.click("#notes-text");
  await page.keyboard.type("web sulk 123 n?");
  assert.equal(await page.inputValue("#notes-text"), "web sulk 123 n?");
  assert.ok(!(await page.isVisible("#help")));
  await desk.ring({ number: "07700900999", call_id: `next-${calls}` });
  await page.says("#number", "07700 900999");
  await page.keyboard.type("!");
  assert.equal(await page.inputValue("#notes-text"), "web sulk 123 n?!");
  await page.says("#call-which", number.slice(-3));
  assert.ok(await page.isVisible("#elsewhere"));
  await press("Control+Enter");
  await page.waitForFunction(() => document.getElementById("notes-text").value === "");
  await page.evaluate(() => document.activeElement.blur());
  await press("n");
  await page.says("#call-which", "900999");
  assert.ok(!(await page.isVisible("#elsewhere")));
});

test("a panel that is open stays with its call when another comes", async () => {
  await press("F8", "3");
  await desk.ring({ number: "07700900998", call_id: `other-${calls}` });
  await page.says("#number", "900998");
  await press("Enter");
  await page.says("#undo-text", number.slice(-3));
  await page.says("#undo-text", "Saved");
  assert.equal((await markers(number)).length, 1);
  assert.deepEqual(await markers("07700900998"), []);
  await page.says("#call-which", "900998");
});

test("an earlier call can be gone back to, for its notes", async () => {
  await desk.ring({ number: "07700900997", call_id: `later-${calls}` });
  await page.says("#call-which", "900997");
  await page.click(`#earlier button:has-text("${number.slice(-3)}")`);
  await page.says("#call-title", "Earlier call");
  await page.fill("#notes-text", "He rang off.");
  await page.click("#notes button");
  await page.says("#noted", "Notes saved");
  await page.click("#newest");
  await page.says("#call-which", "900997");
  await page.says("#call-title", "This call");
});

test("the keys are shown by ?, and letters can be switched off", async () => {
  await press("?");
  assert.ok(await page.isVisible("#help"));
  await page.focus("#letters");
  await press("Space", "Escape");
  await page.waitForSelector("#help", { state: "hidden" });
  await press("w", "F8", "8", "Enter");
  await page.says("#noted", "Flagged: Hoax calls");
  assert.doesNotMatch(await page.textContent("#noted"), /warned/);
  await page.click("#help-open");
  await page.focus("#letters");
  await press("Space", "Escape");
  await press("w");
  await page.says("#noted", "Caller warned, 1");
});

test("a focused button is pressed by Enter, and its panel gives the focus back", async () => {
  await page.focus("#flag");
  await press("Enter");
  assert.ok(await page.isVisible("#flagging"));
  await press("ArrowDown", "Enter");
  await page.says("#undo-text", "Saved");
  assert.equal(await page.evaluate(() => document.activeElement.id), "flag");
});
