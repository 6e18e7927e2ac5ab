"""`manage.py route_leads [--ref L-…] [--dry-run] [--explain]`: routes what waits."""

from argparse import ArgumentParser
from collections.abc import Iterable
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from leads import selectors
from leads.models import Lead
from leads.services import routing
from leads.standing import Line
from prm.core import references


class Command(BaseCommand):
    help = "Offers the leads that wait to the right people, as the worker does every few seconds."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--ref", help="only the lead with this reference")
        parser.add_argument("--dry-run", action="store_true", help="say what would happen and change nothing")
        parser.add_argument("--explain", action="store_true", help="show how every candidate stood")

    def handle(self, *args: Any, **options: Any) -> None:
        leads = self._leads(options["ref"])
        if options["dry_run"]:
            self._preview(leads, options["explain"])
        else:
            self._route(leads, options["explain"])

    def _leads(self, ref: str | None) -> list[Lead]:
        if ref is None:
            return list(selectors.waiting_leads())
        lead = Lead.objects.filter(ref=references.clean(ref)).first()
        if lead is None:
            raise CommandError(f"There is no lead {ref}.")
        waiting = list(selectors.waiting_leads().filter(pk=lead.pk))
        if not waiting:
            raise CommandError(f"{lead.ref} does not wait to be routed: it is “{lead.state_words}”.")
        return waiting

    def _preview(self, leads: list[Lead], explain: bool) -> None:
        for decision in routing.preview(leads):
            self._say(decision.subject, decision.sentence)
            if explain:
                self._explain(decision.lines)
        self.stdout.write(f"{len(leads)} waiting; nothing was changed.")

    def _route(self, leads: list[Lead], explain: bool) -> None:
        decided, refs = 0, {lead.pk: lead.ref for lead in leads}
        for start in range(0, len(leads), routing.BATCH):
            for decision in routing.route(leads[start : start + routing.BATCH]):
                decided += 1
                self._say(refs[decision.lead_id], decision.sentence)
                if explain:
                    self._explain(decision.lines)
        self.stdout.write(f"{len(leads)} waiting, {decided} decided.")

    def _say(self, ref: str, sentence: str) -> None:
        self.stdout.write(f"{ref}  {sentence}")

    def _explain(self, lines: Iterable[Line]) -> None:
        for line in lines:
            who = f"{line.name} ({line.group_name})" if line.group_name else line.name
            stood = line.refused or f"{line.score:.0f} points, “{line.area}”: {'; '.join(line.reasons)}"
            self.stdout.write(f"    {'→' if line.chosen else ' '} {who}: {stood}")
