// The desk's page: what rings shows at the top; what is written down stands beside it.

import * as call from "./call.js";
import * as keys from "./keys.js";
import * as outbox from "./outbox.js";
import { announce, at, callerOf, element, showCall, showStanding, tell } from "./show.js";
import { listen } from "./stream.js";
import { clock, fetchWords, say } from "./words.js";

const EARLIER = 12;

/** Calls by their names, in the order in which they came. */
const calls = new Map();
let standing = { as_of: null, reachable: null, waiting: 0, readable: true };
let gone = false;
let unsaved = null;
let refused = null;

await words();
outbox.watch((why) => {
  unsaved = why;
  showTrouble();
});
call.begin({
  refused: (code) => {
    refused = code;
    showTrouble();
  },
  free: () => settle(false),
});
keys.begin({ newest: () => settle(true) });
at("newest").addEventListener("click", () => settle(true));
at("trouble-close").addEventListener("click", () => {
  refused = null;
  showTrouble();
});
at("by-hand").addEventListener("submit", byHand);
addEventListener("beforeunload", (event) => {
  if (!outbox.isEmpty() || call.noteIsOpen()) event.preventDefault();
});
setInterval(() => showStanding(standing), 15_000);
listen({ everything, call: one, standing: stand, lost });

/** The desk program may be starting still. */
async function words() {
  for (;;) {
    try {
      return await fetchWords();
    } catch {
      await new Promise((resume) => setTimeout(resume, 1_000));
    }
  }
}

const newest = () => [...calls.values()].at(-1);

/** All that the desk program remembers: at the beginning, and after it was away. */
function everything(all) {
  const before = newest();
  const fresh = all.filter((told) => !calls.has(told.key));
  for (const told of all.sort((one, other) => one.at - other.at)) calls.set(told.key, told);
  show();
  if (before && fresh.length > 0) announce(newest(), standing.readable);
}

function one(told) {
  const known = calls.get(told.key);
  calls.set(told.key, told);
  const isNewest = newest().key === told.key;
  show();
  if (isNewest && !known) announce(told, standing.readable);
  if (isNewest && known && told.known.markers.length > known.known.markers.length && !own(told, known))
    announce(told, standing.readable);
}

/** Whether what is newly known is what was flagged on this page. */
const own = (told, known) => told.noted.length > known.noted.length || told.noted.some((noted) => noted.flag);

function show() {
  const top = newest();
  if (!top) return;
  showCall(top, standing.readable);
  document.title = `${callerOf(top)} – Tabard`;
  settle(false);
}

/** Writes about the newest call, unless somebody is in the middle of another and does not ask. */
function settle(asked) {
  const top = newest();
  if (!top) return;
  const stay = calls.get(call.targetKey());
  const away = stay && stay.key !== top.key && !asked && (call.isBusy() || chosen === stay.key);
  if (!away) chosen = null;
  if (asked && call.panelIsOpen()) call.closePanel();
  call.aimAt(away ? stay : top);
  at("elsewhere").hidden = !away;
  at("call").classList.toggle("desk-call--earlier", Boolean(away));
  at("call-title").textContent = say(away ? "call.earlier" : "call.title");
  showEarlier(top);
}

/** An earlier call that somebody went back to. */
let chosen = null;

function showEarlier(top) {
  const rest = [...calls.values()].reverse().filter((told) => told.key !== top.key);
  const line = (told) => {
    const button = element("button", "desk-plain", `${clock(told.at)} ${callerOf(told)}`);
    button.type = "button";
    if (told.key === chosen) button.setAttribute("aria-current", "true");
    button.addEventListener("click", () => {
      if (call.isBusy()) return tell(say("note.unsaved", { caller: callerOf(calls.get(call.targetKey())) }));
      chosen = told.key;
      call.aimAt(told);
      settle(false);
      at("call").focus();
    });
    return element("li", "", button);
  };
  at("earlier").replaceChildren(...rest.slice(0, EARLIER).map(line));
  at("earlier-none").hidden = rest.length > 0;
}

function stand(told) {
  if (standing.reachable === false && told.reachable) tell(say("standing.reached"));
  if (standing.reachable !== false && told.reachable === false) tell(say("standing.unreachable"));
  standing = told;
  showStanding(standing);
  show();
}

function lost(is) {
  if (gone === is) return;
  gone = is;
  showTrouble();
}

function showTrouble() {
  const why = refused ? "refused" : (unsaved ?? (gone ? "gone" : null));
  at("trouble").hidden = why === null;
  at("trouble-text").textContent = why ? say(`trouble.${why}`, { code: refused }) : "";
  at("trouble-close").hidden = why !== "refused";
}

async function byHand(event) {
  event.preventDefault();
  const field = at("hand-number");
  const body = JSON.stringify({ number: field.value });
  const headers = { "content-type": "application/json" };
  const answer = await fetch("/page/ring", { method: "POST", headers, body }).catch(() => null);
  const told = answer?.ok ? await answer.json() : null;
  const good = told?.caller.kind === "number";
  at("hand-error").textContent = good || !answer ? "" : say("hand.bad");
  if (good) field.value = "";
}
