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


BEGINNINGS = {  # of the id of a file, which tells for good what it was sent as
    "photo": "AgAC",
    "voice": "AwAC",
    "video": "BAAC",
    "document": "BQAC",
    "sticker": "CAAC",
    "audio": "CQAC",
    "video_note": "DQAC",
}
FACTS: dict[str, Json] = {  # what a message tells of each kind besides its size
    "voice": {"duration": 3, "mime_type": "audio/ogg"},
    "video": {"width": 320, "height": 240, "duration": 3, "mime_type": "video/mp4"},
    "audio": {"duration": 3, "mime_type": "audio/mpeg"},
    "video_note": {"length": 240, "duration": 3},
    "sticker": {
        "width": 512,
        "height": 512,
        "type": "regular",
        "is_animated": False,
        "is_video": False,
    },
}


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

    def shown(self, kind: str) -> Json:
        """Return the part of a message that holds the file."""
        if kind == "photo":
            return {"photo": self.photo}
        return {kind: self.document if kind == "document" else self.body | FACTS[kind]}


class Files:
    """The most recent files."""

    def __init__(self) -> None:
        self._files: OrderedDict[str, StoredFile] = OrderedDict()
        self._count = 0

    def get(self, file_id: str) -> StoredFile | None:
        """Return a file, if it is still there."""
        return self._files.get(file_id)

    def lose(self, file_id: str) -> None:
        """Forget a file, as Telegram may."""
        self._files.pop(file_id, None)

    def keep(self, upload: Upload, *, kind: str = "document") -> StoredFile:
        """Keep a file as it is."""
        width, height = _size(upload.content)
        digest = hashlib.sha256(upload.content).hexdigest()
        self._count += 1
        stored = StoredFile(
            file_id=f"{BEGINNINGS[kind]}{self._count:08d}{digest[:24]}",
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

    def meant(self, p: Parameters, value: object, kind: str) -> StoredFile:
        """Return the file that a call means, refusing what cannot be sent as this kind."""
        if kind == "photo":
            return self._photo(p, value)
        return self._meant(p, value, limit=DOCUMENT_BYTES, kind=kind)

    def _photo(self, p: Parameters, value: object) -> StoredFile:
        stored = self._meant(p, value, limit=PHOTO_BYTES, kind="photo")
        if not stored.width or not stored.height:
            raise bad_request("IMAGE_PROCESS_FAILED")
        sides = (stored.width, stored.height)
        if sum(sides) > 10_000 or max(sides) > 20 * min(sides):
            raise bad_request("PHOTO_INVALID_DIMENSIONS")
        return stored

    def _meant(self, p: Parameters, value: object, *, limit: int, kind: str) -> StoredFile:
        if isinstance(value, str) and value.startswith("attach://"):
            value = p.raw.get(value.removeprefix("attach://"))
        if isinstance(value, Upload):
            if not value.content:
                raise bad_request("file must be non-empty")
            if len(value.content) > limit:
                raise RefusedError(413, "Request Entity Too Large")
            return self.keep(value, kind=kind)
        if isinstance(value, str) and value.startswith(("http://", "https://")):
            raise bad_request("failed to get HTTP URL content")
        stored = self.get(value) if isinstance(value, str) else None
        if stored is None:
            raise bad_request("wrong file identifier/HTTP URL specified")
        if not stored.file_id.startswith(BEGINNINGS[kind]):
            raise bad_request(f"can't use file of another type as {kind}")
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
