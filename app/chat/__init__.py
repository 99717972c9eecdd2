"""Conversations: what a visitor says, and the reply from the articles, from fixed words or from a person."""
