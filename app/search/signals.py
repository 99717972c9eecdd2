"""What speaks for each candidate, as columns of one row a candidate: all that ranking and confidence look at."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, fields

import numpy as np
from numpy.typing import NDArray

from app.engine.base import FIELDS, VIEWS, Candidates, Group, Match, View
from app.search.intents import TitleIntents
from app.search.parser import ParsedQuery
from app.search.semantic.base import MeaningView

GROUP_WEIGHTS: Mapping[Group, float] = {"title": 3.0, "questions": 2.0, "body": 1.0}
VIEW_WEIGHTS: Mapping[View, float] = {"morph": 1.0, "bigram": 1.0, "jamo": 1.0}

Column = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Signals:
    """``fused`` is 0 or more, ``heading`` and ``meaning`` lie in [-1, 1], everything else in [0, 1].

    ``fused`` is the BM25 of the typed words and the lexicon's, ``typed`` that of the typed ones alone. ``morph``,
    ``bigram`` and ``jamo`` are the shares of what was typed that the article holds, ``understood`` the share of what
    was meant. ``heading`` and ``meaning`` are how near the query is in meaning to the nearest title or question and
    to the text; they deserve ``trust`` of their weight in the order, 0 where nothing compares meanings, and ``judges``
    says whether confidence looks at them. ``intent`` is the agreement of what is asked.
    """

    fused: Column
    typed: Column
    morph: Column
    bigram: Column
    jamo: Column
    understood: Column
    heading: Column
    meaning: Column
    intent: Column
    trust: float = 0.0
    judges: bool = False


COLUMNS = tuple(field.name for field in fields(Signals) if field.name not in ("trust", "judges"))
"""The names of the signals themselves."""


def measure(
    parsed: ParsedQuery, candidates: Candidates, meaning: MeaningView | None, titles: TitleIntents | None
) -> Signals:
    """The signals of ``candidates``; zeros where a view is off."""
    own, widest = candidates.matches[0], candidates.matches[-1]
    rows = candidates.rows
    typed = fuse(own)
    heading = near = np.zeros(len(candidates))
    if meaning is not None and not parsed.browse:
        scores = meaning.score(parsed.engine_query.terms, rows, parsed.text)
        heading, near = (column.astype(np.float64) for column in scores)
    return Signals(
        fused=fuse(widest) if widest is not own else typed,
        typed=typed,
        morph=share(own, "morph"),
        bigram=share(own, "bigram"),
        jamo=share(own, "jamo"),
        understood=candidates.understood,
        heading=heading,
        meaning=near,
        intent=titles.agreement(parsed.text, rows) if titles is not None else np.zeros(len(candidates)),
        trust=meaning.trust if meaning is not None else 0.0,
        judges=meaning is not None and meaning.judges,
    )


def share(match: Match, view: View) -> Column:
    """How much of the query's information in ``view`` each candidate covers, in [0, 1]."""
    mass = match.mass[view]
    coverage = match.by_view[VIEWS.index(view)]
    return coverage / mass if mass else np.zeros_like(coverage)


def fuse(match: Match) -> Column:
    """The mean over the views of ``sum(weight * BM25) / mass``, 0 where nothing matched.

    Dividing by the query's idf mass, unseen terms counted in full, keeps a view that knows little of the query quiet.
    """
    weights = [
        VIEW_WEIGHTS[view] * GROUP_WEIGHTS[group] / match.mass[view] if match.mass[view] > 0.0 else 0.0
        for view, group in FIELDS
    ]
    fused: Column = np.einsum("f,fc->c", np.array(weights) / sum(VIEW_WEIGHTS.values()), match.by_field)
    return fused
