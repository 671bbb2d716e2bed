// What is to be saved: each thing is sent, in order, until the desk program says that it has it. A
// repeat changes nothing there, so that an answer that was lost does no harm.

const PATIENCE = 5_000;
const AGAIN = [500, 1_000, 2_000];

const waiting = [];
let busy = false;
let tell = () => {};

/** `tell` is called with why nothing moves (`unsaved`, `disk`, `closed`), or with null. */
export function watch(told) {
  tell = told;
}

/** Sends something until it is saved. `then` is called with null, or with the code of a refusal. */
export function save(method, path, body, then) {
  waiting.push({ method, path, body, then });
  if (!busy) run();
}

export function isEmpty() {
  return waiting.length === 0;
}

async function run() {
  busy = true;
  let tries = 0;
  while (waiting.length > 0) {
    const outcome = await send(waiting[0]);
    if (outcome.trouble) {
      tell(outcome.trouble);
      await new Promise((resume) => setTimeout(resume, AGAIN[Math.min(tries++, 2)]));
      continue;
    }
    tries = 0;
    tell(null);
    waiting.shift().then(outcome.refused ?? null);
  }
  busy = false;
}

async function send({ method, path, body }) {
  let answer;
  try {
    answer = await fetch(path, {
      method,
      headers: body ? { "content-type": "application/json" } : {},
      body: body && JSON.stringify(body),
      signal: AbortSignal.timeout(PATIENCE),
    });
  } catch {
    return { trouble: "unsaved" };
  }
  if (answer.ok) return {};
  if (answer.status === 401) return { trouble: "closed" };
  if (answer.status === 507) return { trouble: "disk" };
  if (answer.status === 429 || answer.status >= 500) return { trouble: "unsaved" };
  const problem = await answer.json().catch(() => ({}));
  return { refused: problem.code ?? String(answer.status) };
}
