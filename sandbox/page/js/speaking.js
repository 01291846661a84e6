// What is typed goes out: words as a message, a line that begins with a slash as a command.

import { act } from "./acts.js";

const COMMAND = /^(\/\S+)\s*([\s\S]*)$/;

/**
 * Resolves with whether it went well. `note(sentence)` shows what Slack itself answers to a
 * command, in the conversation and to this person only.
 */
export async function speak(text, { channel, thread }, note) {
  const command = COMMAND.exec(text);
  if (command) return runCommand(command[1], command[2], { channel, thread }, note);
  return Boolean(await act("person.says", { channel, text, thread }));
}

async function runCommand(command, text, { channel, thread }, note) {
  const body = { channel, command, text, thread: Boolean(thread) };
  const answer = await act("person.command", body);
  if (!answer) return false;
  const { error, text: said } = answer.reply;
  if (error) note(said ?? `${command} failed with the error "${error}"`);
  return !error;
}
