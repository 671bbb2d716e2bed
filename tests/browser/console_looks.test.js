// How each page of the approver's looks, and what axe says of it: light, dark, large, narrow.

import assert from "node:assert/strict";
import { mkdirSync, readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { after, before, test } from "node:test";

import { World, closeBrowser, seed, tabard } from "./world.js";

const AXE = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");
const SCREENS = new URL("../../target/screens/", import.meta.url).pathname;
const TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"];
const HOW_MANY = 40;

let world;
const markers = [];
before(async () => {
  mkdirSync(SCREENS, { recursive: true });
  world = await World.new("--console", "127.0.0.1:0");
  const [desk, approver] = [world.enrol("desk"), world.enrol("approver", "approver")];
  for (let number = 0; number < HOW_MANY; number += 1) {
    const digits = String(number).padStart(3, "0");
    markers.push(seed(desk, "propose", `+447700900${digits}`, `Threats were made to staff, case ${number}.`));
  }
  tabard("device", "sync", "--vault", desk);
  tabard("device", "sync", "--vault", approver);
  seed(approver, "approve", markers[0]);
  tabard("device", "sync", "--vault", approver);
  tabard("hub", "list", "--dir", world.path("region"));
});
after(async () => {
  await closeBrowser();
  await world.end();
});

const at = (path) => world.region.console + path;

const PAGES = {
  proposals: "/",
  expiring: "/expiring",
  appeals: "/appeals",
  all: "/all",
  search: "/search",
  report: "/report",
  export: "/export",
  marker: () => `/markers/${markers[0]}`,
  waiting: () => `/markers/${markers[4]}`,
  approve: () => `/markers/${markers[4]}/approved`,
  advise: () => `/markers/${markers[4]}/advised`,
  letter: () => `/markers/${markers[0]}/letter/placed/en`,
};

const LOOKS = {
  light: { colorScheme: "light" },
  dark: { colorScheme: "dark" },
  large: { colorScheme: "light", text: 2 },
  narrow: { viewport: { width: 320, height: 800 }, colorScheme: "light" },
  "narrow-dark": { viewport: { width: 320, height: 800 }, colorScheme: "dark" },
};

async function judged(page, what, text) {
  if (text) await page.evaluate((text) => (document.documentElement.style.fontSize = `${text * 100}%`), text);
  await page.evaluate(AXE);
  await page.screenshot({ path: `${SCREENS}console-${what}.png`, fullPage: true });
  const result = await page.evaluate((tags) => window.axe.run({ runOnly: tags }), TAGS);
  const faults = result.violations.map(({ id, nodes }) => `${id}: ${nodes.map((node) => `${node.html.slice(0, 140)} ${node.any[0]?.message ?? ""}`).join("\n   ")}`);
  const wide = await page.evaluate(() => document.documentElement.scrollWidth > document.documentElement.clientWidth);
  if (wide) faults.push("it scrolls sideways");
  return faults.map((fault) => `${what}: ${fault}`);
}

for (const [look, { text, ...options }] of Object.entries(LOOKS)) {
  test(`each page, ${look}`, async () => {
    const page = await world.signedIn("J. Brown", options);
    const faults = [];
    for (const [name, path] of Object.entries(PAGES)) {
      await page.goto(at(typeof path === "string" ? path : path()));
      faults.push(...(await judged(page, `${look}-${name}`, text)));
    }
    await page.goto(at(`/markers/${markers[4]}/refused`));
    await page.click("main form button");
    faults.push(...(await judged(page, `${look}-fault`, text)));
    await page.context().clearCookies();
    await page.fill("#reason", "The caller was not in his right mind that night, and his doctor says so.");
    await page.click("main form button");
    faults.push(...(await judged(page, `${look}-signed-out`, text)));
    await page.goto(world.invite("J. Brown"));
    faults.push(...(await judged(page, `${look}-door`, text)));
    assert.deepEqual(faults, []);
    console.log(`axe, ${look}: ${Object.keys(PAGES).length + 3} pages, no violation`);
    await page.context().close();
  });
}
