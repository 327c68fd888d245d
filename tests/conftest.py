"""Every process of the suite keeps its bytecode: compiling takes longer than most tests do."""

import os
import sys
from pathlib import Path

if sys.dont_write_bytecode:  # asked for by the environment: keep it out of the tree at least
    kept = str(Path(__file__).parents[1] / ".pytest_cache" / "bytecode")
    sys.dont_write_bytecode, sys.pycache_prefix = False, kept
    os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
    os.environ["PYTHONPYCACHEPREFIX"] = kept
