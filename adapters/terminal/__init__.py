"""The terminal: the reference adapter, with no token and no network."""
