"""What an operator can say about who is staff, and where they read and write."""

from typing import Annotated

from pydantic import AfterValidator, Field

from bot.settings.sections import Section
from bot.text.folding import trim, visible


def _as_stored(agent: str) -> str:
    """Write an agent's id as interactions have it: no blanks around it, letters in one form."""
    return visible(trim(agent))


Person = Annotated[int, Field(gt=0, lt=2**53)]
Agent = Annotated[str, AfterValidator(_as_stored)]
Group = Annotated[int, Field(lt=0, gt=-(2**53))]


class Staff(Section):
    """Who may ask for figures, and where.

    `agent_ids` names the person behind an agent of other systems, who sees their own figures.
    """

    admins: tuple[Person, ...] = ()
    analysts: tuple[Person, ...] = ()
    agents: tuple[Person, ...] = ()
    viewers: tuple[Person, ...] = ()
    chats: tuple[Group, ...] = ()
    agent_ids: dict[Agent, Person] = Field(default_factory=dict)
    alerts: int | None = Field(default_factory=lambda data: next(iter(data.get("chats", ())), None))
