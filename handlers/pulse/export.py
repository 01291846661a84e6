"""`/pulse export`: what was published, as files in a direct message to whoever asks for it."""

from slack_sdk.errors import SlackApiError, SlackRequestError

from bot.core.errors import RapportError
from bot.pulse.exporting import WRITERS, Row, name_files
from bot.pulse.published import read_rows
from handlers.pulse import export_views, ids
from handlers.pulse.loading import find_named
from handlers.request import Request, find_relationship, require_member
from storage.relationships import Relationship

# Slack's words where a workspace takes no files from an app.
NO_FILES = frozenset(
    {
        "file_upload_size_restricted",
        "file_uploads_disabled",
        "file_uploads_except_images_disabled",
        "posting_to_channel_denied",
        "slack_connect_file_upload_sharing_blocked",
        "storage_limit_reached",
    }
)


class NoFiles(RapportError):
    """Slack takes no files from me here ({reason}). The people who operate me can write the same \
    files with `rapport export`."""


class NotSent(RapportError):
    """The files did not get to Slack. Nothing was lost; please try again in a minute."""


async def on_export(request: Request, text: str) -> None:
    """`/pulse export`, or `/pulse export 2`."""
    async with request.desk.database.read() as session:
        relationship = await find_relationship(request, session)
        member = await require_member(request, session, relationship)
        number = (await find_named(session, relationship, text)).number if text else None
        rows = await read_rows(session, relationship, member.side, number)
    if not rows:
        await request.tell(export_views.nothing())
        return
    await _send(request, relationship, number, rows)
    await request.tell(export_views.sent())


async def on_button(request: Request) -> None:
    """The button says which relationship, and perhaps which pulse."""
    request.relationship_id, _, number = request.value.partition(":")
    await on_export(request, number)


async def _send(
    request: Request, relationship: Relationship, number: int | None, rows: list[Row]
) -> None:
    """Straight to Slack, for it is a private answer. Raises NoFiles, NotSent, SlackApiError."""
    name = name_files(relationship.client_name, relationship.vendor_name, number)
    uploads = [
        {"filename": f"{name}.{ending}", "content": write(rows)}
        for ending, write in WRITERS.items()
    ]
    opened = await request.client.conversations_open(users=request.user_id)
    try:
        await request.client.files_upload_v2(
            channel=opened["channel"]["id"],
            file_uploads=uploads,
            initial_comment=export_views.describe(relationship, number),
        )
    except SlackRequestError as error:
        raise NotSent from error
    except SlackApiError as error:
        reason = str(error.response.get("error"))
        if reason in NO_FILES:
            raise NoFiles(reason=reason) from error
        raise


ACTIONS = {ids.EXPORT: on_button}
