// A trust's own sign-on, a small one on loopback: who is let in with which role, and which forged
// tokens let in nobody.

import assert from "node:assert/strict";
import { createHash, createPublicKey, createSign, generateKeyPairSync } from "node:crypto";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { createServer } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, test } from "node:test";

import { World, blank, closeBrowser } from "./world.js";

const SECRET = "secret & sound";
const encode = (what) => Buffer.from(JSON.stringify(what)).toString("base64url");

/** A sign-on that states whatever a test asks it to state. */
class SignOn {
  async start() {
    this.rsa = generateKeyPairSync("rsa", { modulusLength: 2048 });
    this.ec = generateKeyPairSync("ec", { namedCurve: "P-256" });
    this.other = generateKeyPairSync("ec", { namedCurve: "P-256" });
    this.codes = new Map();
    this.server = createServer((request, answer) => this.answer(request, answer));
    await new Promise((resolve) => this.server.listen(0, "127.0.0.1", resolve));
    this.issuer = `http://127.0.0.1:${this.server.address().port}`;
  }

  async answer(request, answer) {
    const url = new URL(request.url, this.issuer);
    const say = (what, status = 200) => answer.writeHead(status, { "content-type": "application/json" }).end(JSON.stringify(what));
    if (url.pathname === "/.well-known/openid-configuration") {
      const place = (name) => `${this.issuer}/${name}`;
      return say({ issuer: this.said_issuer ?? this.issuer, authorization_endpoint: place("authorize"), token_endpoint: place("token"), jwks_uri: place("keys") });
    }
    if (url.pathname === "/keys") {
      const key = (pair, kid) => ({ ...createPublicKey(pair.privateKey).export({ format: "jwk" }), kid, use: "sig" });
      return say({ keys: [key(this.rsa, "rsa"), key(this.ec, "ec"), { kty: "oct", k: "c2VjcmV0", kid: "oct" }] });
    }
    if (url.pathname === "/authorize") {
      this.asked = Object.fromEntries(url.searchParams);
      const code = encode([Math.random()]);
      this.codes.set(code, this.asked);
      const back = new URL(this.asked.redirect_uri);
      back.searchParams.set("code", code);
      back.searchParams.set("state", this.state ?? this.asked.state);
      return answer.writeHead(302, { location: back.href }).end();
    }
    const chunks = [];
    for await (const chunk of request) chunks.push(chunk);
    const sent = new URLSearchParams(Buffer.concat(chunks).toString());
    const asked = this.codes.get(sent.get("code"));
    this.codes.delete(sent.get("code"));
    const challenge = createHash("sha256").update(sent.get("code_verifier") ?? "").digest("base64url");
    const fits = asked && challenge === asked.code_challenge && sent.get("client_secret") === SECRET && sent.get("redirect_uri") === asked.redirect_uri;
    if (!fits) return say({ error: "invalid_grant" }, 400);
    return say({ access_token: "x", token_type: "Bearer", id_token: this.token(asked) });
  }

  token(asked) {
    const now = Math.floor(Date.now() / 1000);
    const { header = {}, key, alg = "RS256", tamper, ...changed } = this.states;
    const claims = { iss: this.issuer, aud: "tabard", exp: now + 300, iat: now, nonce: asked.nonce, sub: "subject-1", name: "Olwen Price", groups: ["vpr-triage"], ...changed };
    const signed = `${encode({ alg, kid: alg === "ES256" ? "ec" : "rsa", ...header })}.${encode(claims)}`;
    if (alg === "none") return `${signed}.`;
    const pair = key ?? (alg === "ES256" ? this.ec : this.rsa);
    const signature = createSign("SHA256").update(signed).sign({ key: pair.privateKey, dsaEncoding: "ieee-p1363" });
    if (tamper) return `${signed.split(".")[0]}.${encode({ ...claims, ...tamper })}.${signature.toString("base64url")}`;
    return `${signed}.${signature.toString("base64url")}`;
  }
}

