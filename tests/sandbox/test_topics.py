"""Each entry of the wire is about the feature whose command, form, button or message it names."""

from __future__ import annotations

from typing import Any

from sandbox.topics import Topics

WORDS = ("pulse", "kudos", "problem")
Entry = dict[str, Any]


def heard(payload: Entry, kind: str = "interactive", ack: Entry | None = None) -> Entry:
    return {"in": kind, "envelope": {"payload": payload}, "ack": ack}


def command(name: str, text: str = "") -> Entry:
    payload = {"command": name, "text": text, "trigger_id": "t1", "response_url": "r1"}
    return heard(payload, "slash_commands", {})


def call(method: str, body: Entry, response: Entry | None = None) -> Entry:
    return {"out": method, "body": body, "response": {"ok": True} if response is None else response}


def button(action_id: str) -> Entry:
    return {"type": "actions", "elements": [{"type": "button", "action_id": action_id}]}


def post(ts: str, *blocks: Entry, **more: Any) -> Entry:
    return call("chat.postMessage", {"channel": "C1", "blocks": [*blocks]} | more, {"ts": ts})


def topics(*entries: Entry) -> list[list[str]]:
    return Topics().of_all(entries, WORDS)


def test_a_command_is_about_itself_or_its_first_word() -> None:
    typed = [("/kudos", "@ann"), ("/helper", "pulse new"), ("/helper", ""), ("/kudos_x", "")]
    found = [topics(command(name, text)) for name, text in typed]
    assert found == [[["kudos"]], [["pulse"]], [["other"]], [["other"]]]


def test_ids_are_read_by_their_parts_and_not_by_their_beginnings() -> None:
    said = [{"type": "block_actions", "actions": [{"action_id": name}]} for name in IDS]
    assert topics(*map(heard, said)) == [[word] for word in IDS.values()]


IDS = {
    "problem_close": "problem",
    "problem:17": "problem",
    "give_kudos": "kudos",
    "pulsed_x": "other",
    "problems": "other",
    "": "other",
}


def test_what_an_entry_itself_says_counts_more_than_what_stood_nearby() -> None:
    menu = post("1.0", button("pulse_new"), button("kudos_open"))
    pressed = heard(
        {
            "type": "block_actions",
            "container": {"message_ts": "1.0"},
            "message": {"ts": "1.0", "blocks": menu["body"]["blocks"]},
            "actions": [{"action_id": "kudos_open", "block_id": "b"}],
        }
    )
    assert topics(menu, pressed) == [["pulse", "kudos"], ["kudos"]]


def test_what_happens_to_a_message_is_about_what_it_was_about() -> None:
    event = {"type": "reaction_added", "item": {"channel": "C1", "ts": "1.0"}}
    reply = {"type": "message", "channel": "C1", "ts": "2.0", "thread_ts": "1.0"}
    found = topics(
        post("1.0", button("pulse_answer")),
        heard({"event": event}, "events_api", {}),
        heard({"event": reply}, "events_api", {}),
        post("3.0", thread_ts="1.0"),
        call("chat.update", {"channel": "C1", "ts": "3.0"}),
        call("reactions.get", {"channel": "C1", "timestamp": "1.0"}),
        call("reactions.get", {"channel": "C1", "timestamp": "9.0"}),
        call("chat.delete", {"channel": "C1", "ts": "1.0"}, {"ok": True, "ts": "1.0"}),
    )
    assert found == [["pulse"]] * 6 + [["other"], ["pulse"]]


def test_a_form_is_about_what_opened_it_and_so_is_what_comes_of_it() -> None:
    opened = call("views.open", {"trigger_id": "t1", "view": {}}, {"view": {"id": "V1"}})
    found = topics(
        command("/problem"),
        opened,
        heard({"type": "view_closed", "view": {"id": "V1"}}),
        call("views.update", {"view_id": "V1", "view": {}}),
        call("response_url", {"response_url": "r1", "text": "x"}),
    )
    assert found == [["problem"]] * 5


def test_an_entry_is_labelled_again_when_it_has_its_answer() -> None:
    labels, posting = Topics(), post("1.0", button("kudos_open"))
    posting["response"] = None
    entries = [posting, heard({"event": {"item": {"ts": "1.0"}}}, "events_api")]
    assert labels.of_all(entries, WORDS) == [["kudos"], ["other"]]
    posting["response"] = {"ok": True, "ts": "1.0"}
    entries.append(call("reactions.get", {"timestamp": "1.0"}))
    assert labels.of_all(entries, WORDS) == [["kudos"]] * 3


def test_what_is_answered_is_not_read_again() -> None:
    labels, entry = Topics(), command("/kudos")
    labels.of_all([entry], WORDS)
    entry["envelope"]["payload"]["command"] = "/pulse"
    assert labels.of_all([entry, command("/pulse")], WORDS) == [["kudos"], ["pulse"]]


def test_any_shape_has_topics() -> None:
    odd = [None, [], "x", {"ts": 5, "view": "V1", "action_id": ["pulse"], "blocks": None}]
    assert topics(*(call("x", {"message": one}, {}) for one in odd)) == [["other"]] * 4
    failed = call("x", {}, {"ok": False, "error": "no", "ts": None, "view": None})
    assert topics(failed | {"response": None}, failed) == [["other"]] * 2
