"""The solver z3 behind a few words; the only module that knows the library."""

from __future__ import annotations

from collections.abc import Iterable
from contextlib import contextmanager
from fractions import Fraction
from importlib import import_module
from typing import TYPE_CHECKING, Any, TypeAlias

from nelm.case.problem import MissingExtraError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

INSTALL = 'verification needs z3: pip install "nelm[verify]"'
Formula: TypeAlias = Any


def library() -> Any:
    """The library z3, loaded when it is first needed.

    Raises:
        MissingExtraError: it is not installed.
    """
    try:
        return import_module("z3")
    except ImportError:
        raise MissingExtraError(INSTALL) from None


def flag(name: str) -> Formula:
    """A yes/no variable."""
    return library().Bool(name)


def number(name: str, *, whole: bool = False) -> Formula:
    """A number variable; a whole number if `whole`."""
    return library().Int(name) if whole else library().Real(name)


def truth(value: bool) -> Formula:
    """True or false as a formula."""
    return library().BoolVal(value)


def exactly(value: float) -> Formula:
    """A number as a formula, without rounding."""
    return library().RealVal(str(Fraction(value)))


def every(parts: Iterable[Formula]) -> Formula:
    """All of these hold; nothing at all holds."""
    found = list(parts)
    return _group(library().Z3_mk_and, found) if found else truth(True)


def some(parts: Iterable[Formula]) -> Formula:
    """At least one of these holds; nothing at all does not."""
    found = list(parts)
    return _group(library().Z3_mk_or, found) if found else truth(False)


def no(part: Formula) -> Formula:
    """This does not hold."""
    z3, context = library(), part.ctx
    return z3.BoolRef(z3.Z3_mk_not(context.ref(), part.as_ast()), context)


def implies(condition: Formula, result: Formula) -> Formula:
    """Where the condition holds, so does the result."""
    z3, context = library(), condition.ctx
    made = z3.Z3_mk_implies(context.ref(), condition.as_ast(), result.as_ast())
    return z3.BoolRef(made, context)


def _group(make: Callable[..., Any], parts: list[Formula]) -> Formula:
    """A connective by the C interface: z3.And and z3.Or spend most of their time on types."""
    z3, context = library(), parts[0].ctx
    array = (z3.Ast * len(parts))(*(part.as_ast() for part in parts))
    return z3.BoolRef(make(context.ref(), len(parts), array), context)


def either(condition: Formula, first: Formula, second: Formula) -> Formula:
    """The first formula where the condition holds, else the second."""
    return library().If(condition, first, second)


def settled(formula: Formula) -> bool | None:
    """The truth of a formula without free variables; None when it has some."""
    simple = library().simplify(formula)
    if library().is_true(simple):
        return True
    return False if library().is_false(simple) else None


class UndecidedError(RuntimeError):
    """The solver gave up on a question; nothing may be concluded from that."""


class Solver:
    """Constraints that hold, and questions whether more is possible beside them."""

    def __init__(self, constraints: Iterable[Formula]) -> None:
        self._solver = library().SimpleSolver()
        self._solver.add(*constraints)
        self._witness: Any = None  # a case that fulfills all that holds now, once one was found

    def possible(self, *more: Formula) -> bool:
        """Whether some case fulfills the constraints and these formulas."""
        with self.assuming(*more):
            return self._check()

    @contextmanager
    def assuming(self, *more: Formula) -> Iterator[None]:
        """Add formulas for a while."""
        self._solver.push()
        self._witness = None
        self._solver.add(*more)
        try:
            yield
        finally:
            self._solver.pop()

    def keep(self, wish: Formula) -> bool:
        """Add a formula, if it is possible, for as long as the present `assuming` lasts.

        A case at hand that fulfills it shows that it is possible, without asking again.
        """
        if not self._is_witnessed(wish):
            with self.assuming(wish):
                if not self._check():
                    return False
                witness = self._solver.model()
            self._witness = witness
        self._solver.add(wish)
        return True

    def _is_witnessed(self, wish: Formula) -> bool:
        if self._witness is None:
            return False
        return bool(library().is_true(self._witness.eval(wish, model_completion=True)))

    def _check(self) -> bool:
        result = self._solver.check()
        if result == library().unknown:
            raise UndecidedError(self._solver.reason_unknown())
        return bool(result == library().sat)


def needed(solver: Solver, parts: list[Formula]) -> list[int]:
    """Numbers of a smallest group of formulas that are impossible together, first ones dropped.

    The group is the same for every version of the solver: parts are dropped in their order.
    """
    kept = list(range(len(parts)))
    for index in range(len(parts)):
        rest = [k for k in kept if k != index]
        if not solver.possible(*(parts[k] for k in rest)):
            kept = rest
    return kept