let world;
let signOn;
let folder;
before(async () => {
  signOn = new SignOn();
  await signOn.start();
  folder = mkdtempSync(join(tmpdir(), "tabard-oidc-"));
  writeFileSync(join(folder, "secret"), `${SECRET}\n`);
  const roles = { "vpr-triage": "triager", "vpr-figures": "analyst" };
  const file = { issuer: signOn.issuer, client_id: "tabard", client_secret_file: "secret", label: "Test Trust", role_claim: "groups", roles };
  writeFileSync(join(folder, "oidc.json"), JSON.stringify(file));
  world = await World.new("--console", "127.0.0.1:0", "--oidc", join(folder, "oidc.json"));
});
after(async () => {
  await closeBrowser();
  await world.end();
  signOn.server.close();
  rmSync(folder, { recursive: true });
});

/** Goes to the sign-on and back, while it states something. */
async function by(states = {}) {
  signOn.states = states;
  const page = await blank();
  await page.goto(`${world.region.console}/sign-in`);
  await page.click("main a.nhsuk-button--secondary");
  return page;
}

test("whoever the sign-on states is in, with the roles of their groups, by either signature", async () => {
  for (const alg of ["RS256", "ES256"]) {
    const page = await by({ alg });
    await page.says("h1", "You are signed in");
    await page.click("main a.nhsuk-button");
    await page.says(".console-who", "Olwen Price");
    await page.says("h1", "Inbox");
    assert.equal((await page.goto(`${world.region.console}/people`)).status(), 403);
    assert.deepEqual(page.complaints.filter((said) => !said.includes("403")), []);
  }
  assert.equal(signOn.asked.code_challenge_method, "S256");
  const page = await by({ groups: ["vpr-figures", "others"], name: "Olwen Jones" });
  await page.click("main a.nhsuk-button");
  await page.says(".console-who", "Olwen Price");
  assert.equal((await page.goto(`${world.region.console}/inbox`)).status(), 403, "her groups are others now");
});

test("no forged token lets anybody in", async () => {
  const now = Math.floor(Date.now() / 1000);
  const forged = {
    nonce: { nonce: "another" },
    audience: { aud: "another" },
    "several audiences": { aud: ["tabard", "another"] },
    party: { azp: "another" },
    issuer: { iss: "https://elsewhere.example" },
    expired: { exp: now - 120 },
    "no end": { exp: undefined },
    "an end that is no number": { exp: String(now + 300) },
    "not yet": { nbf: now + 600 },
    none: { alg: "none" },
    "no signature": { header: { alg: "none" } },
    "hmac by the public key": { header: { alg: "HS256" } },
    "another key": { alg: "ES256", key: signOn.other },
    "another kind of key": { alg: "RS256", header: { kid: "ec" } },
    "no such key": { header: { kid: "gone" } },
    "changed after signing": { tamper: { groups: ["vpr-figures"] } },
    "no subject": { sub: "" },
  };
  for (const [what, states] of Object.entries(forged)) {
    const page = await by({ ...states, name: "Mallory" });
    assert.match(await page.textContent("h1"), /did not sign you in/, what);
    assert.equal((await page.goto(`${world.region.console}/`)).status(), 401, what);
    await page.context().close();
  }
  const nobody = await by({ sub: "subject-2", name: "Nobody", groups: ["others"] });
  await nobody.says("h1", "no role here");
  const namesake = await by({ sub: "subject-2" });
  await namesake.says("h1", "no role here");
});

test("who did not set out does not come back, and nobody comes back twice", async () => {
  const page = await by();
  await page.says("h1", "You are signed in");
  const { state } = signOn.asked;
  const code = encode(["any"]);
  const back = (state) => `${world.region.console}/sign-in/back?code=${code}&state=${state}`;
  assert.equal((await page.goto(back(state))).status(), 422, "twice");
  const other = await blank();
  assert.equal((await other.goto(back(state))).status(), 422, "another browser");
  signOn.state = state;
  const fixed = await by();
  await fixed.says("h1", "did not sign you in");
  signOn.state = undefined;
  signOn.said_issuer = "https://elsewhere.example";
  const moved = await by();
  await moved.says("h1", "did not sign you in");
});
