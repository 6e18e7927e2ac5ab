"""The account the servers run as: PostgreSQL refuses root, and no account is ever created."""

import os
import pwd
import shutil
from pathlib import Path
from typing import Any

from .errors import DevServicesError

CANDIDATES = ("postgres", "nobody")


def service_account() -> pwd.struct_passwd:
    """Ourselves, or for root the first unprivileged account that exists."""
    if os.geteuid() != 0:
        return pwd.struct_passwd((str(os.geteuid()), "x", os.geteuid(), os.getegid(), "", "/", ""))
    for name in CANDIDATES:
        try:
            return pwd.getpwnam(name)
        except KeyError:
            continue
    raise DevServicesError("PostgreSQL does not run as root, and there is no account postgres or nobody to run it as.")


def popen_options() -> dict[str, Any]:
    """What makes ``subprocess`` run a program as the service account; nothing where that is ourselves."""
    if os.geteuid() != 0:
        return {}
    account = service_account()
    return {"user": account.pw_uid, "group": account.pw_gid, "extra_groups": []}


def closed_folder(path: Path) -> Path | None:
    """The first folder on the way to ``path`` that the service account may not pass, if we are not that account."""
    if os.geteuid() != 0:
        return None
    account = service_account()
    for folder in reversed([path, *path.parents]):
        status = folder.stat()
        owner_may = status.st_uid == account.pw_uid and status.st_mode & 0o100
        if not (owner_may or status.st_mode & 0o001):
            return folder
    return None


def require_open(path: Path) -> None:
    """Raises where the service account cannot get to ``path``."""
    if closed := closed_folder(path):
        name = service_account().pw_name
        raise DevServicesError(
            f"{closed} is closed to {name}, who runs the servers for root; set PRM_STATE elsewhere."
        )


def make_private_folder(path: Path) -> None:
    """A folder that only the service account (and root) can enter. Raises where it belongs to somebody else."""
    account = service_account()
    try:
        path.mkdir(mode=0o700, parents=True, exist_ok=True)
    except OSError as error:
        raise DevServicesError(f"The folder {path} cannot be made: {error.strerror}.") from error
    owner = path.lstat().st_uid
    if path.is_symlink() or owner not in {os.geteuid(), account.pw_uid}:
        raise DevServicesError(
            f"The folder {path} belongs to somebody else (user {owner}); remove it and start again."
        )
    if os.geteuid() == 0:
        shutil.chown(path, account.pw_uid, account.pw_gid)
    path.chmod(0o700)
