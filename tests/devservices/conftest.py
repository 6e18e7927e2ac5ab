"""Every test here has a checkout of its own: a copy of the package, so nothing touches the servers others share."""

import os
import pwd
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from prm.devservices import account

from .checkout import Checkout, copy_package, packages_folder, python_for_anybody


@pytest.fixture
def open_folder() -> Iterator[Path]:
    """A folder every account may enter, unlike pytest's own."""
    folder = Path(tempfile.mkdtemp(prefix="prm-test-", dir="/tmp"))
    folder.chmod(0o755)
    yield folder
    shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture
def checkout(open_folder: Path) -> Iterator[Checkout]:
    base = open_folder / "base"
    copy_package(base)
    checkout = Checkout(base=base, state=open_folder / "state")
    yield checkout
    checkout.clean_up()


@pytest.fixture
def ordinary_checkout(open_folder: Path) -> Iterator[Checkout]:
    """A checkout of an ordinary user, at a long path with spaces, with its state inside."""
    base = open_folder / ("a very long name with spaces " * 4).strip() / "and a läst folder"
    copy_package(base)
    checkout = Checkout(base=base, state=None)
    if os.geteuid() == 0:
        packages = packages_folder()
        python = python_for_anybody()
        if python is None or account.closed_folder(packages) is not None:
            pytest.skip("root keeps Python or the packages where an ordinary user may not go")
        user = pwd.getpwnam("nobody")
        shutil.chown(base, user.pw_uid, user.pw_gid)
        checkout.python = python
        checkout.environment = {"PYTHONPATH": str(packages), "HOME": str(base)}
        checkout.as_user = {"user": user.pw_uid, "group": user.pw_gid, "extra_groups": []}
    yield checkout
    checkout.clean_up()
