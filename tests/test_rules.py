"""The habits of CONTRIBUTING.md that no linter knows, held by reading the code itself."""

import ast
import re
from collections import Counter
from collections.abc import Iterator
from functools import cache
from itertools import chain
from pathlib import Path

import pytest
from grimp import build_graph

ROOT = Path(__file__).resolve().parents[1]
OURS = ("bot", "storage", "metrics", "playground")
TELLING = ("bot", "storage", "metrics")  # where a docstring says what is raised
WITHOUT_STATISTICS = tuple(  # words, charts and what reads for them
    f"bot/{room}"
    for room in (
        *("answering", "asking", "boards", "cases", "digests", "messages", "operating", "pictures"),
        *("reports", "surveys", "watch", "words"),
    )
)
STATISTICS = {"math", "numpy", "random", "scipy", "statistics", "statsmodels"}
INSIDE = {  # what the finished figures of metrics are made of
    f"metrics.{name}"
    for name in (
        *("differences", "distributions", "empirical_bayes", "exact", "false_discoveries"),
        *("incomplete", "means", "net_promoter"),
    )
}
LAYOUT = {"axis.py", "wait_scale.py"}  # ends of axes, a log scale
RAISES = re.compile(r"\b(rais|refus)(e|es|ed|ing|al)\b", re.IGNORECASE)
MUTABLE = (ast.List, ast.Dict, ast.Set, ast.ListComp, ast.DictComp, ast.SetComp)
MAKERS = {"list", "dict", "set", "deque", "defaultdict", "Counter", "OrderedDict", "bytearray"}
MUTATORS = {
    *("add", "append", "appendleft", "clear", "discard", "extend", "insert", "pop", "popitem"),
    *("popleft", "remove", "reverse", "setdefault", "sort", "update", "subtract"),
}
PATCHED = {  # what no caller can pass yet, and why a test needs it otherwise
    ("test_cli.py", "_PAUSE_S"): "a word of the command line has no place for a pause",
    ("test_unwritable.py", "_BUSY_MS"): "nobody waits five seconds for a lock that stays",
    ("test_disk_news.py", "_BUSY_MS"): "nobody waits five seconds for a lock that stays",
    ("test_one_door.py", "commit_together"): "no caller can ask for a commit that fails",
    ("test_picture_replies.py", "SOON_S"): "a busy machine draws slowly",
    ("test_unknown_sends.py", "read_timeout"): "nobody waits ten seconds for a reply",
    ("test_import_mistakes.py", "lock_wait_s"): "nobody waits five seconds for a lock that stays",
}
KEPT = {  # what a module holds and changes all the same, and why
    ("logs.py", "_secrets"): "there is one log in a process, and it stars what any part keeps",
}
Function = ast.FunctionDef | ast.AsyncFunctionDef
NESTED = (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef, ast.Lambda)


def trees(*folders: str) -> dict[str, ast.Module]:
    """The parsed modules of some folders, by path."""
    return dict(chain.from_iterable(trees_of(folder).items() for folder in folders))


@cache
def trees_of(folder: str) -> dict[str, ast.Module]:
    """The parsed modules of one folder, by path."""
    paths = sorted((ROOT / folder).rglob("*.py"))
    return {path.relative_to(ROOT).as_posix(): ast.parse(path.read_text("utf-8")) for path in paths}


def public(body: list[ast.stmt]) -> Iterator[Function]:
    """The functions and methods that others may call."""
    for node in body:
        if isinstance(node, NESTED) and not node.name.startswith("_"):
            if isinstance(node, ast.ClassDef):
                yield from public(node.body)
            else:
                yield node


def raised(function: Function) -> set[str]:
    """The names of what a function raises itself; what it caught and raises again is none."""
    found: set[str] = set()
    waiting: list[ast.AST] = [*function.body]
    while waiting:
        node = waiting.pop()
        if isinstance(node, ast.Raise) and node.exc is not None:
            made = node.exc.func if isinstance(node.exc, ast.Call) else node.exc
            found.add(ast.unparse(made).rpartition(".")[2])
        if not isinstance(node, NESTED):
            waiting += ast.iter_child_nodes(node)
    return found


