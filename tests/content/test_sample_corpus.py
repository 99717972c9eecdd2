"""The sample articles keep the promises of faq_data/README.md."""

from __future__ import annotations

import re
from collections import Counter
from pathlib import Path

import pytest

from app import paths
from app.content.articles import ArticleStore
from app.content.audit import dead_links, empty_categories
from app.content.categories import load_categories
from app.content.duplicates import near_duplicates, shared_questions
from app.content.importers.base import Draft, Problem
from app.content.importers.markdown import MarkdownImporter
from app.content.importing import import_articles
from app.content.links import leads_somewhere, linked_articles
from app.content.markdown import to_text
from app.models import Article
from app.storage.database import Database
from app.storage.schema import upgrade

MODEL_PAGE_TOPICS = (
    "tax-invoice-reissue",
    "tax-invoice-mail-missing",
    "wallet-suspended",
    "wallet-status",
    "tax-invoice-no-business-number",
    "wallet-status-change",
    "service-name-change",
    "customer-file",
    "friend-group-counts",
    "customer-file-collecting",
)
MOST_ALIKE = 0.2
"""Twice what the most similar pair has; every fourth word of a copy may differ before it falls below."""

FORMAL = re.compile(r"[가-힣]+(?:니다|니까|십시오)(?=[.!?]|$)", re.MULTILINE)
# What a screen says is quoted as it says it: in quotes, as code, or in the first column of a table of messages.
SCREEN_TEXT = re.compile(r"‘[^’\n]*’|“[^”\n]*”|`[^`\n]*`|^\|[^|\n]*\|", re.MULTILINE)


@pytest.fixture(scope="module")
def drafts() -> list[Draft]:
    rows = list(MarkdownImporter().read(paths.FAQ_DATA))
    assert [str(row) for row in rows if isinstance(row, Problem)] == []
    return [row for row in rows if isinstance(row, Draft)]


@pytest.fixture(scope="module")
def articles(tmp_path_factory: pytest.TempPathFactory) -> list[Article]:
    database = Database(f"sqlite:///{tmp_path_factory.mktemp('corpus') / 'barodap.db'}")
    upgrade(database)
    report = import_articles(database, MarkdownImporter(), paths.FAQ_DATA)
    assert [str(warning) for warning in report.warnings] == []
    found = list(ArticleStore(database).published())
    database.close()
    return found


def test_there_are_as_many_as_on_the_model_page_at_least(articles: list[Article]) -> None:
    assert len(articles) >= 207


def test_every_topic_of_the_model_page_is_covered(articles: list[Article]) -> None:
    assert set(MODEL_PAGE_TOPICS) <= {article.id for article in articles}


def test_every_link_leads_to_an_article(articles: list[Article]) -> None:
    assert list(dead_links(articles)) == []
    linked = [target for article in articles for target in linked_articles(article.body)]
    assert len(linked) > len(articles) / 4, "the pattern must still find the links"
    assert not leads_somewhere("nowhere", {article.id for article in articles})


def test_every_category_holds_an_article_and_every_article_is_in_the_tree(articles: list[Article]) -> None:
    tree = load_categories(paths.FAQ_DATA / "categories.yaml")
    assert list(empty_categories(tree, articles)) == []
    assert {article.category_id for article in articles} <= {category.id for category in tree}


def test_files_lie_where_their_category_says(drafts: list[Draft]) -> None:
    ids = {category.names: category.id for category in load_categories(paths.FAQ_DATA / "categories.yaml")}
    for draft in drafts:
        topic = ids[draft.category].partition("/")[2]
        assert draft.origin == f"articles/{topic}/{draft.id}.md"


def test_no_two_articles_say_nearly_the_same(drafts: list[Draft]) -> None:
    assert near_duplicates(drafts, MOST_ALIKE) == []


def test_no_two_articles_claim_the_same_question(drafts: list[Draft]) -> None:
    assert shared_questions(drafts) == []


def test_variants_name_one_question_for_different_platforms(drafts: list[Draft]) -> None:
    groups = Counter(draft.variant_group for draft in drafts if draft.variant_group)
    assert len(groups) >= 3
    assert [group for group, count in groups.items() if count < 2] == []


def test_articles_have_what_search_and_readers_need(drafts: list[Draft]) -> None:
    for draft in drafts:
        assert len(draft.questions) >= 3, draft.id
        assert len(draft.keywords) >= 3, draft.id
        assert draft.related, draft.id
        assert draft.views, draft.id
        assert draft.title not in draft.questions, draft.id
        assert len(to_text(draft.body)) >= 150, draft.id


def test_the_style_is_haeyoche(drafts: list[Draft]) -> None:
    assert {draft.id: found for draft in drafts if (found := formal_endings(f"{draft.title}\n{draft.body}"))} == {}
    assert [draft.id for draft in drafts if "요." not in draft.body] == []


def formal_endings(text: str) -> list[str]:
    return FORMAL.findall(SCREEN_TEXT.sub("", text))


@pytest.mark.parametrize("sentence", ["가능합니다.", "확인됩니다", "있습니까?", "보냅니다.\n"])
def test_the_formal_style_would_be_noticed(sentence: str) -> None:
    assert formal_endings(sentence)
    assert not formal_endings(f"| {sentence.strip()} | 고쳐요 |\n‘{sentence.strip()}’라고 나와요.")


def test_bodies_hold_no_html_and_no_top_heading(drafts: list[Draft]) -> None:
    for draft in drafts:
        assert not re.search(r"</?[a-z][a-z0-9]*[ >/]", draft.body), draft.id
        assert not re.search(r"^# ", draft.body, re.MULTILINE), draft.id


def test_the_readme_says_whose_text_this_is() -> None:
    readme = Path(paths.FAQ_DATA / "README.md").read_text()
    assert "sample data" in readme
    assert "not anyone's official documentation" in readme
