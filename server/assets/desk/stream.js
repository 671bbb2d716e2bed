// What the desk program tells: calls as they ring, and how it stands to the region.

const SILENCE = 13_000; // A pulse comes every five seconds.
const AGAIN = 1_000;

/** Listens for ever; `lost` is told when nothing comes any more, and when something does again. */
export function listen({ everything, call, standing, lost }) {
  let source;
  let watchdog;
  const heard = () => {
    clearTimeout(watchdog);
    watchdog = setTimeout(anew, SILENCE);
    lost(false);
  };
  const on = (name, take) =>
    source.addEventListener(name, (event) => {
      heard();
      if (take) take(JSON.parse(event.data));
    });
  const anew = () => {
    lost(true);
    clearTimeout(watchdog);
    source.close();
    setTimeout(open, AGAIN);
  };
  const open = () => {
    source = new EventSource("/events");
    on("everything", everything);
    on("call", call);
    on("standing", standing);
    on("pulse");
    source.onerror = anew;
  };
  open();
}
