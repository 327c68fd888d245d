"""Settings that are changed while the bot runs, and the reply to /reload."""

from tests.bot.stage import ADMIN, STAFF, Stage

SETTINGS = """\
[cadence]
floor = "24h"
quiet_hours = { from = "00:00", to = "00:00" }
[surveys.recommend]
metric = "nps"
touchpoints = ["delivery"]
delay = "0s"
[surveys.after-chat]
metric = "csat"
touchpoints = ["support"]
delay = "10m"
text.en.question = "Were you helped?"
"""


def change(stage: Stage, before: str, after: str) -> None:
    """Edit the file."""
    text = stage.config_file.read_text("utf-8")
    assert before in text
    stage.config_file.write_text(text.replace(before, after), "utf-8")


async def reply_to(stage: Stage, text: str, *, user: int = ADMIN, chat: int = STAFF) -> str:
    asked = await stage.says(user, text, chat_id=chat)
    reply = stage.from_bot(chat)[-1]
    assert reply["reply_to_message"]["message_id"] == asked["message_id"]
    return str(reply["text"])
