"""How plans are shown to people."""
