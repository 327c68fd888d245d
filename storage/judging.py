"""Whether what stands at a path may be opened: the database that was here, and all of it."""

from storage.errors import StrangeStoreError
from storage.mark import Mark
from storage.place import Place


def judge_files(place: Place, mark: Mark | None) -> None:
    """Refuse an absent or empty file where a database was; SQLite would make a new one of it."""
    if place.has_content():
        return
    found = "is empty" if place.database.exists() else "is missing"
    if mark is not None:
        told = f"{place.mark.name} says that a database was here (at its commit {mark.number:,})"
    elif place.has_log():
        told = f"its log {place.log.name} is here"
    elif place.rescued.exists():
        told = f"{place.rescued.name} is here, a copy that the bot saved of it"
    elif place.restoring.exists():
        told = f"taking in a backup was broken off ({place.restoring.name} is here): do it again"
    else:
        return  # a first start
    raise StrangeStoreError(
        f"{place.named} {found}, but {told}. Nothing was changed. {_ways(place)}"
    )


def judge_base(place: Place, found: Mark | None, mark: Mark) -> None:
    """Refuse an older file beside the log of a newer one: SQLite would make one of both."""
    if found is not None and found.number < mark.base:
        raise StrangeStoreError(
            f"{place.named} is older than its log {place.log.name}: it is at commit "
            f"{found.number:,}, and {place.mark.name} says {mark.base:,}. Nothing was changed. "
            "If it is a backup, put it elsewhere and take it in: afterword restore BACKUP"
        )


def judge_identity(place: Place, found: Mark | None, mark: Mark | None) -> None:
    """Refuse another database than the mark names, and one that lacks commits."""
    if mark is None:
        return
    if found is None or mark.store_id not in {"", found.store_id}:
        raise StrangeStoreError(
            f"{place.named} is not the database that was here: {place.mark.name} names another. "
            f"Nothing was changed. If it is a backup, put it elsewhere and take it in: "
            f"afterword restore BACKUP. {_ways(place)}"
        )
    if found.number < mark.number:
        raise StrangeStoreError(
            f"{place.named} has lost its last commits: it is at commit {found.number:,}, and "
            f"{place.mark.name} says {mark.number:,}. Nothing was changed. "
            f"Most likely {place.log.name} was deleted or left behind: bring it back if you can. "
            "If this is an older backup, or there is a newer one than this, take it in: afterword "
            "restore BACKUP. To go on without what is lost: afterword run "
            f"--accept-loss {found.number}"
        )


def _ways(place: Place) -> str:
    saved = place.rescued.exists()
    backup, what = (place.rescued, "what the bot saved of it") if saved else ("BACKUP", "a backup")
    return (
        f"If it was moved, move it back together with {place.log.name}. If it is lost, take in "
        f"{what}: afterword restore {backup}. To begin with an empty one: "
        "afterword run --new-store, which keeps the old files beside it."
    )
