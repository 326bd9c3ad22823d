"""A report as JSON, schema 1: fields may be added, none may change. Full precision; NaN and infinity are null."""

import json
import math
import os
from dataclasses import asdict

from ..records import Entry, Report

SCHEMA = 1


def to_json(report: Report) -> str:
    """The document, indented, ending in a newline."""
    document = {
        "schema": SCHEMA,
        "problem": report.problem,
        "referees": {"used": list(report.used), "agreement": report.agreement, "noise_floor": report.noise_floor, "nn_lstm": report.nn_lstm},
        "conventions": [_entry(e) for e in report.entries],
        "warnings": list(report.warnings),
    }
    return json.dumps(finite(document), indent=1, ensure_ascii=False, allow_nan=False, default=str).encode("utf-8", "replace").decode() + "\n"


def _entry(e: Entry) -> dict:
    out = asdict(e)
    out["path"], out["call"] = _shown(e.path), _shown(e.call)
    for j in out["equations"]:
        j["file"] = _shown(j["file"])
    return out


def _shown(path: str) -> str:
    """A path below the current folder as it is from here, any other by its file's name: no report tells whose machine it is from."""
    if not path:
        return path
    relative = os.path.relpath(path)
    return os.path.basename(path) if relative.startswith("..") else relative


def finite(value):
    if isinstance(value, dict):
        return {k: finite(v) for k, v in value.items()}
    if isinstance(value, (list, tuple)):
        return [finite(v) for v in value]
    if isinstance(value, float):  # numpy's float64 too
        return float(value) if math.isfinite(value) else None
    return value
