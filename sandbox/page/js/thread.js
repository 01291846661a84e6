// A thread beside its channel: the message it began with, the replies, and a field to reply.

import { ask } from "./api.js";
import { h } from "./dom.js";
import { Feed } from "./feed.js";
import { signButton } from "./icons.js";
import { reader } from "./reader.js";
import { go } from "./state.js";
import { attempt } from "./toast.js";

export class Thread {
  #channel;
  #root;
  #feed;
  element;

  /** `title` says where the thread is: the name of its conversation. */
  constructor(channel, root, title, { canReply = true } = {}) {
    this.#channel = channel;
    this.#root = root;
    this.#feed = new Feed({
      channel,
      thread: root,
      label: "Replies",
      writing: "Reply",
      belongs: ({ ts, thread_ts: parent }) => ts === root || parent === root,
      reload: () => this.reload(),
    });
    const close = () => go({ thread: null });
    const onkeydown = (event) => event.key === "Escape" && close();
    this.element = h(
      "section",
      { class: "thread", "aria-label": "Thread", onkeydown },
      h("header", { class: "pane-head" },
        h("h2", {}, "Thread", h("span", { class: "faint" }, title)),
        signButton("Close thread", "close", close)),
      h("div", { class: "log-frame from-top" }, this.#feed.transcript.element),
      canReply ? this.#feed.composer.element : null,
    );
  }

  is(channel, root) {
    return channel === this.#channel && root === this.#root;
  }

  focus() {
    this.#feed.composer.focus();
  }

  async reload() {
    const body = { person: reader.me.id, channel: this.#channel, ts: this.#root };
    const answer = await attempt(() => ask("sees.thread", body));
    if (answer) this.#feed.transcript.sync(answer.messages);
    else go({ thread: null });
  }

  async hear(notices) {
    const mine = ({ ts, thread_ts: root }) => ts === this.#root || root === this.#root;
    await this.#feed.hear(notices.filter(mine));
    if (!this.#feed.transcript.has(this.#root)) go({ thread: null });
  }

  redraw() {
    this.#feed.transcript.redraw();
  }
}
