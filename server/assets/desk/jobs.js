// What crews ask about the jobs that they are sent to. The list moves no focus: what is typed stays
// where it is, whatever comes.

import { save } from "./outbox.js";
import { at, element, icon, tell } from "./show.js";
import { counted, label, recent, say } from "./words.js";

const TELLS = { marker: "caution", nothing_known: "nothing", cannot_say: "hidden", job_over: "done" };

/** Lines of the list by the ids of their questions: what they show, and where. */
const lines = new Map();
let newestCall = () => undefined;
let onRefused = () => {};
let began = false;
let cameFrom = null;

/** `newest` gives the newest call, `refused` is told the code of what was not saved. */
export function begin({ newest, refused }) {
  newestCall = newest;
  onRefused = refused;
  at("crews-list").addEventListener("keydown", (event) => {
    if (event.key === "Escape") goBack();
  });
}

/** Goes to the first question that waits. */
export function goToFirst() {
  const field = at("crews-list").querySelector("input");
  if (field === null) return tell(say("crews.none_waits"));
  if (!at("crews").contains(document.activeElement)) cameFrom = document.activeElement;
  field.focus();
  field.scrollIntoView({ block: "center" });
}

function goBack() {
  const back = cameFrom?.isConnected && cameFrom !== document.body ? cameFrom : null;
  if (back) back.focus();
  else document.activeElement.blur();
}

/** Whether the region can be reached, and whether anything may be shown. */
export function stand({ reachable, readable }) {
  const key = readable ? "crews.cut" : "known.lease";
  at("crews-cut").hidden = readable && reachable !== false;
  at("crews-cut-text").textContent = say(key);
}

/** Shows what crews ask. What is new is heard once nothing else is. */
export function show({ waiting, asked }) {
  at("crews-title").textContent = say("crews.title", { count: waiting });
  at("crews-none").hidden = asked.length > 0;
  const fresh = asked.filter((one) => one.reply === null && !lines.has(one.id));
  const hadFocus = at("crews-list").contains(document.activeElement);
  const shown = asked.map(lineOf);
  for (const id of [...lines.keys()].filter((id) => !asked.some((one) => one.id === id))) lines.delete(id);
  arrange(shown);
  if (hadFocus && !at("crews-list").contains(document.activeElement)) at("crews-title").focus();
  if (began && fresh.length > 0) tell(counted("crews.heard", fresh.length));
  began = true;
}

/** Puts lines in their order, and moves none that is in its place: it may hold the focus. */
function arrange(shown) {
  const list = at("crews-list");
  for (const line of [...list.children].filter((line) => !shown.includes(line))) line.remove();
  shown.forEach((line, place) => {
    if (list.children[place] !== line) list.insertBefore(line, list.children[place] ?? null);
  });
}

function lineOf(one) {
  const told = JSON.stringify(one);
  const known = lines.get(one.id);
  if (known?.told === told) return known.line;
  // An open question is changed only where nobody can be typing.
  if (known && known.open && one.reply === null) {
    known.line.querySelector(".desk-job-head").replaceWith(headOf(one));
    known.told = told;
    return known.line;
  }
  const open = one.reply === null;
  const line = element("li", "desk-job", headOf(one), ...(open ? [formOf(one)] : answerOf(one)));
  lines.set(one.id, { told, line, open });
  return line;
}

function headOf(one) {
  const who = say("crews.job", { number: one.cad_number, callsign: one.callsign ?? say("crews.no_callsign") });
  const given = [one.number, one.place].filter(Boolean).join(" · ");
  return element(
    "div",
    "desk-job-head",
    element("h3", "", who),
    element("p", "desk-small", say("crews.asked", { time: one.asked_at ? recent(one.asked_at) : "–" })),
    given ? element("p", "desk-small", say("crews.given", { given })) : null,
  );
}

function fact(name, text) {
  return element("p", "desk-job-fact", icon(name), element("span", "", text));
}

function answerOf(one) {
  const time = one.answered_at ? recent(one.answered_at) : "–";
  const facts = [fact(TELLS[one.reply] ?? "hidden", say("crews.told", { reply: label("enquiry_reply", one.reply), time }))];
  facts.push(...markersOf(one.markers));
  if (one.acknowledged_at) facts.push(fact("done", say("crews.read", { time: recent(one.acknowledged_at) })));
  else if (!one.over) facts.push(fact("hidden", say("crews.unread")));
  if (one.over) facts[0] = fact("done", say("crews.over"));
  if (one.unsent) facts.push(fact("cut", say("crews.unsent")));
  return facts;
}

