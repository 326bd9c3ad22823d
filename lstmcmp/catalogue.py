"""The folder of conventions is the only list: finding files by name or path."""

from pathlib import Path

from .convention import Convention, load
from .errors import UsageError, did_you_mean

_HERE = Path(__file__).parent
FOLDER = _HERE / "conventions" if (_HERE / "conventions").is_dir() else _HERE.parent / "conventions"  # in the wheel, or in a checkout


def paths() -> dict[str, Path]:
    """Every convention file by name, sorted."""
    return {p.stem: p for p in sorted(FOLDER.glob("*.py"))}


def find(name: str) -> Path | None:
    """The file of a catalogued convention."""
    return paths().get(name)


def resolve(name_or_path: str) -> Path:
    """A path if it looks like one (ends in .py or names a folder), else a catalogued name. UsageError for an unknown name."""
    if name_or_path.endswith(".py") or "/" in name_or_path or "\\" in name_or_path:
        return Path(name_or_path)
    path = find(name_or_path)
    if path is None:
        raise UsageError(
            f"There is no convention {name_or_path!r}{did_you_mean(name_or_path, paths())}. `lstmcmp list` shows all; a file of your own is given by its path, ending in .py."
        )
    return path


def open_convention(name_or_path: str) -> Convention:
    """Load by name or path; UsageError or ConventionError."""
    return load(resolve(name_or_path), find)
