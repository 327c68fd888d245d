"""The page for people who see little, hear it read, or use no mouse, in a real Chromium."""

from __future__ import annotations

import pytest

from playground.browser import NAMES, PROGRAM
from playground.limits import Limits
from tests.playground.accessibility import focused, go_to, violations
from tests.playground.test_page import CLARA, GROUP, NOW, Scene, a_scene
from tests.playground.test_page_pictures import photo

pytestmark = pytest.mark.skipif(
    PROGRAM is None,
    reason="NOT TRIED: the playground's page by keyboard, by a screen reader and by axe."
    f" None of {', '.join(NAMES)} is installed.",
)

STAFF, PHONE = "Write in the staff group", "Write on the phone"
IN_VIEW = """\
(() => {
  const list = document.querySelector("#staff .bubbles").getBoundingClientRect();
  const newest = [...document.querySelectorAll("#staff .message")].at(-1).getBoundingClientRect();
  return newest.height > list.height && newest.top >= list.top && newest.top < list.top + 40;
})()
"""


def alerts(scene: Scene, many: int) -> None:
    """Send so many messages with a button to the group, one right after another."""
    scene.telegram.limits = Limits(chat_interval_s=0, overall=0, group=0)
    keys = {"inline_keyboard": [[{"text": "Take", "callback_data": "c:1:take"}]]}
    for number in range(many):
        scene.call("sendMessage", chat_id=GROUP, text=f"Alert {number}", reply_markup=keys)


@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
@pytest.mark.parametrize("width", [1280, 320])
async def test_axe_finds_nothing_to_complain_of(width: int, dark: bool) -> None:
    async with a_scene(width=width) as scene:
        await scene.page.emulate(dark=dark)
        photo(scene)
        await scene.page.until("document.querySelector('#staff .picture img').naturalWidth")
        assert await violations(scene.page) == []
        await scene.page.click("#picker-open")
        await scene.page.until("document.querySelectorAll('#picker .person').length === 3")
        assert await violations(scene.page) == []


async def test_axe_would_complain() -> None:
    async with a_scene() as scene:
        await scene.page.run(
            "document.querySelector('#staff .typing').removeAttribute('aria-label');"
            "document.querySelector('#staff .typing').removeAttribute('placeholder');"
            "document.querySelector('#phone .stamp').style.color = '#ccc';"
        )
        found = {each.split(":")[0] for each in await violations(scene.page)}
        assert found == {"label", "color-contrast"}


async def test_links_past_everything_lead_to_the_three_places_to_write_in() -> None:
    async with a_scene() as scene:
        for presses, place in ((1, PHONE), (2, STAFF), (3, "desk-customer")):
            await scene.page.run("document.activeElement.blur()")
            await scene.page.open(scene.server.page, width=1280, height=900)
            await scene.page.press("Tab", presses)
            await scene.page.press("Enter")
            assert await focused(scene.page) == place


async def test_the_staff_composer_is_six_tabs_from_the_phones_whatever_the_chats_hold() -> None:
    async with a_scene() as scene:
        alerts(scene, 30)
        await scene.sees("staff", "Alert 29")
        await scene.page.run("document.querySelector('#phone .typing').focus()")
        stops = []
        for _ in range(6):
            await scene.page.press("Tab")
            stops.append(await focused(scene.page))
        assert stops[:2] == ["Send", "speaker"]
        assert stops[3:] == ["/nps week", "Send a voice message", STAFF]
        assert "Alert 29" in stops[2]  # the newest: one stop for them all


async def test_the_arrows_move_between_messages_and_to_their_buttons() -> None:
    async with a_scene() as scene:
        alerts(scene, 3)
        await scene.sees("staff", "Alert 2")
        await scene.page.run("document.querySelector('#staff .message[tabindex=\"0\"]').focus()")
        seen = []
        for key in ("ArrowUp", "Home", "ArrowUp", "End", "ArrowRight", "ArrowRight", "ArrowRight"):
            await scene.page.press(key)
            held = await focused(scene.page)
            seen.append(next((part for part in held.split("\n") if "Alert" in part), held))
        *there, first, second, third = seen
        assert there == ["Alert 1", "Alert 0", "Alert 0", "Alert 2"]
        assert (first, second, third) == ("Reply to this message", "Take", "Take")
        one_stop = "document.querySelectorAll('#staff .bubbles [tabindex=\"0\"]').length"
        assert await scene.page.run(one_stop) == 1


async def give_four(scene: Scene) -> None:
    """Go by Tab to the phone's composer, back to its messages, and to the button "4"."""
    await scene.page.press("Tab")
    await scene.page.press("Enter")
    assert await focused(scene.page) == PHONE
    await go_to(scene.page, "How was our support?", by="Tab", back=True)
    await go_to(scene.page, "4", by="ArrowRight")
    await scene.page.press("Enter")


