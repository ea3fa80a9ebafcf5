"""The syntax tree of a condition: frozen nodes that hold meaning; engines hold execution."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TypeAlias


@dataclass(frozen=True, slots=True)
class Constant:
    """`always` (True), `never` (False), or what no fact can settle (None)."""

    value: bool | None


@dataclass(frozen=True, slots=True)
class Yes:
    """A yes/no fact that should be yes."""

    fact: str


@dataclass(frozen=True, slots=True)
class OneOf:
    """A choice fact that should be one of these words."""

    fact: str
    words: frozenset[str]


@dataclass(frozen=True, slots=True)
class Compare:
    """A number compared with a bound; the bound may come from a parameter (None = not set)."""

    fact: str
    operator: str
    bound: float | None
    parameter: str | None = None


@dataclass(frozen=True, slots=True)
class Not:
    """Negation of one comparison, yes/no fact or definition."""

    part: Node


@dataclass(frozen=True, slots=True)
class And:
    """All parts hold."""

    parts: tuple[Node, ...]


@dataclass(frozen=True, slots=True)
class Or:
    """At least one part holds."""

    parts: tuple[Node, ...]


@dataclass(frozen=True, slots=True)
class Otherwise:
    """Two accounts of the same thing: whichever is known; unknown when they disagree."""

    first: Node
    second: Node


@dataclass(frozen=True, slots=True)
class Named:
    """A definition of the pack, by name; `part` is None until the condition is bound."""

    name: str
    part: Node | None = None


Atom: TypeAlias = Constant | Yes | OneOf | Compare
Node: TypeAlias = Atom | Not | And | Or | Otherwise | Named


def children(node: Node) -> tuple[Node, ...]:
    """The nodes directly below this one."""
    match node:
        case And(parts) | Or(parts):
            return parts
        case Not(part):
            return (part,)
        case Otherwise(first, second):
            return (first, second)
        case Named(_, part) if part is not None:
            return (part,)
        case _:
            return ()


def walk(node: Node) -> Iterator[Node]:
    """This node and every node below it, outermost first."""
    yield node
    for child in children(node):
        yield from walk(child)


def facts_of(node: Node) -> tuple[str, ...]:
    """Names of the facts that the condition reads, in the order of reading, each once."""
    names = (n.fact for n in walk(node) if isinstance(n, Yes | OneOf | Compare))
    return tuple(dict.fromkeys(names))


def parameters_of(node: Node) -> tuple[str, ...]:
    """Names of the parameters that the condition compares with, each once."""
    names = (n.parameter for n in walk(node) if isinstance(n, Compare) and n.parameter)
    return tuple(dict.fromkeys(names))
