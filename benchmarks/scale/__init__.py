"""What breaks first when there is much more of everything: ``python -m benchmarks.scale --help``."""
