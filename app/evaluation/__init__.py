"""The evaluation room: how well the one search path answers the questions of an evaluation set."""
