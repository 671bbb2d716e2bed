// The keyboard alone: F8, a digit, Enter. Letters never act while somebody types, and can be
// switched off, for those who speak to their machine.

import * as call from "./call.js";
import { at } from "./show.js";

const SETTING = "desk-letters";
const ACTS = { w: "warning", e: "ended", s: "supervisor", b: "break", l: "log" };

export function begin({ newest }) {
  at("letters").checked = localStorage.getItem(SETTING) !== "off";
  at("letters").addEventListener("change", () =>
    localStorage.setItem(SETTING, at("letters").checked ? "on" : "off"),
  );
  at("help-open").addEventListener("click", openHelp);
  at("help-close").addEventListener("click", () => at("help").close());
  document.addEventListener("keydown", (event) => {
    if (press(event, newest)) event.preventDefault();
  });
}

function openHelp() {
  if (!at("help").open) at("help").showModal();
}

/** Acts on a key; whether it did. */
function press(event, newest) {
  const { key, target, ctrlKey, altKey, metaKey, isComposing, repeat } = event;
  if (isComposing || repeat || altKey || metaKey || at("help").open) return false;
  if (key === "F8" && !ctrlKey) {
    call.openFlagging();
    return true;
  }
  if (ctrlKey) return key === "Enter" && target.id === "notes-text" && (target.form.requestSubmit(), true);
  if (key === "Escape") {
    if (!call.panelIsOpen()) return false;
    call.closePanel();
    return true;
  }
  if (isWriting(target)) return false;
  if (/^[1-9]$/.test(key)) return call.choose(key);
  if (key === "Enter" && target.type !== "button") return call.confirm();
  return letter(key.toLowerCase(), newest);
}

function letter(key, newest) {
  if (!at("letters").checked || call.panelIsOpen()) return false;
  if (key === "?") openHelp();
  else if (key === "u") call.undo();
  else if (key === "n") newest();
  else if (ACTS[key]) call.act(ACTS[key]);
  else return false;
  return true;
}

function isWriting(element) {
  const notText = ["radio", "checkbox", "button", "submit"];
  if (element.tagName === "INPUT") return !notText.includes(element.type);
  return element.tagName === "TEXTAREA" || element.tagName === "SELECT";
}
