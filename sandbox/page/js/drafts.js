// Words that were typed and not sent yet, per person and conversation, as long as the tab lives.

const keyOf = (person, channel, thread) => `draft/${person}/${channel}/${thread ?? ""}`;

export function readDraft(person, channel, thread) {
  return sessionStorage.getItem(keyOf(person, channel, thread)) ?? "";
}

export function keepDraft(person, channel, thread, text) {
  const key = keyOf(person, channel, thread);
  if (text) sessionStorage.setItem(key, text);
  else sessionStorage.removeItem(key);
}
