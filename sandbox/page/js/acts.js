// What the viewer does to messages, homes and apps, and what Slack says when it did not work.

import { ask } from "./api.js";
import { reader } from "./reader.js";
import { attempt, complain } from "./toast.js";

/** Ask `verb` as the viewer; a refusal is said, and resolves with undefined. */
export function act(verb, body) {
  return attempt(() => ask(verb, { person: reader.me.id, ...body }));
}

/**
 * The surface on which blocks are drawn. `target` is `{view}` or `{channel, ts}`; `state` holds
 * what was entered so far. Refusals are left to the blocks, which show them where they arose.
 */
export function makeSurface(kind, target, state = {}) {
  const tell = (verb, element, block, value) =>
    ask(verb, { person: reader.me.id, ...nameElement(target, element, block, value) });
  return {
    reader,
    kind,
    state,
    press: (element, block, option) =>
      tell("person.presses", element, block, option?.value ?? element.value),
    choose: (element, block, value) => tell("person.chooses", element, block, value),
  };
}

const entered = new Map();

/** The surface of a message; what was entered there outlives its being drawn again. */
export function messageSurface({ channel, ts }) {
  const key = `${reader.me.id}/${channel}/${ts}`;
  if (!entered.has(key)) entered.set(key, {});
  return makeSurface("message", { channel, ts }, entered.get(key));
}

/** What tells the sandbox of an element, and of the `value` that it has now. */
export function nameElement(target, element, block, value) {
  return { target, label: element.action_id, block: block.block_id, value };
}

/** Run a shortcut by its callback id, on the message `{channel, ts}` where one is given. */
export async function runShortcut({ callback_id: name }, message = {}) {
  const { channel, ts } = message;
  sayFailure(await act("person.shortcut", { name, channel, ts }));
}

export function toggleReaction(message, name) {
  const mine = message.reactions?.find((row) => row.name === name)?.users.includes(reader.me.id);
  const { channel, ts } = message;
  return act(mine ? "person.unreacts" : "person.reacts", { channel, ts, name });
}

function sayFailure(answer) {
  const error = answer?.reply?.error;
  if (!error) return;
  const reason = error === "operation_timeout" ? "The app did not answer in time" : "It failed";
  complain(`${reason}: ${error}`);
}
