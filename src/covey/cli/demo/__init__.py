"""The demo: two sessions, one stopped edit, in a world of their own that is gone afterwards."""
