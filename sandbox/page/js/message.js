// One message as an article: who, when, what, and what people made of it.

import { act, messageSurface } from "./acts.js";
import { renderAttachments } from "./blocks/attachments.js";
import { renderBlocks } from "./blocks/blocks.js";
import { h } from "./dom.js";
import { renderFiles } from "./files.js";
import { icon } from "./icons.js";
import { avatar } from "./portraits.js";
import { renderReactions } from "./reactions.js";
import { reader } from "./reader.js";
import { addressOf } from "./state.js";
import { showDate, showTime } from "./text/dates.js";
import { renderMrkdwn } from "./text/mrkdwn.js";

const FIRST_WORDS = 80;

/** Whether `message` is gone, and only says so because of its thread. */
export function isTombstone(message) {
  return message.subtype === "tombstone";
}

/**
 * `grouped`: right after another message of the same author. `inThread`: beside the channel,
 * where a message shows no link to its thread. `dismiss` is called for one that only exists here.
 */
export function renderMessage(message, { grouped = false, inThread = false, dismiss }) {
  const author = authorOf(message);
  const body = h("div", { class: "body" }, isTombstone(message) ? gone() : content(message));
  if (message.edited && !isTombstone(message)) lastText(body).append(" ", editedMark(message));
  return h(
    "article",
    {
      class: classOf(message, grouped),
      "data-ts": message.ts,
      tabindex: "-1",
      "aria-label": `${author.name}: ${firstWords(message, body)}`,
    },
    h("div", { class: "gutter" }, grouped ? gutterTime(message) : avatar(author)),
    h(
      "div",
      { class: "content" },
      message.ephemeral && privateNote(message, dismiss),
      grouped ? null : byline(author, message),
      body,
      renderReactions(message),
      inThread ? null : threadLink(message),
    ),
  );
}

function classOf(message, grouped) {
  const marks = { grouped, ephemeral: message.ephemeral, gone: isTombstone(message) };
  return ["message", ...Object.keys(marks).filter((mark) => marks[mark])].join(" ");
}

function authorOf(message) {
  if (message.local) return { id: "slackbot", name: "Slackbot", is_bot: true };
  return reader.user(message.user) ?? { id: message.user, name: message.user, is_bot: false };
}

function content(message) {
  const surface = messageSurface(message);
  const words = message.blocks?.length
    ? renderBlocks(message.blocks, surface)
    : renderMrkdwn(message.text, reader);
  return [words, renderAttachments(message.attachments, surface), renderFiles(message.files)];
}

function gone() {
  return h("p", { class: "faint" }, "This message was deleted.");
}

function firstWords(message, body) {
  const words = message.text ? h("span", {}, renderMrkdwn(message.text, reader)) : body;
  const line = words.textContent.replace(/\s+/g, " ").trim();
  return line.length > FIRST_WORDS ? `${line.slice(0, FIRST_WORDS)}…` : line;
}

function byline(author, message) {
  const external = reader.isExternal(author.id) && reader.workspace(author.team_id);
  return h(
    "header",
    { class: "byline" },
    h("span", { class: "author" }, author.name),
    author.is_bot && h("span", { class: "tag" }, "App"),
    external && h("span", { class: "tag outside", title: `From ${external}` }, external),
    timeOf(message, showTime(message.ts, reader)),
  );
}

function gutterTime(message) {
  return timeOf(message, showTime(message.ts, reader).replace(/\s?[AP]M$/, ""));
}

function timeOf(message, words) {
  return h(
    "time",
    {
      datetime: new Date(message.ts * 1000).toISOString(),
      title: showDate(message.ts, "{date_long} at {time_secs}", reader),
    },
    words,
  );
}

function lastText(body) {
  return [...body.querySelectorAll(".text")].at(-1) ?? body;
}

function editedMark(message) {
  const when = showDate(message.edited.ts, "{date_short_pretty} at {time}", reader);
  return h("span", { class: "edited", title: when }, "(edited)");
}

function privateNote(message, dismiss) {
  const { channel, ts } = message;
  const forget = message.local ? dismiss : () => act("person.dismisses", { channel, ts });
  return h(
    "p",
    { class: "private-note" },
    icon("eye"),
    h("span", {}, "Only visible to you"),
    h("button", { type: "button", class: "as-link", onclick: forget }, "Dismiss"),
  );
}

function threadLink(message) {
  if (message.thread_ts && message.thread_ts !== message.ts) {
    return h("a", { class: "thread-link", href: addressOf({ thread: message.thread_ts }) },
      h("span", {}, "Reply to a thread"));
  }
  if (!message.reply_count) return null;
  const count = message.reply_count === 1 ? "1 reply" : `${message.reply_count} replies`;
  const last = showDate(message.latest_reply, "Last reply {date_short_pretty} at {time}", reader);
  return h(
    "a",
    { class: "thread-link", href: addressOf({ thread: message.ts }) },
    (message.reply_users ?? []).map((id) => avatar(reader.user(id), "tiny")),
    h("span", { class: "reply-count" }, count),
    h("span", { class: "faint" }, last),
  );
}
