"""How far an import is, where somebody looks: percent of the bytes, rows a second, time left."""

from rich.console import Console
from rich.progress import (
    BarColumn,
    Progress,
    ProgressColumn,
    Task,
    TaskProgressColumn,
    TextColumn,
    TimeRemainingColumn,
)
from rich.text import Text


class _Rate(ProgressColumn):
    """Rows so far, and in a second."""

    def render(self, task: Task) -> Text:
        """Write both."""
        rows = int(task.fields["rows"])
        return Text(f"{rows:,} rows, {rows / (task.elapsed or 1):,.0f}/s")


def bar() -> Progress:
    """Make a bar that is silent where nobody looks."""
    console = Console(stderr=True)
    parts = (
        TextColumn("{task.description}"), BarColumn(), TaskProgressColumn(), _Rate(),
        TimeRemainingColumn(),
    )  # fmt: skip
    return Progress(*parts, console=console, transient=True, disable=not console.is_terminal)
