"""A file as staff name it, and what can be said of it."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from hui_reg.console import Console
from hui_reg.desk.amending.entering import Said
from hui_reg.desk.workspace import Workspace
from hui_reg.errors import ExitCode, HuiRegError
from hui_reg.history.people import Person
from hui_reg.history.rulings import FileIs, RulingKind
from hui_reg.model import File, Reading
from hui_reg.notation import resident_id
from hui_reg.notation.names import key as name_key
from hui_reg.store import mails, results
from hui_reg.store.derived import lookups, traces
from hui_reg.vocabulary import PAPERS, Field, Kind
from hui_reg.vocabulary.spoken import likely_meant, paper_called

_SHORTEST = 6
_MOST_ALIKE = 4
_SIDES = {
    "正反面": "portrait,emblem",  # before the shorter ones that it ends with
    **dict.fromkeys(("正反", "两面", "双面"), "portrait,emblem"),
    **dict.fromkeys(("人像面", "头像面", "正面"), "portrait"),
    **dict.fromkeys(("国徽面", "反面", "背面"), "emblem"),
}


@dataclass(frozen=True)
class Named:
    """A file, or some of its pages. ``mixed``: the people whose papers it holds, when it holds several's; ``papers``
    how many papers stand on these pages, and whether any ``is_material`` of a person's; ``bearers`` the valid numbers
    that were read there, each with the name beside it."""

    file: File
    pages: tuple[int, ...] = ()
    mixed: tuple[str, ...] = ()
    papers: int = 0
    is_material: bool = False
    bearers: tuple[tuple[str, str], ...] = ()

    def others(self, person: Person) -> str:
        """Who the paper says it belongs to, where that is somebody else: by a number that is read and valid."""
        if not person.id_number or any(number == person.id_number for number, _ in self.bearers):
            return ""
        return "、".join(f"{name or '别人'}（{resident_id.mask(number)}）" for number, name in self.bearers)

    def nothing(self, reason: str) -> Said:
        """That it is nobody's material."""
        self._one_at_a_time()
        return self._said(FileIs.NOTHING, reason)

    def paper(self, word: str, reason: str) -> Said:
        """Which paper it is, by its Chinese or English name."""
        kind, sides = paper_named(word)
        if self.papers > 1:
            self._whole_pages()
        return self._said(FileIs.PAPER, reason, paper=kind.value, sides=sides)

    def owned(self, person: Person, reason: str) -> Said:
        """Whose it is."""
        self._one_at_a_time()
        said = self._said(FileIs.OWNED, reason, name=person.name)
        return Said(said.kind, person.key, said.data, reason)

    def _one_at_a_time(self) -> None:
        if len(self.mixed) > 1:
            raise HuiRegError(
                ExitCode.USAGE,
                f"这个文件里有 {len(self.mixed)} 个人的材料",
                "请加 --pages 页码，只说其中那几页。",
            )

    def _whole_pages(self) -> None:
        raise HuiRegError(ExitCode.USAGE, f"这个文件里有 {self.papers} 份材料", "请加 --pages 页码，写明是其中哪几页。")

    def _said(self, what: FileIs, reason: str, **more: str) -> Said:
        pages = ",".join(map(str, self.pages))
        data = {"file": self.file.sha256, "path": self.file.path, "pages": pages, "is": what.value, **more}
        return Said(RulingKind.FILE, "", data, reason)


def paper_named(word: str) -> tuple[Kind, str]:
    """The kind of paper, and of an ID card which sides. Raises :class:`HuiRegError` (exit 2), the words listed."""
    plain = "".join(word.split())
    side = next((known for known in _SIDES if known in plain), "")
    kind = paper_called(plain) or paper_called(plain.replace(side, "", 1))
    if kind is Kind.ID_CARD:
        if not side:
            raise HuiRegError(
                ExitCode.USAGE, "没有写明是身份证的哪一面", "请写 身份证人像面、身份证国徽面 或 身份证正反面。"
            )
        return kind, _SIDES[side]
    if kind is not None:
        return kind, ""
    asked = f"是不是：{'、'.join(meant)}？" if (meant := likely_meant(plain)) else ""
    titles = "、".join(paper.title for paper in PAPERS.values() if paper.personal)
    raise HuiRegError(
        ExitCode.USAGE,
        f"没有“{word}”这种材料",
        f"{asked}可以写：{titles}；不是材料的，在表里“归给谁”写“不是材料”，命令里用 --none。",
    )


