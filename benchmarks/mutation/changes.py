"""Small wrong changes of a module's code, one at a time: another comparison, number, condition, return."""

import ast
import hashlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

Undo = Callable[[], None]

COMPARISONS: dict[type[ast.cmpop], type[ast.cmpop]] = {
    ast.Lt: ast.LtE, ast.LtE: ast.Lt, ast.Gt: ast.GtE, ast.GtE: ast.Gt, ast.Eq: ast.NotEq, ast.NotEq: ast.Eq,
    ast.In: ast.NotIn, ast.NotIn: ast.In, ast.Is: ast.IsNot, ast.IsNot: ast.Is,
}  # fmt: skip
OPERATORS: dict[type[ast.operator], type[ast.operator]] = {
    ast.Add: ast.Sub, ast.Sub: ast.Add, ast.Mult: ast.FloorDiv, ast.FloorDiv: ast.Mult, ast.Mod: ast.Mult,
    ast.BitAnd: ast.BitOr, ast.BitOr: ast.BitAnd,
}  # fmt: skip
NAMES = {"any": "all", "all": "any", "min": "max", "max": "min"}
LONGEST_WORD = 12
"""A longer string is a sentence: its wording isn't tested by mutants."""


@dataclass(frozen=True)
class Mutant:
    """One change. ``function`` is the outermost function's name with its class, empty at the module's level."""

    module: str
    function: str
    line: int
    what: str
    source: str
    key: str
    statement: tuple[int, int]
    """First and last line of the statement, of a compound one its head."""


@dataclass(frozen=True)
class Place:
    """A node that may be changed, and the function around it."""

    node: ast.AST
    parent: ast.AST
    function: str
    body: str
    """The text of the function, or of the statement at the module's level."""
    statement: tuple[int, int]


def functions_of(tree: ast.Module) -> Iterator[tuple[str, ast.FunctionDef]]:
    """The outermost functions with their classes' names before theirs."""
    for node in tree.body:
        yield from _functions(node, "")


def _functions(node: ast.stmt, prefix: str) -> Iterator[tuple[str, ast.FunctionDef]]:
    if isinstance(node, ast.ClassDef):
        for inner in node.body:
            yield from _functions(inner, f"{prefix}{node.name}.")
    elif isinstance(node, ast.FunctionDef):
        yield f"{prefix}{node.name}", node


def mutants(path: Path, module: str) -> Iterator[tuple[Mutant, ast.Module]]:
    """Every mutant of a module with its tree; the tree is the same object, changed back after each step."""
    text = path.read_text(encoding="utf-8")
    tree, lines, seen = ast.parse(text), text.splitlines(), dict[str, int]()
    for place in list(_places(tree, text)):
        for what, undo in _changes(place):
            line = getattr(place.node, "lineno", None) or place.node.target.lineno  # type: ignore[attr-defined]
            source = lines[line - 1].strip()
            told = f"{module}|{place.function}|{hashlib.sha256(place.body.encode()).hexdigest()}|{source}|{what}"
            seen[told] = seen.get(told, 0) + 1
            key = hashlib.sha256(f"{told}|{seen[told]}".encode()).hexdigest()[:16]
            yield Mutant(module, place.function, line, what, source, key, place.statement), tree
            undo()


def _places(tree: ast.Module, text: str) -> Iterator[Place]:
    for statement in tree.body:
        yield from _of_statement(statement, "", tree, text)


def _of_statement(node: ast.stmt, prefix: str, parent: ast.AST, text: str) -> Iterator[Place]:
    if isinstance(node, ast.ClassDef):
        for inner in node.body:
            yield from _of_statement(inner, f"{prefix}{node.name}.", node, text)
    elif isinstance(node, ast.FunctionDef):
        body = ast.get_source_segment(text, node) or ""
        for inner in node.body[1:] if ast.get_docstring(node) else node.body:
            yield from _below(inner, node, f"{prefix}{node.name}", body)
    elif not prefix and isinstance(node, ast.Assign | ast.AnnAssign) and node.value is not None and not _is_all(node):
        yield from _below(node.value, node, "", ast.get_source_segment(text, node) or "")


def _is_all(node: ast.Assign | ast.AnnAssign) -> bool:
    """``__all__``: names that nobody compares."""
    return isinstance(node, ast.Assign) and any(isinstance(t, ast.Name) and t.id == "__all__" for t in node.targets)


def _below(
    node: ast.AST, parent: ast.AST, function: str, body: str, statement: tuple[int, int] = (0, 0)
) -> Iterator[Place]:
    """The node and all below it, but for annotations and the pieces of f-strings, which are wording."""
    if isinstance(node, ast.stmt):
        statement = _lines(node)
    if isinstance(node, ast.AnnAssign):
        if node.value is not None:
            yield from _below(node.value, node, function, body, statement)
        return
    yield Place(node, parent, function, body, statement)
    for inner in ast.iter_child_nodes(node):
        wording = isinstance(node, ast.JoinedStr) and isinstance(inner, ast.Constant)
        formats = isinstance(node, ast.FormattedValue) and inner is not node.value
        if not wording and not formats:
            yield from _below(inner, node, function, body, statement)


