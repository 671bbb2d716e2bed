// Who rings and what is known. Everything that came from elsewhere is set as text, never as markup.

import { clock, counted, day, label, moment, recent, say } from "./words.js";

const GRAVE = new Set(["weapon_intimidation_or_hate", "physical_violence"]);

export const at = (id) => document.getElementById(id);

/** An element with a class and children, which are texts or elements. */
export function element(name, className, ...children) {
  const made = document.createElement(name);
  if (className) made.className = className;
  made.append(...children.filter((child) => child !== null));
  return made;
}

export function icon(name) {
  const svg = document.createElementNS("http://www.w3.org/2000/svg", "svg");
  svg.setAttribute("aria-hidden", "true");
  const use = document.createElementNS("http://www.w3.org/2000/svg", "use");
  use.setAttribute("href", `#icon-${name}`);
  svg.append(use);
  return svg;
}

/** The caller in words. */
export function callerOf(call) {
  const { kind, grouped } = call.caller;
  if (kind === "number") return grouped;
  return [say(`caller.${kind}`), grouped].filter(Boolean).join(" · ");
}

/** What was done, in words. */
export function behavioursOf(warning) {
  const all = warning.behaviours.map((code) => label("caller_behaviour", code));
  if (all.length > 0) return all.join(", ");
  return warning.category ? label("marker_category", warning.category) : say("known.no_behaviour");
}

/** Fills the top of the page from a call. */
export function showCall(call, readable) {
  at("number").textContent = callerOf(call);
  const doubt = call.caller.kind === "number" && !call.caller.verified ? say("unverified") : null;
  const cad = call.cad_number ? say("cad", { number: call.cad_number }) : null;
  const parts = [say("rang_at", { time: clock(call.at) }), cad, doubt];
  at("rang").textContent = parts.filter(Boolean).join(" · ");
  at("known").replaceChildren(...knownOf(call, readable));
  at("known").scrollTop = 0;
  at("care-text").replaceChildren(...careOf(call.known.care));
  at("care").classList.toggle("desk-care--some", call.known.care !== null);
}

function knownOf(call, readable) {
  if (!readable) return [notice("hidden", "caution", say("known.lease"), say("known.lease_hint"))];
  const { markers, shared_line: shared, kept } = call.known;
  const found = [];
  if (shared !== null) {
    const hint = [say("known.shared_hint"), kept > 0 ? counted("known.kept", kept) : ""].join(" ");
    found.push(notice("shared", "shared", say("known.shared", { line: lineOf(shared) }), hint));
  }
  if (markers.length > 1) found.push(element("p", "desk-many", counted("known.warnings", markers.length)));
  found.push(...markers.map(warningOf));
  if (found.length > 0) return found;
  switch (call.caller.kind) {
    case "number":
      return [notice("nothing", "nothing", say("known.nothing"), say("known.nothing_hint"))];
    case "payphone":
      return [notice("shared", "shared", say("known.payphone"), say("known.payphone_hint"))];
    default:
      return [notice("hidden", "nothing", say("known.withheld"), say("known.withheld_hint"))];
  }
}

/** Why many people ring from a number. */
function lineOf(code) {
  return code === "organisation" ? say("known.organisation") : label("shared_line", code);
}

function notice(iconName, kind, title, hint) {
  const text = element("div", "", element("h2", "desk-card-title", title), element("p", "", hint));
  return element("div", `desk-card desk-card--${kind}`, icon(iconName), text);
}

function warningOf(warning) {
  const kind = GRAVE.has(warning.category) ? "grave" : "caution";
  const facts = [counted("known.incidents", warning.incidents)];
  if (warning.last_at) facts.push(say("known.last", { day: recent(warning.last_at) }));
  if (warning.until) facts.push(untilOf(warning));
  const told = warning.instruction !== "information_only" ? warning.instruction : null;
  const advice = told && label("response_instruction", warning.instruction);
  const text = element(
    "div",
    "",
    element("p", "desk-card-kind", `${say(`known.${kind}`)} · ${label("marker_status", warning.status)}`),
    element("h2", "desk-card-title", behavioursOf(warning)),
    element("p", "", facts.join(" · ")),
    advice ? element("p", "desk-card-advice", say("known.advice", { advice })) : null,
    warning.sentence ? element("p", "desk-card-sentence", warning.sentence) : null,
  );
  return element("article", `desk-card desk-card--${kind}`, icon(kind), text);
}

function untilOf(warning) {
  const approved = ["approved_active", "renewed", "due_review"].includes(warning.status);
  if (approved) return say("known.review", { day: day(warning.until) });
  return say("known.ends", { time: moment(warning.until) });
}

function careOf(care) {
  if (care === null) return [element("p", "", say("care.none"))];
  const counts = [
    ["care.month", care.calls_in_month],
    ["care.three_months", care.calls_in_three_months],
  ];
  const facts = counts.filter(([, count]) => count > 0).map(([key, count]) => counted(key, count));
  if (care.counted_on) facts.push(say("care.counted", { day: day(care.counted_on) }));
  const frequent = care.frequent ? say("care.frequent") : null;
  const plan = care.plan && say("care.plan", { plan: care.plan });
  return [facts.join(" · "), frequent, plan].filter(Boolean).map((text) => element("p", "", text));
}

/** A call in one sentence, for who hears the page. A match interrupts; anything else waits. */
export function announce(call, readable) {
  const caller = say("new_call", { caller: callerOf(call) });
  const { markers, shared_line: shared } = call.known;
  if (readable && markers.length > 0) {
    const kind = GRAVE.has(markers[0].category) ? "grave" : "caution";
    warn(`${say(`known.${kind}`)}: ${markers.map(behavioursOf).join(", ")}. ${caller}`);
  } else if (shared !== null) {
    tell(`${caller} ${say("known.shared", { line: lineOf(shared) })}`);
  } else {
    tell(`${caller} ${at("known").querySelector("h2")?.textContent ?? ""}`);
  }
}

const warn = (text) => hear("warn", text);
export const tell = (text) => hear("say", text);

/** The same text twice is heard twice. */
function hear(id, text) {
  const region = at(id);
  region.textContent = region.textContent === text ? `${text}\u00a0` : text;
}

/** How the desk stands to the region, and how old its markers are. */
export function showStanding(standing) {
  const parts = [];
  if (standing.as_of === null) {
    parts.push(say(standing.reachable === null ? "standing.asking" : "standing.never"));
  } else {
    const age = ageOf(Date.now() - standing.as_of);
    const values = { time: moment(standing.as_of), age };
    parts.push(say(age ? "standing.aged" : "standing.as_of", values));
  }
  const cut = standing.reachable === false;
  if (cut) parts.push(say("standing.unreachable"));
  if (standing.waiting > 0 && cut) parts.push(counted("standing.waiting", standing.waiting));
  const text = parts.join(" ");
  if (at("standing-text").textContent !== text) at("standing-text").textContent = text;
  at("standing").classList.toggle("desk-standing--cut", cut);
  at("standing").querySelector("use").setAttribute("href", cut ? "#icon-cut" : "#icon-linked");
}

function ageOf(ms) {
  const minutes = Math.floor(ms / 60_000);
  if (minutes < 3) return null;
  if (minutes < 90) return say("standing.minutes", { count: minutes });
  const hours = Math.round(minutes / 60);
  return hours < 48 ? say("standing.hours", { count: hours }) : counted("standing.days", Math.round(hours / 24));
}
