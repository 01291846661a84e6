"""Modals and Home tabs: the triggers that open them, their stacks, hashes and what is in them."""

from __future__ import annotations

import secrets

from sandbox.elements import initial_state, kept_state, with_ids
from sandbox.errors import SlackError, bad_arguments
from sandbox.ids import new_id
from sandbox.live import Live
from sandbox.model import JSON, Installation, Trigger, User, View
from sandbox.world import World

MAX_STACK = 3


class Views:
    """All that opens, changes and closes views; refusals are SlackErrors."""

    def __init__(self, world: World, live: Live) -> None:
        self.trigger_seconds = 3.0
        self._world = world
        self._live = live

    def issue_trigger(self, installation: Installation, user_id: str) -> str:
        now = self._world.clock.timestamp()
        number = int(installation.team_id[1:], 36) % 10**12
        trigger_id = f"{int(now * 1000)}.{number}.{secrets.token_hex(16)}"
        self._world.triggers[trigger_id] = Trigger(
            trigger_id, installation, user_id, now + self.trigger_seconds
        )
        return trigger_id

    def exchange(self, installation: Installation, trigger_id: str) -> str:
        """Spend a trigger and return whose it was."""
        trigger = self._world.triggers.get(trigger_id)
        if trigger is None or trigger.installation is not installation:
            raise SlackError("invalid_trigger_id")
        if trigger.spent:
            raise SlackError("exchanged_trigger_id")
        if self._world.clock.timestamp() > trigger.expires:
            raise SlackError("expired_trigger_id")
        trigger.spent = True
        return trigger.user_id

    def awaits_trigger(self, user_id: str) -> bool:
        """Whether the app may still open something for what this person did last."""
        now = self._world.clock.timestamp()
        return any(
            trigger.user_id == user_id and not trigger.spent and trigger.expires >= now
            for trigger in self._world.triggers.values()
        )

    def open(self, installation: Installation, trigger_id: str, content: JSON) -> View:
        """A new stack; an earlier one of this person is gone."""
        user_id = self.exchange(installation, trigger_id)
        view = self._new(installation, user_id, content)
        self._world.modals[user_id] = [view]
        self.changed(view)
        return view

    def push(self, installation: Installation, trigger_id: str, content: JSON) -> View:
        trigger = self._world.triggers.get(trigger_id)
        stack = self.stack(trigger.user_id) if trigger else []
        if len(stack) >= MAX_STACK:
            raise SlackError("push_limit_reached")
        user_id = self.exchange(installation, trigger_id)
        if not stack or stack[-1].installation is not installation:
            raise SlackError("not_found")
        return self.push_on(self.stack(user_id)[-1], content)

    def push_on(self, below: View, content: JSON) -> View:
        stack = self.stack(below.user_id)
        if len(stack) >= MAX_STACK:
            raise SlackError("push_limit_reached")
        view = self._new(below.installation, below.user_id, content)
        view.root_view_id, view.previous_view_id = below.root_view_id, below.id
        stack.append(view)
        self.changed(view)
        return view

    def find(self, installation: Installation, view_id: str, external_id: str) -> View:
        """An open modal or a published Home of this installation."""
        for view in self._all():
            if view.installation is not installation:
                continue
            if view.id == view_id or (external_id and view.external_id == external_id):
                return view
        raise SlackError("not_found")

    def update(self, view: View, content: JSON, known_hash: str | None) -> View:
        """Replace the content; what was entered stays where block and action ids stay."""
        if known_hash and known_hash != view.hash:
            raise SlackError("hash_conflict")
        if content["type"] != view.type:
            raise bad_arguments("invalid view type [json-pointer:/view/type]")
        if content.get("external_id") != view.external_id:
            self._refuse_taken_external_id(view.installation, content)
        view.content = _stored(content)
        view.hash = self._new_hash()
        view.state = kept_state(view.content["blocks"], view.state)
        self.changed(view)
        return view

    def changed(self, view: View) -> None:
        """Tell who sees it that it is new, or that something was entered in it."""
        if view.type == "home":
            self._live.home(view.user_id, view.installation.bot_user_id)
        else:
            self._live.modals(view.user_id)

    def publish(
        self, installation: Installation, user: User, content: JSON, known_hash: str | None
    ) -> View:
        """Give a person a Home. Whether they get to see it is their client's affair."""
        home = self._world.homes.get((installation.bot_id, user.id))
        if home is not None:
            return self.update(home, content, known_hash)
        home = self._new(installation, user.id, content)
        self._world.homes[installation.bot_id, user.id] = home
        self.changed(home)
        return home

    def home(self, installation: Installation, user_id: str) -> View | None:
        return self._world.homes.get((installation.bot_id, user_id))

    def stack(self, user_id: str) -> list[View]:
        return self._world.modals.setdefault(user_id, [])

    def close(self, view: View) -> None:
        stack = self.stack(view.user_id)
        if view in stack:
            stack.remove(view)
            self._live.modals(view.user_id)

    def clear(self, user_id: str) -> None:
        self._world.modals[user_id] = []
        self._live.modals(user_id)

    def _all(self) -> list[View]:
        modals = [view for stack in self._world.modals.values() for view in stack]
        return modals + list(self._world.homes.values())

    def _refuse_taken_external_id(self, installation: Installation, content: JSON) -> None:
        wanted = content.get("external_id")
        if wanted and any(
            view.external_id == wanted and view.installation is installation for view in self._all()
        ):
            raise SlackError("duplicate_external_id")

    def _new(self, installation: Installation, user_id: str, content: JSON) -> View:
        self._refuse_taken_external_id(installation, content)
        view_id = new_id("V")
        stored = _stored(content)
        return View(
            view_id,
            installation,
            user_id,
            stored,
            self._new_hash(),
            view_id,
            state=initial_state(stored["blocks"]),
        )

    def _new_hash(self) -> str:
        return f"{self._world.seconds()}.{secrets.token_hex(4)}"


def _stored(content: JSON) -> JSON:
    return content | {"blocks": with_ids(content.get("blocks", []))}
