# ruff: noqa: C901, E501, INP001, PLR0912, S101, S603, SIM300
"""Moves every module of bot/ into the room it belongs to, and nothing else: `python docs/rooms.py`.

Only places change: files are moved, imports and the paths named in texts follow, and ruff sorts and
wraps the lines that became another length. The script was run once, on the commit before.
"""

import ast
import io
import json
import re
import shutil
import subprocess
import sys
import tokenize
from pathlib import Path

HERE = Path(__file__).resolve()
ROOT = Path.cwd()
CODE = ("bot", "tests", "benchmarks", "playground", "storage", "metrics")
TEXTS = ("*.md", "pyproject.toml", "config.example.toml", "docs/**/*.md")
ANATOMY = {"report", "reading", "words", "chart", "results", "handler", "job"}

ROOMS = {  # room: what it knows, and its modules: new name <- old name
    "settings": (
        "What an operator can set, how it is read, and what is wrong in it.",
        """
        config<-config survey<-config_survey cadence<-config_cadence
        connections<-config_connections reporting<-config_reports theme<-config_themes
        watching<-config_watch sections<-config_parts sources<-config_sources
        mistakes<-config_report""",
    ),
    "words": (
        "How things are said: catalogues, dates, figures, tables, in each language.",
        """
        catalogues<-words vocabulary<-vocabulary voice<-views.voice dates<-views.dates
        figures<-views.figures durations<-views.durations spans<-views.spans tables<-views.tables
        clipping<-views.clipping fitting<-views.fitting changes<-views.changes faces<-views.faces
        counting<-views.charts.talk""",
    ),
    "pictures": (
        "How pictures are drawn, and the parts that all charts are built of.",
        """
        drawer<-pictures worker<-picture_worker glyphs<-glyphs frame<-views.charts.frame
        paper<-views.charts.paper axis<-views.charts.axis lettering<-views.charts.lettering
        rows<-views.charts.rows curve<-views.charts.curve note<-views.charts.note""",
    ),
    "wire": (
        "How Telegram is spoken to; it knows nothing of surveys.",
        """
        transport<-transport parameters<-parameters outcomes<-outcomes refusals<-verdicts
        pacing<-pacing outbox<-sending receiving<-receiving reply_pool<-reply_pool
        incoming<-incoming""",
    ),
    "gates": (
        "May this person be asked? Pure functions of facts, rules and the time.",
        """
        decide<-gates.decide facts<-gates.facts names<-gates.names occasion<-gates.occasion
        person<-gates.person sampling<-gates.sampling supply<-gates.supply timing<-gates.timing
        verdicts<-gates.verdicts""",
    ),
    "surveys": (
        "What is asked: surveys as configured, their versions, and how a question reads.",
        """
        questionnaire<-flows.surveys versioning<-flows.versioning lineage<-flows.lineage
        question<-views.questions""",
    ),
    "asking": (
        "From an interaction to a question that was sent, or to the reason why not.",
        """
        gathering<-flows.cadence supplying<-flows.supplying deciding<-flows.asking
        planning<-flows.planning claiming<-flows.claiming reminding<-flows.reminding
        sparing<-flows.sparing explaining<-flows.explaining links<-flows.links trying<-flows.trying
        finding<-flows.finding trial<-handlers.trial skip<-handlers.skip why<-handlers.why
        why_words<-views.why deliver<-jobs.deliver expire<-jobs.expire""",
    ),
    "answering": (
        "What customers press and write, and what becomes of it.",
        """
        scores<-flows.answering stopping<-flows.stopping taps<-handlers.answer
        comment<-handlers.comment later<-handlers.later leave<-handlers.leave start<-handlers.join
        membership<-handlers.membership guide<-views.guide""",
    ),
    "messages": (
        "What a message ought to show, and making it show that.",
        """
        drawing<-flows.drawing replying<-flows.replying redraw<-jobs.redraw""",
    ),
    "cases": (
        "An unhappy answer: told at once, taken by somebody, closed.",
        """
        casework<-flows.cases alerting<-flows.alerting alert_words<-views.alerts words<-views.cases
        handler<-handlers.case""",
    ),
    "reports": (
        "What staff can ask for: commands read, figures found, pages written and paged.",
        """
        query<-query grammar<-grammar filters<-filter_values understanding<-flows.staff_queries
        reading<-flows.reading series<-flows.series privacy<-flows.privacy pages<-flows.shortcuts
        paging<-views.paging handler<-handlers.report
        segments<-views.segments captions<-views.captions over_time<-views.over_time
        ended<-flows.ended waits_and_visits<-views.ended rates<-views.charts.rates
        replies<-flows.reporting""",
    ),
    "reports.summary": (
        "The summary of a metric: /nps /csat /ces and their like.",
        """
        reading<-flows.summarising breaking_down<-flows.breaking_down words<-views.summaries
        chart<-views.charts.summary results<-views.results headline<-views.charts.headline
        panels<-views.charts.panels distribution<-views.charts.distribution
        asks_bar<-views.charts.asks comparison<-views.charts.comparison
        breakdown<-views.charts.breakdown rangebar<-views.charts.rangebar""",
    ),
    "reports.responses": (
        "/responses: who was asked, who answered, who was not asked at all.",
        """
        reading<-flows.responding words<-views.responses chart<-views.charts.responses
        tally_bars<-views.charts.tally_bars""",
    ),
    "reports.trend": (
        "/trend: a survey over a long time.",
        """
        reading<-flows.trending words<-views.trend chart<-views.charts.trend""",
    ),
    "reports.compare": (
        "/compare: before a change and after it.",
        """
        reading<-flows.comparing spans_around<-flows.spans_around words<-views.compare
        chart<-views.charts.compare""",
    ),
    "reports.agents": (
        "/agents: everybody beside what chance allows.",
        """
        reading<-flows.agents words<-views.agents chart<-views.charts.agents
        results<-views.crews""",
    ),
    "reports.overall": (
        "/overall: NPS, CSAT and CES read together.",
        """
        reading<-flows.overall words<-views.overall chart<-views.charts.overall
        results<-views.readings""",
    ),
    "reports.benchmark": (
        "/benchmark: our own score beside published ones.",
        """
        reading<-flows.benchmarking words<-views.benchmark chart<-views.charts.benchmark""",
    ),
    "reports.first_response": (
        "/frt: how long customers waited for a first reply.",
        """
        reading<-flows.first_response words<-views.first_response chart<-views.charts.durations
        wait_rows<-views.charts.wait_rows wait_scale<-views.charts.wait_scale""",
    ),
    "reports.retention": (
        "/retention: who came again.",
        """
        reading<-flows.retaining words<-views.retention""",
    ),
    "reports.contacts": (
        "/contacts: contacts for each 10,000 orders.",
        """
        reading<-flows.contacting words<-views.contacts""",
    ),
    "reports.comments": (
        "/comments: what customers wrote.",
        """
        reading<-flows.quoting words<-views.comments""",
    ),
    "reports.themes": (
        "/themes: what comments speak of.",
        """
        reading<-flows.themes talking<-flows.talking theming<-flows.theming stems<-stems
        words<-views.themes results<-views.talk chart<-views.charts.themes""",
    ),
    "boards": (
        "Reports that keep themselves true in a chat.",
        """
        boarding<-flows.boarding stepping<-flows.stepping words<-views.boards
        handler<-handlers.board job<-jobs.boards""",
    ),
    "digests": (
        "Reports that are sent on time.",
        """
        digesting<-flows.digesting schedule<-flows.scheduling handler<-handlers.digest
        job<-jobs.digests""",
    ),
    "watch": (
        "Changes that staff are told of.",
        """
        subjects<-flows.watch_subjects standing<-flows.watching noticing<-flows.noticing
        keeping<-flows.watch_keeping tone<-flows.toning souring<-flows.souring lines<-flows.warning
        telling<-flows.watch_alerts bodies<-flows.watch_bodies figure_alerts<-flows.watch_figures
        listing<-flows.watch_listing weekly_figures<-flows.watching_figures
        weekly_surveys<-flows.watching_surveys change_words<-views.watch_alerts
        figure_words<-views.watch_figures alert_parts<-views.watch_parts
        warning_words<-views.watch_warnings list_words<-views.watching handler<-handlers.watch
        job<-jobs.watch""",
    ),
    "operating": (
        "Running it: health, settings in force, help and menus.",
        """
        condition<-flows.condition health<-handlers.health reloading<-flows.reloading
        reload<-handlers.reload reload_words<-views.reloads settings_words<-views.settings
        survey_list<-handlers.surveys listings<-views.listings rules<-handlers.cadence
        rules_words<-views.cadence staff_help<-handlers.staff_help identity<-handlers.identity
        menus<-flows.menus tidy<-jobs.tidy""",
    ),
    "rehearsal": (
        "What another configuration would have done with recorded interactions.",
        """
        book<-rehearsal.book outcome<-rehearsal.outcome parts<-rehearsal.parts play<-rehearsal.play
        rehearsing<-rehearsal.rehearsing guesses<-rehearsal.responses stock<-rehearsal.supply
        words<-views.rehearsal results<-views.rehearsed""",
    ),
    "http": (
        "Our own server: one file for each route.",
        """
        demo_clock<-http.demo_clock fields<-http.fields doorkeeper<-http.guard
        health_check<-http.health interactions<-http.interactions json_body<-http.json_body
        keys<-http.keys models<-http.models openapi<-http.openapi order_models<-http.order_models
        orders<-http.orders problems<-http.problems reopened<-http.reopened server<-http.server
        webhook<-http.webhook""",
    ),
    "commands": (
        "One file for each command of the command line.",
        """
        check<-commands.check import_orders<-commands.import_orders init<-commands.init
        init_file<-commands.init_file init_telegram<-commands.init_telegram key<-commands.key
        rehearse<-commands.rehearse tallies<-commands.tallies why_offline<-commands.why
        quick_start<-importing""",
    ),
    "commands.answers": (
        "Files of answers, in and out.",
        """
        bar<-commands.answers_bar checking<-commands.answers_checking
        records<-commands.answers_records rejected<-commands.answers_rejected
        import_answers<-commands.import_answers export_answers<-commands.export_answers""",
    ),
    "commands.demo": (
        "The demonstration.",
        """
        demo<-commands.demo demo_config<-commands.demo_config haste<-commands.demo_haste
        past<-commands.demo_past stage<-commands.demo_stage talk<-commands.demo_talk""",
    ),
    "commands.gallery": (
        "The picture of every report in every language.",
        """
        gallery<-commands.gallery desk<-commands.gallery_desk said<-commands.gallery_said
        town<-commands.gallery_town""",
    ),
    "running": (
        "Starting the parts, taking updates in, and stopping.",
        """
        running<-running introducing<-introducing state<-keeping intake<-intake jobs<-jobs.loop
        staff_app<-staff_app shortcut<-handlers.shortcut""",
    ),
}
LOOSE = {"services": "context"}
STAY = ("__main__", "access", "app", "cli", "clock", "effects", "errors", "guard", "logs")
FOLDERS = {
    "bot/fonts": "bot/pictures/fonts",
    "bot/benchmarks.csv": "bot/reports/benchmark/benchmarks.csv",
}
EXACT = (  # file after the move, old words, new words
    (
        "bot/pictures/fonts/make.py",
        "make.py NotoSans.ttf NotoSansSC.otf`",
        "make.py SANS.ttf SC.otf`",
    ),
    ("bot/reports/benchmark/reading.py", 'files("bot")', 'files("bot.reports.benchmark")'),
    ("bot/pictures/glyphs.py", 'files("bot") / "fonts"', 'files("bot.pictures") / "fonts"'),
    ("bot/pictures/worker.py", 'files("bot") / "fonts"', 'files("bot.pictures") / "fonts"'),
    (
        "pyproject.toml",
        '"locales/*/*.toml", "fonts/*", "benchmarks.csv"',
        '"locales/*/*.toml", "pictures/fonts/*", "reports/benchmark/benchmarks.csv"',
    ),
    ("pyproject.toml", '"bot/fonts/*"', '"bot/pictures/fonts/*"'),
    ("pyproject.toml", '"bot/commands/*"', '"bot/commands/**"'),
    ("bot/commands/gallery/gallery.py", "parents[2]", "parents[3]"),
    ("tests/test_fonts.py", 'files("bot") / "fonts"', 'files("bot.pictures") / "fonts"'),
    ("tests/bot/test_charts.py", '"bot" / "fonts"', '"bot" / "pictures" / "fonts"'),
    ("tests/bot/test_overall.py", 'files("bot")', 'files("bot.reports.benchmark")'),
    (
        "README.md",
        """\
| `bot/handlers/` | one file for each thing that a person can do |
| `bot/http/` | one file for each HTTP route |
| `bot/jobs/` | one file for each step that is done on time |
| `bot/flows/` | what several of those share: asking, answering, drawing, summarising |
| `bot/gates/` | may this person be asked? Pure functions |
| `bot/views/` | results into words, pictures and buttons |
""",
        """\
| `bot/asking/` | from an interaction to a question: whether, when, and sending it |
| `bot/answering/` | what customers press and write |
| `bot/reports/` | what staff ask for: a room for each report |
| `bot/cases/` | unhappy answers; beside it `boards`, `digests` and `watch`: what staff are told unasked |
| `bot/http/` | one file for each HTTP route |
| `bot/gates/` | may this person be asked? Pure functions |
""",
    ),
)


