"""What axe has to say about a page, and where its keyboard is."""

from __future__ import annotations

import json
from importlib.metadata import distribution
from pathlib import Path

from playground.browser import Page

_PACKAGE = distribution("axe-playwright-python")  # never imported: that would need playwright
AXE = Path(str(_PACKAGE.locate_file("axe_playwright_python/axe.min.js")))
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
_RUN = """\
axe.run(document, {runOnly: RULES, resultTypes: ["violations"]}).then((found) => ({
  passed: found.passes.length,
  violations: found.violations.flatMap((rule) => rule.nodes.map((node) =>
    `${rule.id}: ${node.target.join(" ")} ${node.failureSummary.replace(/\\s+/g, " ")}`))}))
"""


async def violations(page: Page) -> list[str]:
    """Run axe on what is shown; that it ran is seen by the rules that passed."""
    await page.run(AXE.read_text("utf-8") + ";0")
    found = await page.run(_RUN.replace("RULES", json.dumps(RULES)))
    assert found["passed"] > 20
    return list(found["violations"])


async def go_to(page: Page, name: str, *, by: str, back: bool = False) -> None:
    """Press a key until what has the focus is named so."""
    for _ in range(40):
        await page.press(by, shift=back)
        if name in await focused(page):
            return
    raise AssertionError(f"no way to {name}: the focus is on {await focused(page)}")


async def focused(page: Page) -> str:
    """Name what has the focus: its label, or its words."""
    return str(
        await page.run(
            "(() => { const e = document.activeElement;"
            " return e.getAttribute('aria-label') || e.id || e.innerText; })()"
        )
    )
