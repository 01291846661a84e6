// An app in the middle of the page: its Home, beside the tab with its messages.

import { act, makeSurface } from "./acts.js";
import { ask } from "./api.js";
import { keepFocus } from "./blocks/focus.js";
import { fill, h } from "./dom.js";
import { renderHome } from "./home.js";
import { avatar } from "./portraits.js";
import { reader } from "./reader.js";
import { unreadMark } from "./sidebar.js";
import { go } from "./state.js";
import { unhurried } from "./stream.js";

/** The head of an app's pane; `chosen` is "home" or "messages", `mark` tells of new messages. */
export function appTabs(app, chosen, mark = null) {
  const tab = (name, words, open) =>
    h("button", { type: "button", role: "tab", "aria-selected": String(chosen === name),
      tabindex: chosen === name ? "0" : "-1", onclick: open }, ...words);
  return h(
    "header",
    { class: "pane-head with-tabs" },
    h("h2", {}, avatar(reader.user(app.bot), "small"), h("span", {}, app.name)),
    h("span", { class: "tag" }, "App"),
    h("div", { class: "tabs", role: "tablist", "aria-label": app.name, onkeydown: moveBetweenTabs },
      app.home && tab("home", ["Home"], () => go({ spot: `app:${app.bot}` })),
      app.messages && tab("messages", ["Messages ", mark], () => openMessages(app)),
    ),
  );
}

async function openMessages(app) {
  const channel = app.dm ?? (await act("person.dm", { bot: app.bot }))?.id;
  if (channel) go({ spot: channel });
}

function moveBetweenTabs(event) {
  if (event.key !== "ArrowLeft" && event.key !== "ArrowRight") return;
  const tabs = [...event.currentTarget.querySelectorAll("[role=tab]")];
  const next = tabs[1 - tabs.indexOf(document.activeElement)];
  next?.focus();
}

export class AppHome {
  #app;
  #mark = h("span", { class: "tab-mark" });
  #body = h("div", { class: "home-body", role: "tabpanel", "aria-label": "Home" });
  element;

  constructor(app) {
    this.#app = app;
    this.element = h("div", { class: "app-home" }, appTabs(app, "home", this.#mark),
      this.#body);
  }

  get name() {
    return this.#app.name;
  }

  /** Their direct messages may be younger than this pane: who is known now says it. */
  get dm() {
    return reader.apps.find(({ bot }) => bot === this.#app.bot)?.dm;
  }

  /** The app hears that its Home was opened, every time. */
  async open() {
    const answer = await act("person.opens_app", { bot: this.#app.bot, tab: "home" });
    this.#show(answer?.view ?? null);
  }

  close() {}

  /** `row`: of its direct messages, if there are any. */
  learnUnread(row) {
    fill(this.#mark, row ? unreadMark(row) : null);
  }

  learn(app) {
    const isSame = app.is_installed === this.#app.is_installed && app.home === this.#app.home;
    this.#app = app;
    return isSame;
  }

  redraw() {
    return this.#look();
  }

  async hear(notices) {
    const mine = ({ type, person, bot }) =>
      type === "home" && person === reader.me.id && bot === this.#app.bot;
    if (notices.some(mine)) await this.#look();
  }

  reload() {
    return this.#look();
  }

  #look = unhurried(async () => {
    const { view } = await ask("sees.home", { person: reader.me.id, bot: this.#app.bot });
    this.#show(view);
  });

  #show(view) {
    if (!view) {
      fill(this.#body, nothingHere(this.#app));
      return;
    }
    const surface = makeSurface("home", { view: view.id }, view.state.values);
    keepFocus(this.#body, () => fill(this.#body, renderHome(view, surface)));
  }
}

/** Slack shows a placeholder where an app has published nothing that this person may see. */
function nothingHere(app) {
  const workspace = reader.workspace(reader.me.team_id);
  const reason = app.is_installed
    ? `${app.name} has not put anything on its Home yet.`
    : `${workspace} has not installed ${app.name}, so Slack shows no Home here. Its messages and
      their buttons work all the same.`;
  return h(
    "div",
    { class: "nothing" },
    avatar(reader.user(app.bot), "large"),
    h("h3", {}, "This is a work in progress"),
    h("p", {}, reason),
  );
}
