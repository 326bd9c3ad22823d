"""A report as JSON, schema 1: fields may be added, none may change. Full precision; NaN and infinity are null."""

import json
import math
import os
from dataclasses import asdict

from ..records import Entry, Report, StackReport

SCHEMA = 1


def to_json(report: Report) -> str:
    """The document, indented, ending in a newline."""
    document = {
        "schema": SCHEMA,
        "problem": report.problem,
        "referees": {"used": list(report.used), "agreement": report.agreement, "noise_floor": report.noise_floor, "nn_lstm": report.nn_lstm},
        "conventions": [_entry(e) for e in report.entries],
        "warnings": list(report.warnings),
        "blind_spots": [asdict(s) for s in report.blind_spots],
        "known_mistakes": report.known_mistakes,
    }
    return _text(document)


def stack_to_json(report: StackReport) -> str:
    """The document of a stack; gradients are named by layer and direction: dW_i[1,reverse]."""
    rows = [asdict(r) | {"call": shown(r.call), "accused": [{"in": label, **_equation(asdict(j))} for label, j in r.accused]} for r in report.entries]
    document = {
        "schema": SCHEMA,
        "problem": report.problem,
        "referees": {"used": list(report.used), "agreement": report.agreement, "noise_floor": report.noise_floor, "nn_lstm": report.nn_lstm},
        "stacks": rows,
        "warnings": list(report.warnings),
    }
    return _text(document)


def _text(document: dict) -> str:
    return json.dumps(finite(document), indent=1, ensure_ascii=False, allow_nan=False, default=str).encode("utf-8", "replace").decode() + "\n"


def _equation(j: dict) -> dict:
    return j | {"file": shown(j["file"])}


def _entry(e: Entry) -> dict:
    out = asdict(e)
    out["path"], out["call"] = shown(e.path), shown(e.call)
    out["equations"] = [_equation(j) for j in out["equations"]]
    return out


def shown(path: str) -> str:
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
