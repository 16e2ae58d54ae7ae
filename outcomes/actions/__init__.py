"""Every change of state: keyword-only, by whom and at which moment, one transaction, one event."""