async def test_a_score_is_given_by_keyboard_and_the_focus_stays() -> None:
    async with a_scene() as scene:
        await scene.sees("phone", "How was our support? more")
        await give_four(scene)
        (tap,) = await scene.heard("callback_query")
        assert (tap["from"]["id"], tap["data"]) == (CLARA, "a:tok:4")

        again = [[{"text": "Never again", "callback_data": "n:tok"}] * 5]
        at = {"chat_id": CLARA, "message_id": scene.question}
        markup = {"inline_keyboard": again}
        scene.call("editMessageText", **at, text="You chose 4", reply_markup=markup)
        await scene.sees("phone", "You chose 4")
        held = await focused(scene.page)
        assert held.startswith("You chose 4")  # not the button that took the place of the score
        await scene.page.press("Enter")
        assert len(await scene.heard("callback_query")) == 1


async def test_a_button_that_stays_keeps_the_focus_when_its_message_is_drawn_again() -> None:
    async with a_scene() as scene:
        number = photo(scene)
        await scene.page.until("document.querySelector('#staff [data-callback]')")
        await scene.page.run("document.querySelector('#staff [data-callback]').focus()")
        scene.call(
            "editMessageCaption",
            chat_id=GROUP,
            message_id=number,
            caption="The week before",
            reply_markup={"inline_keyboard": [[{"text": "earlier", "callback_data": "s:9"}]]},
        )
        await scene.sees("staff", "The week before")
        held = "document.activeElement.dataset.callback"
        assert await scene.page.run(held) == "s:9"


async def test_pressing_start_leads_to_the_composer() -> None:
    async with a_scene() as scene:
        await scene.page.click("#picker-open")
        await scene.page.write("#picker-filter", "ирин")
        await scene.page.until("document.querySelector('#phone .start')")
        await scene.page.run("document.querySelector('#phone .start').focus()")
        await scene.page.press("Enter")
        await scene.page.until("document.querySelector('#phone .typing')")
        assert await focused(scene.page) == PHONE


async def test_a_report_is_asked_by_keyboard_and_read_aloud() -> None:
    async with a_scene() as scene:
        await scene.page.press("Tab", 2)
        await scene.page.press("Enter")
        await scene.page.type("/nps week")
        await scene.page.press("Enter")
        (typed,) = await scene.heard("message")
        assert (typed["from"]["id"], typed["chat"]["id"]) == (900, GROUP)
        assert typed["text"] == "/nps week"
        photo(scene)
        await scene.page.until("document.querySelector('#staff .picture img').naturalWidth")
        assert await focused(scene.page) == STAFF
        said = await scene.page.read_aloud("#staff .log")
        assert said[0] == "log: Messages in the staff group"
        assert "link: NPS +42 of a week" in said  # the picture, by its headline
        asked, answered = said.index("button: /nps"), said.index("link: NPS +42 of a week")
        assert asked < answered
        assert said[-1] == "button: earlier"
        log = "document.querySelector('#staff .log')"
        assert await scene.page.run(f"{log}.getAttribute('aria-live')") == "polite"
        assert not await scene.page.run(f"{log}.hasAttribute('aria-busy')")


async def test_the_top_of_a_reply_that_is_taller_than_the_window_is_in_view() -> None:
    async with a_scene(width=1280) as scene:
        alerts(scene, 9)
        photo(scene, 1400)
        await scene.page.until("document.querySelector('#staff .picture img').naturalWidth")
        assert await scene.page.until(IN_VIEW)


async def test_three_hints_say_what_to_do_first_until_they_are_closed() -> None:
    async with a_scene() as scene:
        hints = "[...document.querySelectorAll('#hints li')].map((each) => each.innerText)"
        first, second, third = await scene.page.run(hints)
        assert "score" in first
        assert "/nps week" in second
        assert "clock" in third
        await scene.page.run("document.querySelector('#hints-close').focus()")
        await scene.page.press("Enter")
        assert await focused(scene.page) == "picker-open"
        await scene.page.open(scene.server.page, width=1280, height=900)
        assert await scene.page.run("document.querySelector('#hints').hidden")


async def test_a_colleague_has_a_phone_too() -> None:
    async with a_scene() as scene:
        scene.telegram.say(900, "/start", now=NOW)
        scene.call("sendMessage", chat_id=900, text="A test: how was it?")
        await scene.page.click("#picker-open")
        await scene.page.until("document.querySelector('#picker .picker-group')")
        groups = "[...document.querySelectorAll('.picker-group')].map((each) => each.innerText)"
        assert await scene.page.run(groups) == ["Staff", "Customers"]
        await scene.page.write("#picker-filter", "robin")
        await scene.sees("phone", "A test: how was it?")
        await scene.sees("phone", "A colleague’s phone")
        chosen = "document.querySelector('#desk-customer').value"
        assert await scene.page.run(chosen) == str(CLARA)  # the help desk is about customers
