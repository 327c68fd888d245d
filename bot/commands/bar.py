"""How far a command is, where somebody looks: what is done, and the time left."""

from rich.console import Console
from rich.progress import (
    BarColumn,
    Progress,
    ProgressColumn,
    Task,
    TextColumn,
    TimeRemainingColumn,
)
from rich.text import Text


class RowRate(ProgressColumn):
    """Rows so far, and in a second."""

    def render(self, task: Task) -> Text:
        """Write both."""
        rows = int(task.fields["rows"])
        return Text(f"{rows:,} rows, {rows / (task.elapsed or 1):,.0f}/s")


def bar(*columns: ProgressColumn) -> Progress:
    """Make a bar, with more columns if they are given, that is silent where nobody looks."""
    console = Console(stderr=True)
    parts = (TextColumn("{task.description}"), BarColumn(), *columns, TimeRemainingColumn())
    return Progress(*parts, console=console, transient=True, disable=not console.is_terminal)
