"""What every engine must do. A test of an engine subclasses EngineContract and gives its ``engine`` fixture."""

from __future__ import annotations

from tests.contracts.engine.files import FilesContract
from tests.contracts.engine.limits import LimitContract
from tests.contracts.engine.matching import MatchingContract
from tests.contracts.engine.scoring import ScoringContract


class EngineContract(MatchingContract, ScoringContract, LimitContract, FilesContract):
    """Subclass it, give ``engine``; pytest runs every test of its parts against it."""
