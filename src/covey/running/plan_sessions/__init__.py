"""The conversations of plans, kept for an hour after their last use: in the store, or in Redis (S2-1, S2-5)."""
