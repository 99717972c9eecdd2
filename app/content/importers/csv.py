"""CSV with a header row, as spreadsheets write it: UTF-8 with or without a mark, or CP949 from Korean Excel."""

from __future__ import annotations

import codecs
import csv
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from app.content.importers.base import Draft, Problem
from app.content.importers.schema import ArticleRecord, read_records

LIST_SEPARATOR = "|"
_LISTS = {"questions", "keywords", "related"}
_COLUMNS = {*ArticleRecord.model_fields, "updated_at"}
_REQUIRED = ("id", "title", "category", "body")
_CHUNK = 1 << 16

# The csv module's own limit, 131,072, refuses whole articles. This one still stops a quote that is never closed from
# taking a large file into memory. The setting is the process's.
_CELL_LENGTH = 10_000_000
csv.field_size_limit(_CELL_LENGTH)


class CsvImporter:
    """Columns are named as in the front matter, plus ``body``. List cells split at ``|``; empty cells are absent."""

    @classmethod
    def accepts(cls, path: Path) -> bool:
        return path.is_file() and path.suffix.lower() == ".csv"

    def read(self, path: Path) -> Iterator[Draft | Problem]:
        origin = path.name
        encoding = _encoding(path)
        if encoding is None:
            yield Problem(origin, 0, "글자 인코딩을 알 수 없어요. UTF-8 또는 CP949(Excel)로 저장하세요.")
            return
        with path.open(encoding=encoding, newline="") as file:
            yield from read_records(_rows(file, origin), origin)


def _encoding(path: Path) -> str | None:
    for encoding in ("utf-8-sig", "cp949"):
        decoder = codecs.getincrementaldecoder(encoding)()
        with path.open("rb") as file:
            try:
                while chunk := file.read(_CHUNK):
                    decoder.decode(chunk)
                decoder.decode(b"", final=True)
            except UnicodeDecodeError:
                continue
            return encoding
    return None


def _rows(file: Any, origin: str) -> Iterator[tuple[int, dict[str, Any]] | Problem]:
    # strict: a quote that is never closed is an error instead of a body that swallows the rest of the file.
    reader = csv.reader(file, strict=True)
    header: list[str] | None = None
    while True:
        start = reader.line_num + 1
        try:
            row = next(reader)
        except StopIteration:
            break
        except csv.Error as error:
            fault = "CSV 형식이 잘못됐어요."
            if "field limit" in str(error):
                fault = f"칸이 {_CELL_LENGTH:,}자보다 길어요."
            yield Problem(origin, start, f"{fault} 따옴표를 확인하세요. ({error})")
            continue
        if not any(cell.strip() for cell in row):
            continue
        if header is None:
            header = [cell.strip() for cell in row]
            if faults := list(_header_faults(header)):
                yield from (Problem(origin, start, fault) for fault in faults)
                return
        elif any(cell.strip() for cell in row[len(header) :]):
            yield Problem(origin, start, "칸이 머리글보다 많아요. 쉼표가 든 칸은 따옴표로 감싸세요.")
        else:
            cells = zip(header, row, strict=False)
            yield start, {name: _cell(name, cell) for name, cell in cells if name and cell.strip()}
    if header is None:
        yield Problem(origin, 1, "머리글 행이 없어요.")


def _header_faults(header: list[str]) -> Iterator[str]:
    for name in dict.fromkeys(filter(None, header)):
        if name not in _COLUMNS:
            yield f"알 수 없는 열 '{name}'이(가) 있어요. 쓸 수 있는 열: {', '.join(sorted(_COLUMNS))}"
        elif header.count(name) > 1:
            yield f"열 '{name}'이(가) 두 번 나와요."
    for name in _REQUIRED:
        if name not in header:
            yield f"필수 열 '{name}'이(가) 없어요."


def _cell(name: str, cell: str) -> str | list[str]:
    if name not in _LISTS:
        return cell
    return [item for item in cell.split(LIST_SEPARATOR) if item.strip()]
