// What is written down about a call: flags, acts and notes, and the panels for them.

import { save } from "./outbox.js";
import { at, callerOf, element, icon, tell } from "./show.js";
import { clock, label, say } from "./words.js";

const UNDO_SECONDS = 10;
const wanted = Number(document.body.dataset.warnings);

/** The call that is written about; the newest one unless somebody is in the middle of something. */
let target = null;
let openPanel = null;
let cameFrom = null;
let undoing = null;
let onRefused = () => {};
let onFree = () => {};

/** `refused` is told the code of what was not saved, `free` that a panel closed. */
export function begin({ refused, free }) {
  onRefused = refused;
  onFree = free;
  at("flag").addEventListener("click", openFlagging);
  at("flagging").addEventListener("submit", submit(saveFlag));
  at("ending").addEventListener("submit", submit(saveEnding));
  at("notes").addEventListener("submit", submit(saveNote));
  at("undo-button").addEventListener("click", undo);
  for (const button of document.querySelectorAll("[data-act]"))
    button.addEventListener("click", () => act(button.dataset.act));
  for (const button of document.querySelectorAll("[data-close]"))
    button.addEventListener("click", closePanel);
}

const submit = (work) => (event) => {
  event.preventDefault();
  work();
};

export const targetKey = () => target?.key;
export const panelIsOpen = () => openPanel !== null;
export const noteIsOpen = () => at("notes-text").value.trim() !== "";

/** Whether the target must stay: somebody is choosing or writing. */
export function isBusy() {
  return panelIsOpen() || noteIsOpen() || document.activeElement === at("notes-text");
}

/** Writes about this call from now on, or shows anew what is noted on it. */
export function aimAt(call) {
  const another = target?.key !== call.key;
  target = call;
  if (another) at("notes-text").value = "";
  if (undoing === null) at("undo-text").textContent = "";
  at("call-which").textContent = `${callerOf(call)} · ${clock(call.at)}`;
  at("flag-text").textContent = say(call.caller.number ? "act.flag" : "act.flag_no_number");
  at("warnings").textContent = say("act.warnings", { given: given(), wanted });
  for (const control of at("call").querySelectorAll("[disabled]")) control.disabled = false;
  at("noted").replaceChildren(...call.noted.map(notedLine));
  at("noted-none").hidden = call.noted.length > 0;
}

/** Warnings that are on their way to the desk program, by the names of their calls. */
const underWay = new Map();

/** How many warnings were given on the call, those that are not saved yet among them. */
function given() {
  const saved = target.noted.filter((one) => one.what === "warning").length;
  return Math.max(saved, underWay.get(target.key) ?? 0);
}

/** Notes something at once; the desk program says the same once it is saved. */
function note(about, noted) {
  const call = target.key === about.key ? target : about;
  const same = (one) =>
    noted.flag ? one.flag === noted.flag : one.what === noted.what && one.detail === noted.detail;
  const known = call.noted.findIndex(same);
  if (known < 0) call.noted.push(noted);
  else call.noted[known] = noted;
  if (target.key === call.key) aimAt(target);
}

function notedLine(noted) {
  const what = noted.detail && label("caller_behaviour", noted.detail);
  const key = noted.taken_back ? "taken_back" : noted.what;
  const text = say(`noted.${key}`, { what, number: noted.detail });
  const line = element("li", "", icon("done"), element("span", "", `${clock(noted.at)} ${text}`));
  if (noted.flag && !noted.taken_back) {
    const button = element("button", "desk-plain", say("noted.take_back"));
    button.type = "button";
    button.addEventListener("click", () => takeBack(target, noted));
    line.append(button);
  }
  return line;
}

/** The call as the desk program is told of it, should it have forgotten it. */
function told(call) {
  const { key, at: rang, call_id, cad_number, caller } = call;
  const presented = caller.number ?? caller.kind;
  return { key, at: rang, presented, call_id, cad_number, verified: caller.verified };
}

export function openFlagging() {
  if (target === null) return;
  at("flagging").reset();
  at("flagging-error").textContent = "";
  at("flagging-about").textContent = say(
    target.caller.number ? "flagging.today" : "flagging.no_number",
  );
  open("flagging", at("flagging").querySelector("input"));
}

function openEnding() {
  at("ending").reset();
  at("ending-error").textContent = "";
  at("ending-few").hidden = given() >= wanted;
  at("ending-few").textContent = say("ending.too_few", { wanted, given: given() });
  open("ending", at("ending-tick"));
}

function open(name, focus) {
  if (openPanel === null) cameFrom = document.activeElement;
  else at(openPanel).hidden = true;
  openPanel = name;
  at("acts").hidden = true;
  at(name).hidden = false;
  focus.focus();
}

