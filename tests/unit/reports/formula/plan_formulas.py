"""The formulas that plans state themselves, found in the source of the room."""

from __future__ import annotations

import ast
import importlib
import pkgutil
import re
from collections.abc import Iterator
from itertools import product
from pathlib import Path

import nelm.planning

FROM_CATALOG = "y = a"
EQUATION = re.compile(r"[A-Za-z_'~]+ = \S")


def plan_formulas() -> dict[str, str]:
    """Each formula text with the module that states it; those of the catalog are not repeated."""
    found = {}
    for module in pkgutil.walk_packages(nelm.planning.__path__, "nelm.planning."):
        there = importlib.import_module(module.name)
        tree = ast.parse(Path(str(there.__file__)).read_text())
        for node in _stated(tree):
            for text in _texts(node, vars(there)):
                found[text] = module.name
    del found[FROM_CATALOG]
    return found


def _stated(tree: ast.Module) -> Iterator[ast.expr]:
    """What is passed as `formula`, by name or first to a method, and tables of formulas."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Call):
            named = [word.value for word in node.keywords if word.arg == "formula"]
            if isinstance(node.func, ast.Name) and node.func.id == "Method" and not named:
                named = node.args[:1]
            yield from named
        elif isinstance(node, ast.AnnAssign) and ast.unparse(node.target) == "FORMULAS":
            yield node.target
        elif isinstance(node, ast.Constant) and EQUATION.match(str(node.value)):
            yield node  # passed on to a method by a function in between


def _texts(node: ast.expr, known: dict[str, object]) -> list[str]:
    """Every text that an expression can be, with its conditions either way."""
    match node:
        case ast.Attribute(attr="formula"):  # of the catalog, or of a method already seen
            return [FROM_CATALOG]
        case ast.IfExp(body=first, orelse=second):
            return _texts(first, known) + _texts(second, known)
        case ast.BoolOp(values=values):
            return [text for value in values for text in _texts(value, known)]
        case ast.BinOp(left=first, right=second):
            return _joined([first, second], known)
        case ast.JoinedStr(values=values):
            return _joined(values, known)
        case ast.FormattedValue(value=value):
            return _texts(value, known)
        case ast.Name(id=name) if name not in known:  # passed on, and stated elsewhere
            return []
        case ast.Name(id="FORMULAS"):
            table = known["FORMULAS"]
            assert isinstance(table, dict)
            return [formula for formula, _ in table.values()]
        case ast.Name(id=name):  # a formula, or a number such as the points that a class ends at
            return [str(known[name])]
        case ast.Constant(value=value):
            return [str(value)]
    raise TypeError(f"no text of a formula: {ast.unparse(node)}")


def _joined(nodes: list[ast.expr], known: dict[str, object]) -> list[str]:
    return ["".join(texts) for texts in product(*(_texts(node, known) for node in nodes))]
