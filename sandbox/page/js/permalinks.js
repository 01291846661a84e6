// Links to messages, as Slack writes them: those of the practice room lead to the message here,
// beside its channel.

import { reader } from "./reader.js";
import { go } from "./state.js";

const PERMALINK =
  /^https:\/\/[\w-]+\.slack\.com\/archives\/(\w+)\/p(\d{10})(\d{6})(?:\?thread_ts=([\d.]+))?/;

/** From now on a link into a channel that the viewer sees does not leave the page. */
export function followPermalinks() {
  document.addEventListener("click", (event) => {
    const [, channel, seconds, rest, root] = event.target.closest("a")?.href.match(PERMALINK) ?? [];
    if (!reader.channel(channel)) return;
    event.preventDefault();
    go({ spot: channel, thread: root ?? `${seconds}.${rest}` });
  });
}
