"""The folder of conventions is the only list: finding files by name or path."""

import os
from pathlib import Path

from .convention import Convention, load
from .errors import ConventionError, UsageError, did_you_mean

_HERE = Path(__file__).parent
FOLDER = _HERE / "conventions" if (_HERE / "conventions").is_dir() else _HERE.parent / "conventions"  # in the wheel, or in a checkout


def paths() -> dict[str, Path]:
    """Every convention file by name, sorted."""
    return {name.removesuffix(".py"): FOLDER / name for name in sorted(os.listdir(FOLDER)) if name.endswith(".py")}


def find(name: str) -> Path | None:
    """The file of a catalogued convention."""
    return FOLDER / f"{name}.py" if f"{name}.py" in os.listdir(FOLDER) else None


def resolve(text: str) -> Path:
    """A path if it looks like one, else a catalogued name, its unambiguous beginning, its author or its source's URL.

    UsageError for what is none of these, or several.
    """
    if text.startswith(("http://", "https://")):
        return _only(text, _by_url(text), "source with this URL")
    if text.endswith(".py") or "/" in text or "\\" in text:
        return Path(text)
    known = paths()
    if text in known:
        return known[text]
    begins = [n for n in known if n.startswith(text)]
    return _only(text, _bases(begins) or _by_author(text), "convention")


def _only(text: str, names: list[str], what: str) -> Path:
    if len(names) == 1:
        return paths()[names[0]]
    if names:
        raise UsageError(f"{text!r} could be {', '.join(names)}; give one of these names.")
    raise UsageError(
        f"There is no {what} {text!r}{did_you_mean(text, paths())}. `lstmcmp list` shows all; a file of your own is given by its path, ending in .py."
    )


def _bases(names: list[str]) -> list[str]:
    """Without the variants of a convention that is among them."""
    bases = _bases_of() if len(names) > 1 else {}
    return [n for n in names if bases.get(n) not in names]


def _by_url(url: str) -> list[str]:
    wanted = _bare(url)
    return _bases([n for n, source in _sources().items() if source.get("url") and _bare(str(source["url"])) == wanted])


def _bare(url: str) -> str:
    return url.split("://", 1)[1].removeprefix("www.").split("#")[0].rstrip("/").lower()


def _by_author(text: str) -> list[str]:
    wanted = text.casefold()
    return _bases([n for n, source in _sources().items() if wanted in str(source.get("author", "")).casefold().replace(",", " ").split()])


def _constants() -> dict[str, dict]:
    found = {}
    for name, path in paths().items():
        try:
            found[name] = load(path, find).constants
        except ConventionError:  # its own row tells
            continue
    return found


def _sources() -> dict[str, dict]:
    return {n: c.get("SOURCE", {}) for n, c in _constants().items()}


def _bases_of() -> dict[str, str]:
    return {n: c["BASE"] for n, c in _constants().items() if "BASE" in c}


def open_convention(name_or_path: str) -> Convention:
    """Load by name or path; UsageError or ConventionError."""
    return load(resolve(name_or_path), find)
