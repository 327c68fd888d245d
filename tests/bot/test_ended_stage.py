"""Orders and interactions come in over HTTP, and staff read what came of them."""

from datetime import timedelta
from pathlib import Path

from tests.bot import stage as stages
from tests.bot.stage import STAFF, VIEWER, Stage, stage_of

DRAWING = stages.BASE.replace("pictures = false", "pictures = true")


async def asked(stage: Stage, command: str) -> str:
    await stage.says(VIEWER, command, chat_id=STAFF)
    said = stage.from_bot(STAFF)[-1]
    return str(said.get("text") or said.get("caption"))


async def posted(stage: Stage) -> None:
    """Let six customers be replied to after 0 to 5 minutes, on a day with 500 orders."""
    begun = stage.clock()
    for number in range(6):
        reply = begun + timedelta(minutes=number)
        times = {"opened_at": begun.isoformat(), "first_reply_at": reply.isoformat()}
        closed = {"closed_at": (begun + timedelta(minutes=5)).isoformat()}
        await stage.ended(customer={"id": f"C-{number}"}, **times, **closed)
    status, _ = await stage.post("/v1/orders", {"day": begun.date().isoformat(), "orders": 500})
    assert status == 200


async def test_staff_read_waits_and_contacts_of_what_was_posted(stage: Stage) -> None:
    await posted(stage)
    assert "half within 2.5 min" in await asked(stage, "/frt today")
    assert "gross 120 " in await asked(stage, "/contacts today")
    assert "28 days or more. For example: /retention month" in await asked(stage, "/retention week")
    assert "NPS: no answers yet - recommend" in await asked(stage, "/overall")
    assert "NPS beside published figures" in await asked(stage, "/benchmark")


async def test_what_was_posted_is_drawn(tmp_path: Path) -> None:
    async with stage_of(tmp_path, base=DRAWING) as stage:
        await posted(stage)
        for command in ("/frt today by day", "/contacts today by channel", "/benchmark csat"):
            assert "<" not in await asked(stage, command)
            assert stage.from_bot(STAFF)[-1]["photo"], command
