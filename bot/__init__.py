"""Telegram, HTTP, time, configuration and words: the only package that knows the others."""
