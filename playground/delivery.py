"""Methods about how updates reach the bot: by polling or to a webhook."""

from __future__ import annotations

import re
from urllib.parse import urlsplit

from playground.errors import WEBHOOK_ACTIVE, bad_request, conflict
from playground.parameters import Json, Parameters
from playground.world import Webhook, World

BATCH = 100
SECRET = re.compile(r"[A-Za-z0-9_-]{0,256}")
LOOPBACK = frozenset({"127.0.0.1", "localhost", "::1"})


def prepare_poll(world: World, p: Parameters, now: float) -> None:
    """Do what getUpdates does on arrival: refuse, remember the kinds wanted, confirm."""
    if world.webhook is not None:
        raise conflict(WEBHOOK_ACTIVE)
    _allow(world, p)
    world.updates.expire(now)
    world.updates.confirm(p.integer("offset"))


def get_updates(world: World, p: Parameters, now: float) -> list[Json]:
    """getUpdates, answered with what is there now."""
    prepare_poll(world, p, now)
    limit = min(max(p.integer("limit", BATCH), 1), BATCH)
    batch = [update.body for update in world.updates.first(limit)]
    if batch and world.faults.take("getUpdates", "duplicate"):
        batch = [update for update in batch for _ in range(2)]
    if len(batch) > 1 and world.faults.take("getUpdates", "reorder"):
        batch.reverse()
    return batch


def _allow(world: World, p: Parameters) -> None:
    if "allowed_updates" in p:
        world.updates.allowed = frozenset(str(kind) for kind in p.items("allowed_updates"))


def set_webhook(world: World, p: Parameters, _now: float) -> bool:
    """setWebhook; the offline Telegram reaches this machine only, so plain http is fine."""
    url = p.text("url")
    if not url:
        return delete_webhook(world, p, _now)
    parts = urlsplit(url)
    if parts.scheme not in ("http", "https"):
        raise bad_request("bad webhook: HTTPS url must be provided for webhook")
    if parts.hostname not in LOOPBACK:
        raise bad_request("bad webhook: the offline Telegram reaches loopback addresses only")
    if not SECRET.fullmatch(p.text("secret_token")):
        raise bad_request("secret token contains unallowed characters")
    connections = min(max(p.integer("max_connections", 40), 1), 100)
    _allow(world, p)
    _drop(world, p)
    world.webhook = Webhook(url, p.text("secret_token"), connections)
    world.emit("webhook", url=url)
    return True


def delete_webhook(world: World, p: Parameters, _now: float) -> bool:
    """Answer deleteWebhook."""
    _drop(world, p)
    if world.webhook is not None:
        world.webhook = None
        world.emit("webhook", url="")
    return True


def _drop(world: World, p: Parameters) -> None:
    if p.flag("drop_pending_updates"):
        world.updates.clear()


def get_webhook_info(world: World, _p: Parameters, now: float) -> Json:
    """Answer getWebhookInfo."""
    world.updates.expire(now)
    hook = world.webhook
    info: Json = {
        "url": hook.url if hook else "",
        "has_custom_certificate": False,
        "pending_update_count": len(world.updates),
    }
    if world.updates.allowed:
        info["allowed_updates"] = sorted(world.updates.allowed)
    if hook:
        info["max_connections"] = hook.max_connections
        info["ip_address"] = "127.0.0.1"
        if hook.last_error_date:
            info["last_error_date"] = hook.last_error_date
            info["last_error_message"] = hook.last_error_message
    return info
