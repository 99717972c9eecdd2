import pytest

pytest.register_assert_rewrite("tests.contracts.engine", "tests.contracts.importer", "tests.contracts.tokenizer")
