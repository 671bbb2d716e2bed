// When something is down: the desk program, the region, or a CAD's manners.

import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { after, before, test } from "node:test";

import { World, closeBrowser, open, tabard } from "./world.js";

let world;
let desk;
let page;
let calls = 100;
before(async () => {
  world = await World.new();
  desk = await world.desk();
  page = await open(desk);
});
after(async () => {
  await closeBrowser();
  await world.end();
});

async function ring() {
  const number = `07700900${++calls}`;
  await desk.ring({ number, call_id: `call-${calls}` });
  await page.says("#call-which", number.slice(-3));
  return number;
}

const press = async (...keys) => {
  for (const key of keys) await page.keyboard.press(key);
};
const pause = (ms) => new Promise((resume) => setTimeout(resume, ms));

/** The flags that stand against a number; the page says those that say the same once. */
const flags = async (at, number) => (await at.lookUp(number)).known.markers.flatMap((marker) => marker.ids);

/** The reports of calls in the vault, by the numbers that rang. The desk must not run. */
function reports(vault) {
  const listed = execFileSync(process.env.TABARD, ["--json", "device", "list", "--vault", vault]);
  const ids = String(listed).match(/"id":"[0-9a-f]{32}"/g) ?? [];
  const numbers = new Map();
  for (const id of ids) {
    const shown = JSON.stringify(tabard("device", "show", "--vault", vault, id.slice(6, -1)));
    const number = shown.match(/"caller_number":"(\+\d+)"/)?.[1];
    numbers.set(number, (numbers.get(number) ?? 0) + 1);
  }
  return numbers;
}

test("a desk that is killed in mid-flag: the page says so, tries again, and the flag arrives once", async () => {
  const numbers = [];
  for (const delay of [null, 0, 1, 2, 3, 5, 8, 13, 21, 34]) {
    const number = await ring();
    numbers.push(number);
    await press("F8", "2");
    if (delay === null) await desk.kill();
    const pressed = press("Enter");
    if (delay !== null) {
      await pause(delay);
      await desk.kill();
    }
    await pressed;
    if (delay === null)
      await page.says("#trouble-text", "Not saved yet: the desk program is not answering. Trying again…");
    await desk.start();
    await page.says("#undo-text", "Saved");
    await page.waitForSelector("#trouble", { state: "hidden" });
    await page.says("#noted", "Flagged: Threats to staff");
    assert.equal((await flags(desk, number)).length, 1, `killed after ${delay} ms`);
    await page.says("#known", "Threats to staff");
  }
  await desk.stop();
  const kept = reports(desk.vault);
  for (const number of numbers) assert.equal(kept.get(`+44${number.slice(1)}`), 1, `${number}`);
  await desk.start();
  await page.waitForSelector("#trouble", { state: "hidden" });
});

test("a page at which nothing happens hears that the desk is there", async () => {
  const heard = await page.evaluate(
    () =>
      new Promise((resolve) => {
        const source = new EventSource("/events");
        source.addEventListener("pulse", () => resolve(source.close() ?? true));
        setTimeout(() => resolve(false), 12_000);
      }),
  );
  assert.ok(heard, "no pulse in twelve seconds: the page would say that the desk is gone");
});

test("an answer that is lost makes no second flag", async () => {
  const number = await ring();
  let lost = 0;
  await page.route("**/page/flags/*", async (route) => {
    await route.fetch();
    if (lost++ < 2) await route.abort();
    else await route.continue();
  });
  await press("F8", "6", "Enter");
  await page.says("#trouble-text", "Not saved yet");
  await page.says("#undo-text", "Saved");
  await page.unroute("**/page/flags/*");
  assert.ok(lost >= 3);
  assert.equal((await flags(desk, number)).length, 1);
});

test("what is typed and what waits is not lost by closing the page without a question", async () => {
  await ring();
  await desk.kill();
  await press("F8", "1", "Enter");
  await page.says("#trouble-text", "Not saved yet");
  const asked = new Promise((resolve) => page.once("dialog", async (dialog) => {
    resolve(dialog.type());
    await dialog.dismiss();
  }));
  page.close({ runBeforeUnload: true });
  assert.equal(await asked, "beforeunload");
  await desk.start();
  await page.says("#undo-text", "Saved");
});

test("with the region gone all works, and the page says so", async () => {
  await world.cut();
  const number = await ring();
  await press("F8", "9", "Enter");
  await page.says("#undo-text", "Saved");
  await page.says("#standing-text", "The region cannot be reached: flags are kept here and sent later.");
  await page.says("#standing-text", /\d+ changes? waits? to be sent/);
  assert.equal((await flags(desk, number)).length, 1);
  await press("u");
  await page.says("#noted", "Taken back");
  const again = await ring();
  await press("F8", "3", "Enter");
  await page.says("#known", "Threat to kill");
  await world.serve();
  await press("l");
  await page.says("#noted", "Logged");
  await page.waitForFunction(() => !document.getElementById("standing-text").textContent.includes("cannot"));
  assert.equal(await page.getAttribute("#standing use", "href"), "#icon-linked");
  assert.equal((await flags(desk, again)).length, 1);
});

test("a second desk is warned of what the first flagged", async () => {
  const number = await ring();
  await press("F8", "4", "Enter");
  await page.says("#undo-text", "Saved");
  const second = await world.desk("second");
  const until = Date.now() + 15_000;
  for (;;) {
    if ((await flags(second, number)).length === 1) break;
    assert.ok(Date.now() < until, "it never heard");
    await pause(100);
  }
  await second.stop();
});

test("two thousand rings at once: plain refusals, a page that lives, and no call lost that was taken", async () => {
  const taken = [];
  const refused = [];
  let other = 0;
  const began = performance.now();
  await Promise.all(
    Array.from({ length: 2_000 }, async (_, n) => {
      const answer = await desk.ring({ number: "07700900777", call_id: `flood-${n}` }).catch(() => null);
      if (answer?.status === 200) taken.push((await answer.json()).key);
      else if (answer?.status === 429) refused.push([answer.headers.get("retry-after"), await answer.json()]);
      else other++;
    }),
  );
  const ms = performance.now() - began;
  console.log(`2,000 rings in ${ms.toFixed(0)} ms: ${taken.length} taken, ${refused.length} refused, ${other} else`);
  assert.equal(other, 0);
  assert.ok(taken.length >= 60 && taken.length <= 60 + ms / 100 + 10);
  for (const [after, problem] of refused) {
    assert.ok(Number(after) >= 1);
    assert.equal(problem.code, "too_often");
  }
  await page.says("#number", "07700 900777");
  const kept = await page.evaluate(async () => {
    const source = new EventSource("/events");
    const all = await new Promise((resolve) =>
      source.addEventListener("everything", (event) => resolve(JSON.parse(event.data))),
    );
    source.close();
    return all.map((call) => call.key);
  });
  for (const key of taken) assert.ok(kept.includes(key), key);
  await press("F8", "8", "Enter");
  await page.says("#undo-text", "Saved");
  await pause(1_100);
  assert.equal((await desk.ring({ number: "07700900778", call_id: "after" })).status, 200);
  await page.says("#number", "07700 900778");
});