def the_map() -> "dict[str, str]":
    """Give the new dotted name of every module, by its old one, both without `bot.`."""
    moves = {old: new for new, old in LOOSE.items()}
    for room, (_, modules) in ROOMS.items():
        for pair in modules.split():
            new, old = pair.split("<-")
            moves[old] = f"{room}.{new}"
    extra = HERE.with_name("rooms_extra.json")
    if extra.exists():
        moves |= json.loads(extra.read_text("utf-8"))
    return moves


def old_modules() -> "set[str]":
    """List the modules of bot/ as they lie now."""
    return {
        ".".join(path.relative_to("bot").with_suffix("").parts)
        for path in Path("bot").rglob("*.py")
        if path.name != "__init__.py" and "fonts" not in path.parts
    }


def main() -> None:
    """Move, rewrite, sort; the script itself is part of the change."""
    if HERE != Path("docs/rooms.py").resolve():
        shutil.copy(HERE, "docs/rooms.py")
    moves, modules = the_map(), old_modules()
    missing = modules - moves.keys() - set(STAY)
    if missing:
        sys.exit(f"these have no room: {sorted(missing)}")
    moves = {old: new for old, new in moves.items() if old in modules}
    sources = [path for top in CODE for path in Path(top).rglob("*.py")] + [Path("run")]
    rewritten = {path: code_after(path.read_text("utf-8"), moves) for path in sources}
    for path, text in rewritten.items():
        path.write_text(text, "utf-8")
    for pattern in TEXTS:
        for path in Path().glob(pattern):
            path.write_text(texts_after(path.read_text("utf-8"), moves), "utf-8")
    move_files(moves)
    for name, old, new in EXACT:
        path = Path(name)
        if path.exists():
            path.write_text(path.read_text("utf-8").replace(old, new), "utf-8")
    layers()
    ruff = ".venv/bin/ruff"
    subprocess.run([ruff, "check", "--quiet", "--select", "I001,F401", "--fix", *CODE], check=False)
    subprocess.run([ruff, "format", "--quiet", "."], check=True)


