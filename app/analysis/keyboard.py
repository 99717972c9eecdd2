"""What comes out of the standard two-set (두벌식, KS X 5002) keyboard when keys are pressed one after the other.

The way back, from Hangul to the keys that type it, is ``jamo.keys``.
"""

from __future__ import annotations

import re

from app.analysis.jamo import FINALS, INITIALS, KEYS, VOWELS, keys

_UNSHIFTED = str.maketrans({letter: letter.lower() for letter in "ABCDFGHIJKLMNSUVXYZ"})
"""Letters whose jamo does not change with Shift."""

_VOWEL = "[koiOjpuPhynbml]"
_VOWELS = f"hk|ho|hl|nj|np|nl|ml|{_VOWEL}"
_FINALS = "rt|sw|sg|fr|fa|fq|ft|fx|fv|fg|qt|[rRsefaqtTdwczxvg]"
_INITIAL = "[rRseEfaqQtTdwWczxvg]"
_SYLLABLE = re.compile(
    # A consonant is the final of what stands before it only while no vowel follows that it could begin a syllable with.
    f"(?P<initial>{_INITIAL})(?P<vowel>{_VOWELS})(?P<final>(?:{_FINALS})(?!{_VOWEL}))?"
    f"|(?P<letter>{_VOWELS}|(?:{_FINALS})(?!{_VOWEL})|{_INITIAL})"
)
_HANGUL = re.compile("[가-힣ㄱ-ㅣ]+")

_LETTERS = {pressed: letter for letter, pressed in KEYS.items()}
_INITIAL_ORDER = {pressed: order for order, pressed in enumerate(INITIALS)}
_VOWEL_ORDER = {pressed: order for order, pressed in enumerate(VOWELS)}
_FINAL_ORDER = {pressed: order for order, pressed in enumerate(FINALS)}


def to_hangul(pressed: str) -> str:
    """What the Latin letters ``pressed`` give with the keyboard in Korean mode: ``tprma`` is 세금.

    Letters compose as an input method composes them: vowels and finals combine, and a final moves on to the vowel that
    follows it. What makes no syllable is a lone letter (``ㅋ``, ``ㅘ``, ``ㄳ``); what is no Latin letter stays. So
    ``keys(to_hangul(pressed)) == pressed`` for letters of which only those of ``QWERTOP`` are upper case.
    """
    return _SYLLABLE.sub(_composed, pressed.translate(_UNSHIFTED))


def recompose(text: str) -> str:
    """``text`` with its Hangul typed anew, so that letters that fell out of their syllables join: 출바ㄹ gives 출발.

    Whole syllables never change for the sake of other whole syllables.
    """
    return _HANGUL.sub(lambda run: to_hangul(keys(run[0])), text)


def _composed(match: re.Match[str]) -> str:
    if match["letter"]:
        return _LETTERS[match["letter"]]
    initial, vowel = _INITIAL_ORDER[match["initial"]], _VOWEL_ORDER[match["vowel"]]
    final = _FINAL_ORDER[match["final"] or ""]
    # Unicode, chapter 3.12.
    return chr(0xAC00 + (initial * 21 + vowel) * 28 + final)
