from __future__ import annotations

import re
from base64 import urlsafe_b64decode

from app.engine.opensearch.tokens import LONGEST, token_of
from tests.contracts.engine.documents import HOSTILE_TERMS


def test_a_token_says_its_term_in_letters_that_nothing_splits() -> None:
    for term in ("환불", *HOSTILE_TERMS):
        token, written = token_of(term), term.encode("utf-8", "surrogatepass")
        if 0 < len(written) <= LONGEST:
            assert re.fullmatch(r"[\w-]{2,80}", token, re.ASCII)
            assert urlsafe_b64decode(token + "=" * (-len(token) % 4)) == written
        else:
            assert re.fullmatch(r"#[0-9a-f]{64}", token)
    assert len(set(map(token_of, HOSTILE_TERMS))) == len(HOSTILE_TERMS)
