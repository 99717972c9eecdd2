"""The distributed engine: OpenSearch holds the terms and scores them, so that any number of machines share it."""
