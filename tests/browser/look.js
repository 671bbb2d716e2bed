// How a page looks to whoever reads it: in each look it is without violations, no wider than its window,
// and on a picture to be judged.

import assert from "node:assert/strict";
import { mkdirSync, readFileSync } from "node:fs";
import { createRequire } from "node:module";

const AXE = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");
const TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"];

/** Where the pictures are. */
export const SCREENS = new URL("../../target/screens/", import.meta.url).pathname;

const LOOKS = {
  light: { colorScheme: "light" },
  dark: { colorScheme: "dark" },
  large: { colorScheme: "light", text: 2 },
  "narrow-dark": { viewport: { width: 320, height: 800 }, colorScheme: "dark" },
};

const enlarge = (text) => document.addEventListener("DOMContentLoaded", () => (document.documentElement.style.fontSize = `${text * 100}%`));

/** Opens a page in every look, and sees to it. */
export async function inEachLook(open, see) {
  mkdirSync(SCREENS, { recursive: true });
  for (const [look, { text, ...options }] of Object.entries(LOOKS)) {
    const page = await open(options);
    if (text) await page.addInitScript(enlarge, text);
    await see(page, look);
  }
}

/** Judges pages, each by its name, in every look. `open` gives a browser's page of somebody signed in; `go` leads it to one. */
export async function judged(pages, open, go) {
  await inEachLook(open, async (page, look) => {
    for (const [name, path] of Object.entries(pages)) {
      await go(page, path);
      await judge(page, `${name}-${look}`);
    }
  });
}

/** Judges what a page shows now. */
export async function judge(page, name) {
  // What is folded away is read too.
  await page.evaluate(() => document.querySelectorAll("main details").forEach((one) => (one.open = true)));
  await page.evaluate(AXE);
  const { violations } = await page.evaluate((tags) => axe.run(document, { runOnly: tags }), TAGS);
  const said = violations.map((one) => `${one.id}: ${one.nodes.map((node) => node.html).join(" ").slice(0, 300)}`);
  assert.deepEqual(said, [], name);
  const [wide, room] = await page.evaluate(() => [document.documentElement.scrollWidth, window.innerWidth]);
  assert.ok(wide <= room, `${name} is ${wide} wide in ${room}`);
  const unsaid = (await page.innerText("body")).match(/\b(console|said|shown|codes)\.[a-z_]+\.[a-z_.]+/g);
  assert.equal(unsaid, null, `${name} shows keys for words`);
  await page.screenshot({ path: `${SCREENS}hub-${name}.png`, fullPage: true });
}
