// Where the page's parts are built and joined, and where what happens is passed on to them.

import { ask } from "./api.js";
import { AppHome } from "./apps.js";
import { Clock } from "./clock.js";
import { Conversation } from "./conversation.js";
import { Curtain } from "./curtain.js";
import { fill, h } from "./dom.js";
import { icon } from "./icons.js";
import { makeModals } from "./modal.js";
import { People } from "./people.js";
import { followPermalinks } from "./permalinks.js";
import { reader } from "./reader.js";
import { Sidebar } from "./sidebar.js";
import { botOf, readPlace, settle } from "./state.js";
import { listen, unhurried } from "./stream.js";
import { Thread } from "./thread.js";
import { confessErrors, toastShelf } from "./toast.js";

const LOST = "The practice room does not answer; trying again…";

const people = new People();
const sidebar = new Sidebar(() => pane?.learnUnread?.(sidebar.row(pane.dm)));
const clock = new Clock();
const curtain = new Curtain(() => toggleCurtain(false));
const modals = makeModals(() => reader, () => reader.me.id);
const main = h("main", { id: "main", tabindex: "-1" });
const curtainButton = h("button", { type: "button", class: "step", "aria-expanded": "false",
  onclick: () => toggleCurtain(!curtain.element.isConnected) }, icon("eye"), "Behind the curtain");
const room = h("div", { class: "room" }, sidebar.element, main);
const lost = h("p", { class: "cannot", role: "status" });
let viewer = null;
let pane = null;
let thread = null;

function buildPage() {
  const skip = (event) => {
    event.preventDefault();
    (pane?.focus ? pane : main).focus();
  };
  fill(
    document.body,
    h("a", { class: "skip", href: "#main", onclick: skip }, "Skip to the conversation"),
    h("header", { class: "stage" }, h("h1", {}, "Practice room"), people.element, clock.element,
      curtainButton),
    people.note,
    lost,
    room,
    toastShelf(),
  );
}

/** Show what the address says, as the person it names. */
const show = unhurried(async () => {
  const place = readPlace();
  const person = people.ids.includes(place.person) ? place.person : people.ids[0];
  if (!person) return;
  if (viewer !== person) await become(person);
  const spot = subjectOf(place.spot) ? place.spot : sidebar.firstSpot;
  settle({ person, spot, thread: place.thread });
  sidebar.choose(spot);
  await Promise.all([showPane(spot), showThread(spot, place.thread)]);
  document.title = `${pane?.name ?? "Nothing here yet"} · Practice room`;
  document.documentElement.dataset.ready = "true";
});

async function become(person) {
  leavePane();
  leaveThread();
  if (reader.me?.id !== person) {
    sidebar.clear();
    await learn(person);
  }
  viewer = person;
  people.choose();
  clock.refresh(); // neither of these keeps the conversation waiting
  modals.refresh();
}

/** All that must be known of a person before anything can be shown to them. */
function learn(person) {
  return Promise.all([reader.load(person), sidebar.learn(person)]);
}

async function showPane(spot) {
  const subject = subjectOf(spot);
  if (subject && pane?.spot === spot && pane.learn(subject)) return;
  const hadFocus = main.contains(document.activeElement);
  leavePane();
  main.setAttribute("aria-label", subject?.name ?? "No conversation");
  if (!subject) {
    fill(main, h("p", { class: "nothing" }, "There is no conversation here yet."));
    return;
  }
  pane = botOf(spot) ? new AppHome(subject) : new Conversation(subject);
  pane.spot = spot;
  pane.learnUnread?.(sidebar.row(pane.dm));
  fill(main, pane.element);
  if (hadFocus) (main.querySelector("[role=tab][aria-selected=true]") ?? main).focus();
  await pane.open();
}

function leavePane() {
  pane?.close();
  pane = null;
  fill(main);
}

/** The app, the viewer's conversation, or the channel to look into, that is at `spot`. */
function subjectOf(spot) {
  const bot = botOf(spot);
  if (bot) return reader.apps.find((app) => app.bot === bot);
  const channel = reader.channel(spot);
  return sidebar.row(spot) ?? (channel && { ...channel, kind: "channel", isGuest: true });
}

async function showThread(spot, root) {
  if (thread && root && thread.is(spot, root)) return;
  const hadFocus = thread?.element.contains(document.activeElement);
  leaveThread();
  if (!root || !sidebar.row(spot)) {
    if (hadFocus) pane?.focus?.();
    return;
  }
  thread = new Thread(spot, root, pane?.name ?? "", { canReply: !sidebar.row(spot).is_archived });
  room.append(thread.element);
  await thread.reload();
  thread?.focus();
}

function leaveThread() {
  thread?.element.remove();
  thread = null;
}

function toggleCurtain(open) {
  curtainButton.setAttribute("aria-expanded", String(open));
  if (!open) {
    curtain.element.remove();
    curtainButton.focus();
    return;
  }
  room.after(curtain.element);
  curtain.focus();
  curtain.begin();
}

/** What came at once; each kind is looked at once. */
async function hear(notices) {
  if (notices.some(({ type }) => type === "hello")) return begun.then(lookAgain, lookAgain);
  const all = Object.groupBy(notices, ({ type }) => type);
  if (all.people || all.conversations) await learnWhoIsThere();
  await Promise.all([
    all.message && hearMessages(all.message),
    (all.message || all.read) && sidebar.refresh(),
    all.home && pane?.hear?.(all.home),
    all.modals?.some(({ person }) => person === reader.me?.id) && modals.refresh(),
    all.wire && curtain.element.isConnected && curtain.hear(all.wire.map(({ number }) => number)),
    all.clock && hearClock(),
    (all.message || all.wire) && clock.refresh(),
  ]);
}

async function hearMessages(notices) {
  await Promise.all([pane?.hear(notices), thread?.hear(notices)]);
}

async function hearClock() {
  await clock.refresh();
  people.tick();
  pane?.redraw();
  thread?.redraw();
}

/** People, channels or memberships have changed: what is shown may be named otherwise, or gone. */
async function learnWhoIsThere() {
  const [{ workspaces }] = await Promise.all([ask("sees.people"), reader.load(reader.me.id)]);
  people.show(workspaces);
  await sidebar.refresh();
  await show();
}

/** At the start, and after what was missed. */
async function lookAgain() {
  const [{ workspaces }, { now }] = await Promise.all([ask("sees.people"), ask("clock.read"),
    reader.me ? reader.load(reader.me.id) : learnFromAddress()]);
  reader.setClock(now);
  people.show(workspaces);
  if (!viewer) return show();
  await Promise.all([sidebar.refresh(), clock.refresh(), modals.refresh(), pane?.reload(),
    thread?.reload(), curtain.element.isConnected && curtain.reload()]);
}

/** Whom the address names is probably who looks; a name that means nobody is no trouble yet. */
async function learnFromAddress() {
  const { person } = readPlace();
  if (person) await learn(person).catch(() => null);
}

confessErrors();
followPermalinks();
buildPage();
window.addEventListener("hashchange", () => show());
document.addEventListener("visibilitychange", () => pane?.markRead?.());
listen(hear, (isOpen) => fill(lost, isOpen ? null : LOST));
// Nothing waits for the line to stand; once it does, what happened meanwhile is looked at.
const begun = lookAgain();
