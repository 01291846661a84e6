"""Names that Slack sends back to us."""

FORM = "note_form"
ANSWER_FORM = "note_answer_form"
MORE_FORM = "note_more_form"

LEAVE = "note_leave"
# For those who read a note.
ANSWER = "note_answer"
BLOCK = "note_block"
CLOSE = "note_close"
# For the person who wrote it.
MORE = "note_more"
END = "note_end"
