// Modals: shows the top of the person's stack of views, and keeps what was typed in those below.

import { nameElement } from "./acts.js";
import { ask } from "./api.js";
import { explain } from "./blocks/acting.js";
import { keepFocus } from "./blocks/focus.js";
import { h } from "./dom.js";
import { ModalForm } from "./modal_form.js";
import { unhurried } from "./stream.js";

/** `getReader` and `getPerson` give who looks now. `refresh()` looks at the stack again. */
export function makeModals(getReader, getPerson) {
  const modals = new Modals(getReader, getPerson);
  return { refresh: () => modals.refresh() };
}

class Modals {
  #getReader;
  #getPerson;
  #dialog = null;
  #form = null;
  #person = null;
  #drafts = new Map();

  constructor(getReader, getPerson) {
    this.#getReader = getReader;
    this.#getPerson = getPerson;
  }

  /** One look at a time; whoever asks meanwhile waits for one more. */
  refresh = unhurried(() => this.#look());

  async #look() {
    const person = this.#getPerson();
    const views = person ? (await ask("sees.modals", { person })).views : [];
    if (person !== this.#person) this.#leave(person);
    const ids = new Set(views.map((view) => view.id));
    if (views.length === 0) {
      this.#hide();
    } else {
      this.#show(views.at(-1), views.length - 1);
    }
    for (const id of this.#drafts.keys()) if (!ids.has(id)) this.#drafts.delete(id);
  }

  #leave(person) {
    this.#hide();
    this.#drafts.clear();
    this.#person = person;
  }

  #hide() {
    this.#form = null;
    this.#dialog?.close();
    this.#dialog?.remove();
    this.#dialog = null;
  }

  #show(view, depth) {
    const before = this.#form;
    if (before?.view.id === view.id && before.view.hash === view.hash) {
      before.renew(view);
      return;
    }
    if (before) this.#drafts.set(before.view.id, before.drafts);
    this.#form = new ModalForm(view, depth, this.#getReader(), this.#acts());
    this.#form.restore(this.#drafts.get(view.id) ?? []);
    if (before?.view.id === view.id) {
      this.#replace(before);
    } else {
      this.#open();
    }
  }

  /** Another view than the one before, if any, comes into the dialog. */
  #open() {
    this.#dialog ??= this.#newDialog();
    this.#dialog.replaceChildren(this.#form.node);
    if (!this.#dialog.open) this.#dialog.showModal();
    this.#form.focus();
  }

  /** The same view with other blocks: the person stays where they were. */
  #replace(before) {
    const held = document.activeElement?.dataset?.focus;
    const { scroll } = before;
    const kept = keepFocus(this.#dialog, () => before.node.replaceWith(this.#form.node));
    this.#form.scroll = scroll;
    const button = held && this.#form.node.querySelector(`[data-focus="${held}"]`);
    if (kept) return;
    if (button && before.hasInputs) {
      button.focus();
    } else {
      this.#form.focus();
    }
  }

  #newDialog() {
    const dialog = h("dialog", { class: "modal", "aria-labelledby": "modal-title" });
    dialog.addEventListener("cancel", (event) => {
      if (event.target !== dialog) return;
      event.preventDefault();
      this.#close(false);
    });
    document.body.append(dialog);
    return dialog;
  }

  #acts() {
    return {
      submit: () => this.#submit(),
      close: () => this.#close(false),
      closeAll: () => this.#close(true),
      press: (element, block, option) =>
        this.#tell("person.presses", element, block, option?.value ?? element.value),
      choose: (element, block, value) => this.#tell("person.chooses", element, block, value),
    };
  }

  async #submit() {
    const form = this.#form;
    if (form.isSending) return;
    form.setSending(true);
    form.showTrouble(null);
    try {
      const { result } = await this.#ask("person.submits", { values: form.values });
      this.#take(result, form);
    } catch (error) {
      this.#form?.showTrouble(error.message);
    }
    form.setSending(false);
    await this.refresh();
  }

  /** What became of a submission. The server has the values now, whatever it says. */
  #take({ errors, error, view }, sent) {
    const form = this.#form?.view.id === sent.view.id ? this.#form : sent;
    if (view?.id === form.view.id) form.renew({ ...form.view, state: view.state });
    form.showErrors(errors);
    if (error) form.showTrouble(explain(error));
  }

  async #close(everything) {
    try {
      await this.#ask("person.closes", { everything });
    } catch (error) {
      this.#form?.showTrouble(error.message);
    }
    await this.refresh();
  }

  /** Tell the app of an element; as in Slack, it hears of all that is in the inputs as well. */
  async #tell(verb, element, block, value) {
    const target = { view: this.#form.view.id };
    this.#form.showTrouble(null);
    try {
      await this.#enterUnsent(target, element);
      const { reply } = await this.#ask(verb, nameElement(target, element, block, value));
      if (reply?.error) this.#form?.showTrouble(explain(reply.error));
    } catch (error) {
      this.#form?.showTrouble(error.message);
    }
    await this.refresh();
  }

  /** Inputs that tell the app by themselves have done so, or wait for Enter. */
  async #enterUnsent(target, told) {
    for (const { block, element, value } of this.#form.unsent) {
      if (block.dispatch_action !== true && element !== told) {
        await this.#ask("person.chooses", nameElement(target, element, block, value));
      }
    }
  }

  #ask(verb, body) {
    return ask(verb, { person: this.#person, ...body });
  }
}
