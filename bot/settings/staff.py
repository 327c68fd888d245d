"""What an operator can say about who is staff, and where they read and write."""

from typing import Annotated

from pydantic import Field

from bot.settings.sections import Section

Person = Annotated[int, Field(gt=0, lt=2**53)]
Group = Annotated[int, Field(lt=0, gt=-(2**53))]


class Staff(Section):
    """Who may ask for figures, and where."""

    admins: tuple[Person, ...] = ()
    analysts: tuple[Person, ...] = ()
    agents: tuple[Person, ...] = ()
    viewers: tuple[Person, ...] = ()
    chats: tuple[Group, ...] = ()
    alerts: int | None = Field(default_factory=lambda data: next(iter(data.get("chats", ())), None))
