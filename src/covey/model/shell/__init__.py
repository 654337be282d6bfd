"""What a shell command will write, read from the command alone: values and rules, no file is looked at."""
