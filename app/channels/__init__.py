"""Messengers: each channel translates between its wire and the one conversation. ``docs/channels.md`` explains them."""
