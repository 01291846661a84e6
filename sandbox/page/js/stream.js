// What the sandbox tells while it happens: notices without content, heard in small batches.

const PAUSE_MS = 40;

/**
 * Call `hear(notices)` with what came within a moment; the first is always a hello, and waits for
 * nothing. `tell(isOpen)` is called when the connection opens or breaks; it is then tried again.
 */
export function listen(hear, tell) {
  let waiting = [];
  const source = new EventSource("/sandbox/live");
  source.onopen = () => tell(true);
  source.onerror = () => tell(false);
  source.onmessage = (event) => {
    const notice = JSON.parse(event.data);
    if (waiting.push(notice) > 1) return;
    setTimeout(() => {
      const batch = waiting;
      waiting = [];
      hear(batch);
    }, notice.type === "hello" ? 0 : PAUSE_MS);
  };
}

/**
 * `work` as something that may be asked for at any time: it never runs twice at once, and once
 * more at the end when it was asked for meanwhile.
 */
export function unhurried(work) {
  let running = null;
  let again = false;
  return function ask() {
    if (running) {
      again = true;
      return running;
    }
    running = work().finally(() => {
      running = null;
      if (again) {
        again = false;
        return ask();
      }
    });
    return running;
  };
}
