from __future__ import annotations

from tests.contracts.tokenizer import TokenizerContract


class TestKiwi(TokenizerContract):
    name = "kiwi"
