// The one way in: everything that the page does or sees is a verb of the control API.

/** What was not allowed. `code` is for programs, `message` for people. */
export class Refused extends Error {
  constructor(code, message) {
    super(message);
    this.name = "Refused";
    this.code = code;
  }
}

/** Ask `verb` with `body`; resolves with the answer, rejects with Refused. */
export async function ask(verb, body = {}) {
  const response = await send(verb, body);
  const answer = await response.json().catch(() => ({}));
  if (!answer.ok) {
    throw new Refused(answer.error ?? "no_answer", answer.message ?? `${verb} gave no answer.`);
  }
  return answer;
}

async function send(verb, body) {
  try {
    return await fetch(`/sandbox/${verb}`, {
      method: "POST",
      headers: { "Content-Type": "application/json" },
      body: JSON.stringify(body),
    });
  } catch {
    throw new Refused("unreachable", "The practice room does not answer. Is it still running?");
  }
}