function markersOf(markers) {
  return markers.map(({ sentence, instruction, same_building: building }) => {
    const advice = instruction && label("response_instruction", instruction);
    const parts = [sentence, advice && `${advice}.`, building && say("crews.same_building")];
    return element("p", "desk-job-marker", parts.filter(Boolean).join(" "));
  });
}

/** What a handler answers with: typed, looked up, and told once it was seen. */
function formOf(one) {
  const number = field(one, "number", "tel", 40);
  const address = field(one, "address", "text", 500);
  const error = element("p", "nhsuk-error-message");
  error.setAttribute("role", "alert");
  const preview = element("div", "desk-job-preview");
  const form = element("form", "", number.row, address.row, error, preview);
  form.noValidate = true;
  const typed = () => ({ number: number.input.value.trim() || undefined, address: address.input.value.trim() || undefined });
  let seen = null;
  const answer = (answer, about = {}) => {
    for (const control of form.elements) control.disabled = true;
    save("POST", `/page/jobs/${one.id}`, { answer, ...about }, (refused) => {
      if (!refused) return tell(say("crews.answered", { number: one.cad_number }));
      for (const control of form.elements) control.disabled = false;
      onRefused(refused);
    });
    at("crews-title").focus();
  };
  const lookUp = async () => {
    const about = typed();
    const found = await ask(about);
    if (!form.isConnected || JSON.stringify(typed()) !== JSON.stringify(about)) return;
    error.textContent = found.error ? say(`crews.${found.error}`) : "";
    seen = found.error ? null : about;
    preview.replaceChildren(...(found.error ? [] : previewOf(found, () => answer("known", about))));
    if (!found.error) tell(`${preview.firstChild.textContent} ${say("crews.enter_tells")}`);
  };
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    if (seen && JSON.stringify(seen) === JSON.stringify(typed())) answer("known", seen);
    else lookUp();
  });
  form.addEventListener("input", () => {
    seen = null;
    preview.replaceChildren();
  });
  const newest = () => {
    number.input.value = newestCall()?.caller.number ?? "";
    lookUp();
  };
  form.append(
    element(
      "div",
      "desk-buttons",
      button(say("crews.look_up"), lookUp, one),
      button(say("crews.newest"), newest, one),
      button(say("crews.nothing"), () => answer("nothing_known"), one),
      button(say("crews.by_voice"), () => answer("cannot_say"), one),
    ),
  );
  // Enter in a field submits only where a form has a button that does.
  const submit = element("button", "");
  submit.type = "submit";
  submit.hidden = true;
  form.append(submit);
  return form;
}

function field(one, name, type, longest) {
  const input = element("input", "nhsuk-input");
  input.id = `crews-${name}-${one.id}`;
  input.type = type;
  input.autocomplete = "off";
  input.maxLength = longest;
  const text = element("label", "nhsuk-label", say(`crews.${name}`));
  text.htmlFor = input.id;
  text.append(element("span", "nhsuk-u-visually-hidden", ` ${say("cad", { number: one.cad_number })}`));
  return { input, row: element("div", "desk-job-field", text, input) };
}

function button(text, press, one) {
  const made = element("button", "nhsuk-button nhsuk-button--secondary nhsuk-button--small", text);
  made.type = "button";
  made.append(element("span", "nhsuk-u-visually-hidden", ` ${say("cad", { number: one.cad_number })}`));
  made.addEventListener("click", press);
  return made;
}

function previewOf({ reply, markers }, send) {
  const would = fact(TELLS[reply], say("crews.would", { reply: label("enquiry_reply", reply) }));
  const sending = element("button", "nhsuk-button nhsuk-button--small", `${say("crews.tell")} `, element("kbd", "", "Enter"));
  sending.type = "button";
  sending.addEventListener("click", send);
  return [would, ...markersOf(markers), sending];
}

/** What a crew would be told, or the name of what is wrong. */
async function ask(about) {
  if (!about.number && !about.address) return { error: "empty" };
  const headers = { "content-type": "application/json" };
  const sent = { method: "POST", headers, body: JSON.stringify(about) };
  const answer = await fetch("/page/jobs/look-up", sent).catch(() => null);
  if (answer?.ok) return answer.json();
  const problem = await answer?.json().catch(() => null);
  if (problem?.code === "bad_field") return { error: problem.field === "number" ? "bad_number" : "bad_address" };
  return { error: "failed" };
}
