// What stateful elements hold: the entries of `state.values`, and the plain values that people's
// acts are told with (a text, an option's value, an id, seconds, a list of these, or null).

const KEYS = {
  plain_text_input: "value",
  email_text_input: "value",
  url_text_input: "value",
  number_input: "value",
  rich_text_input: "rich_text_value",
  static_select: "selected_option",
  external_select: "selected_option",
  radio_buttons: "selected_option",
  multi_static_select: "selected_options",
  multi_external_select: "selected_options",
  checkboxes: "selected_options",
  users_select: "selected_user",
  multi_users_select: "selected_users",
  conversations_select: "selected_conversation",
  multi_conversations_select: "selected_conversations",
  channels_select: "selected_channel",
  multi_channels_select: "selected_channels",
  datepicker: "selected_date",
  timepicker: "selected_time",
  datetimepicker: "selected_date_time",
};

/** What the element holds at first, as an entry of `state.values`. */
export function initialEntry(element) {
  const key = KEYS[element.type];
  const name = key.startsWith("selected_") ? key.replace("selected", "initial") : "initial_value";
  return { type: element.type, [key]: element[name] ?? null };
}

/** What was entered on this surface, else what the element holds at first. */
export function currentEntry(element, block, surface) {
  const owner = surface.owner ?? block;
  const entered = surface.state?.[owner.block_id]?.[element.action_id];
  return entered?.type === element.type ? entered : initialEntry(element);
}

/** The plain value of an entry; nothing, an empty text and an empty list are null. */
export function plainValue(entry) {
  const held = entry?.[KEYS[entry.type]] ?? null;
  const plain = Array.isArray(held) ? held.map(plainOne) : plainOne(held);
  return plain === "" || plain?.length === 0 ? null : plain;
}

/** Keep on the surface what was given to an element, so that it is there when drawn anew. */
export function remember(surface, block, element, value) {
  const blockId = (surface.owner ?? block).block_id;
  const entries = (surface.state ??= {});
  entries[blockId] = { ...entries[blockId], [element.action_id]: entryOf(element, value) };
}

function entryOf(element, value) {
  const key = KEYS[element.type];
  const held = key.startsWith("selected_option") ? asOptions(element, value) : value;
  return { type: element.type, [key]: held };
}

function asOptions(element, value) {
  const option = (each) => optionsOf(element).find((one) => one.value === each) ??
    { value: each, text: { type: "plain_text", text: each } };
  return Array.isArray(value) ? value.map(option) : value === null ? null : option(value);
}

/** The options of an entry that is of options; else none. */
export function heldOptions(entry) {
  const held = entry?.selected_options ?? [entry?.selected_option];
  return held.filter(Boolean);
}

export function sameValue(one, other) {
  const unordered = (value) => JSON.stringify(Array.isArray(value) ? [...value].sort() : value);
  return unordered(one ?? null) === unordered(other ?? null);
}

/** All options of an element, those of groups included. */
export function optionsOf(element) {
  const groups = element.option_groups ?? [];
  return [...(element.options ?? []), ...groups.flatMap((group) => group.options)];
}

function plainOne(held) {
  if (held === null || held === undefined || typeof held !== "object") {
    return held;
  }
  return held.type === "rich_text" ? wordsOf(held) : held.value;
}

/** The words of rich text, for a field that knows no styles. */
function wordsOf(part) {
  if (part.type === "text") return part.text;
  if (part.type === "link") return part.url;
  if (part.type === "user") return `<@${part.user_id}>`;
  if (part.type === "channel") return `<#${part.channel_id}>`;
  if (part.type === "emoji") return `:${part.name}:`;
  const between = part.type === "rich_text" || part.type === "rich_text_list" ? "\n" : "";
  return (part.elements ?? []).map(wordsOf).join(between);
}
