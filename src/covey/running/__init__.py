"""Plans carried out: read, ordered, run as one conversation, and taken up again after anything."""
