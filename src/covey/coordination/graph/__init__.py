"""The knowledge graph's use cases: what is recorded, and the live coordination seen as entities and relations."""
