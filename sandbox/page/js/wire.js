// An entry of the wire in a few words.

import { reader } from "./reader.js";

/** `{direction, what, about, outcome, isRefused}`; "in" is to the app, "out" from it. */
export function describe(entry) {
  return "out" in entry ? describeCall(entry) : describeDelivery(entry);
}

function describeCall({ out, body, response }) {
  const isRefused = response !== null && response.ok === false;
  const outcome = response === null ? "…" : isRefused ? (response.error ?? "failed") : "ok";
  return { direction: "out", what: out, about: aboutCall(body ?? {}), outcome, isRefused };
}

function aboutCall({ text, channel, user, user_id: home, view, name }) {
  const title = view?.title?.text ?? view?.callback_id;
  const where = [nameOf(channel), nameOf(user ?? home)];
  return [...where, name, title, text].filter(Boolean).join(" · ");
}

/** An id by the name that the viewer knows, if any. */
function nameOf(id) {
  if (/^D/.test(id)) return "direct message";
  const channel = reader.channel(id);
  return channel ? `#${channel.name}` : (reader.user(id)?.name ?? id);
}

function describeDelivery({ in: kind, envelope, ack, seconds }) {
  const payload = envelope?.payload ?? envelope ?? {};
  const { what, about } = aboutPayload(kind, payload);
  const isRefused = seconds !== null && ack === null;
  const outcome = seconds === null ? "…" : isRefused ? "no ack" : "ack";
  return { direction: "in", what, about, outcome, isRefused };
}

function aboutPayload(kind, payload) {
  if (payload.command) return { what: payload.command, about: payload.text ?? "" };
  if (payload.event) {
    const { type, subtype, reaction, text } = payload.event;
    return { what: [type, subtype].filter(Boolean).join("."), about: reaction ?? text ?? "" };
  }
  const actions = (payload.actions ?? []).map((action) => action.action_id).join(", ");
  const about = actions || payload.view?.callback_id || payload.callback_id || "";
  return { what: payload.type ?? kind, about };
}
