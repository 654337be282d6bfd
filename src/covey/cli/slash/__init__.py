"""What answers the plugin's slash commands, one file for each."""