def move_files(moves: "dict[str, str]") -> None:
    """Move files, make the rooms' __init__.py, take away what is empty."""
    staged = Path("bot.moving")
    for old, new in moves.items():
        target = staged / (new.replace(".", "/") + ".py")
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.move(f"bot/{old.replace('.', '/')}.py", target)
    for old, new in FOLDERS.items():
        if Path(old).exists():
            target = staged / new.removeprefix("bot/")
            target.parent.mkdir(parents=True, exist_ok=True)
            shutil.move(old, target)
    for path in sorted(Path("bot").rglob("*"), reverse=True):
        if path.name == "__pycache__":
            shutil.rmtree(path)
        elif path.name == "__init__.py" and path.parent != Path("bot"):
            path.unlink()
    for path in sorted(Path("bot").rglob("*"), reverse=True):
        if path.is_dir() and not any(path.iterdir()):
            path.rmdir()
    shutil.copytree(staged, "bot", dirs_exist_ok=True)
    shutil.rmtree(staged)
    for room, (knows, _) in ROOMS.items():
        folder = Path("bot", *room.split("."))
        if folder.exists():
            (folder / "__init__.py").write_text(f'"""{knows}"""\n', "utf-8")


# -- code -------------------------------------------------------------------------------------------


def code_after(text: str, moves: "dict[str, str]") -> str:
    """Rewrite the imports of a file, the names they bind, and the modules that strings name."""
    if "bot" not in text:
        return text
    tree, lines = ast.parse(text), text.encode().splitlines(keepends=True)
    renamed: dict[str, str] = {}
    edits: list[tuple[int, int, int, int, str]] = []  # from line, column to line, column; new words
    for node in ast.walk(tree):
        if isinstance(node, ast.ImportFrom) and (node.module or "").split(".")[0] == "bot":
            new, names = import_after(node, moves)
            renamed |= names
            end = (node.end_lineno or 0, node.end_col_offset or 0)
            edits.append((node.lineno, node.col_offset, *end, new))
    for node in ast.walk(tree):
        if isinstance(node, ast.Name) and node.id in renamed:
            end = node.col_offset + len(node.id.encode())
            edits.append((node.lineno, node.col_offset, node.lineno, end, renamed[node.id]))
    edits += strings_after(text, moves)
    for line, column, last, end, new in sorted(edits, reverse=True):
        before, after = lines[line - 1][:column], lines[last - 1][end:]
        lines[line - 1 : last] = [before + new.encode() + after]
    return b"".join(lines).decode()


