"""What /comments holds before it is put into words."""

from collections.abc import Sequence
from dataclasses import dataclass

from bot.text.query import Query
from storage.comments import CommentRow


@dataclass(frozen=True)
class Comments:
    """One page of comments; anonymous ones have no score, no person and no day."""

    query: Query
    rows: Sequence[CommentRow] = ()
    anonymous: Sequence[str] = ()
    hidden: bool = False
    of_nobody: bool = False  # of an anonymous survey
    next_page: int | None = None
    surveys: Sequence[str] = ()
