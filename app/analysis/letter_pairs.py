"""Whether Latin letters look like Korean typed with the keyboard left in English mode, or like English."""

from __future__ import annotations

from itertools import pairwise

LETTERS = "abcdefghijklmnopqrstuvwxyz "
_TABLE = (
    "qdiooikqcqrjjltmrkfjrmnpefo",  # a
    "kgptlwwmekpdlmenylnqeouyisq",  # b
    "dpfpcrqlcynpqxmymdgektttfmi",  # c
    "iomohporitwqsqjuvleqmloyqqi",  # d
    "cickfejveswlpkrokgfcfejefic",  # e
    "iqpxgmtwevxmwrhsykfkkyuylvq",  # f
    "brmtejdpfuyjmkppqjijmqmvkla",  # g
    "hfquitthakwpddigupplbspyapo",  # h
    "ijfpgikoqplghdfiqrhfkhqmqhu",  # i
    "jotxixtjahiojkaiytwyasywkst",  # j
    "mcmvisqbaheadaadyqnqcopyaym",  # k
    "lfmpisqgameadfaewvqoamtwaro",  # l
    "kalxgwtianlsbeaavrqtbpqydtk",  # m
    "lhhnirggbueshdcnrsnlenrufml",  # n
    "mejqoqmhekfbbaccumnobmnpglp",  # o
    "kipxisuaamkbiiabylnpcqtyeuq",  # p
    "lnxysyyyfyyyxysvsywygpvtppr",  # q
    "eiiofmntavrqpokpqlflnlppijk",  # r
    "knkvlrugcurmpmmhouhjirpydrm",  # s
    "fgfvigombyyqstjuwjlihonxhgi",  # t
    "mdiqkrikckhbbagdvlollmuhjhp",  # u
    "cyvwfvqybyxvyxlyxmkookyvsrm",  # v
    "aeomafilaytrqnirshgfpslsjjb",  # w
    "hndvdimqbyyrtpnlntqcfooofoc",  # x
    "fgmqkppienleeeedumimhqnjnim",  # y
    "dolmaunqcyxnutnsqmlmqllugef",  # z
    "malonjnaabbaaaaasokoanpseru",  # edge
)
"""Row: a letter; column: the next one; both in the order of ``LETTERS``, a space for the edge of the word. ``m`` is 0,
each letter of the alphabet half a unit of natural log-odds. Made by ``scripts/letter_pairs.py``."""

_LOG_ODDS = {
    first + second: (ord(code) - ord("m")) / 2
    for first, row in zip(LETTERS, _TABLE, strict=True)
    for second, code in zip(LETTERS, row, strict=True)
}


def korean_log_odds(pressed: str) -> float:
    """ln P(letters | Korean on the two-set keyboard) - ln P(letters | English), by pairs of letters, case set aside.

    ``pressed`` holds Latin letters only. Of Korean words with two syllables 98 % lie above 0, of longer ones more; of
    the English words that would make whole syllables, 24 % do.
    """
    return sum(_LOG_ODDS[first + second] for first, second in pairwise(f" {pressed.lower()} "))
