"""How Telegram is spoken to; it knows nothing of surveys."""
