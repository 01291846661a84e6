// What a conversation and a thread share: a list of messages that stays true while things happen,
// and a composer below it.

import { act } from "./acts.js";
import { ask, Refused } from "./api.js";
import { Composer } from "./composer.js";
import { keepDraft, readDraft } from "./drafts.js";
import { reader } from "./reader.js";
import { speak } from "./speaking.js";
import { Transcript } from "./transcript.js";
import { toTyped } from "./typed.js";

/** More changes at once than this, and the whole page of messages is looked at again. */
const FEW = 20;

export class Feed {
  #options;
  #work = Promise.resolve();

  /**
   * `label` names the list, `writing` the field. `belongs(message)` says what is shown here;
   * `reload()` asks for everything again; `onnew(message)` hears of a message of somebody else.
   */
  constructor({ channel, thread = null, label, writing, belongs, reload, onnew = () => {} }) {
    this.#options = { channel, thread, belongs, reload, onnew };
    this.transcript = new Transcript({
      label, inThread: thread !== null, edit: (message) => this.#edit(message),
    });
    this.composer = this.#makeComposer(writing);
  }

  #makeComposer(label) {
    const { channel, thread } = this.#options;
    const person = reader.me.id;
    return new Composer({
      label,
      inThread: thread !== null,
      words: readDraft(person, channel, thread),
      keep: (words) => keepDraft(person, channel, thread, words),
      onup: () => this.#editLast(),
      send: (text) => {
        this.transcript.goToEnd();
        return speak(text, { channel, thread }, (sentence) => this.#note(sentence));
      },
    });
  }

  /** Look again at what these notices are about; changes are shown in the order of notices. */
  hear(notices) {
    const { channel } = this.#options;
    const here = notices.filter((notice) => notice.channel === channel);
    const stamps = new Set(here.flatMap(({ ts, thread_ts: root }) => (root ? [ts, root] : [ts])));
    if (stamps.size) this.#work = this.#work.then(() => this.#look([...stamps]));
    return this.#work;
  }

  async #look(stamps) {
    if (stamps.length > FEW) {
      await this.#options.reload();
      return;
    }
    const found = await Promise.all(stamps.map((ts) => this.#find(ts)));
    stamps.forEach((ts, index) => this.#take(ts, found[index]));
  }

  async #find(ts) {
    try {
      const body = { person: reader.me.id, channel: this.#options.channel, ts };
      return (await ask("sees.message", body)).message;
    } catch (error) {
      if (error instanceof Refused) return null;
      throw error;
    }
  }

  #take(ts, message) {
    const { transcript } = this;
    if (!message || !this.#options.belongs(message)) {
      transcript.drop(ts);
      return;
    }
    if (transcript.has(ts)) {
      transcript.put(message);
    } else if (!transcript.oldest || ts > transcript.oldest) {
      transcript.put(message);
      if (message.user !== reader.me.id) this.#options.onnew(message);
    }
  }

  #note(text) {
    const ts = (reader.now().getTime() / 1000).toFixed(6);
    const { channel, thread } = this.#options;
    this.transcript.put({ ts, channel, thread_ts: thread, text, local: true, ephemeral: true });
  }

  #editLast() {
    const own = this.transcript.messages.filter((message) => message.user === reader.me.id);
    const last = own.findLast((message) => message.subtype !== "tombstone");
    if (last) this.#edit(last);
  }

  #edit(message) {
    const { channel, ts } = message;
    const end = () => {
      close();
      this.composer.focus();
    };
    const send = async (text) => {
      const done = await act("person.edits", { channel, ts, text });
      if (done) end();
      return Boolean(done);
    };
    const composer = new Composer({
      label: "Edit message", sendLabel: "Save", words: toTyped(message.text), cancel: end, send,
    });
    const close = this.transcript.replaceBody(ts, composer.element);
    composer.focus();
  }
}
