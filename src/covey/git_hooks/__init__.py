"""Git's own hooks in a repository: ours put in, chained with what is there, and taken out again."""
