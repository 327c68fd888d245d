"""An offline stand-in for Telegram, for the demo and the tests."""
