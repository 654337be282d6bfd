"""Source files read and understood: what each imports, exports, defines and uses, and what an import means."""
