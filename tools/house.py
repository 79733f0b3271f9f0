"""Draw the house from the code: rooms as floors, imports as arrows, into docs/images/house.svg.

``--check`` writes nothing and fails when the picture is no longer the code's.
"""

import sys
import tomllib
from html import escape
from pathlib import Path

import grimp

ROOT = Path(__file__).parent.parent
PICTURE = ROOT / "docs" / "images" / "house.svg"
PACKAGE = "hui_reg"
WIDTH, FLOOR, BOX, GAP = 1180, 92, 46, 14
WORDS = {
    "commands": "verbs", "desk": "what verbs share", "dossiers": "one file a person", "rules": "findings",
    "review": "people in the loop", "ledger": "after the review", "readers": "pages → readings",
    "history": "fold and standing", "pages": "bytes → pages", "intake": "bytes → files",
    "spreadsheets": "workbooks", "store": "kept", "sandbox": "walled workers", "notice": "the notice as data",
    "settings": "settings", "console": "terminal", "model": "nouns", "vocabulary": "words",
    "notation": "how things are written", "errors": "errors", "locale": "click's words",
}  # fmt: skip


def floors() -> list[list[str]]:
    """The rooms from the top floor down, as the contract in pyproject.toml has them."""
    contracts = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["tool"]["importlinter"]["contracts"]
    layers = next(c["layers"] for c in contracts if c["type"] == "layers")
    return [[room.strip() for room in layer.split("|")] for layer in layers if layer != "__main__"]


def rooms_and_arrows() -> tuple[dict[str, tuple[int, int]], set[tuple[str, str]]]:
    """Modules and lines of each room, and which room imports which."""
    graph = grimp.build_graph(PACKAGE)
    sizes: dict[str, tuple[int, int]] = {}
    arrows: set[tuple[str, str]] = set()
    for module in graph.modules:
        room = module.removeprefix(f"{PACKAGE}.").split(".")[0]
        path = ROOT / "src" / Path(*module.split("."))
        file = path / "__init__.py" if path.is_dir() else path.with_suffix(".py")
        count, lines = sizes.get(room, (0, 0))
        sizes[room] = (count + 1, lines + file.read_text("utf-8").count("\n"))
        for other in graph.find_modules_directly_imported_by(module):
            arrows.add((room, other.removeprefix(f"{PACKAGE}.").split(".")[0]))
    return sizes, {(one, other) for one, other in arrows if one != other}


def picture() -> str:
    """The SVG: width of a box by its lines; an arrow from the importing room down to the imported one."""
    sizes, arrows = rooms_and_arrows()
    places: dict[str, tuple[float, float, float]] = {}
    shapes: list[str] = []
    for number, rooms in enumerate(floors()):
        weights = [sizes[room][1] ** 0.5 + 8 for room in rooms]
        room_width = WIDTH - 40 - GAP * (len(rooms) - 1)
        scale = min(room_width / sum(weights), 4.2)
        left = (WIDTH - scale * sum(weights) - GAP * (len(rooms) - 1)) / 2
        for room, weight in zip(rooms, weights, strict=True):
            places[room] = (left, 20 + number * FLOOR, max(70.0, scale * weight))
            left += scale * weight + GAP
    for one, other in sorted(arrows):
        if one not in places or other not in places:
            continue
        (x1, y1, w1), (x2, y2, w2) = places[one], places[other]
        start, end = (x1 + w1 / 2, y1 + BOX), (x2 + w2 / 2, y2)
        bend = (end[1] - start[1]) / 2
        shapes.append(
            f'<path class="arrow" d="M{start[0]:.0f},{start[1]:.0f} C{start[0]:.0f},{start[1] + bend:.0f} '
            f'{end[0]:.0f},{end[1] - bend:.0f} {end[0]:.0f},{end[1]:.0f}"><title>{one} → {other}</title></path>'
        )
    for room, (x, y, width) in places.items():
        count, lines = sizes[room]
        tip = f"{room}: {count} modules, {lines} lines"
        shapes.append(
            f'<g><title>{escape(tip)}</title><rect x="{x:.0f}" y="{y}" width="{width:.0f}" height="{BOX}" rx="6"/>'
            f'<text x="{x + width / 2:.0f}" y="{y + 20}" class="room">{room}</text>'
            f'<text x="{x + width / 2:.0f}" y="{y + 36}" class="word">{escape(WORDS.get(room, ""))}</text></g>'
        )
    height = 20 + FLOOR * len(floors())
    style = (
        "rect{fill:#fff;stroke:#2f4b66;stroke-width:1.5}text{font:12px sans-serif;text-anchor:middle;fill:#1f2933}"
        ".room{font-weight:bold}.word{font-size:10px;fill:#6b7785}.arrow{fill:none;stroke:#8fa6bb;stroke-opacity:.55}"
    )
    body = "\n".join(shapes)
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {height}" role="img">'
        f"<style>{style}</style>\n{body}\n</svg>\n"
    )


def main() -> None:
    drawn = picture()
    if "--check" in sys.argv:
        sys.exit(
            None if PICTURE.exists() and PICTURE.read_text("utf-8") == drawn else "make docs: the house has changed"
        )
    PICTURE.write_text(drawn, "utf-8")


if __name__ == "__main__":
    main()
