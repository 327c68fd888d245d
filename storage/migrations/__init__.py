"""The schema, as numbered steps that are applied once and never edited afterwards."""
