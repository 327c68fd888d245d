"""The drawing process is judged by its own memory, however much the bot had when it was started."""

import subprocess
import sys

BIG_BOT = """
import asyncio
from bot.pictures.drawer import Pictures

SVG = '<svg xmlns="http://www.w3.org/2000/svg" width="{wide}" height="9"/>'
weight = bytearray(b"x") * 450_000_000

async def main():
    pictures = Pictures()
    workers = []
    for number in range(2):
        await pictures.png(SVG.format(wide=number + 9))
        workers.append(pictures.worker)
    await pictures.close()
    print(workers[0] is not None and workers[0] == workers[1])

asyncio.run(main())
"""


def test_a_bot_with_much_memory_keeps_its_drawing_process() -> None:
    done = subprocess.run(
        [sys.executable, "-c", BIG_BOT], capture_output=True, text=True, check=True
    )
    assert done.stdout.strip() == "True", done.stderr
