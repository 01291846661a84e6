"""Sends files to one person, in their direct messages: straight to Slack, as a private answer."""

from collections.abc import Mapping

from slack_sdk.errors import SlackApiError, SlackRequestError

from bot.core.errors import RapportError
from handlers.request import Request

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
    """Slack takes no files from me here ({reason}). {otherwise}."""


class NotSent(RapportError):
    """The files did not get to Slack. Nothing was lost; please try again in a minute."""


async def send_files(
    request: Request, files: Mapping[str, bytes], words: str, *, otherwise: str
) -> None:
    """Send files by their names, below `words` in mrkdwn.

    `otherwise` says what people can do where Slack takes none, without a full stop. Raises NoFiles,
    NotSent, or SlackApiError.
    """
    opened = await request.client.conversations_open(users=request.user_id)
    try:
        await request.client.files_upload_v2(
            channel=opened["channel"]["id"],
            file_uploads=[{"filename": name, "content": made} for name, made in files.items()],
            initial_comment=words,
        )
    except SlackRequestError as error:
        raise NotSent from error
    except SlackApiError as error:
        reason = str(error.response.get("error"))
        if reason in NO_FILES:
            raise NoFiles(reason=reason, otherwise=otherwise) from error
        raise
