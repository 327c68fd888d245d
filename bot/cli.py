"""Every command of `afterword`: its options, and the file in bot/commands that does it."""

import os
import signal
import sys
from pathlib import Path

import click

from bot.clock import system_clock
from bot.commands.command_line import Commands, config_option, say, wait_for
from bot.commands.in_and_out import export, import_
from bot.commands.of_people.on_request import audit, forget
from bot.commands.quick_start import for_good

BOT_API = "https://api.telegram.org"


def _print_version(context: click.Context, _: object, wanted: bool) -> None:  # noqa: FBT001 - click's
    if wanted:
        from bot.commands.version import versions

        say(versions())
        context.exit()


@click.group(cls=Commands, context_settings={"help_option_names": ["-h", "--help"]})
@click.option(
    "--version",
    is_flag=True,
    is_eager=True,
    expose_value=False,
    callback=_print_version,
    help="Show the version, and exit.",
)
def cli() -> None:
    """Ask customers one short question, and tell staff what they say."""


@cli.command()
@config_option
@click.option("--new-store", is_flag=True, help="Begin anew where the database is lost.")
@click.option(
    "--accept-loss", metavar="N", type=int, help="Go on from commit N, without what is lost."
)
@click.option(
    "--forgotten-unknown", is_flag=True, help="Start without the file of who was forgotten."
)
@click.option("--greet", is_flag=True, help="Greet also the groups of the first start.")
def run(
    path: Path, *, new_store: bool, accept_loss: int | None, forgotten_unknown: bool, greet: bool
) -> None:
    """Run the bot until it is told to stop."""
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))  # until the bot takes care of signals
    signal.signal(signal.SIGHUP, signal.SIG_IGN)  # the settings are about to be read anyway
    with for_good():
        from bot.app import serve
        from bot.commands.restoring import go_on_unknowing, go_on_without
        from bot.settings.config import load

    config = load(path, os.environ)
    if new_store or accept_loss is not None:
        going_on = go_on_without(config, new_store=new_store, accepted=accept_loss)
        say(wait_for(going_on), err=True)
    if forgotten_unknown:
        say(wait_for(go_on_unknowing(config)), err=True)
    wait_for(serve(config, greet=greet))


@cli.command()
@click.argument("file", type=click.Path(path_type=Path))
@config_option
def backup(file: Path, path: Path) -> None:
    """Write a checked copy of the database to FILE, also while the bot runs."""
    from bot.commands.backup import back_up_now
    from bot.settings.config import load

    say(wait_for(back_up_now(load(path, os.environ, speaks=False), file)))