def test_whoever_raises_on_purpose_says_so_in_the_docstring() -> None:
    silent = []
    for path, tree in trees(*TELLING).items():
        for function in public(tree.body):
            told, names = ast.get_docstring(function) or "", raised(function)
            known = any(re.search(rf"\b{re.escape(name)}\b", told) for name in names)
            if names and not known and not RAISES.search(told):
                silent.append(f"{path}:{function.lineno} {function.name} raises {sorted(names)}")
    assert silent == [], "name the exception in the docstring, or say that it refuses or raises"


def held(tree: ast.Module) -> set[str]:
    """The names of a module that stand for something that could be changed in place."""
    found: set[str] = set()
    for node in tree.body:
        if not isinstance(node, ast.Assign | ast.AnnAssign):
            continue
        maker = ast.unparse(node.value.func) if isinstance(node.value, ast.Call) else ""
        if isinstance(node.value, MUTABLE) or maker.rpartition(".")[2] in MAKERS:
            targets = node.targets if isinstance(node, ast.Assign) else [node.target]
            found |= {target.id for target in targets if isinstance(target, ast.Name)}
    return found


def changed(tree: ast.Module) -> Iterator[tuple[int, str]]:
    """What is changed in place anywhere in a module, by the last part of its name."""
    for node in ast.walk(tree):
        target: ast.expr | None = None
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
            target = node.func.value if node.func.attr in MUTATORS else None
        elif isinstance(node, ast.AugAssign):
            target = node.target
        elif isinstance(node, ast.Subscript) and not isinstance(node.ctx, ast.Load):
            target = node.value
        while isinstance(target, ast.Subscript):
            target = target.value
        if target is not None:
            yield target.lineno, ast.unparse(target).rpartition(".")[2]


def test_nothing_that_a_module_holds_is_changed() -> None:
    everything = trees(*OURS)
    constants = set().union(*map(held, everything.values()))
    for path, tree in everything.items():
        shared = held(tree) | {name for name in constants if name.strip("_").isupper()}
        for line, name in changed(tree):
            kept = (Path(path).name, name) in KEPT
            assert kept or name not in shared, f"{path}:{line} changes {name}"


def test_no_function_assigns_to_its_module() -> None:
    for path, tree in trees(*OURS).items():
        for node in ast.walk(tree):
            assert not isinstance(node, ast.Global), f"{path}:{node.lineno}"


def test_what_is_read_once_says_why_it_may_be() -> None:
    """A cached function without arguments is a global by another name."""
    for path, tree in trees(*OURS).items():
        lines = (ROOT / path).read_text("utf-8").splitlines()
        for node in ast.walk(tree):
            if not isinstance(node, Function) or any(ast.iter_child_nodes(node.args)):
                continue
            for mark in node.decorator_list:
                if "cache" in ast.unparse(mark):
                    assert "  # " in lines[mark.lineno - 1], f"{path}:{mark.lineno}: why?"


def imported(tree: ast.Module) -> Iterator[tuple[str, str]]:
    """The names that a module imports, each with the package it is from."""
    for node in ast.walk(tree):
        if isinstance(node, ast.ImportFrom):
            yield from ((each.asname or each.name, node.module or "") for each in node.names)
        elif isinstance(node, ast.Import):
            yield from ((each.asname or each.name, each.name) for each in node.names)


def patches(tree: ast.Module) -> Iterator[tuple[int, str]]:
    """Where a test puts something else in the place of our code: the line and the name."""
    own = {name for name, source in imported(tree) if source.partition(".")[0] in OURS}
    for node in ast.walk(tree):  # `open_ = Database.open.__func__` is ours, too
        if isinstance(node, ast.Assign) and own & _names(node.value):
            own |= {each.id for each in node.targets if isinstance(each, ast.Name)}
    for node in ast.walk(tree):
        if not isinstance(node, ast.Call) or not node.args:
            continue
        if re.fullmatch(r"\w*patch\.(setattr|setitem|delattr|delitem)", ast.unparse(node.func)):
            target = node.args[0]
            text = target.value if isinstance(target, ast.Constant) else ""
            if own & _names(target) or str(text).partition(".")[0] in OURS:
                named = node.args[1] if len(node.args) > 1 else target
                yield node.lineno, str(named.value) if isinstance(named, ast.Constant) else "?"


def _names(node: ast.AST) -> set[str]:
    return {each.id for each in ast.walk(node) if isinstance(each, ast.Name)}


