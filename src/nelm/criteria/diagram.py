"""Decision diagrams over cells: every completion of what is unknown, without listing them all."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import islice
from typing import Generic, TypeAlias, TypeVar

from nelm.criteria.formulas import MET, Formulas
from nelm.criteria.truth import Truth
from nelm.criteria.values import Value

Label = TypeVar("Label")
Choice: TypeAlias = tuple[str, Value]
Decide: TypeAlias = Callable[[tuple[Truth | None, ...]], Label | None]


@dataclass(frozen=True, eq=False, slots=True)
class Leaf(Generic[Label]):
    """Every completion that comes here has this label."""

    label: Label


@dataclass(frozen=True, eq=False, slots=True)
class Branch(Generic[Label]):
    """The label depends on this fact; one way per cell of its domain."""

    fact: str
    ways: tuple[tuple[Value, Tree[Label]], ...]


Tree: TypeAlias = Leaf[Label] | Branch[Label]


@dataclass
class Diagram(Generic[Label]):
    """Grows reduced decision diagrams for a group of formulas.

    Attributes:
        formulas: the table that holds the formulas.
        domains: the cells still possible for every fact, in the order of asking.
        decide: the label of a group of truths; None while it is still open.
        impossible: formulas that no patient fulfills; completions that do are left out.
    """

    formulas: Formulas
    domains: Mapping[str, Sequence[Value]]
    decide: Decide[Label]
    impossible: Sequence[int] = ()
    _grown: dict[tuple[int, ...], Tree[Label] | None] = field(default_factory=dict)
    _branches: dict[tuple[object, ...], Branch[Label]] = field(default_factory=dict)
    _leaves: dict[Label, Leaf[Label]] = field(default_factory=dict)
    _possible: dict[tuple[int, ...], bool] = field(default_factory=dict)

    def grow(self, group: Sequence[int]) -> Tree[Label] | None:
        """The diagram of a group of formulas; None when every completion is impossible."""
        fixed = {fact: cells[0] for fact, cells in self.domains.items() if len(cells) == 1}
        state = tuple(self._with(fixed, number) for number in group)
        limits = tuple(self._with(fixed, number) for number in self.impossible)
        return self._tree((*state, *self._related(self._facts(state), limits)), len(group))

    def _with(self, fixed: Mapping[str, Value], number: int) -> int:
        for fact, value in fixed.items():
            number = self.formulas.given(number, fact, value)
        return number

    def _facts(self, numbers: Sequence[int]) -> frozenset[str]:
        return frozenset[str]().union(*(self.formulas.facts(number) for number in numbers))

    def _related(self, facts: frozenset[str], limits: Sequence[int]) -> list[int]:
        """Impossible combinations that bear on these facts, directly or through others."""
        near = [n for n in limits if n == MET or self.formulas.facts(n) & facts]
        wider = facts | self._facts(near)
        return near if wider == facts else self._related(wider, limits)

    def _tree(self, state: tuple[int, ...], width: int) -> Tree[Label] | None:
        if MET in state[width:]:
            return None
        rest = sorted(number for number in set(state[width:]) if self.formulas.facts(number))
        state = (*state[:width], *rest)
        key = (width, *state)
        if key not in self._grown:
            self._grown[key] = self._expand(state, width)
        return self._grown[key]

    def _expand(self, state: tuple[int, ...], width: int) -> Tree[Label] | None:
        label = self.decide(tuple(self.formulas.truth(number) for number in state[:width]))
        if label is not None:
            possible = self._is_possible(state[width:])
            return self._leaves.setdefault(label, Leaf(label)) if possible else None
        open_facts = self._facts(state[:width])
        fact = next(fact for fact in self.domains if fact in open_facts)
        ways = []
        for value in self.domains[fact]:
            after = tuple(self.formulas.given(number, fact, value) for number in state)
            tree = self._tree(after, width)
            if tree is not None:
                ways.append((value, tree))
        return self._branch(fact, tuple(ways))

    def _is_possible(self, limits: tuple[int, ...]) -> bool:
        """Whether some completion avoids all impossible combinations that are left."""
        rest = tuple(sorted(n for n in set(limits) if self.formulas.facts(n)))
        if MET in limits or not rest:
            return MET not in limits
        if rest not in self._possible:
            fact = next(fact for fact in self.domains if fact in self.formulas.facts(rest[0]))
            self._possible[rest] = any(
                self._is_possible(tuple(self.formulas.given(n, fact, value) for n in rest))
                for value in self.domains[fact]
            )
        return self._possible[rest]

    def _branch(self, fact: str, ways: tuple[tuple[Value, Tree[Label]], ...]) -> Tree[Label] | None:
        if len({id(tree) for _, tree in ways}) <= 1:
            return ways[0][1] if ways else None
        key = (fact, *((value, id(tree)) for value, tree in ways))
        return self._branches.setdefault(key, Branch(fact, ways))


def reachable(tree: Tree[Label] | None) -> frozenset[Label]:
    """Labels that some completion leads to."""
    return frozenset(node.label for node in _nodes(tree) if isinstance(node, Leaf))


def support(tree: Tree[Label] | None) -> frozenset[str]:
    """Facts that can still change the label."""
    return frozenset(node.fact for node in _nodes(tree) if isinstance(node, Branch))


def _nodes(tree: Tree[Label] | None) -> list[Tree[Label]]:
    found: dict[int, Tree[Label]] = {}
    waiting = [] if tree is None else [tree]
    while waiting:
        node = waiting.pop()
        if id(node) not in found:
            found[id(node)] = node
            waiting.extend(child for _, child in node.ways) if isinstance(node, Branch) else None
    return list(found.values())


def given(tree: Tree[Label] | None, fact: str, value: Value) -> frozenset[Label]:
    """Labels still reachable once a fact has this value."""
    labels: set[Label] = set()
    seen: set[int] = set()
    waiting = [] if tree is None else [tree]
    while waiting:
        node = waiting.pop()
        if id(node) in seen:
            continue
        seen.add(id(node))
        if isinstance(node, Leaf):
            labels.add(node.label)
        else:
            ways = node.ways if node.fact != fact else [w for w in node.ways if w[0] == value]
            waiting.extend(child for _, child in ways)
    return frozenset(labels)


def cheapest(
    tree: Tree[Label] | None,
    cost: Callable[[str, Value], int],
    wanted: Callable[[Label], bool],
    limit: int = 5,
) -> tuple[tuple[Choice, ...], ...]:
    """The ways to a wanted label with the least total cost, at most `limit` of them."""
    best: dict[int, float] = {}

    def price(node: Tree[Label]) -> float:
        if id(node) not in best:
            if isinstance(node, Leaf):
                best[id(node)] = 0 if wanted(node.label) else float("inf")
            else:
                best[id(node)] = min(cost(node.fact, v) + price(child) for v, child in node.ways)
        return best[id(node)]

    def paths(node: Tree[Label]) -> list[tuple[Choice, ...]]:
        if isinstance(node, Leaf):
            return [()]
        cheap = [
            ((node.fact, value), path)
            for value, child in node.ways
            if price(child) + cost(node.fact, value) == price(node)
            for path in paths(child)
        ]
        return [(head, *path) for head, path in islice(cheap, limit)]

    if tree is None or price(tree) == float("inf"):
        return ()
    return tuple(paths(tree)[:limit])
