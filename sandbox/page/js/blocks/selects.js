// The select elements: what each offers, and what it gives as its value.

import { wordsOf } from "../text/mrkdwn.js";
import { Combobox } from "./combobox.js";
import { heldOptions, optionsOf, plainValue } from "./values.js";

/** A control (see controls.js) for a select of any kind. */
export function select(element, context) {
  const { reader, entry } = context;
  const many = element.type.startsWith("multi_");
  const offer = offers(element, reader);
  const box = new Combobox({
    ...context,
    many,
    most: element.max_selected_items,
    placeholder: element.placeholder ? wordsOf(element.placeholder, reader) : "Choose…",
    choices: offer,
    chosen: choicesOf(plainValue(entry), offer, entry, reader),
  });
  return {
    node: box.node,
    field: box.input,
    read: () => readChosen(box.chosen, many),
    write: (value) => {
      box.chosen = choicesOf(value, offer, entry, reader);
    },
  };
}

function readChosen(chosen, many) {
  const values = chosen.map((choice) => choice.value);
  return many ? (values.length ? values : null) : (values[0] ?? null);
}

/** Choices for values; one that is not offered any more keeps its own name, or its id. */
function choicesOf(value, offer, entry, reader) {
  const values = value === null ? [] : [value].flat();
  const known = [...offer(""), ...heldOptions(entry).map((option) => optionChoice(option, reader))];
  return values.map(
    (each) => known.find((choice) => choice.value === each) ?? foreignChoice(each, reader),
  );
}

function foreignChoice(value, reader) {
  const name = reader.user(value)?.name ?? reader.channel(value)?.name ?? String(value);
  return { value, name };
}

function offers(element, reader) {
  const kind = element.type.replace(/^multi_/, "");
  return OFFERS[kind](element, reader);
}

const OFFERS = {
  static_select: staticChoices,
  external_select: externalChoices,
  users_select: (_element, reader) => () => people(reader),
  channels_select: (_element, reader) => () => channels(reader),
  conversations_select: (element, reader) => () => conversations(element, reader),
};

function staticChoices(element, reader) {
  const plain = (element.options ?? []).map((option) => optionChoice(option, reader));
  const grouped = (element.option_groups ?? []).flatMap((group) =>
    group.options.map((option) => optionChoice(option, reader, wordsOf(group.label, reader))),
  );
  if (!optionsOf(element).length) {
    throw new TypeError("a select needs options");
  }
  return () => [...plain, ...grouped];
}

/** What is typed is what the app is asked for, and what of its answer is taken. */
function externalChoices(element) {
  const least = element.min_query_length ?? 1;
  return (query) =>
    query.length < Math.max(least, 1) ? []
      : [{ value: query, name: query, description: "Ask the app for this" }];
}

function optionChoice(option, reader, group) {
  return {
    value: option.value,
    name: wordsOf(option.text, reader),
    description: option.description && wordsOf(option.description, reader),
    group,
  };
}

function people(reader) {
  const there = reader.users().filter((user) => !user.deleted);
  return there.map((user) => ({
    value: user.id,
    name: user.name,
    description: describePerson(user, reader),
  })).sort(byName);
}

function describePerson(user, reader) {
  if (user.id === reader.me?.id) return "you";
  if (user.is_bot) return "app";
  return reader.isExternal(user.id) ? reader.workspace(user.team_id) : undefined;
}

function channels(reader) {
  return reader.channels().map(channelChoice).sort(byName);
}

function conversations(element, reader) {
  const wanted = element.filter?.include ?? ["public", "private", "im", "mpim"];
  return reader.channels()
    .filter((channel) => wanted.includes(channel.is_private ? "private" : "public"))
    .map(channelChoice)
    .sort(byName);
}

function channelChoice(channel) {
  return { value: channel.id, name: `${channel.is_private ? "🔒 " : "#"}${channel.name}` };
}

function byName(one, other) {
  return one.name.localeCompare(other.name);
}
