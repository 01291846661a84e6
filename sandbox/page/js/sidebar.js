// The conversations of the viewer: channels, direct messages, apps, and what is unread there.

import { ask } from "./api.js";
import { fill, h } from "./dom.js";
import { icon } from "./icons.js";
import { avatar } from "./portraits.js";
import { reader } from "./reader.js";
import { addressOf } from "./state.js";
import { stepFocus } from "./stepping.js";
import { unhurried } from "./stream.js";

export class Sidebar {
  #rows = [];
  #spot = null;
  #ondraw;
  #workspace = h("h2", { class: "workspace-name" });
  #lists = h("div", { class: "sidebar-lists" });
  element = h(
    "nav",
    { class: "sidebar", "aria-label": "Conversations" },
    this.#workspace,
    this.#lists,
  );

  /** `ondraw` is called when the rows may have changed. */
  constructor(ondraw) {
    this.#ondraw = ondraw;
    this.#lists.addEventListener("keydown", (event) =>
      stepFocus(event, ["ArrowUp", "ArrowDown"], this.#lists.querySelectorAll("a")));
  }

  refresh = unhurried(async () => {
    await this.learn(reader.me.id);
    this.#draw();
  });

  /** Ask for this person's conversations; they are drawn when one is chosen. */
  async learn(person) {
    const { conversations } = await ask("sees.conversations", { person });
    this.#rows = conversations;
  }

  /** Nothing of one person may be seen by another, not even for a moment. */
  clear() {
    this.#rows = [];
    fill(this.#lists);
  }

  /** The conversation with this id, as `sees.conversations` has it; undefined if not theirs. */
  row(id) {
    return this.#rows.find((row) => row.id === id);
  }

  /** Where to go when nothing else is said: a shared channel before others. */
  get firstSpot() {
    const rows = this.#rows.filter((row) => !row.is_archived);
    const first = rows.find((row) => row.is_shared && !isDirect(row)) ?? rows[0];
    return first?.id ?? null;
  }

  choose(spot) {
    this.#spot = spot;
    this.#draw();
  }

  #draw() {
    const focused = document.activeElement?.closest?.(".sidebar a")?.dataset.spot;
    const shown = this.#rows.filter((row) => !row.is_archived || row.id === this.#spot);
    fill(this.#workspace, reader.workspace(reader.me.team_id));
    fill(
      this.#lists,
      section("Channels", shown.filter((row) => !isDirect(row)), (row) => this.#channel(row)),
      section("Direct messages", shown.filter(isWithPeople), (row) => this.#direct(row)),
      section("Apps", reader.apps, (app) => this.#app(app)),
    );
    this.#lists.querySelector(`[data-spot="${CSS.escape(focused ?? "")}"]`)?.focus();
    this.#ondraw();
  }

  #channel(row) {
    const sign = icon(row.is_private ? "lock" : "hash");
    const shared = row.is_shared && sharedMark(row);
    return this.#link(row.id, sign, row, shared);
  }

  #direct(row) {
    return this.#link(row.id, avatar(reader.user(row.with[0]), "small"), row);
  }

  #app(app) {
    const row = this.row(app.dm) ?? { unread: 0, mentions: 0 };
    const link = this.#link(`app:${app.bot}`, avatar(reader.user(app.bot), "small"), {
      ...row,
      name: app.name,
    });
    if (app.dm && this.#spot === app.dm) link.setAttribute("aria-current", "page");
    return link;
  }

  #link(spot, sign, row, mark) {
    return h(
      "a",
      {
        href: addressOf({ spot }),
        class: row.unread ? "conversation-link unread" : "conversation-link",
        "data-spot": spot,
        "aria-current": spot === this.#spot ? "page" : null,
      },
      sign,
      h("span", { class: "name" }, row.name),
      mark,
      unreadMark(row),
    );
  }
}

/** How many messages of this row are new; null where none is. */
export function unreadMark({ unread, mentions }) {
  if (!unread) return null;
  return h(
    "span",
    { class: mentions ? "badge mentions" : "badge" },
    String(mentions || unread),
    h("span", { class: "unseen" }, mentions ? `${named(mentions)}, ${unread} unread` : " unread"),
  );
}

const named = (mentions) => (mentions === 1 ? " mention" : " mentions");

function section(title, rows, draw) {
  if (!rows.length) return null;
  return h(
    "section",
    { class: "sidebar-section" },
    h("h3", {}, title),
    h("ul", {}, rows.map((row) => h("li", {}, draw(row)))),
  );
}

const isDirect = (row) => row.kind === "im" || row.kind === "mpim";
const isWithPeople = (row) => isDirect(row) && !row.bot;

function sharedMark({ teams }) {
  return h("span", { class: "shared", title: `Shared between ${teams.join(" and ")}` },
    icon("shared"), h("span", { class: "unseen" }, "shared"));
}
