"""Use cases: registry, locks, views."""
