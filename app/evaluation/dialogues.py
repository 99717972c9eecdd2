"""Conversations written down with what each turn should end in, and how the dialogue does in them.

A folder holds YAML files, each a split: lists of scripts with ``id``, ``about`` and ``turns``. A turn has ``say``
(words) or ``choose`` (the number of an offered article, from 1), ``outcome`` (one or several that are right) and, where
an article must be cited or offered, ``article`` (one or several of which any is right).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, ValidationError, model_validator

from app.chat.dialogue import Dialogue
from app.chat.models import Context, Message, Outcome, Reply
from app.content.yaml import YamlError, parse
from app.errors import ContentError
from app.validation import explain


def _listed(value: object) -> object:
    return value if isinstance(value, list | tuple) else [value]


class Step(BaseModel):
    """What is said or chosen, and what is right."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    say: str = ""
    choose: int = 0
    outcome: Annotated[tuple[Outcome, ...], BeforeValidator(_listed)]
    article: Annotated[tuple[str, ...], BeforeValidator(_listed)] = ()

    @model_validator(mode="after")
    def _one_of_both(self) -> Step:
        if bool(self.say) == bool(self.choose):
            raise ValueError("'say'와 'choose' 가운데 하나만 쓰세요.")
        return self


class Script(BaseModel):
    """A conversation. ``split`` is the name of its file."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    id: str
    about: str = ""
    turns: tuple[Step, ...] = Field(min_length=1)
    split: str = ""


@dataclass(frozen=True, slots=True)
class Judged:
    """A turn as it went."""

    script: Script
    step: Step
    reply: Reply

    @property
    def right(self) -> bool:
        """Whether the outcome is right and, where one is asked for, the article: the one cited, or any one offered."""
        if self.reply.outcome not in self.step.outcome:
            return False
        shown = [source.id for source in self.reply.sources]
        if not self.step.article or self.reply.outcome not in ("answered", "clarify"):
            return True
        return bool(set(shown[:1] if self.reply.outcome == "answered" else shown) & set(self.step.article))


def is_dialogues(folder: Path) -> bool:
    """Whether ``folder`` holds scripts and no BEIR set."""
    return any(folder.glob("*.yaml")) and not (folder / "queries.jsonl").exists()


def read_scripts(folder: Path, split: str = "") -> list[Script]:
    """The scripts of every file, or of the one named ``split``. Raises ContentError with file and line."""
    scripts: list[Script] = []
    faults: list[str] = []
    for path in sorted(folder.glob("*.yaml")):
        if split in ("", path.stem):
            for found in _read(path):
                if isinstance(found, Script):
                    scripts.append(found)
                else:
                    faults.append(found)
    counts = Counter(script.id for script in scripts)
    faults += [f"같은 id가 두 번 나와요: {id_}" for id_, count in counts.items() if count > 1]
    if faults:
        raise ContentError("대화에 고칠 곳이 있어요.\n" + "\n".join(faults), remedy="파일을 고치세요.")
    if not scripts:
        raise ContentError(f"대화가 하나도 없어요: {folder} {split}".rstrip(), remedy="폴더와 이름을 확인하세요.")
    return scripts


def _read(path: Path) -> Iterator[Script | str]:
    try:
        document = parse(path.read_text(encoding="utf-8"))
    except YamlError as error:
        yield f"{path}:{error.line}: {error.message}"
        return
    except (OSError, UnicodeDecodeError):
        yield f"{path}: 읽을 수 없어요."
        return
    for place, values in enumerate(document.value if isinstance(document.value, list) else []):
        try:
            yield Script.model_validate({**values, "split": path.stem})
        except (ValidationError, TypeError) as error:
            faults = error.errors(include_url=False) if isinstance(error, ValidationError) else []
            yield f"{path}:{document.line((place,))}: {explain(faults[0]) if faults else '대화가 아니에요.'}"


def play(scripts: Sequence[Script], dialogue: Dialogue) -> list[Judged]:
    """Hold every conversation from its beginning, each turn in the context that the turns before it left."""
    judged: list[Judged] = []
    for script in scripts:
        context, reply = Context(), None
        for step in script.turns:
            turn = dialogue.take(_message(step, reply), context)
            context, reply = turn.context, turn.reply
            judged.append(Judged(script, step, reply))
    return judged


def _message(step: Step, before: Reply | None) -> Message:
    offered = [each for each in before.quick_replies if each.article_id] if before else []
    if 0 < step.choose <= len(offered):
        return Message(choice=offered[step.choose - 1].value)
    return Message(step.say or str(step.choose))


def share(judged: Sequence[Judged]) -> float:
    """The share of turns that went right."""
    return sum(each.right for each in judged) / len(judged) if judged else 0.0