export function closePanel() {
  if (openPanel === null) return;
  at(openPanel).hidden = true;
  at("acts").hidden = false;
  openPanel = null;
  const back = cameFrom?.isConnected && cameFrom !== document.body ? cameFrom : null;
  if (back) back.focus();
  else document.activeElement?.blur();
  onFree();
}

/** A digit chooses; whether there is such a choice now. */
export function choose(digit) {
  if (openPanel !== "flagging") return false;
  const choice = at("flagging").querySelector(`[data-digit="${digit}"]`);
  choice.checked = true;
  choice.focus();
  at("flagging-error").textContent = "";
  return true;
}

/** Enter saves what the open panel says; whether there is one. */
export function confirm() {
  if (openPanel === null) return false;
  at(openPanel).requestSubmit();
  return true;
}

function saveFlag() {
  const behaviour = new FormData(at("flagging")).get("behaviour");
  if (behaviour === null) {
    at("flagging-error").textContent = say("flagging.choose");
    return;
  }
  const call = target;
  const id = Array.from(crypto.getRandomValues(new Uint8Array(16)), (byte) =>
    byte.toString(16).padStart(2, "0"),
  ).join("");
  const noted = { what: "flag", at: Date.now(), flag: id, detail: behaviour, taken_back: false };
  showUndo({ call, noted, saved: false });
  save("PUT", `/page/flags/${id}`, { call: told(call), behaviour }, (refused) => {
    if (refused) return lose(refused);
    note(call, noted);
    if (undoing?.noted === noted) startUndo();
  });
  closePanel();
}

function lose(code) {
  showUndo(null);
  onRefused(code);
}

function showUndo(next) {
  clearInterval(undoing?.timer);
  undoing = next;
  at("undo").classList.toggle("desk-undo--shown", next !== null);
  at("undo").classList.remove("desk-undo--saved");
  at("undo-button").hidden = true;
  at("undo-text").textContent = next ? say("undo.saving") : "";
}

function startUndo() {
  const { call, noted } = undoing;
  const what = label("caller_behaviour", noted.detail);
  const until = Date.now() + UNDO_SECONDS * 1000;
  const left = () => Math.ceil((until - Date.now()) / 1000);
  undoing.saved = true;
  at("undo").classList.add("desk-undo--saved");
  at("undo-text").textContent = say("undo.saved", { caller: callerOf(call), what });
  at("undo-left").textContent = say("undo.seconds", { count: UNDO_SECONDS });
  at("undo-button").hidden = false;
  tell(say("undo.said"));
  undoing.timer = setInterval(() => {
    if (left() <= 0) showUndo(null);
    else at("undo-left").textContent = say("undo.seconds", { count: left() });
  }, 250);
}

/** Takes the last flag back, while it is offered. */
export function undo() {
  if (!undoing?.saved) return;
  const { call, noted } = undoing;
  showUndo(null);
  takeBack(call, noted);
}

function takeBack(call, noted) {
  if (undoing?.noted.flag === noted.flag) showUndo(null);
  save("DELETE", `/page/flags/${noted.flag}`, null, (refused) => {
    if (refused && refused !== "unknown_flag") return lose(refused);
    note(call, { ...noted, taken_back: true });
    tell(say("undo.undone"));
  });
}

/** Notes an act of the handler. */
export function act(what) {
  if (target === null) return;
  if (what === "ended") return openEnding();
  if (what === "warning") return warn();
  write(what, {}, null);
}

/** A report counts three warnings; a fourth is the third again. */
function warn() {
  const { key } = target;
  const number = Math.min(given() + 1, 3);
  underWay.set(key, number);
  write("warning", { number }, String(number), { lost: () => underWay.delete(key) });
  aimAt(target);
}

function saveEnding() {
  if (!at("ending-tick").checked) {
    at("ending-error").textContent = say("ending.missing");
    at("ending-tick").focus();
    return;
  }
  write("ended", { clinical_risk_checked: true }, null);
  closePanel();
}

function saveNote() {
  const text = at("notes-text").value.trim();
  at("notes-error").textContent = text ? "" : say("note.empty");
  if (!text) return at("notes-text").focus();
  const call = target;
  const kept = () => {
    if (target.key !== call.key || at("notes-text").value.trim() !== text) return;
    at("notes-text").value = "";
    onFree();
  };
  write("note", { text }, null, { kept });
}

function write(what, more, detail, { kept = () => {}, lost = () => {} } = {}) {
  const call = target;
  save("POST", "/page/acts", { call: told(call), act: what, ...more }, (refused) => {
    if (refused) {
      lost();
      return onRefused(refused);
    }
    note(call, { what, at: Date.now(), flag: null, detail, taken_back: false });
    tell(say("saved", { what: say(`noted.${what}`, { number: detail }) }));
    kept();
  });
}
