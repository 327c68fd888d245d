"""How many whole requests are answered at once; for /health there are places apart."""

from starlette.types import ASGIApp, Receive, Scope, Send

from bot.http.problems import Problem, respond

RETRY_AFTER_S = 1


class Turnstile:
    """Lets so many requests in at once, and so many more at one address; others are put off."""

    def __init__(self, app: ASGIApp, *, most: int, apart: str, most_apart: int) -> None:
        self._app = app
        self._most = {False: most, True: most_apart}
        self._apart = apart
        self._inside = {False: 0, True: 0}

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Hand a request on, or answer 503."""
        apart = scope.get("path") == self._apart
        if self._inside[apart] >= self._most[apart]:
            headers = {"Retry-After": f"{RETRY_AFTER_S}"}
            problem = Problem(
                503, "too many requests at once, please send it again", headers=headers
            )
            await respond(problem)(scope, receive, send)
            return
        self._inside[apart] += 1
        try:
            await self._app(scope, receive, send)
        finally:
            self._inside[apart] -= 1
