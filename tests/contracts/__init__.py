import pytest

pytest.register_assert_rewrite(
    "tests.contracts.channel", "tests.contracts.engine", "tests.contracts.importer", "tests.contracts.tokenizer"
)
