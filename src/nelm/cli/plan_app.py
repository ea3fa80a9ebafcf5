"""`nelm plan`: a command for every option, and one that prints inputs to fill in."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Any

import typer
from typer.core import TyperGroup

from nelm.cli.requests import DEFAULT_PACK, CaseRequest, Output, gathers

PackName = Annotated[str, typer.Option(help="The source that judges, by name or folder.")]


@dataclass(frozen=True)
class PlanRequest:
    """What a plan takes besides the case."""

    inputs: Annotated[
        Path | None, typer.Option(help="Inputs, YAML or JSON; see `nelm plan template OPTION`.")
    ] = None
    limits: Annotated[
        Path | None, typer.Option(help="Values of your site, with author and date; printed.")
    ] = None
    dose: Annotated[
        Path | None, typer.Option(help="A dose map to go with it: JSON of `nelm dose run --json`.")
    ] = None


class OptionGroup(TyperGroup):
    """Every word that is no command of its own is taken as an option of the pack."""

    def get_command(self, ctx: Any, cmd_name: str) -> Any:
        """The command of this name, or one that plans this option."""
        return self.commands.get(cmd_name) or _command(cmd_name)


WITH_NUMBERS = (
    *("tare", "prrt", "tae", "tace", "deb_tace"),
    *("one_step_resection", "two_step_resection", "debulking"),
    *("rfa_alone", "rfa_with_surgery", "microwave_ablation", "liver_transplantation"),
)
app = typer.Typer(
    cls=OptionGroup,
    no_args_is_help=True,
    help="Plan an option: its numbers, checks, preparation.\n\n"
    "nelm plan OPTION CASE --inputs FILE [--limits FILE] [--html FILE] [--pdf FILE] [--json]\n\n"
    f"Options with numbers: {', '.join(WITH_NUMBERS)}. The others are planned without.",
    epilog="\b\nExamples:\nnelm plan template tare > inputs.yaml\n"
    "nelm plan tare my-case.yaml --inputs inputs.yaml --html plan.html",
)


@app.callback()
def _plan() -> None:
    """Make a group of it, with one command of its own as with many."""


@app.command("template", epilog="Example: nelm plan template tare > inputs.yaml")
def template(
    option: Annotated[str, typer.Argument(metavar="OPTION", help="Id, code or part of a name.")],
    pack: PackName = DEFAULT_PACK,
) -> int:
    """Print a commented file of inputs; every field is still unknown."""
    from nelm.cli import plans

    return plans.template(option, pack)


def _command(option: str) -> Any:

    @gathers(CaseRequest, PlanRequest, Output)
    def run(case: CaseRequest, request: PlanRequest, output: Output) -> int:
        from nelm.cli import plans

        return plans.make(option, case, request, output)

    one = typer.Typer(add_completion=False, rich_markup_mode=None)
    text = f"Plan {option} for a case; the exit code is 1 when something is refused."
    example = f"Example: nelm plan {option} my-case.yaml --inputs inputs.yaml --html plan.html"
    one.command(option, help=text, epilog=example)(run)
    return typer.main.get_command(one)
