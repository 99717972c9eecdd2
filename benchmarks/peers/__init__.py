"""Barodap beside other engines over the same articles and questions: ``python -m benchmarks.peers --help``."""
