"""An article's body in blocks that can stand by themselves: paragraphs, and lists or tables with what leads to them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from app.content.markdown import to_text

LEAD = 80
"""Characters of a paragraph at most that only introduces the list or table after it."""

HEADING = 40

_NUMBER = r"\d{1,2}\.(?=\s)|\d{1,2}\)|[①-⑳]"
_MARK = re.compile(rf"\s*(?:(?P<number>{_NUMBER})|[•■□◆◇▶▷●○☞※]|(?:[*-]|[가나다라마바사아자차카타파하][.)])(?=\s))\s*")
_SECTION = re.compile(r"[■□◆◇▶▷●]")
_INLINE = re.compile(r"\s(?=[■□◆◇▶▷☞※①-⑳]|[●○] )")
_INLINE_NUMBERS = re.compile(r"\s(?=\d{1,2}\) )")
_TABLE = " | "
_MORE = re.compile(r"[.!?。]\s")
_NEXT = re.compile(r"다음|아래|이렇게|이처럼|가운데|[두세네] 가지|[:：]$")
"""What tells of a list to come."""
_SAID = re.compile(r"[.!?。…]$|[가-힣](?:요|다|죠|까|음|함)$")


@dataclass(frozen=True, slots=True)
class Block:
    """``lead`` stands before ``lines``: what introduces them, or a heading. ``steps`` says that they are numbered."""

    lines: tuple[str, ...]
    lead: str = ""
    steps: bool = False
    table: bool = False

    @property
    def text(self) -> str:
        return "\n".join((self.lead, *self.lines) if self.lead else self.lines)


def blocks(body: str) -> list[Block]:
    """``body``, Markdown or plain text with the list marks that Koreans type, cut where its paragraphs end."""
    found: list[Block] = []
    lead = ""
    for block in _paragraphs(body):
        if _only_leads(block):
            if lead:
                found.append(Block((lead,)))
            lead = block.text
            continue
        if not lead and found and _is_list(block) and _may_lead(found[-1], block):
            lead = found.pop().text
        found.append(Block(block.lines, lead, block.steps, block.table))
        lead = ""
    return [*found, Block((lead,))] if lead else found


def is_heading(line: str) -> bool:
    """Whether ``line`` is short and no sentence."""
    return len(line) <= HEADING and not _SAID.search(line)


def without_mark(line: str) -> str:
    """``line`` without the mark or number of a list."""
    found = _MARK.match(line)
    return line[found.end() :] if found else line


def cells(line: str) -> list[str]:
    """The cells of ``line``, a row of a table; the line where it is none."""
    return [cell.strip() for cell in line.split(_TABLE) if cell.strip()]


def _paragraphs(body: str) -> Iterator[Block]:
    """Paragraphs, and the headings and lists in them, each by itself."""
    for paragraph in to_text(body).split("\n\n"):
        lines = [line for line in _lines(paragraph) if line.strip()]
        while lines:
            length = _length(lines)
            yield _block(tuple(lines[:length]))
            lines = lines[length:]


def _length(lines: list[str]) -> int:
    """The number of ``lines`` in the first block; those without a mark go on with the list they stand in."""
    if _TABLE in lines[0]:
        return len(lines)
    if _over(lines, 0):
        return 1
    listed = bool(_MARK.match(lines[0]))
    ends = (at for at in range(1, len(lines)) if _over(lines, at) or (not listed and _MARK.match(lines[at])))
    return next(ends, len(lines))


def _over(lines: list[str], at: int) -> bool:
    """Whether the line at ``at`` is a heading over the next one, ■ 환불 안내, and not one of a list."""
    after = lines[at + 1] if at + 1 < len(lines) else ""
    return bool(after and _is_section(lines[at]) and not _is_section(after))


def _is_section(line: str) -> bool:
    return bool(_SECTION.match(line)) and is_heading(line)


def _lines(paragraph: str) -> list[str]:
    """The lines of ``paragraph``, also where the marks of a list only show where its lines were."""
    lines = [part for line in paragraph.split("\n") for part in _INLINE.split(line)]
    if "1) " in paragraph and "2) " in paragraph:
        lines = [part for line in lines for part in _INLINE_NUMBERS.split(line)]
    return lines


def _block(lines: tuple[str, ...]) -> Block:
    numbers = [found["number"] for line in lines if (found := _MARK.match(line)) and not line.startswith(" ")]
    steps = sum(number is not None for number in numbers) > 1
    table = _TABLE in lines[0]
    return Block(lines, steps=steps and not table, table=table)


def _is_list(block: Block) -> bool:
    return block.table or bool(_MARK.match(block.lines[0]))


def _may_lead(block: Block, listed: Block) -> bool:
    """Whether ``block`` is short and introduces ``listed``; more than one sentence before marks must say so."""
    if block.lead or _is_list(block) or len(block.text) > LEAD:
        return False
    return listed.table or listed.steps or not _MORE.search(block.text) or bool(_NEXT.search(block.text))


def _only_leads(block: Block) -> bool:
    return len(block.lines) == 1 and not block.table and is_heading(block.text)
