"""What libraries keep of the bots that have ended in this process, and how they let it go."""

import sys

KEEPERS = ("fastapi.dependencies.models", "aiohttp.web_app")  # these remember endpoints and apps


def forget_apps() -> None:
    """Let go of apps that are over: else each stays in memory, and every look for garbage at it."""
    for place in filter(None, map(sys.modules.get, KEEPERS)):
        for kept in list(vars(place).values()):
            if hasattr(kept, "cache_clear"):
                kept.cache_clear()
