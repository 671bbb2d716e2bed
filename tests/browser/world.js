// Real processes on loopback: a region, a desk over a vault, and a browser.

import { execFileSync, spawn } from "node:child_process";
import { createHmac, randomBytes } from "node:crypto";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { createInterface } from "node:readline";

import { chromium } from "playwright-core";

const TABARD = process.env.TABARD ?? "../../target/debug/tabard";
const SEED = process.env.SEED ?? join(dirname(TABARD), "register-seed");
const CHROMIUM = process.env.CHROMIUM ?? "/usr/bin/chromium";
const FLAGS = [
  "--headless",
  "--no-sandbox",
  "--disable-gpu",
  "--disable-quic",
  "--no-first-run",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
];

/** Runs a command to its end, and gives what it printed as JSON. */
export function tabard(...args) {
  const printed = execFileSync(TABARD, ["--json", ...args], { encoding: "utf8" });
  return printed.trim() ? JSON.parse(printed.trim().split("\n").at(-1)) : null;
}

/** Fills a vault with what no page writes, and gives the id of the record. */
export function seed(vault, ...args) {
  return execFileSync(SEED, [vault, ...args], { encoding: "utf8" }).trim();
}

/** A process that says in one line of JSON where it listens. */
async function start(...args) {
  const child = spawn(TABARD, args, { stdio: ["ignore", "pipe", "inherit"] });
  const lines = createInterface({ input: child.stdout });
  const [line] = await Promise.race([
    new Promise((resolve) => lines.once("line", (line) => resolve([line]))),
    new Promise((_, fail) => child.once("exit", (code) => fail(new Error(`it ended with ${code}`)))),
  ]);
  return { child, ...JSON.parse(line) };
}

async function end(process, signal) {
  if (process.child.exitCode !== null || process.child.signalCode !== null) return;
  const ended = new Promise((resolve) => process.child.once("exit", resolve));
  process.child.kill(signal);
  await ended;
}

/** A region with its server, and as many desks as a test asks for. */
export class World {
  /** `options` are further ones of `tabard serve`. */
  static async new(...options) {
    const world = new World();
    world.options = options;
    world.dir = mkdtempSync(join(tmpdir(), "tabard-desk-"));
    tabard("region", "init", "--dir", world.path("region"), "--name", "Test Ambulance Service");
    await world.serve("127.0.0.1:0");
    return world;
  }

  path(name) {
    return join(this.dir, name);
  }

  async serve(listen = this.region.listening) {
    this.region = await start("serve", "--dir", this.path("region"), "--listen", listen, ...this.options);
  }

  async cut() {
    await end(this.region, "SIGKILL");
  }

  enrol(name, role = "eoc") {
    const { code } = tabard("enrol-code", "--dir", this.path("region"), "--role", role, "--name", name);
    tabard("device", "enrol", "--vault", this.path(name), "--code", code);
    return this.path(name);
  }

  /** The link by which somebody sets up an account at the console. */
  invite(name, role = "approver") {
    const roles = [role].flat().flatMap((one) => ["--role", one]);
    return tabard("console", "invite", "--dir", this.path("region"), "--name", name, ...roles).link;
  }

  /** A page of the console, of somebody who has just set up an account. It stays as `page.account`. */
  async signedIn(name, options = {}, role = "approver") {
    const page = await blank(options);
    page.account = { name, ...(await setUp(page, this.invite(name, role))) };
    await page.goto(this.region.console);
    await page.waitForSelector(".console-who");
    return page;
  }

  /** Signs somebody in who has an account. An app's code works once, so it is a spare one. */
  async signIn(page, account) {
    await page.goto(`${this.region.console}/sign-in`);
    await page.fill("#name", account.name);
    await page.fill("#password", account.password);
    await page.fill("#code", account.spare.pop());
    await page.click("main form button");
    await page.waitForSelector(".console-who");
  }

  /** A desk that is enrolled and running. */
  async desk(name = "desk", ...options) {
    const desk = new Desk(this.enrol(name), options);
    await desk.start();
    (this.desks ??= []).push(desk);
    return desk;
  }

