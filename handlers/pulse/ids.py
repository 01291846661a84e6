"""Names that Slack sends back to us."""

FORM = "pulse_form"
COMMENT_FORM = "pulse_comment_form"

NEW = "pulse_new"
NOW = "pulse_now"
PAUSE = "pulse_pause"
RESUME = "pulse_resume"
STOP = "pulse_stop"

ANSWER = "pulse_answer"
WITHDRAW = "pulse_withdraw"
COMMENT = "pulse_comment"
CHOOSE = "pulse_choose"
NEXT = "pulse_next"
MEANT = "pulse_meant"
