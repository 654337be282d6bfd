"""What outsiders may use to test against covey."""
