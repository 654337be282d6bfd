"""The door that people and scripts come through."""
