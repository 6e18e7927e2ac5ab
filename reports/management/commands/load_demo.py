"""The demo programme: partners, leads, deals and money of twelve months that end today."""

from argparse import ArgumentParser
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from partners.services import review_tiers
from prm.devservices.paths import state_dir
from reports.demo.loading import AlreadyThere, load
from reports.demo.sign_in import demo_users, give_passwords
from reports.services import roll_up


class Command(BaseCommand):
    help = "Loads the demo programme into an empty installation; does nothing where there are partners already."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--force", action="store_true", help="also where PRM_DEMO is not set")

    def handle(self, *args: Any, **options: Any) -> None:
        if not settings.DEV_MAIL_PAGE:
            raise CommandError("This is production. The demo programme is not loaded here, whatever is said.")
        if not (settings.PRM_DEMO or options["force"]):
            raise CommandError("This is no demo: set PRM_DEMO=true, or say --force. Nothing was loaded.")
        try:
            programme = load(timezone.now())
        except AlreadyThere:
            self.stdout.write("There is a programme already. Nothing was loaded.")
            return
        roll_up()
        review_tiers()
        people = give_passwords(demo_users(), state_dir())
        if options["verbosity"]:
            rows = sum(len(rows) for rows in programme.world.tables.values())
            self.stdout.write(f"The demo programme is loaded: {rows:,} rows, {len(people)} people to sign in as.")