def import_after(node: ast.ImportFrom, moves: "dict[str, str]") -> "tuple[str, dict[str, str]]":
    """Write an import anew, and tell which names it binds otherwise than before."""
    source = (node.module or "").removeprefix("bot").removeprefix(".")
    indent = " " * node.col_offset
    out: dict[str, list[str]] = {}
    renamed: dict[str, str] = {}
    for alias in node.names:
        old = f"{source}.{alias.name}".strip(".")
        if old in moves:
            *room, last = moves[old].split(".")
            bound = alias.asname or alias.name
            local = "_".join([room[-1], last]) if last in ANATOMY else last
            local = bound if alias.asname and last not in ANATOMY else local
            if bound != local:
                renamed[bound] = local
            written = last if last == local else f"{last} as {local}"
            out.setdefault(".".join(["bot", *room]), []).append(written)
        else:
            written = alias.name + (f" as {alias.asname}" if alias.asname else "")
            place = "bot." + moves.get(source, source) if source else "bot"
            out.setdefault(place, []).append(written)
    statements = [f"from {place} import {', '.join(names)}" for place, names in out.items()]
    return f"\n{indent}".join(statements), renamed


def strings_after(text: str, moves: "dict[str, str]") -> "list[tuple[int, int, int, int, str]]":
    """Find strings and comments that name a module or a file, and write them anew."""
    edits = []
    for token in tokenize.generate_tokens(io.StringIO(text).readline):
        if token.type not in {tokenize.STRING, tokenize.COMMENT}:
            continue
        new = texts_after(token.string, moves)
        if new != token.string:
            (line, column), (last, end) = token.start, token.end
            rows = text.splitlines()
            first_bytes = len(rows[line - 1][:column].encode())
            last_bytes = len(rows[last - 1][:end].encode())
            edits.append((line, first_bytes, last, last_bytes, new))
    return edits


