"""Generations shared over OpenSearch: files in chunks, an alias for the pointer, a lease for the lock."""