def file_at(workspace: Workspace, console: Console, place: str, pages: str = "") -> Named:
    """The file at ``MESSAGE/PATH``, or at a path that only one file has. Raises :class:`HuiRegError` (exit 2)."""
    with workspace.database.begin() as connection:
        everything = mails.load_files(connection)
        found = _found(everything, place)
        if len({file.sha256 for file in found}) > 1:
            console.attention(f"符合的文件有 {len(found)} 个：")
            for file in found[:12]:
                console.attention(f"    {file.message[:12]}/{file.path}")
            raise HuiRegError(ExitCode.USAGE, "不知道是哪一个文件", "请写成 邮件编号/路径，照上面的样子。")
        if not found:
            alike = "、".join(dict.fromkeys(_alike(everything, place)))
            asked = f"是不是：{alike}？" if alike else ""
            hint = "请照审核表“未归档文件”页写 邮件编号/路径，路径里的文件夹也要写。"
            raise HuiRegError(ExitCode.USAGE, "没有这个文件", asked or hint)
        sha256 = found[0].sha256
        wanted = numbers(pages)
        read = next(iter(results.load_readings(connection, [sha256])), None)
        if wanted and read is not None and read.page_count and max(wanted) > read.page_count:
            raise HuiRegError(ExitCode.USAGE, f"这个文件只有 {read.page_count} 页", "请检查页码。")
        brought = traces.bringing(connection, [sha256]).get(sha256, ())
        keys = {key for _, key in lookups.tied(connection, "uses", brought)}
        owners = [
            (a.dossier.name, exhibit.reading.pages)
            for a in results.load_some(connection, keys)
            for exhibit in a.dossier.exhibits
            if exhibit.file.sha256 == sha256
        ]
    mixed = dict.fromkeys(name for name, own in owners if not wanted or set(own) & set(wanted))
    there = [r for r in (read.readings if read else ()) if not wanted or set(r.pages) & set(wanted)]
    is_material = any(PAPERS[r.kind].personal for r in there)
    return Named(found[0], wanted, tuple(mixed), len(there), is_material, tuple(dict.fromkeys(_bearers(there))))


def _bearers(there: Sequence[Reading]) -> Iterator[tuple[str, str]]:
    for reading in there:
        number, name = (reading.fields.get(field) for field in (Field.ID_NUMBER, Field.NAME))
        if number is not None and number.value and number.sure and not resident_id.problem(number.value):
            yield number.value, (name.value if name is not None else "") or ""


def _found(files: Sequence[File], place: str) -> list[File]:
    number, slash, path = place.partition("/")
    if slash and len(number) >= _SHORTEST and re.fullmatch("[0-9a-f]+", number.lower()):
        own = [file for file in files if file.message.startswith(number.lower())]
        if exact := [file for file in own if file.path == path]:
            return exact
        if own:
            return [file for file in own if name_key(file.path) == name_key(path)]
    exact = [file for file in files if file.path == place]
    return exact or [file for file in files if file.path.endswith(f"/{place}")]


def _alike(files: Sequence[File], place: str) -> list[str]:
    """Some files with nearly that name: in another folder, without its ending, in other spellings."""
    wanted = name_key(re.split(r"[/\\\\]", place)[-1])
    near = [file for file in files if wanted and wanted in name_key(file.path.rpartition("/")[2])]
    return [f"{file.message[:_SHORTEST]}/{file.path}" for file in near[:_MOST_ALIKE]]


def numbers(pages: str) -> tuple[int, ...]:
    """``3``, ``2-4,7`` as page numbers in order. Raises :class:`HuiRegError` (exit 2)."""
    found: set[int] = set()
    for part in re.split(r"[,，、\s]+", pages.strip()):
        span = re.fullmatch(r"(\d{1,4})(?:[-–~至](\d{1,4}))?", part)
        if not part:
            continue
        first, last = (int(span[1]), int(span[2] or span[1])) if span else (0, 0)
        if not 1 <= first <= last:
            raise HuiRegError(ExitCode.USAGE, f"看不懂页码“{pages}”", "请写成 3 或 2-4,7。")
        found.update(range(first, last + 1))
    return tuple(sorted(found))
