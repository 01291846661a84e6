"""The kill test: a round of many people, in which the bot's processes die again and again."""
