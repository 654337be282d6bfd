"""The client's side: its settings, plugin, registry and processes."""