# -- texts ------------------------------------------------------------------------------------------


def texts_after(text: str, moves: "dict[str, str]") -> str:
    """Write the paths and dotted names in a text anew."""
    renamed: dict[str, str] = {}

    def statement(match: "re.Match[str]") -> str:
        (node,) = ast.parse(match[0]).body
        assert isinstance(node, ast.ImportFrom)
        new, names = import_after(node, moves)
        renamed.update(names)
        return new.replace("bot", "\0")  # nothing below is to move it once more

    def path(match: "re.Match[str]") -> str:
        old = match[1].replace("/", ".")
        return f"bot/{moves[old].replace('.', '/')}.py" if old in moves else match[0]

    def dotted(match: "re.Match[str]") -> str:
        name, rest = match[1], ""
        while name and name not in moves:
            name, _, last = name.rpartition(".")
            rest = f".{last}{rest}"
        return f"bot.{moves[name]}{rest}" if name else match[0]

    text = re.sub(r"\bfrom bot[a-z_.]* import [a-z_]+(?: as \w+)?(?=[\n;])", statement, text)
    for old, new in FOLDERS.items():
        text = re.sub(rf"(?<![\w/]){re.escape(old)}\b", new, text)
    text = re.sub(r"(?<![\w/])bot/([a-z_/]+)\.py\b", path, text)
    for old, new in renamed.items():
        text = re.sub(rf"\b{old}\.", f"{new}.", text)
    text = re.sub(r"(?<![\w./@])bot\.((?!py\b)[a-z_]+(?:\.[a-z_]+)*)\b(?![/(@])", dotted, text)
    return text.replace("\0", "bot")


