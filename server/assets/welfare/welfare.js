// Welfare's pages: what came stands there by itself, and the list is used by keyboard. Without it the
// pages work too.

const fresh = document.querySelector("#fresh");
const live = document.querySelector("#live");
/** Whether somebody may be writing here. */
const writes = document.querySelector("#note") !== null;

/** What changes, as it is now; the reader is kept where they are. */
async function refresh() {
  const answer = await fetch(fresh.dataset.from);
  // Whoever writes keeps what they typed: the form itself says that the session has ended.
  if (answer.status === 401 && !writes) return location.reload();
  if (!answer.ok) throw new Error(`status ${answer.status}`);
  const page = new DOMParser().parseFromString(await answer.text(), "text/html");
  const at = document.activeElement?.closest?.("#fresh [data-id]")?.dataset.id;
  const before = fresh.textContent;
  fresh.replaceChildren(...page.body.childNodes);
  if (at) fresh.querySelector(`[data-id="${CSS.escape(at)}"] a`)?.focus();
  return before !== fresh.textContent;
}

let again;
/** Asks until it is answered: what came must not be missing. */
function soon(wait = 0, quietly = false) {
  clearTimeout(again);
  again = setTimeout(async () => {
    try {
      const came = await refresh();
      live.textContent = came && !quietly ? live.dataset.came : live.dataset.live;
    } catch {
      live.textContent = live.dataset.lost;
      soon(Math.min(Math.max(wait * 2, 1000), 30000), quietly);
    }
  }, wait);
}

const events = new EventSource("/events");
let greeted = false;
events.addEventListener("hello", () => {
  // Something may have come between the page and this word, or in a gap.
  soon(0, !greeted);
  greeted = true;
});
events.addEventListener("news", () => soon());
events.addEventListener("error", () => {
  live.textContent = live.dataset.lost;
  if (events.readyState === EventSource.CLOSED && !writes) location.reload();
});

/** Goes down or up the list from where the reader is. */
function step(by) {
  const all = [...fresh.querySelectorAll(".inbox-title a")];
  const here = document.activeElement?.closest?.("[data-id]")?.querySelector(".inbox-title a");
  const next = here ? all[all.indexOf(here) + by] : all[0];
  next?.focus();
}

const KEYS = { j: () => step(1), k: () => step(-1) };
const typing = (target) => target.matches("input, textarea, select");

document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey || typing(event.target)) return;
  const act = KEYS[event.key.toLowerCase()];
  if (!act) return;
  event.preventDefault();
  act();
});

const keys = document.querySelector("#keys");
if (keys) keys.hidden = false;
