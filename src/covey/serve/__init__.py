"""The door of the monitor, one for each state folder: it does sooner what else happens at the next contact."""
