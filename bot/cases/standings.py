"""How cases stand, read for whoever looks: one in full, or all that are open."""

from collections.abc import Sequence
from dataclasses import replace

from bot.cases.words import CaseLine, CaseStanding, File, name_of, senses_of
from bot.effects import Scene
from bot.surveys.questionnaire import scale_of, survey_of
from bot.words.comment_parts import parts_text
from bot.words.reasons import reason_label
from bot.words.voice import Voice
from storage import (
    answers,
    case_words,
    cases,
    colleagues,
    comments,
    customers,
    invitations,
    versions,
)
from storage.cases import Case, Step
from storage.invitations import Invitation
from storage.transaction import Transaction

SHOWN = 20  # cases of the list


async def standing_of(tx: Transaction, invitation_id: int, voice: Voice) -> CaseStanding | None:
    """Tell how the case about an answer stands; None where there is none."""
    case = await cases.of_invitation(tx, invitation_id)
    if case is None:
        return None
    standing = await _standing(tx, case, await cases.steps(tx, case.id), voice)
    talk = await case_words.of_case(tx, case.id)
    return await _with_files(tx, replace(standing, said=talk[-1] if talk else None))


async def _with_files(tx: Transaction, standing: CaseStanding) -> CaseStanding:
    files = await comments.files(tx, standing.case.invitation_id)
    return replace(standing, senses=senses_of(files))


async def _standing(
    tx: Transaction, case: Case, steps: Sequence[Step], voice: Voice
) -> CaseStanding:
    newest_first = steps[::-1]
    last = next(each for each in newest_first if each.step not in {"note", "stopped"})
    noted = next((each for each in newest_first if each.note or each.media), None)
    name = name_of(voice, last)
    if last.step == "given" and case.held_by is not None:
        name = (await colleagues.names(tx, [case.held_by]))[case.held_by]
    return CaseStanding(case, last.at, name, noted, dismissed=last.step == "dismissed")


async def file_of(scene: Scene, case: Case, voice: Voice) -> File:
    """Put together all that is known about a case."""
    tx = scene.tx
    invitation = await invitations.get(tx, case.invitation_id)
    customer_id = invitation.customer_id
    steps = await cases.steps(tx, case.id)
    answer = await answers.find(tx, invitation)
    reason = answer.reason if answer else None
    return File(
        standing=await _with_files(tx, await _standing(tx, case, steps, voice)),
        steps=steps,
        talk=await case_words.of_case(tx, case.id),
        invitation=invitation,
        customer=await customers.get(tx, customer_id) if customer_id else None,
        score=answer.score if answer else None,
        highest=await _highest(scene, invitation),
        reason=reason_label(voice, reason) if reason else None,
        comment=parts_text(voice, await comments.parts(tx, invitation.id)),
    )


async def _highest(scene: Scene, invitation: Invitation) -> int:
    version = await versions.get(scene.tx, invitation.version_id)
    return scale_of(survey_of(scene.services.config, version)).high


async def open_cases(scene: Scene, voice: Voice) -> tuple[list[CaseLine], int]:
    """Read the open cases, oldest first, and tell how many there are."""
    found = await cases.unsettled(scene.tx, limit=SHOWN)
    lines = [await _line(scene, case, voice) for case in found]
    return lines, await cases.count_unsettled(scene.tx)


async def _line(scene: Scene, case: Case, voice: Voice) -> CaseLine:
    invitation = await invitations.get(scene.tx, case.invitation_id)
    standing = await _standing(scene.tx, case, await cases.steps(scene.tx, case.id), voice)
    highest = await _highest(scene, invitation)
    return CaseLine(standing, invitation.survey, highest, scene.now - case.opened_at)
