"""People who answer again and again: what is said of them, and how sure figures of them are."""

import random
import re
from collections import Counter
from collections.abc import Sequence
from pathlib import Path

import pytest

from bot.pictures.paper import texts
from bot.words.answered_by import answers_words
from bot.words.catalogues import Words
from bot.words.voice import Voice
from metrics.intervals import Interval
from metrics.measure import Measure, change, measure
from metrics.repeats import NOBODY_TWICE, Repeats, repeats_of, worths
from storage.database import Database
from storage.recount import verify
from tests.bot.test_summaries import SETTINGS
from tests.bot.town import ZONE, Town, open_town