def layers() -> None:
    """Put the rooms into the contract on imports; tightening it is another change."""
    path = Path("pyproject.toml")
    text = path.read_text("utf-8")
    start = text.index('name = "inside bot, imports point down"')
    begin, end = text.index("layers = [", start), text.index("]\n", text.index("layers = [", start))
    rows = ",\n".join(f'  "{row}"' for row in LAYERS)
    text = text[:begin] + f"layers = [\n{rows},\n" + text[end:]
    text = text.replace(
        'exhaustive_ignores = ["fonts", "locales"]', 'exhaustive_ignores = ["locales"]'
    )
    text = text.replace(
        'name = "views and gates are pure too"', 'name = "gates and words are pure too"'
    ).replace('source_modules = ["bot.gates", "bot.views"]', PURE)
    path.write_text(text, "utf-8")


PURE = 'source_modules = ["bot.gates", "bot.words"]'
LAYERS = (
    "(__main__)",
    "(cli)",
    "(commands)",
    "(app)",
    "(running)",
    "(answering)",
    "(http)",
    "(operating)",
    "(rehearsal)",
    "(asking) : (boards) : (cases) : (digests) : (guard) : (messages) : (reports) : (watch)",
    "(effects)",
    "(surveys)",
    "(services)",
    "(access) : (wire)",
    "(pictures)",
    "(clock) : (errors) : (gates) : (logs) : (settings)",
    "(words)",
)

if __name__ == "__main__":
    main()
