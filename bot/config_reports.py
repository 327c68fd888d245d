"""What an operator can say about the figures that staff ask for."""

from bot.config_parts import Section


class Reports(Section):
    """How figures are shown."""

    pictures: bool = True
