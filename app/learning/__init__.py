"""Learning from use: what visitors did after a query becomes questions that an article is known to answer."""
