"""The door that Claude Code's hooks come through."""
