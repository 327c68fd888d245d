"""What is counted while the bot runs, for GET /metrics; a restart begins anew."""

from prometheus_client import CollectorRegistry, Counter, Histogram

_LAGS_S = (0.001, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 5.0)
_HASTE = 429
_KINDS = ("message", "edited_message", "callback_query", "my_chat_member", "chat_member")
_OTHER = "other"


class Counters:
    """Every label has few values, none of which anybody outside can invent."""

    def __init__(self) -> None:
        """Begin with nothing; what an alarm is set on is there, as 0, from the start."""
        self.registry = CollectorRegistry()
        self.requests = Counter(
            "afterword_http_requests",
            "HTTP requests that were answered, by address and status",
            ["path", "status"],
            registry=self.registry,
        )
        self._updates = Counter(
            "afterword_updates",
            "Updates of Telegram whose effect is kept, by kind",
            ["kind"],
            registry=self.registry,
        )
        self._replies = Counter(
            "afterword_telegram_replies",
            "Replies of Telegram, by status: 429 is a call that came too soon",
            ["status"],
            registry=self.registry,
        )
        self._failures = Counter(
            "afterword_job_failures",
            "Steps of a job that failed, by job",
            ["job"],
            registry=self.registry,
        )
        self._lag = Histogram(
            "afterword_loop_lag_seconds",
            "How much later than it wanted to the bot's loop went on, looked at once a second",
            buckets=_LAGS_S,
            registry=self.registry,
        )
        self._replies.labels(_HASTE)
        for kind in (*_KINDS, _OTHER):
            self._updates.labels(kind)

    def update(self, names: set[str]) -> None:
        """Count an update by the name of what it brings."""
        kind = next((each for each in _KINDS if each in names), _OTHER)
        self._updates.labels(kind).inc()

    def reply(self, status: int) -> None:
        """Count a reply of Telegram."""
        self._replies.labels(status).inc()

    def job(self, name: str) -> None:
        """Know of a job that has not failed yet."""
        self._failures.labels(name)

    def job_failed(self, name: str) -> None:
        """Count a step of a job that failed."""
        self._failures.labels(name).inc()

    def lag(self, seconds: float) -> None:
        """Note how late the loop was."""
        self._lag.observe(seconds)
