"""How plans and their runs are shown to people."""
