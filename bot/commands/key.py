"""`afterword key`: a key for a system that posts interactions, and what the bot keeps of it."""

import hashlib
import re
import secrets

import click


def new_key(name: str) -> list[str]:
    """Make a key of 256 bits, in these lines and nowhere else; BadParameter for a wrong name."""
    if not re.fullmatch(r"[\w.-]{1,64}", name, re.ASCII):
        raise click.BadParameter("at most 64 letters, digits, dots and -", param_hint="NAME")
    key = secrets.token_urlsafe(32)
    return [
        f"The key of {name}, shown this once. It goes into the header of each request:",
        "",
        f"Authorization: Bearer {key}",
        "",
        "These lines go into config.toml; the key cannot be found from them:",
        "",
        "[[sources]]",
        f'name = "{name}"',
        f'key_sha256 = "{hashlib.sha256(key.encode()).hexdigest()}"',
    ]
