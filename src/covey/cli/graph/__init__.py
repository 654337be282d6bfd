"""What the commands of `covey graph` share: which graph is meant, how it looks, its files."""
