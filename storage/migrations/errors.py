"""Why a migration is refused."""


class WouldLoseRows(Exception):
    """The step would erase what people entrusted to Rapport."""


class UnknownRevision(Exception):
    """There is no revision of that name."""
