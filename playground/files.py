"""Files that were sent: kept by id, measured like Telegram measures pictures."""

from __future__ import annotations

import hashlib
from collections import OrderedDict
from dataclasses import dataclass

from playground.errors import RefusedError, bad_request
from playground.parameters import Json, Parameters, Upload

KEPT = 1000
PHOTO_BYTES = 10 * 1024 * 1024
DOCUMENT_BYTES = 50 * 1024 * 1024
PNG = b"\x89PNG\r\n\x1a\n"
JPEG = b"\xff\xd8"
JPEG_SIZES = frozenset(range(0xC0, 0xD0)) - {0xC4, 0xC8, 0xCC}


@dataclass(frozen=True, slots=True)
class StoredFile:
    """One file, found again by its id."""

    file_id: str
    unique_id: str
    name: str
    content: bytes
    content_type: str
    width: int = 0
    height: int = 0

    @property
    def body(self) -> Json:
        """The fields that every kind of file has."""
        return {
            "file_id": self.file_id,
            "file_unique_id": self.unique_id,
            "file_size": len(self.content),
        }

    @property
    def path(self) -> str:
        """Where it is downloaded, below /file/bot<token>/."""
        return f"files/{self.file_id}"

    @property
    def photo(self) -> list[Json]:
        """The picture as the `photo` of a message."""
        return [{**self.body, "width": self.width, "height": self.height}]

    @property
    def document(self) -> Json:
        """The file as the `document` of a message."""
        return {**self.body, "file_name": self.name, "mime_type": self.content_type}


class Files:
    """The most recent files."""

    def __init__(self) -> None:
        self._files: OrderedDict[str, StoredFile] = OrderedDict()
        self._count = 0

    def get(self, file_id: str) -> StoredFile | None:
        """Return a file, if it is still there."""
        return self._files.get(file_id)

    def keep(self, upload: Upload, *, prefix: str = "BQAC") -> StoredFile:
        """Keep a file as it is."""
        width, height = _size(upload.content)
        digest = hashlib.sha256(upload.content).hexdigest()
        self._count += 1
        stored = StoredFile(
            file_id=f"{prefix}{self._count:08d}{digest[:24]}",
            unique_id=f"AQAD{digest[:12]}",
            name=upload.filename or "file",
            content=upload.content,
            content_type=upload.content_type,
            width=width,
            height=height,
        )
        self._files[stored.file_id] = stored
        while len(self._files) > KEPT:
            self._files.popitem(last=False)
        return stored

    def photo(self, p: Parameters, value: object) -> StoredFile:
        """Return the picture that a call means, refusing what is none."""
        stored = self._meant(p, value, limit=PHOTO_BYTES, prefix="AgAC")
        if not stored.width or not stored.height:
            raise bad_request("IMAGE_PROCESS_FAILED")
        sides = (stored.width, stored.height)
        if sum(sides) > 10_000 or max(sides) > 20 * min(sides):
            raise bad_request("PHOTO_INVALID_DIMENSIONS")
        return stored

    def document(self, p: Parameters, value: object) -> StoredFile:
        """Return the file that a call means."""
        return self._meant(p, value, limit=DOCUMENT_BYTES, prefix="BQAC")

    def _meant(self, p: Parameters, value: object, *, limit: int, prefix: str) -> StoredFile:
        if isinstance(value, str) and value.startswith("attach://"):
            value = p.raw.get(value.removeprefix("attach://"))
        if isinstance(value, Upload):
            if not value.content:
                raise bad_request("file must be non-empty")
            if len(value.content) > limit:
                raise RefusedError(413, "Request Entity Too Large")
            return self.keep(value, prefix=prefix)
        if isinstance(value, str) and value.startswith(("http://", "https://")):
            raise bad_request("failed to get HTTP URL content")
        stored = self.get(value) if isinstance(value, str) else None
        if stored is None:
            raise bad_request("wrong file identifier/HTTP URL specified")
        return stored


def _size(content: bytes) -> tuple[int, int]:
    if content.startswith(PNG) and content[12:16] == b"IHDR":
        return int.from_bytes(content[16:20], "big"), int.from_bytes(content[20:24], "big")
    if content.startswith(JPEG):
        return _jpeg_size(content)
    return 0, 0


def _jpeg_size(content: bytes) -> tuple[int, int]:
    place = 2
    while place + 9 <= len(content) and content[place] == 0xFF:
        if content[place + 1] in JPEG_SIZES:
            height = int.from_bytes(content[place + 5 : place + 7], "big")
            return int.from_bytes(content[place + 7 : place + 9], "big"), height
        place += 2 + int.from_bytes(content[place + 2 : place + 4], "big")
    return 0, 0
