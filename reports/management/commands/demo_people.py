"""Who can be signed in as in a demo."""

import json
from argparse import ArgumentParser
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from prm.devservices.paths import state_dir
from reports.demo.sign_in import FILE_NAME, demo_users, give_passwords


class Command(BaseCommand):
    help = "Prints the demo people and their passwords."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--new-passwords", action="store_true", help="give them new passwords first")

    def handle(self, *args: Any, **options: Any) -> None:
        if options["new_passwords"]:
            self._renew()
        try:
            people = json.loads((state_dir() / FILE_NAME).read_text(encoding="utf-8"))
        except (OSError, ValueError):
            self.stdout.write("There are no demo people here (load_demo makes them; --new-passwords after a restore).")
            return
        columns = ("name", "role", "company", "email", "password")
        widths = [max(len(str(person[column])) for person in people) for column in columns]
        for person in people:
            cells = (str(person[column]).ljust(width) for column, width in zip(columns, widths, strict=True))
            self.stdout.write("  ".join(cells).rstrip())

    def _renew(self) -> None:
        if not settings.PRM_DEMO:
            raise CommandError("This is no demo: set PRM_DEMO=true. No password was changed.")
        people = demo_users()
        if not people:
            raise CommandError("The demo programme is not loaded here. No password was changed.")
        give_passwords(people, state_dir())
