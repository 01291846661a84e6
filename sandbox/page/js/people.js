// Who you are: people grouped by workspace, each with the time where they are.

import { fill, h } from "./dom.js";
import { reader } from "./reader.js";
import { go } from "./state.js";
import { spokenIn } from "./text/zones.js";

export class People {
  #workspaces = [];
  #select = h("select", { id: "you-are", class: "you-are", onchange: () => this.#switch() });
  /** What this person cannot do, in a sentence. */
  note = h("p", { class: "cannot", role: "status" });
  element = h(
    "div",
    { class: "people" },
    h("label", { for: "you-are" }, "You are"),
    this.#select,
  );

  #switch() {
    go({ person: this.#select.value });
  }

  /** Whom there is to be: the answer of `sees.people`. */
  show(workspaces) {
    this.#workspaces = workspaces;
    const groups = workspaces.map(({ name, people }) =>
      h("optgroup", { label: name }, people.map((one) => option(one))),
    );
    fill(this.#select, groups);
    if (reader.me) this.choose();
  }

  get ids() {
    return this.#workspaces.flatMap(({ people }) => people.map((one) => one.id));
  }

  /** The clock was moved. */
  tick() {
    this.show(this.#workspaces);
  }

  /** The viewer is chosen, and what they cannot do is said. */
  choose() {
    this.#select.value = reader.me.id;
    const home = this.#workspaces.find(({ id }) => id === reader.me.team_id);
    const apps = this.#workspaces.flatMap((workspace) => workspace.apps);
    const missing = [...new Set(apps)].filter((app) => !home.apps.includes(app));
    fill(this.note, missing.length ? cannot(home.name, missing.join(", ")) : null);
  }
}

function option({ id, name, tz }) {
  const city = tz.split("/").at(-1).replaceAll("_", " ");
  const time = spokenIn(tz, reader.now(), { timeStyle: "short" });
  return h("option", { value: id }, `${name} · ${city} ${time}`);
}

function cannot(workspace, app) {
  return `${workspace} has not installed ${app}: no slash commands or shortcuts here, as in Slack`;
}
