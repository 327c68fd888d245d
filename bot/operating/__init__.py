"""Running it: health, settings in force, help and menus."""
