"""How the bot and the process that draws understand each other on their pipes."""

import struct
from enum import IntFlag

LENGTH = struct.Struct(">I")  # stands before every document


class Drawn(IntFlag):
    """What the process says before the bytes: a picture or an error, and whether it ends now."""

    PICTURE = 1
    LAST = 2
