"""From an extracted answer to one in flowing words, where a model's pass the checks; else the answer as it was."""

from __future__ import annotations

import logging
import re
from collections.abc import Sequence
from dataclasses import replace
from itertools import takewhile

from app.analysis.views import Analyzer
from app.chat import wording
from app.chat.generation.claims import sentences
from app.chat.generation.endpoint import Endpoint, EndpointError
from app.chat.generation.prompt import messages
from app.chat.generation.support import Evidence
from app.chat.models import Reply
from app.chat.passage_blocks import cells, without_mark
from app.chat.privacy import mask

log = logging.getLogger(__name__)

MAX_LENGTH = 600
"""Characters of what a model says that are looked at: messengers fold or cut what is longer."""

_CITED = re.compile(r"\s*\[(\d{1,3})\](?=[.!?]?\s*$|\s*\[)")


class Rewriter:
    """Only an ``answered`` reply with passages changes, and of it the text and ``generated`` alone."""

    def __init__(self, endpoint: Endpoint, analyzer: Analyzer) -> None:
        self._endpoint = endpoint
        self._analyzer = analyzer

    def rewrite(self, question: str, reply: Reply) -> Reply:
        """``reply`` with its running text in a model's words; ``reply`` itself where that cannot be had or trusted.

        Lists, steps and tables stay as they are. Personal data in ``question`` is masked before it is sent.
        """
        if reply.outcome != "answered" or len(reply.passages) != 1 or len(reply.sources) != 1:
            return reply
        (passage,), (source,) = reply.passages, reply.sources
        prose, rest = _parted(passage.text)
        if not prose:
            return reply
        try:
            said = self._endpoint.complete(messages(mask(question), source.title, [prose]))
        except EndpointError as error:
            log.warning("답을 다듬지 못해 원문을 보여 줘요. (%s)", error)
            return reply
        kept = self._checked(said, source.title, prose)
        if not kept:
            log.info("다듬은 답이 원문과 달라 원문을 보여 줘요.")
            return reply
        before = reply.text.partition(passage.text)[0]
        text = "\n".join(part for part in (" ".join(kept), rest) if part)
        # At the beginning, as messengers cut what is long at its end.
        return replace(reply, text=f"{before}{wording.GENERATED}\n\n{text}", generated=True)

    def _checked(self, said: str, title: str, prose: str) -> Sequence[str]:
        """The supported sentences of what was ``said``, none where together they would say something else."""
        if len(said) > MAX_LENGTH:
            return ()
        evidence = Evidence([prose], title, self._analyzer)
        kept: list[str] = []
        for sentence in sentences(said):
            cited = _CITED.findall(sentence)
            words = _CITED.sub("", sentence).strip()
            plain = words not in kept and without_mark(words) == words
            if plain and set(cited) <= {"1"} and evidence.supports(words):
                kept.append(words)
        return kept if kept and evidence.keeps_limits(kept, prose) else ()


def _parted(passage: str) -> tuple[str, str]:
    """The running text at the beginning of ``passage``, and what follows from the first list or table on."""
    lines = passage.split("\n")
    prose = list(takewhile(lambda line: without_mark(line) == line and len(cells(line)) < 2, lines))
    rest = lines[len(prose) :]
    # What only leads to a list must stay before it.
    while rest and prose and not prose[-1].rstrip().endswith((".", "!", "?")):
        rest.insert(0, prose.pop())
    return "\n".join(prose).strip(), "\n".join(rest).strip()