def _lines(node: ast.stmt) -> tuple[int, int]:
    inside = getattr(node, "body", None)
    if inside:
        return node.lineno, max(node.lineno, inside[0].lineno - 1)
    return node.lineno, node.end_lineno or node.lineno


def _changes(place: Place) -> Iterator[tuple[str, Undo]]:
    node = place.node
    match node:
        case ast.Compare():
            yield from _of_comparison(node)
        case ast.BoolOp():
            other = ast.Or() if isinstance(node.op, ast.And) else ast.And()
            yield _named(node, other), _set(node, "op", other)
        case ast.BinOp() if type(node.op) in OPERATORS and not _joins_text(node):
            new = OPERATORS[type(node.op)]()
            yield _named(node, new), _set(node, "op", new)
        case ast.UnaryOp(op=ast.Not()):
            yield "not left out", _set(node, "operand", _negated(node.operand))
        case ast.Constant():
            yield from _of_constant(place, node)
        case ast.Name(id=name) if name in NAMES and isinstance(place.parent, ast.Call):
            yield f"{name} → {NAMES[name]}", _set(node, "id", NAMES[name])
        case ast.Return() if node.value is not None and not _is_plain_answer(node.value):
            yield "return None", _set(node, "value", ast.copy_location(ast.Constant(None), node))
        case ast.Expr() if not isinstance(node.value, ast.Constant):
            yield "statement left out", _set(node, "value", ast.copy_location(ast.Constant(None), node))
        case ast.Continue() | ast.Break():
            yield from _of_loop(place, node)
    if isinstance(node, ast.If | ast.IfExp | ast.While) and _is_plain(node.test):
        yield "condition turned", _set(node, "test", _negated(node.test))
    if isinstance(node, ast.comprehension):
        for number, test in enumerate(node.ifs):
            if _is_plain(test):
                yield f"filter {number + 1} turned", _set_item(node.ifs, number, _negated(test))


def _of_comparison(node: ast.Compare) -> Iterator[tuple[str, Undo]]:
    for number, operator in enumerate(node.ops):
        new = COMPARISONS[type(operator)]()
        what = f"{type(operator).__name__} → {type(new).__name__}" + (f" ({number + 1})" if number else "")
        yield what, _set_item(node.ops, number, new)


def _of_constant(place: Place, node: ast.Constant) -> Iterator[tuple[str, Undo]]:
    value = node.value
    if isinstance(place.parent, ast.keyword) and place.parent.arg == "strict":
        return  # a guard against later mistakes: whoever passes lists of two lengths is told
    if isinstance(value, bool):
        yield f"{value} → {not value}", _set(node, "value", not value)
    elif isinstance(value, int | float):
        yield f"{value} → {value + 1}", _set(node, "value", value + 1)
    elif isinstance(value, str) and _is_word(place, value):
        yield f"“{value}” → “X{value[1:]}”", _set(node, "value", f"X{value[1:]}")


def _is_word(place: Place, text: str) -> bool:
    """Whether a string is a word that something is compared with, not wording."""
    compared = isinstance(place.parent, ast.Compare | ast.Tuple | ast.Set | ast.List | ast.MatchValue | ast.Dict)
    return compared and 0 < len(text) <= LONGEST_WORD and not set(text) & set("。，；：、")


def _of_loop(place: Place, node: ast.Continue | ast.Break) -> Iterator[tuple[str, Undo]]:
    for field in ("body", "orelse"):
        held = getattr(place.parent, field, None)
        if isinstance(held, list) and node in held:
            other = ast.Break() if isinstance(node, ast.Continue) else ast.Continue()
            what = f"{type(node).__name__.lower()} → {type(other).__name__.lower()}"
            yield what, _set_item(held, held.index(node), ast.copy_location(other, node))


def _is_plain(test: ast.expr) -> bool:
    """Whether no other change of the condition turns it already."""
    return not isinstance(test, ast.Compare | ast.UnaryOp | ast.Constant)


def _negated(test: ast.expr) -> ast.expr:
    return ast.copy_location(ast.UnaryOp(ast.Not(), test), test)


def _joins_text(node: ast.BinOp) -> bool:
    texts = (node.left, node.right)
    return any(
        isinstance(t, ast.JoinedStr) or (isinstance(t, ast.Constant) and isinstance(t.value, str)) for t in texts
    )


def _is_plain_answer(node: ast.expr) -> bool:
    """None, or yes or no, which is turned as a constant already."""
    return isinstance(node, ast.Constant) and (node.value is None or isinstance(node.value, bool))


def _named(node: ast.BoolOp | ast.BinOp, new: ast.AST) -> str:
    return f"{type(node.op).__name__} → {type(new).__name__}"


def _set(node: ast.AST, field: str, new: object) -> Undo:
    old = getattr(node, field)
    setattr(node, field, new)
    return lambda: setattr(node, field, old)


def _set_item(held: list, place: int, new: ast.AST) -> Undo:
    old = held[place]
    held[place] = new
    return lambda: held.__setitem__(place, old)
