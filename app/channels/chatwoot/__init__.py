"""The agent bot of a Chatwoot inbox: webhooks in, the Application API out."""
