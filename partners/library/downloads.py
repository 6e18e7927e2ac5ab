"""A published file on its way out: always an attachment that no browser shows, runs or takes for something else."""

from django.http import FileResponse, Http404

from .models import DocumentVersion


def attachment(version: DocumentVersion | None) -> FileResponse:
    """The version's file. Raises Http404 for no version, one without a file, and a file that is gone from the disk."""
    if version is None or not version.file:
        raise Http404
    try:
        file = version.file.open("rb")
    except FileNotFoundError:
        raise Http404 from None
    headers = {
        "X-Content-Type-Options": "nosniff",
        "Content-Security-Policy": "sandbox; default-src 'none'",
        "Cross-Origin-Resource-Policy": "same-origin",
        "Cache-Control": "private, no-store",
    }
    return FileResponse(
        file, as_attachment=True, filename=version.file_name, content_type=version.content_type, headers=headers
    )
