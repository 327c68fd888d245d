"""Whether pictures can be drawn, and whether there are letters in them."""

from bot.operating.checkup.findings import Finding
from bot.pictures.drawer import NoPictureError, Pictures
from bot.settings.config import Config

_SCRIPTS = {"Latin": "NPS +42", "Cyrillic": "неделя", "Chinese": "本周"}
_PICTURE = """<svg xmlns="http://www.w3.org/2000/svg" width="99" height="40">
<text x="9" y="30" font-family="Afterword Sans">{}</text></svg>"""


async def look_at_drawing(config: Config, pictures: Pictures) -> Finding:
    """Draw words of each script: without its fonts the drawing process draws nothing."""
    if not config.reports.pictures:
        return Finding("drawing", "ok", "doctor.drawing.off")
    try:
        empty = await pictures.png(_PICTURE.format(""))
        drawn = {name: await pictures.png(_PICTURE.format(text)) for name, text in _SCRIPTS.items()}
    except NoPictureError as error:
        return Finding("drawing", "bad", "doctor.drawing.broken", {"said": str(error)})
    blank = [name for name, png in drawn.items() if png == empty]
    if blank:
        return Finding("drawing", "bad", "doctor.drawing.blank", {"scripts": blank})
    return Finding("drawing", "ok", "doctor.drawing.fine")
