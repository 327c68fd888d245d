"""What can go wrong with the database, in words for the operator."""


class StorageError(Exception):
    """Something about the database that a person has to know."""


class TooMuchError(Exception):
    """A report would take longer, or read more, than a report may; the database is well."""


class SchemaTooNewError(StorageError):
    """The file was written by a newer version of the program."""


class DatabaseLockedError(StorageError):
    """Another process is using the database."""


class UnwritableError(StorageError):
    """The database cannot be written at the moment: full, read-only, broken or held by another."""


class TakenAwayError(UnwritableError):
    """Somebody has deleted, moved, replaced or emptied the file of the running database."""


class CutShortError(TakenAwayError):
    """A file of the running database has lost its end, which cannot come back."""


class StrangeStoreError(StorageError):
    """What stands at the path is not the database that was here, or not all of it."""


class ForgottenUnknownError(StorageError):
    """The file is missing that says who asked to be forgotten."""