@cli.command()
@click.argument("backup", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@config_option
@click.option("--verify", is_flag=True, help="Only look whether BACKUP is whole.")
@click.option(
    "--forgotten-unknown", is_flag=True, help="Go on without the file of who was forgotten."
)
def restore(backup: Path, path: Path, *, verify: bool, forgotten_unknown: bool) -> None:
    """Put a copy of BACKUP in the place of the database; stop the bot first."""
    from bot.commands.backup import look_over
    from bot.commands.restoring import take_in
    from bot.settings.config import load

    if verify:
        say(wait_for(look_over(backup)))
    else:
        config, now = load(path, os.environ, speaks=False), system_clock()
        say(wait_for(take_in(config, backup, forgotten_unknown=forgotten_unknown, now=now)))


@cli.command()
@click.option("--once", is_flag=True, help="Stop after the week has been played.")
@click.option("--port", type=click.IntRange(0, 65535), default=8090, show_default=True)
def demo(*, once: bool, port: int) -> None:
    """Try the bot offline, after a week of simulated customers."""
    with for_good():
        from bot.commands.demo.performance import demo

    wait_for(demo(once=once, port=port))


@cli.command()
@config_option
def check(path: Path) -> None:
    """Show the settings in force, or every mistake in them."""
    from bot.commands.check import checked
    from bot.settings.config import load

    config = load(path, os.environ, speaks=False)
    today = system_clock().astimezone(config.business.zone).date()
    say(wait_for(checked(config, today=today)))


@cli.command()
@config_option
@click.option("--json", "as_json", is_flag=True, help="Write it for other programs.")
@click.option(
    "--bundle", type=click.Path(path_type=Path), help="A zip file for whoever helps: no secrets."
)
def doctor(path: Path, bundle: Path | None, *, as_json: bool) -> None:
    """Look for what is wrong, also while the bot runs; exits with 1 if there is something."""
    from bot.commands.doctor.examination import examined
    from bot.settings.config import load

    config = load(path, os.environ)
    words, well = wait_for(examined(config, now=system_clock(), json_wanted=as_json, bundle=bundle))
    say(words)
    if not well:
        sys.exit(1)


@cli.command()
@click.argument("name", required=False)
@config_option
@click.option("--write", is_flag=True, help="Put it into the settings.")
def key(name: str | None, path: Path, *, write: bool) -> None:
    """Make a key with which the system NAME may post; without NAME, list the systems."""
    from bot.commands.key import list_keys, new_key, new_key_in
    from bot.settings.config import load

    if name is None:
        say("\n".join(wait_for(list_keys(load(path, os.environ, speaks=False)))))
    else:
        say("\n".join(new_key_in(path, name) if write else new_key(name)))


@cli.command()
@config_option
@click.option("--token-file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--api-url", default=BOT_API, show_default=True, help="Any Bot API server.")
@click.option("--wait", type=click.IntRange(1), default=900, show_default=True, help="Seconds.")
@click.option("--name", help="Of the business. Default: the bot's.")
@click.option("--zone", help="Such as Europe/Berlin. Default: the machine's.")
@click.option("--language", help="en, ru or zh-Hans. Default: the machine's.")
@click.option(
    "--question",
    type=click.Choice(["helped", "recommend", "easy", "faces"]),
    help="What customers are asked first.",
)
@click.option("--no-start", is_flag=True, help="Only write the settings.")
@click.option("--yes", is_flag=True, help="Take the first group, and overwrite, without asking.")
def init(
    path: Path,
    token_file: Path | None,
    api_url: str,
    wait: int,
    *,
    no_start: bool,
    yes: bool,
    **given: str | None,
) -> None:
    """Write a first config.toml, together with Telegram, and start with a question to try."""
    from bot.commands.init import VARIABLE, init, start_words, token_from
    from bot.commands.init_file import Wishes

    token, kept_elsewhere = token_from(token_file, os.environ)
    wishes = Wishes(path, token, kept_elsewhere, api_url.rstrip("/"), wait, yes, given)
    try:
        wait_for(init(wishes))
    except (click.Abort, KeyboardInterrupt):
        say("\nNothing was written.", err=True)
        raise
    if no_start:
        say(f"Start it with: {start_words(wishes)}")
        return
    say("Starting. In the group, press the button below the greeting. Ctrl-C stops it.")
    say(f"Later, start it with: {start_words(wishes)}")
    environ = {**os.environ, VARIABLE: token}
    words = ["run", "--config", str(path), "--greet"]
    os.execve(  # noqa: S606 - this program, again
        sys.executable, [sys.executable, "-P", "-m", "bot", *words], environ
    )


@cli.command()
@config_option
@click.option("--verify", "task", flag_value="verify", help="Compare the counts with the rows.")
@click.option(
    "--rebuild", "task", flag_value="rebuild", help="Make the counts anew; stop the bot first."
)
def tallies(path: Path, task: str | None) -> None:
    """Prove the daily counts equal to the rows, or make them anew; UsageError for neither."""
    from bot.commands.tallies import rebuild_tallies, verify_tallies
    from bot.settings.config import load

    if task is None:
        raise click.UsageError("say --verify or --rebuild")
    work = verify_tallies if task == "verify" else rebuild_tallies
    say(wait_for(work(load(path, os.environ, speaks=False))))


@cli.command()
@click.argument("customer")
@config_option
def why(customer: str, path: Path) -> None:
    """Tell why CUSTOMER was asked or not, and when they may be asked next."""
    from bot.commands.of_people.why_offline import why
    from bot.settings.config import load

    say(wait_for(why(load(path, os.environ, speaks=False), customer, now=system_clock())))


@cli.command()
@click.argument("customer")
@config_option
def unbind(customer: str, path: Path) -> None:
    """Undo that your system's name of CUSTOMER is a person on Telegram; stop the bot first."""
    from bot.commands.of_people.unbind import unbind_offline
    from bot.settings.config import load

    say(
        wait_for(unbind_offline(load(path, os.environ, speaks=False), customer, now=system_clock()))
    )


@cli.command("rotate-links")
@config_option
def rotate_links(path: Path) -> None:
    """Sign links by a new key; those of the key before still work; stop the bot first."""
    from bot.commands.of_people.unbind import rotate_links
    from bot.settings.config import load

    say(wait_for(rotate_links(load(path, os.environ, speaks=False), now=system_clock())))


@cli.command()
@config_option
@click.option("--since", default="30d", show_default=True, help="A duration, or a day.")
@click.option(
    "--database", type=click.Path(path_type=Path), help="Default: the one that the settings name."
)
@click.option(
    "--current",
    type=click.Path(path_type=Path),
    help="The settings in force. Default: the config.toml beside the database.",
)
@click.option("--seed", type=int, default=7, show_default=True, help="Of the answers drawn.")
@click.option("--json", "as_json", is_flag=True, help="Write it for other programs.")
def rehearse(
    path: Path, since: str, database: Path | None, current: Path | None, seed: int, *, as_json: bool
) -> None:
    """Replay recorded interactions against other settings, sending nothing."""
    from bot.commands.rehearse import RehearsalWords, rehearse_in

    words = RehearsalWords(path, since, database, current, seed, as_json)
    say(wait_for(rehearse_in(words, os.environ, now=system_clock())))


cli.add_command(import_)
cli.add_command(forget)
cli.add_command(audit)
cli.add_command(export)


@cli.command()
@click.option("--only", metavar="NAME", help="Draw one picture; the page stays as it is.")
def gallery(only: str | None) -> None:
    """Draw the pictures of the documentation anew, in every language."""
    from bot.commands.gallery.shots import make_gallery

    async def made() -> None:
        async for line in make_gallery(only):
            say(line)

    wait_for(made())


@cli.command()
def film() -> None:
    """Film the demonstration anew for the documentation; needs Chromium."""
    from bot.commands.film.scenes import make_film

    async def made() -> None:
        async for line in make_film():
            say(line)

    wait_for(made())


def main() -> None:
    """Run the command that was typed."""
    cli(prog_name="afterword")