def test_no_test_puts_something_else_in_the_place_of_our_code() -> None:
    found = {
        (Path(path).name, name): line
        for path, tree in trees("tests").items()
        for line, name in patches(tree)
    }
    assert found.keys() - PATCHED.keys() == set(), "pass it as an argument"
    assert PATCHED.keys() - found.keys() == set(), "these may be taken from the list"


def test_no_test_uses_mocks() -> None:
    for path, tree in trees("tests").items():
        sources = {source for _, source in imported(tree)}
        assert not {"mock", "unittest.mock", "pytest_mock"} & sources, path


def test_words_and_charts_leave_statistics_to_metrics() -> None:
    for path, tree in trees(*WITHOUT_STATISTICS).items():
        sources = {source for _, source in imported(tree)}
        assert not sources & INSIDE, path
        used = {source.partition(".")[0] for source in sources} & STATISTICS
        assert used <= ({"math"} if Path(path).name in LAYOUT else set()), path


@pytest.mark.parametrize(
    ("code", "expected"),
    [
        ("def f():\n    raise KeyError(1)", {"KeyError"}),
        ("def f():\n    raise errors.Refusal", {"Refusal"}),
        ("def f():\n    try:\n        pass\n    except ValueError:\n        raise", set()),
        ("def f():\n    def g():\n        raise KeyError\n    return g", set()),
    ],
)
def test_what_is_raised_is_read_from_the_code(code: str, expected: set[str]) -> None:
    (function,) = public(ast.parse(code).body)
    assert raised(function) == expected


@pytest.mark.parametrize(
    "line",
    ["X.append(1)", "X[0] = 1", "del X[0]", "X += [1]", "X[0] += 1", "X[0].pop()", "a.X.clear()"],
)
def test_a_change_in_place_is_seen_in_the_code(line: str) -> None:
    tree = ast.parse(f"X = [0]\ndef f():\n    {line}")
    assert held(tree) == {"X"}
    assert {name for _, name in changed(tree)} == {"X"}


@pytest.mark.parametrize(
    "line",
    [
        "monkeypatch.setattr(app, 'PLAN', 1)",
        "monkeypatch.setattr('bot.app.PLAN', 1)",
        "monkeypatch.setitem(app.PLAN.__dict__, 'PLAN', 1)",
        "patch.delattr(app, 'PLAN')",
    ],
)
def test_a_patch_is_seen_in_the_code(line: str) -> None:
    assert list(patches(ast.parse(f"from bot import app\n{line}")))
    assert not list(patches(ast.parse(f"from tests.bot import app\n{line.replace('bot.', '')}")))


ANATOMY = {"report", "reading", "words", "chart", "results", "handler", "job", "__init__"}


def test_a_name_means_one_thing() -> None:
    """No module and no public class of bot/ shares its name, but for the parts of a room."""
    modules = [Path(path).stem for path in trees("bot")]
    modules += [path.parent.name for path in (ROOT / "bot").rglob("__init__.py")]
    classes = [
        node.name
        for tree in trees("bot").values()
        for node in tree.body
        if isinstance(node, ast.ClassDef) and not node.name.startswith("_")
    ]
    named = Counter([*classes, *(each for each in modules if each not in ANATOMY)])
    assert [name for name, count in named.items() if count > 1] == []


def test_no_folder_of_the_bot_is_too_full_to_look_at() -> None:
    loose = [path for path in (ROOT / "bot").iterdir() if path.is_file()]
    assert len(loose) <= 12
    for folder in (ROOT / "bot").rglob("*/"):
        assert sum(path.is_file() for path in folder.iterdir()) <= 25, folder


def test_from_the_command_line_to_the_last_import_it_is_never_far() -> None:
    """No module imports itself by a detour, and no chain of imports is longer than can be read."""
    graph = build_graph("bot", "storage", "metrics", "playground")
    longest: dict[str, int] = {}
    under_way: set[str] = set()

    def length(module: str) -> int:
        assert module not in under_way, f"{module} imports itself by {under_way}"
        if module not in longest:
            under_way.add(module)
            imported = graph.find_modules_directly_imported_by(module)
            longest[module] = 1 + max(map(length, imported), default=0)
            under_way.remove(module)
        return longest[module]

    assert max(map(length, graph.modules)) <= 18
