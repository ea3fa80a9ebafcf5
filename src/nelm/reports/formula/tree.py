"""The parts of a formula that was read: every drawing of it walks over these."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, TypeAlias

FUNCTIONS = (
    "abs", "exp", "floor", "ln", "log10", "log2", "max", "min", "Phi", "sin", "sqrt", "sum",
)  # fmt: skip
GREEK = {
    "alpha": "α", "beta": "β", "gamma": "γ", "lambda": "λ", "mu": "μ", "pi": "π", "sigma": "σ",
    "tau": "τ", "theta": "θ", "Phi": "Φ",
}  # fmt: skip
Sign: TypeAlias = Literal["=", "<", "<=", ">", ">="]


@dataclass(frozen=True)
class Number:
    """A number as it was written: `0.20247`, `1.6e-13`."""

    text: str


@dataclass(frozen=True)
class Symbol:
    """A name: `T_eff` is T below eff, `D50` is D below 50, `A~` and `F''` carry a mark."""

    name: str
    mark: str = ""
    below: str = ""

    @property
    def text(self) -> str:
        """One key for one quantity: `T_eff`, `D_50`, `A~`."""
        return self.name + self.mark + (f"_{self.below}" if self.below else "")


@dataclass(frozen=True)
class Call:
    """A function of its arguments; `ln 2` is one without brackets."""

    function: Symbol
    arguments: tuple[Node, ...]
    bracketed: bool = True


@dataclass(frozen=True)
class Group:
    """Something in brackets."""

    inner: Node


@dataclass(frozen=True)
class Power:
    """A base to an exponent."""

    base: Node
    exponent: Node


@dataclass(frozen=True)
class Joined:
    """Factors side by side: `k A (1-F)`."""

    factors: tuple[Node, ...]


@dataclass(frozen=True)
class Times:
    """Factors with a sign between them: `a x b`; binds looser than a fraction."""

    factors: tuple[Node, ...]


@dataclass(frozen=True)
class Fraction:
    """One over the other."""

    above: Node
    below: Node


@dataclass(frozen=True)
class Negative:
    """A product with a minus before it."""

    inner: Node


@dataclass(frozen=True)
class Sum:
    """The first term, and the others with their signs."""

    first: Node
    others: tuple[tuple[Literal["+", "-"], Node], ...]


@dataclass(frozen=True)
class Relation:
    """Two sides and what stands between them, and the text of it all."""

    text: str
    left: Node
    sign: Sign
    right: Node


@dataclass(frozen=True)
class Words:
    """A part that is a sentence, not mathematics."""

    text: str


Node: TypeAlias = (
    Number | Symbol | Call | Group | Power | Joined | Times | Fraction | Negative | Sum
)
Line: TypeAlias = Relation | Words


@dataclass(frozen=True)
class Formula:
    """A formula as it was read.

    Attributes:
        text: as written; what is read aloud.
        lines: its parts between semicolons; a single sentence when none is mathematics.
    """

    text: str
    lines: tuple[Line, ...]

    @property
    def is_words(self) -> bool:
        """Whether nothing of it is mathematics."""
        return all(isinstance(line, Words) for line in self.lines)


def bare(node: Node) -> Node:
    """Without the brackets that a fraction line or a raised place makes needless."""
    return node.inner if isinstance(node, Group) else node


def printable(text: str) -> str:
    """The text on one line, with a sign for each letter that XML or UTF-8 can not hold."""
    return "".join(a if a.isprintable() else " " if a.isspace() else "\ufffd" for a in text)