  /** Welfare's page over a vault. */
  async welfare(vault, ...options) {
    const process = await start("wellbeing", "serve", "--vault", vault, "--listen", "127.0.0.1:0", "--sync-every", "1", ...options);
    const page = { process, page: process.page, url: `http://${process.listening}`, stop: () => end(process, "SIGTERM") };
    (this.desks ??= []).push(page);
    return page;
  }

  async end() {
    for (const desk of this.desks ?? []) await desk.stop();
    await end(this.region, "SIGTERM");
    rmSync(this.dir, { recursive: true });
  }
}

export class Desk {
  constructor(vault, options) {
    this.vault = vault;
    this.options = options;
    this.listen = "127.0.0.1:0";
  }

  async start() {
    this.process = await start("desk", "--vault", this.vault, "--listen", this.listen, ...this.options);
    // The next time on the same port: a page may be open.
    this.listen = this.process.listening;
    this.url = `http://${this.process.listening}`;
    this.token = readFileSync(join(this.vault, "cad-token"), "utf8").trim();
  }

  async stop() {
    await end(this.process, "SIGTERM");
  }

  async kill() {
    await end(this.process, "SIGKILL");
  }

  /** What a telephony system or a CAD sends. */
  fetch(path, options = {}) {
    const headers = { authorization: `Bearer ${this.token}`, ...options.headers };
    return fetch(this.url + path, { ...options, headers });
  }

  ring(body) {
    const headers = { "content-type": "application/json" };
    return this.fetch("/api/ring", { method: "POST", headers, body: JSON.stringify(body) });
  }

  async lookUp(number) {
    const answer = await this.fetch(`/lookup?number=${encodeURIComponent(number)}`);
    return answer.json();
  }
}

/** Sets up an account by its link, as a person does, and gives what signs in from then on. */
export async function setUp(page, link) {
  const password = randomBytes(12).toString("hex");
  await page.goto(link);
  await page.fill("#new_password", password);
  await page.fill("#again", password);
  await page.click("main form button");
  const secret = (await page.textContent("#secret")).replaceAll(" ", "");
  await page.fill("#first_code", codeOf(secret));
  await page.click("main form button");
  await page.waitForSelector(".console-codes");
  const spare = await page.locator(".console-codes code").allTextContents();
  return { password, secret, spare };
}

/** The code of an authenticator app (RFC 6238), some steps of 30 seconds from now. */
export function codeOf(secret, steps = 0) {
  const letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
  const bits = [...secret].map((one) => letters.indexOf(one).toString(2).padStart(5, "0")).join("");
  const key = Buffer.from(bits.match(/.{8}/g).map((byte) => parseInt(byte, 2)));
  const counter = Buffer.alloc(8);
  counter.writeBigUInt64BE(BigInt(Math.floor(Date.now() / 30_000) + steps));
  const hash = createHmac("sha1", key).update(counter).digest();
  const number = hash.readUInt32BE(hash.at(-1) & 15) & 0x7fffffff;
  return String(number % 1_000_000).padStart(6, "0");
}

let browser;

/** A page of the desk in a browser of its own, with what its console complained about. */
export async function open(desk, options = {}) {
  const page = await blank(options);
  await page.goto(desk.process.page);
  await page.says("#standing-text", "as of");
  return page;
}

/** An empty page in a browser of its own, with what its console will complain about. */
export async function blank(options = {}) {
  browser ??= await chromium.launch({ executablePath: CHROMIUM, args: FLAGS });
  const context = await browser.newContext({ viewport: { width: 1100, height: 900 }, ...options });
  const page = await context.newPage();
  page.complaints = [];
  page.on("console", (said) => said.type() === "error" && page.complaints.push(said.text()));
  page.on("pageerror", (error) => page.complaints.push(String(error)));
  page.says = (selector, what) => says(page, selector, what);
  return page;
}

/** Waits until an element holds a text or something like it. */
async function says(page, selector, what) {
  const source = what instanceof RegExp ? what.source : what.replace(/[.*+?^${}()|[\]\\]/g, "\\$&");
  const holds = ([selector, source]) =>
    new RegExp(source).test(document.querySelector(selector)?.textContent ?? "");
  try {
    await page.waitForFunction(holds, [selector, source], { timeout: 8_000 });
  } catch {
    const has = await page.textContent(selector);
    throw new Error(`${selector} never said ${what}; it says ${has}`);
  }
}

export async function closeBrowser() {
  await browser?.close();
  browser = undefined;
}
