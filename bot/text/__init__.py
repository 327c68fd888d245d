"""How text from outside is read: languages, filters, commands."""
