"""The semantic view: nearness in meaning by word vectors or an encoder. It ranks; it never decides confidence."""
