// Who is answered: this machine's own page and CAD, and nobody that a browser was tricked into
// speaking for.

import assert from "node:assert/strict";
import { statSync } from "node:fs";
import { request } from "node:http";
import { join } from "node:path";
import { after, before, test } from "node:test";

import { World, tabard } from "./world.js";

let world;
let desk;
before(async () => {
  world = await World.new();
  desk = await world.desk();
});
after(() => world.end());

/** A request with headers that `fetch` would not send. */
function ask(path, headers = {}, method = "GET", body = undefined) {
  const { hostname, port } = new URL(desk.url);
  return new Promise((resolve, reject) => {
    const sent = request({ hostname, port, path, method, headers }, (answer) => {
      let text = "";
      answer.on("data", (bytes) => (text += bytes));
      answer.on("end", () => resolve({ status: answer.statusCode, headers: answer.headers, text }));
    });
    sent.on("error", reject);
    sent.end(body);
  });
}

const cad = () => ({ authorization: `Bearer ${desk.token}` });
const json = { "content-type": "application/json" };

async function refused(answer, status, code) {
  const { status: got, headers, text } = await answer;
  assert.equal(got, status, text);
  assert.equal(headers["content-type"], "application/problem+json");
  const problem = JSON.parse(text);
  assert.equal(problem.code, code);
  assert.equal(problem.status, status);
  assert.ok(problem.title.length > 10);
}

async function cookie() {
  const path = desk.process.page.slice(desk.url.length);
  const { status, headers } = await ask(path);
  assert.equal(status, 303);
  assert.equal(headers.location, "/");
  return headers["set-cookie"][0];
}

test("a desk listens on this machine alone", () => {
  for (const address of ["0.0.0.0:0", "[::]:0", "192.0.2.1:0"])
    assert.throws(() => tabard("desk", "--vault", desk.vault, "--listen", address), /not_loopback/);
});

test("a Host that is not the desk's own is refused, whatever it brings", async () => {
  const port = new URL(desk.url).port;
  for (const host of ["evil.example", `evil.example:${port}`, "127.0.0.1", "127.0.0.1:1"]) {
    await refused(ask("/", { host }), 421, "bad_host");
    await refused(ask("/lookup?number=07700900123", { ...cad(), host }), 421, "bad_host");
  }
  const own = { ...cad(), host: `localhost:${port}` };
  assert.equal((await ask("/lookup?number=07700900123", own)).status, 200);
});

test("another origin is refused, with a cookie or with the CAD's token", async () => {
  const body = JSON.stringify({ number: "07700900123" });
  const own = (await cookie()).split(";")[0];
  for (const origin of ["http://evil.example", "null", "https://127.0.0.1", `${desk.url}0`]) {
    const foreign = { ...json, origin };
    await refused(ask("/page/ring", { ...foreign, cookie: own }, "POST", body), 403, "bad_origin");
    await refused(ask("/api/ring", { ...foreign, ...cad() }, "POST", body), 403, "bad_origin");
  }
  // A change that says no origin at all was sent by no page.
  await refused(ask("/page/ring", { ...json, cookie: own }, "POST", body), 403, "bad_origin");
  const site = { cookie: own, "sec-fetch-site": "cross-site" };
  await refused(ask("/words.json", site), 403, "bad_origin");
  await refused(ask("/events", site), 403, "bad_origin");
});

test("nothing is answered without a token, or with a wrong or swapped one", async () => {
  const page = new URL(desk.process.page).searchParams.get("token");
  const body = JSON.stringify({ number: "07700900123" });
  const wrong = ["Bearer", `Bearer ${page}`, `Bearer ${desk.token}x`, `Basic ${desk.token}`];
  for (const authorization of [undefined, ...wrong]) {
    const headers = authorization === undefined ? {} : { authorization };
    await refused(ask("/lookup?number=07700900123", headers), 401, "no_token");
    await refused(ask("/api/ring", { ...json, ...headers }, "POST", body), 401, "no_token");
    await refused(ask("/events", headers), 401, "no_token");
  }
  const origin = desk.url;
  for (const value of ["", desk.token, page, "x".repeat(43)]) {
    const headers = { ...json, origin, cookie: `tabard-desk-${new URL(origin).port}=${value}` };
    await refused(ask("/page/ring", headers, "POST", body), 401, "no_token");
  }
  await refused(ask("/page/ring", { ...json, origin, ...cad() }, "POST", body), 401, "no_token");
  for (const path of ["/", `/?token=${desk.token}`, "/?token="]) {
    const closed = await ask(path);
    assert.equal(closed.status, 401);
    assert.match(closed.text, /This page is closed/);
  }
});

test("the page's token is changed for a cookie that no script reads and no other site brings", async () => {
  const set = await cookie();
  assert.match(set, /^tabard-desk-\d+=[\w-]{43}; Path=\/; HttpOnly; SameSite=Strict$/);
  const opened = await ask("/", { cookie: set.split(";")[0] });
  assert.equal(opened.status, 200);
  assert.equal(
    opened.headers["content-security-policy"],
    "default-src 'none'; style-src 'self'; script-src 'self'; connect-src 'self'; img-src 'self'; media-src 'self'; form-action 'self'; frame-ancestors 'none'; base-uri 'none'",
  );
  assert.equal(opened.headers["cache-control"], "no-store");
  assert.doesNotMatch(opened.text, /<script(?![^>]*src=)|style=|onclick/);
});

test("the CAD's token is its owner's alone, and lasts; the page's is new each time", async () => {
  assert.equal(statSync(join(desk.vault, "cad-token")).mode & 0o777, 0o600);
  const { token, process } = desk;
  await desk.stop();
  await desk.start();
  assert.equal(desk.token, token);
  assert.notEqual(desk.process.page, process.page);
});

test("what cannot be read is refused in words", async () => {
  const post = (body, headers = json) => ask("/api/ring", { ...headers, ...cad() }, "POST", body);
  await refused(post("{"), 400, "malformed");
  await refused(post("[]"), 400, "malformed");
  await refused(post("number=1", { "content-type": "text/plain" }), 400, "malformed");
  await refused(post("{}"), 422, "bad_field");
  await refused(post('{"number":"1","presented":"2"}'), 422, "bad_field");
  const long = (field) => JSON.stringify({ number: "07700900123", [field]: "1".repeat(10_000) });
  for (const field of ["number", "call_id", "cad_number"])
    await refused(post(long(field)), 422, "bad_field");
  await refused(post('{"number":"07700900123","cad_number":""}'), 422, "bad_field");
  await refused(post(JSON.stringify({ number: "1".repeat(70_000) })), 413, "too_large");
  await refused(ask(`/lookup?number=${"1".repeat(10_000)}`, cad()), 422, "bad_field");
  await refused(ask("/lookup", cad()), 400, "malformed");
  await refused(ask("/nothing", cad()), 404, "not_found");
  await refused(ask("/api/ring", cad()), 405, "method");
  await refused(ask("/assets/..%2Fdesk.css", cad()), 404, "not_found");
});
