"""What a person says when they import a file."""

import os
from typing import Any

from django import forms
from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from djmoney.settings import CURRENCY_CHOICES

from prm.accounts.enums import Role

from .engine import importers_for
from .importer import Options
from .services import MOST_BYTES

MOST_FILES = 5


def plain_name(name: str) -> str:
    """The file's name without folders and without what cannot be printed."""
    base = os.path.basename(name.replace("\\", "/"))
    return "".join(character for character in base if character.isprintable())[-150:] or "file"


class SeveralFilesInput(forms.ClearableFileInput):
    allow_multiple_selected = True


class SeveralFilesField(forms.FileField):
    """Any number of files; cleaned to a list."""

    widget = SeveralFilesInput

    def clean(self, data: Any, initial: Any = None) -> list[Any]:
        files = data if isinstance(data, list | tuple) else [data]
        return [super(SeveralFilesField, self).clean(file, initial) for file in files if file]


class FileForm(forms.Form):
    """A file and how it is to be read. `cleaned_data["files"]` is its content by name."""

    file = forms.FileField(
        label=gettext_lazy("File"),
        help_text=gettext_lazy("CSV or Excel (.xlsx), with column names in the first line."),
    )
    currency = forms.ChoiceField(
        label=gettext_lazy("Currency of amounts without one"),
        choices=CURRENCY_CHOICES or (),
        initial=settings.DEFAULT_CURRENCY,
    )
    suggestions = forms.BooleanField(
        label=gettext_lazy("Take a word that is clearly misspelt for the known one (you see each before you start)"),
        required=False,
        initial=True,
    )
    mapping = forms.FileField(
        label=gettext_lazy("Mapping file"),
        required=False,
        help_text=gettext_lazy("JSON that says what columns and values mean, where they are not understood."),
    )

    def clean_mapping(self) -> str:
        file = self.cleaned_data["mapping"]
        if not file:
            return ""
        try:
            return file.read(1_000_000).decode("utf-8-sig")
        except UnicodeDecodeError:
            raise forms.ValidationError(_("The mapping file is not JSON in UTF-8.")) from None

    def clean(self) -> dict[str, Any]:
        """Adds `files`: content by name, the main one first."""
        data = super().clean() or {}
        uploads = [file for file in (data.get("file"), *(data.get("companions") or [])) if file]
        if len(uploads) > MOST_FILES or sum(file.size for file in uploads) > MOST_BYTES:
            most = {"files": MOST_FILES, "most": MOST_BYTES // 10**6}
            self.add_error("file", _("At most %(files)s files of %(most)s MB together.") % most)
            return data
        names = [plain_name(file.name) for file in uploads]
        if len(set(names)) < len(names):
            self.add_error("companions", _("Two files have the same name."))
        data["files"] = {name: file.read() for name, file in zip(names, uploads, strict=True)}
        return data


class ImportForm(FileForm):
    kind = forms.ChoiceField(label=gettext_lazy("What is in the file"), choices=[])
    companions = SeveralFilesField(
        label=gettext_lazy("Files that explain it"),
        required=False,
        help_text=gettext_lazy("For deals: accounts.csv, products.csv, sales_teams.csv, as far as you have them."),
    )
    source = forms.CharField(
        label=gettext_lazy("System the file comes from"),
        max_length=40,
        initial=Options.source,
        help_text=gettext_lazy("A row is known by this name and its id. Use the same name each time."),
    )
    field_order = ("kind", "file", "companions", "currency", "source", "suggestions", "mapping")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        importers = importers_for(Role.CHANNEL_MANAGER)
        self.fields["kind"].choices = [(kind, importer.title) for kind, importer in importers.items()]  # type: ignore[attr-defined]
