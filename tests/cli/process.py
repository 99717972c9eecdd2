"""``barodap`` in a process of its own, forked from one that has imported everything: starting anew takes a second."""

from __future__ import annotations

import os
import sys
import tempfile
from multiprocessing import get_context
from pathlib import Path
from subprocess import CompletedProcess

from app.config import Settings
from tests.conftest import NO_LEXICON

_forks = get_context("forkserver")
_forks.set_forkserver_preload(["app.cli", "app.services", "app.evaluation.room", "app.doctor", "konlpy.tag"])


def run(settings: Settings, *arguments: str, **environment: str) -> CompletedProcess[str]:
    """Run ``barodap`` with ``arguments`` on the installation of ``settings``, without its general lexicon."""
    variables = {
        **os.environ,
        "BARODAP_DATABASE_URL": settings.database_url,
        "BARODAP_INDEX_DIR": str(settings.index_dir),
        "BARODAP_SEMANTIC_WEIGHT": str(settings.semantic_weight),
        "BARODAP_LEXICON": str(NO_LEXICON),
        **environment,
    }
    with tempfile.TemporaryDirectory() as folder:
        said, complained = Path(folder) / "stdout", Path(folder) / "stderr"
        process = _forks.Process(target=_main, args=(arguments, variables, said, complained))
        process.start()
        process.join()
        code = process.exitcode if process.exitcode is not None else -1
        return CompletedProcess(arguments, code, said.read_text("utf-8"), complained.read_text("utf-8"))


def _main(arguments: tuple[str, ...], variables: dict[str, str], said: Path, complained: Path) -> None:
    for number, path in ((1, said), (2, complained)):
        file = os.open(path, os.O_WRONLY | os.O_CREAT)
        os.dup2(file, number)
        os.close(file)
    os.environ.clear()
    os.environ.update(variables)
    tempfile.tempdir = None
    sys.argv = ["barodap", *arguments]
    from app.cli import main

    main()
