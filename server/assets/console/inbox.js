// The inbox: it keeps itself up to date, and is used by keyboard. Without it the page works too.

const rows = document.querySelector("#rows");
const live = document.querySelector("#live");
const thanks = document.querySelector("#thanks");

/** What the list is asked for by; none where words were searched for. */
const query = rows.dataset.query;

/** The rows as they are now, with what was chosen and where the reader is kept. */
async function refresh() {
  const answer = await fetch(`/inbox/rows?${query}`);
  if (answer.status === 401) return location.reload();
  if (!answer.ok) throw new Error(`status ${answer.status}`);
  const page = new DOMParser().parseFromString(await answer.text(), "text/html");
  const chosen = new Set([...rows.querySelectorAll("input:checked")].map((box) => box.value));
  const at = document.activeElement?.closest?.("[data-id]")?.dataset.id;
  const within = document.activeElement?.matches?.("input") ? "input" : "a";
  rows.replaceChildren(...page.body.childNodes);
  for (const box of rows.querySelectorAll("input")) box.checked = chosen.has(box.value);
  if (at) rows.querySelector(`[data-id="${CSS.escape(at)}"] ${within}`)?.focus();
  count();
}

/** Says how many are chosen, on the button that sends. */
const sends = thanks.querySelector("button").textContent;
function count() {
  const chosen = rows.querySelectorAll("input:checked").length;
  const button = thanks.querySelector("button");
  button.textContent = chosen ? `${sends} (${chosen})` : sends;
  button.disabled = !chosen;
}

let again;
/** Asks until it is answered: what came must not be missing. */
function soon(wait = 0, says = live.dataset.came) {
  clearTimeout(again);
  again = setTimeout(async () => {
    try {
      await refresh();
      live.textContent = says;
    } catch {
      live.textContent = live.dataset.lost;
      soon(Math.min(Math.max(wait * 2, 1000), 30000), says);
    }
  }, wait);
}

if (query !== undefined) {
  const events = new EventSource("/inbox/events");
  let greeted = false;
  events.addEventListener("hello", () => {
    // Something may have come between the page and this word, or in a gap.
    soon(0, greeted ? live.dataset.came : live.dataset.live);
    greeted = true;
  });
  events.addEventListener("news", () => soon());
  events.addEventListener("error", () => {
    live.textContent = live.dataset.lost;
    if (events.readyState === EventSource.CLOSED) location.reload();
  });
}

const places = () => [...rows.querySelectorAll(".inbox-title a")];
const typing = (target) => target.matches("input:not([type=checkbox]), textarea, select");

/** Goes down or up the list from where the reader is. */
function step(by) {
  const all = places();
  const here = document.activeElement?.closest?.("[data-id]")?.querySelector(".inbox-title a");
  const next = here ? all[all.indexOf(here) + by] : all[0];
  next?.focus();
}

const KEYS = {
  j: () => step(1),
  k: () => step(-1),
  x: () => document.activeElement?.closest?.("[data-id]")?.querySelector("input")?.click(),
  "/": () => document.querySelector("#words").focus(),
};

document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey || typing(event.target)) return;
  const act = KEYS[event.key.toLowerCase()];
  if (!act) return;
  event.preventDefault();
  act();
});

rows.addEventListener("change", count);
document.querySelector("#keys").hidden = false;
count();
