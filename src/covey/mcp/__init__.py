"""The door of the Model Context Protocol: tools and resources, for Claude Code and for every other client."""
