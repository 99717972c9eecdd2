"""The semantic view: nearness in meaning by word vectors or an encoder, a signal of ranking and of confidence."""
