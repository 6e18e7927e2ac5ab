"""An uploaded file on its way in: kept as it was judged, under a name of ours."""

import uuid
from typing import Any

from django.core.files.uploadedfile import UploadedFile

from .files import Judged


def attach(row: Any, upload: UploadedFile, judged: Judged) -> None:
    """Puts the file and what it was judged to be on the row. The caller saves the row."""
    row.file_name, row.content_type = judged.name, judged.content_type
    row.size, row.sha256 = judged.size, judged.sha256
    # What somebody called the file never becomes a path.
    row.file.save(f"{uuid.uuid4().hex}.{judged.extension}", upload, save=False)
