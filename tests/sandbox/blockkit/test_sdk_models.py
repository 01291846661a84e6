"""What the official SDK builds, with its fields filled in, is taken."""

from slack_sdk.models import blocks as kit
from slack_sdk.models.blocks.basic_components import DispatchActionConfig
from slack_sdk.models.blocks.block_elements import FileInputElement
from slack_sdk.models.views import View

from sandbox.blockkit import validate_blocks, validate_view

YES_NO = [kit.Option(text="Yes", value="yes"), kit.Option(text="No", value="no")]
SURE = kit.ConfirmObject(
    title="Sure?", text=kit.PlainTextObject(text="It is shared."), confirm="Yes", deny="No"
)


def test_message_from_the_sdk() -> None:
    message = [
        kit.HeaderBlock(block_id="top", text="Check-in"),
        kit.SectionBlock(
            text=kit.MarkdownTextObject(text="*How are you?*", verbatim=True),
            fields=["one", "two"],
            accessory=kit.StaticSelectElement(
                placeholder="Pick",
                action_id="pick",
                options=YES_NO,
                initial_option=YES_NO[1],
                confirm=SURE,
            ),
        ),
        kit.DividerBlock(),
        kit.ContextBlock(
            elements=[
                kit.ImageElement(image_url="https://a.test/a.png", alt_text="a"),
                kit.PlainTextObject(text="hint", emoji=True),
            ]
        ),
        kit.ActionsBlock(
            elements=[
                kit.ButtonElement(
                    text="Thank", action_id="thank", value="1", style="primary", confirm=SURE
                ),
                kit.LinkButtonElement(text="Read", url="https://a.test", action_id="read"),
                kit.OverflowMenuElement(action_id="more", options=YES_NO),
                kit.DatePickerElement(action_id="day", initial_date="2026-11-22"),
                kit.ConversationSelectElement(
                    action_id="where",
                    placeholder="Where",
                    filter=kit.ConversationFilter(include=["im"], exclude_bot_users=True),
                ),
            ]
        ),
        kit.ImageBlock(image_url="https://a.test/a.png", alt_text="a", title="A"),
    ]
    assert validate_blocks([block.to_dict() for block in message], "message") == []


def test_modal_from_the_sdk() -> None:
    inputs = [
        kit.PlainTextInputElement(
            action_id="text",
            placeholder="Say it",
            multiline=True,
            min_length=1,
            max_length=500,
            dispatch_action_config=DispatchActionConfig(
                trigger_actions_on=["on_character_entered"]
            ),
        ),
        kit.NumberInputElement(action_id="number", initial_value=3, min_value=1, max_value=5),
        kit.EmailInputElement(action_id="email", placeholder="you@a.test"),
        kit.UrlInputElement(action_id="url"),
        kit.TimePickerElement(action_id="time", initial_time="09:00"),
        kit.DateTimePickerElement(action_id="when", initial_date_time=1_800_000_000),
        kit.CheckboxesElement(action_id="check", options=YES_NO, initial_options=YES_NO),
        kit.RadioButtonsElement(action_id="radio", options=YES_NO, initial_option=YES_NO[0]),
        kit.UserMultiSelectElement(action_id="who", max_selected_items=3, focus_on_load=True),
        FileInputElement(action_id="file", filetypes=["pdf"], max_files=1),
    ]
    fields = [kit.InputBlock(label="L", hint="H", element=each, optional=True) for each in inputs]
    view = View(type="modal", callback_id="form", title="T", submit="S", close="C", blocks=fields)
    assert validate_view(view.to_dict()) == []
