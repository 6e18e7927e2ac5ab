"""The API of the library: documents, their newest text, files, and acknowledgements."""

from typing import Any

import django_filters
from django.http import FileResponse
from django.urls import path
from django.utils.translation import gettext as _
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema, extend_schema_field
from rest_framework import serializers
from rest_framework.request import Request

from prm.accounts.enums import EVERYONE, MEMBERS
from prm.core.api.serializers import StrictSerializer
from prm.core.api.views import ApiAction, ApiDetail, ApiList
from prm.core.errors import InvalidInput

from . import selectors, services
from .downloads import attachment
from .enums import DocumentKind
from .models import Document


class DocumentOut(serializers.ModelSerializer):
    minimum_tier = serializers.CharField(source="minimum_tier.name", default=None)
    withdrawn = serializers.SerializerMethodField()

    class Meta:
        model = Document
        fields = (
            "ref",
            "title",
            "kind",
            "summary",
            "partner_types",
            "minimum_tier",
            "must_acknowledge",
            "withdrawn",
            "created_at",
            "updated_at",
        )

    def get_withdrawn(self, row: Document) -> bool:
        return row.withdrawn_at is not None


class VersionOut(serializers.Serializer):
    number = serializers.IntegerField()
    body = serializers.CharField()
    file_name = serializers.CharField()
    content_type = serializers.CharField()
    size = serializers.IntegerField()
    sha256 = serializers.CharField()
    published_at = serializers.DateTimeField()


class DocumentWithText(DocumentOut):
    """With its newest version, and whether the caller has accepted that one."""

    version = serializers.SerializerMethodField()
    acknowledged = serializers.SerializerMethodField()

    class Meta(DocumentOut.Meta):
        fields = (*DocumentOut.Meta.fields, "version", "acknowledged")

    @extend_schema_field(VersionOut(allow_null=True))
    def get_version(self, row: Document) -> VersionOut | None:
        newest = selectors.newest_version(row)
        return VersionOut(newest).data if newest else None  # type: ignore[return-value]

    def get_acknowledged(self, row: Document) -> bool:
        newest = selectors.newest_version(row)
        return newest is not None and selectors.acknowledgement_of(self.context["request"].user, newest) is not None


class AcknowledgeIn(StrictSerializer):
    """The number of the version that was read; an older one than the newest is refused."""

    version = serializers.IntegerField(min_value=1, max_value=2_000_000_000)


class DocumentApiFilter(django_filters.FilterSet):
    kind = django_filters.ChoiceFilter(choices=DocumentKind.choices)
    must_acknowledge = django_filters.BooleanFilter()

    class Meta:
        model = Document
        fields = ("kind", "must_acknowledge")


class Documents(ApiList):
    model = Document
    queryset = Document.objects.select_related("minimum_tier")
    roles = EVERYONE
    scopes = {"GET": "documents:read"}
    serializer_class = DocumentOut
    filterset_class = DocumentApiFilter


class DocumentItem(ApiDetail):
    model = Document
    queryset = Document.objects.select_related("minimum_tier")
    roles = EVERYONE
    scopes = {"GET": "documents:read"}
    serializer_class = DocumentWithText


class DocumentFile(ApiDetail):
    """The newest version's file, as an attachment."""

    model = Document
    roles = EVERYONE
    scopes = {"GET": "documents:read"}
    serializer_class = DocumentOut

    @extend_schema(responses={(200, "application/octet-stream"): OpenApiTypes.BINARY})
    def get(self, request: Request, *args: Any, **kwargs: Any) -> FileResponse:  # type: ignore[override]
        version = selectors.newest_version(self.get_object())
        response = attachment(version)
        if version is not None:
            services.record_download(actor=self.request.user, version=version)
        return response


class AcknowledgeDocument(ApiAction):
    model = Document
    queryset = Document.objects.select_related("minimum_tier")
    roles = MEMBERS
    scopes = {"POST": "documents:write"}
    serializer_class, input_class = DocumentWithText, AcknowledgeIn

    def perform(self, obj: Document, data: dict[str, Any]) -> None:
        newest = selectors.newest_version(obj)
        if newest is None or newest.number != data["version"]:
            sentence = _("A newer version was published meanwhile. Please read that one.")
            raise InvalidInput(sentence, fields={"version": sentence})
        services.acknowledge(actor=self.request.user, version=newest)


urlpatterns = [
    path("documents", Documents.as_view(), name="documents"),
    path("documents/<ref:ref>", DocumentItem.as_view(), name="document"),
    path("documents/<ref:ref>/file", DocumentFile.as_view(), name="document-file"),
    path("documents/<ref:ref>/acknowledge", AcknowledgeDocument.as_view(), name="document-acknowledge"),
]
