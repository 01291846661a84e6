// A channel or direct message in the middle of the page: its newest messages, older ones as one
// scrolls up, and what has been read.

import { act } from "./acts.js";
import { ask } from "./api.js";
import { appTabs } from "./apps.js";
import { h } from "./dom.js";
import { Feed } from "./feed.js";
import { icon } from "./icons.js";
import { avatar } from "./portraits.js";
import { reader } from "./reader.js";
import { unhurried } from "./stream.js";
import { spokenIn } from "./text/zones.js";
import { attempt } from "./toast.js";

const PAGE = 60;

export class Conversation {
  #row;
  #feed;
  #more = true;
  #read = null;
  #watch = null;
  #toEnd = h("button", { type: "button", class: "to-end", hidden: true,
    onclick: () => this.#goToEnd() }, icon("down"), "New messages");
  element;

  /** `row`: as `sees.conversations` has it, or `{id, name, isGuest}` to look into a channel. */
  constructor(row) {
    this.#row = row;
    this.#feed = new Feed({
      channel: row.id,
      label: "Messages",
      writing: `Message ${titleOf(row)}`,
      belongs: isInChannel,
      reload: () => this.reload(),
      onnew: (message) => this.#tellNew(message),
    });
    const { element: log } = this.#feed.transcript;
    log.addEventListener("scroll", () => this.#scrolled(), { passive: true });
    this.element = h("div", { class: "conversation" }, heading(row),
      h("div", { class: "log-frame" }, log, this.#toEnd), this.#foot());
  }

  get name() {
    return this.#row.name;
  }

  /** Take over what is new about the conversation; returns false where that changes its foot. */
  learn(row) {
    const isSame = row.is_archived === this.#row.is_archived && row.isGuest === this.#row.isGuest;
    this.#row = row;
    this.element.querySelector(".pane-head").replaceWith(heading(row));
    return isSame;
  }

  async open() {
    await this.reload({ isFirst: true });
    // A busy browser tells of several frames at once; the last of them is how it is.
    const look = (entries) => entries.at(-1).isIntersecting && this.#loadOlder();
    this.#watch = new IntersectionObserver(look, {
      root: this.#feed.transcript.element, rootMargin: "600px 0px 0px",
    });
    this.#watch.observe(this.#feed.transcript.above);
  }

  close() {
    this.#watch?.disconnect();
  }

  focus() {
    this.#feed.composer.focus();
  }

  hear(notices) {
    return this.#feed.hear(notices).then(() => this.markRead());
  }

  redraw() {
    this.#feed.transcript.redraw();
  }

  /** The newest messages again, as many as are shown. */
  async reload({ isFirst = false } = {}) {
    const { transcript } = this.#feed;
    const page = await this.#ask({ limit: Math.max(PAGE, transcript.count) });
    if (!page) return;
    transcript.sync(page.messages);
    this.#setMore(page.more);
    if (isFirst) transcript.newFrom = this.#firstNew(page);
    this.markRead();
  }

  /** The first message since the viewer read; null where there is none, or it is further up. */
  #firstNew({ messages, more }) {
    const readUntil = this.#row.read_until ?? "";
    const at = messages.findIndex(({ ts, ephemeral }) => ts > readUntil && !ephemeral);
    const isHere = at > 0 || (at === 0 && !more);
    return isHere && this.#row.unread ? messages[at].ts : null;
  }

  #loadOlder = unhurried(async () => {
    const { transcript } = this.#feed;
    if (!this.#more || !transcript.oldest) return;
    const page = await this.#ask({ limit: PAGE, before: transcript.oldest });
    if (!page) return;
    transcript.prepend(page.messages);
    this.#setMore(page.more);
    this.#watch.unobserve(transcript.above);
    this.#watch.observe(transcript.above);
  });

  #ask(range) {
    const body = { person: reader.me.id, channel: this.#row.id, ...range };
    return attempt(() => ask("sees.messages", body));
  }

  #setMore(more) {
    this.#more = more;
    const { above, count } = this.#feed.transcript;
    const hint = count || !reader.commands.length ? "" : " Type / to see what its apps can do.";
    const beginning = `This is the very beginning of ${titleOf(this.#row)}.${hint}`;
    above.textContent = more ? "Loading older messages…" : beginning;
  }

  /** What can be seen has been read, when the newest can be. */
  markRead = unhurried(async () => {
    const newest = this.#feed.transcript.messages.at(-1)?.ts;
    if (!this.#seesEnd || !newest || newest === this.#read || this.#row.isGuest) return;
    this.#read = newest;
    await act("person.reads", { channel: this.#row.id });
  });

  get #seesEnd() {
    return document.visibilityState === "visible" && this.#feed.transcript.isAtEnd;
  }

  /** What comes while nobody looks is new from the first of it on. */
  #tellNew({ ts }) {
    const { transcript } = this.#feed;
    this.#toEnd.hidden = transcript.isAtEnd;
    const hadRead = this.#read !== null && transcript.messages.at(-2)?.ts === this.#read;
    if (hadRead && !this.#seesEnd) transcript.newFrom = ts;
  }

  #scrolled() {
    if (!this.#feed.transcript.isAtEnd) return;
    this.#toEnd.hidden = true;
    this.markRead();
  }

  #goToEnd() {
    this.#feed.transcript.goToEnd();
    this.#feed.transcript.focusLast();
  }

  #foot() {
    if (this.#row.is_archived) {
      return h("p", { class: "foot-note" }, `#${this.#row.name} is archived.`);
    }
    if (!this.#row.isGuest) return this.#feed.composer.element;
    const join = () => act("person.joins", { channel: this.#row.id });
    return h("p", { class: "foot-note" }, `You are looking into #${this.#row.name}.`,
      h("button", { type: "button", class: "button primary", onclick: join }, "Join channel"));
  }
}

/** Shown in the channel itself: not a reply, unless it was sent to the channel, too. */
function isInChannel({ ts, thread_ts: root, subtype }) {
  return !root || root === ts || subtype === "thread_broadcast";
}

const isDirect = ({ kind }) => kind === "im" || kind === "mpim";

function titleOf(row) {
  if (row.bot) return reader.apps.find(({ bot }) => bot === row.bot)?.name ?? row.name;
  return isDirect(row) ? row.name : `#${row.name}`;
}

function heading(row) {
  const app = reader.apps.find(({ bot }) => bot === row.bot);
  if (app) return appTabs(app, "messages");
  const sign = isDirect(row)
    ? avatar(reader.user(row.with[0]), "small")
    : icon(row.is_private ? "lock" : "hash");
  const traits = isDirect(row) ? zoneOf(row) : [sharedTag(row), memberCount(row)];
  return h("header", { class: "pane-head" }, h("h2", {}, sign, h("span", {}, row.name)), traits);
}

function sharedTag(row) {
  if (!row.is_shared) return null;
  return h("span", { class: "tag outside" }, `Shared: ${row.teams.join(" · ")}`);
}

function memberCount({ members }) {
  if (!members) return null;
  return h("span", { class: "members", title: `${members} members` },
    icon("people"), String(members), h("span", { class: "unseen" }, " members"));
}

/** Where a person is, and what time it is there. */
function zoneOf(row) {
  const other = row.with.length === 1 && reader.user(row.with[0]);
  if (!other?.tz) return null;
  const time = spokenIn(other.tz, reader.now(), { timeStyle: "short" });
  return h("span", { class: "faint" }, `${time} local time`);
}
