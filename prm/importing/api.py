"""The API of imports: hand a file in, read what would happen, start it, read what did."""

from typing import Any

from django.urls import path
from django.utils.translation import gettext as _
from rest_framework import serializers

from prm.accounts.enums import CHANNEL, Role
from prm.core.api.files import BODY, FileIn, content_of
from prm.core.api.serializers import StrictSerializer
from prm.core.api.views import ApiAction, ApiCreate, ApiDetail, ApiList
from prm.core.errors import InvalidInput

from . import selectors, services
from .engine import importers_for
from .forms import MOST_FILES, plain_name
from .models import ImportRun


class ProblemRowOut(serializers.Serializer):
    file = serializers.CharField()
    line = serializers.IntegerField()
    sentence = serializers.CharField()


class ImportOut(serializers.ModelSerializer):
    """Until it starts the counts say what would happen, from then on what did. The first refused rows are told."""

    started_by = serializers.CharField(source="started_by.name")
    is_preview = serializers.SerializerMethodField()
    rows = serializers.SerializerMethodField()
    problems = serializers.SerializerMethodField()

    class Meta:
        model = ImportRun
        fields = (
            "ref",
            "kind",
            "state",
            "file_name",
            "source",
            "currency",
            "started_by",
            "is_preview",
            "rows",
            "problems",
            "failure",
            "finished_at",
            "created_at",
            "updated_at",
        )

    def get_is_preview(self, run: ImportRun) -> bool:
        return selectors.is_preview(run)

    def get_rows(self, run: ImportRun) -> dict[str, int]:
        return selectors.counts_of(run)

    def get_problems(self, run: ImportRun) -> list[dict[str, Any]]:
        if not self.context["view"].tells_problems:
            return []
        rows = selectors.problems(self.context["request"].user, run)[: selectors.SHOWN_PROBLEMS]
        return ProblemRowOut(rows, many=True).data


class ImportIn(StrictSerializer):
    """The first file is the main one. `mapping` says what columns and values mean where they are not understood."""

    kind = serializers.ChoiceField(choices=())
    files = serializers.ListField(child=FileIn(), min_length=1, max_length=MOST_FILES)
    source = serializers.CharField(max_length=40, required=False)
    currency = serializers.RegexField("^[A-Z]{3}$", required=False)
    mapping = serializers.CharField(max_length=1_000_000, required=False)
    suggestions = serializers.BooleanField(required=False)

    def get_fields(self) -> dict[str, serializers.Field]:
        fields = super().get_fields()
        fields["kind"].choices = list(importers_for(Role.CHANNEL_MANAGER))  # type: ignore[attr-defined]
        return fields


class ImportRoute:
    model = ImportRun
    queryset = ImportRun.objects.select_related("started_by")
    serializer_class = ImportOut
    roles = CHANNEL
    tells_problems = True


class Imports(ImportRoute, ApiList, ApiCreate):
    """POST hands a file in and has it checked; nothing is imported before `start`."""

    scopes = {"GET": "imports:read", "POST": "imports:write"}
    input_class = ImportIn
    max_body = BODY
    tells_problems = False

    def perform_create(self, data: dict[str, Any]) -> ImportRun:
        given = data.pop("files")
        files = {plain_name(file["name"]): content_of(file, "files") for file in given}
        if len(files) < len(given):
            sentence = _("Two files have the same name.")
            raise InvalidInput(sentence, fields={"files": sentence})
        return services.upload(actor=self.request.user, files=files, **data)


class ImportItem(ImportRoute, ApiDetail):
    scopes = {"GET": "imports:read"}


class ImportStart(ImportRoute, ApiAction):
    scopes = {"POST": "imports:write"}

    def perform(self, obj: ImportRun, data: dict[str, Any]) -> ImportRun:
        return services.start(actor=self.request.user, run=obj)


class ImportDiscard(ImportRoute, ApiAction):
    scopes = {"POST": "imports:write"}

    def perform(self, obj: ImportRun, data: dict[str, Any]) -> ImportRun:
        return services.discard(actor=self.request.user, run=obj)


urlpatterns = [
    path("imports", Imports.as_view(), name="imports"),
    path("imports/<ref:ref>", ImportItem.as_view(), name="import"),
    path("imports/<ref:ref>/start", ImportStart.as_view(), name="import-start"),
    path("imports/<ref:ref>/discard", ImportDiscard.as_view(), name="import-discard"),
]
