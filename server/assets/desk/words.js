// What the page says: texts come from the desk program, in the language that it was started in.

let language = "en";
let texts = {};

export async function fetchWords() {
  const answer = await fetch("/words.json");
  if (!answer.ok) throw new Error("no words");
  ({ language, texts } = await answer.json());
}

/** The text at a key, with {names} filled in. */
export function say(key, values = {}) {
  const text = texts[`desk.${key}`] ?? key;
  return text.replace(/\{(\w+)\}/g, (whole, name) => values[name] ?? whole);
}

/** The text at a key in the form that a count takes. */
export function counted(key, count) {
  const form = new Intl.PluralRules(language).select(count);
  const of = (form) => (texts[`desk.${key}.${form}`] === undefined ? undefined : `${key}.${form}`);
  return say(of(form) ?? of("other") ?? key, { count });
}

/** What a code of a list says; the code itself when it is of a newer version. */
export function label(list, code) {
  return texts[`codes.${list}.${code}`] ?? code;
}

/** The time of day. */
export function clock(at) {
  return format(at, { hour: "2-digit", minute: "2-digit" });
}

/** A day; its year where that is not this one. */
export function day(at) {
  const year = new Date(at).getFullYear() === new Date().getFullYear() ? undefined : "numeric";
  return format(at, { day: "numeric", month: "short", year });
}

/** A time of today by the clock, another by its day. */
export function recent(at) {
  return isToday(at) ? clock(at) : day(at);
}

/** A time of today by the clock, another with its day. */
export function moment(at) {
  return isToday(at) ? clock(at) : `${day(at)} ${clock(at)}`;
}

function isToday(at) {
  return new Date(at).toDateString() === new Date().toDateString();
}

function format(at, how) {
  return new Intl.DateTimeFormat(language === "en" ? "en-GB" : language, how).format(new Date(at));
}
