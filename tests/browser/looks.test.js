// How the page looks in each of its states, and what axe says of it: light, dark, large, narrow.

import assert from "node:assert/strict";
import { mkdirSync, readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { after, before, test } from "node:test";

import { World, closeBrowser, open, seed, tabard } from "./world.js";

const AXE = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");
const SCREENS = new URL("../../target/screens/", import.meta.url).pathname;
const TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"];

const LOOKS = {
  light: { viewport: { width: 1100, height: 900 }, colorScheme: "light" },
  dark: { viewport: { width: 1100, height: 900 }, colorScheme: "dark" },
  large: { viewport: { width: 1100, height: 900 }, colorScheme: "light", text: 2 },
  narrow: { viewport: { width: 320, height: 800 }, colorScheme: "light" },
  "narrow-dark": { viewport: { width: 320, height: 800 }, colorScheme: "dark" },
  forced: { viewport: { width: 1100, height: 900 }, forcedColors: "active" },
};

let world;
let desk;
before(async () => {
  mkdirSync(SCREENS, { recursive: true });
  world = await World.new();
  const [other, approver] = [world.enrol("other"), world.enrol("approver", "approver")];
  const marker = seed(other, "propose", "+447700900150", "Threats were made to staff on the phone.");
  seed(other, "shared", "+441632960001", "care_home");
  seed(other, "propose", "+441632960001", "A resident threatened staff.");
  seed(other, "care", "+447700900150", "7", "19", "Ring the GP's night line first; she is known to the team.");
  tabard("device", "sync", "--vault", other);
  tabard("device", "sync", "--vault", approver);
  seed(approver, "approve", marker);
  tabard("device", "sync", "--vault", approver);
});
after(async () => {
  await closeBrowser();
  await world.end();
});

const press = async (page, ...keys) => {
  for (const key of keys) await page.keyboard.press(key);
};

/** The states in which a handler meets the page, each after the one before. */
const STATES = {
  empty: async () => {},
  nothing: async (page, look) => {
    await desk.ring({ number: "07700900151", call_id: `n-${look}`, cad_number: "CAD-2411-0017" });
    await page.says("#known", "Nothing is known");
  },
  match: async (page, look) => {
    await desk.ring({ number: "07700900150", call_id: `m-${look}`, cad_number: "CAD-2411-0018" });
    await page.says("#known", "Threats to staff");
  },
  flagging: async (page) => {
    await press(page, "F8", "3");
    await page.says("#flagging-title", "What was done?");
  },
  flagged: async (page) => {
    await press(page, "Enter");
    await page.says("#undo-text", "Saved");
    await press(page, "w", "s");
    await page.says("#noted", "Supervisor asked for");
  },
  ending: async (page) => {
    await press(page, "e", "Enter");
    await page.says("#ending-error", "Tick it first");
  },
  shared: async (page, look) => {
    await press(page, "Escape");
    await desk.ring({ number: "01632960001", call_id: `s-${look}` });
    await page.says("#known", "Shared number: Care home");
  },
  withheld: async (page, look) => {
    await desk.ring({ presented: "withheld", call_id: `w-${look}` });
    await page.says("#number", "Number withheld");
  },
  elsewhere: async (page, look) => {
    await page.fill("#notes-text", "He said that he would come to the station.");
    await desk.ring({ number: "07700900152", call_id: `e-${look}` });
    await page.says("#number", "900152");
  },
  help: async (page) => {
    await page.fill("#notes-text", "");
    await page.evaluate(() => document.activeElement.blur());
    await press(page, "n", "?");
    await page.waitForSelector("#help[open]");
  },
  unsaved: async (page) => {
    await press(page, "Escape");
    await page.waitForSelector("#help", { state: "hidden" });
    await desk.kill();
    await press(page, "F8", "1", "Enter");
    await page.says("#trouble-text", "Not saved yet");
  },
  cut: async (page) => {
    await world.cut();
    await desk.start();
    await page.says("#undo-text", "Saved");
    await page.says("#standing-text", "cannot be reached");
  },
};

for (const [look, { text, ...options }] of Object.entries(LOOKS)) {
  test(`each state, ${look}`, async () => {
    desk = await world.desk(look);
    const page = await open(desk, options);
    // Whoever needs larger text sets it in the browser, as the size of the root.
    if (text) await page.evaluate((text) => (document.documentElement.style.fontSize = `${text * 100}%`), text);
    await page.evaluate(AXE);
    let rules = 0;
    for (const [state, reach] of Object.entries(STATES)) {
      await reach(page, look);
      // Colours change over a tenth of a second.
      await page.waitForTimeout(250);
      await page.screenshot({ path: `${SCREENS}desk-${look}-${state}.png`, fullPage: state !== "unsaved" && state !== "help" });
      const result = await page.evaluate((tags) => window.axe.run({ runOnly: tags }), TAGS);
      const faults = result.violations.map(({ id, nodes }) => `${id}: ${nodes.map((node) => `${node.html.slice(0, 120)} ${node.any[0]?.message ?? ""}`).join("\n   ")}`);
      assert.deepEqual(faults, [], `${look}, ${state}`);
      rules = result.passes.length;
      const wide = await page.evaluate(() => document.documentElement.scrollWidth > document.documentElement.clientWidth);
      assert.ok(!wide, `${look}, ${state}: it scrolls sideways`);
    }
    console.log(`axe, ${look}: ${Object.keys(STATES).length} states, ${rules} rules passed in the last, no violation`);
    await world.serve();
    await page.context().close();
  });
}

test("the page that is closed", async () => {
  const page = await open(desk);
  for (const colorScheme of ["light", "dark"]) {
    await page.emulateMedia({ colorScheme });
    await page.context().clearCookies();
    await page.goto(desk.url);
    await page.evaluate(AXE);
    const { violations } = await page.evaluate((tags) => window.axe.run({ runOnly: tags }), TAGS);
    assert.deepEqual(violations.map(({ id }) => id), []);
  }
});
