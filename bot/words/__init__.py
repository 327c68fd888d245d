"""How things are said: catalogues, dates, figures, tables, in each language."""
