"""What could be tied to no applicant or to no kind, with the reason and the candidates; and whom its name hints at."""

from typing import Final

from hui_reg.dossiers.attribution import Attribution
from hui_reg.dossiers.items import Item, Leaf
from hui_reg.dossiers.naming import Naming, Places, named_by_path
from hui_reg.dossiers.paths import announced_kind, clues, segments
from hui_reg.dossiers.people import Person
from hui_reg.model import Leftover
from hui_reg.vocabulary import KIND_TITLES, Field, Kind

_MOST_CANDIDATES: Final = 12
_PAGED: Final = frozenset({"pdf", "ofd", "tiff"})


def of_item(item: Item, attribution: Attribution, stranger_to: Person | None) -> Leftover:
    """Why an item found no owner."""
    title = KIND_TITLES[item.kind]
    candidates = attribution.open.get(item, {})
    ranked = sorted(candidates, key=lambda p: (-candidates[p], p.order))
    names = tuple(dict.fromkeys(person.title for person in ranked))[:_MOST_CANDIDATES]
    told = item.told(Field.NAME)
    if stranger_to is not None and told is not None:
        reason = f"{title}上的姓名是“{told.value}”，却放在{stranger_to.title}的材料里"
        names = (stranger_to.title,)
    elif len(ranked) > 1:
        reason = f"{title}可能属于{len(ranked)}人中的一人，无法确定"
    elif ranked:
        reason = f"{title}可能属于{ranked[0].title}，依据不足"
    elif item.emblem_only:
        reason = "身份证国徽面没有姓名，找不到与之配对的人像面"
    elif item.kind is Kind.PHOTO:
        reason = "照片上没有姓名，文件名和文件夹也没有指明是谁"
    else:
        reason = f"{title}上的姓名和证件号码未能识读，文件名和文件夹也没有指明是谁"
    return Leftover(file=item.leaf.file, pages=item.reading.pages, kind=item.kind, reason=reason, candidates=names)


def of_leaf(leaf: Leaf, naming: Naming, places: Places) -> list[Leftover]:
    """What of a leaf no reading covers: the whole of it, or some of its pages."""
    names = tuple(person.title for person in hinted(leaf, naming, places))
    if leaf.read is None:
        return [Leftover(file=leaf.file, reason="尚未识读", candidates=names)]
    if leaf.decoration:
        return [Leftover(file=leaf.file, reason="正文或签名里的图片，没有认出是什么材料，多半是签名图标")]
    if not leaf.read.readings:
        reason = leaf.problem.detail if leaf.problem else "未能识别出是什么材料"
        return [Leftover(file=leaf.file, reason=reason, candidates=names, problem=leaf.problem)]
    found = []
    if pages := unclaimed_pages(leaf):
        listed = "、".join(map(str, pages))
        found.append(
            Leftover(file=leaf.file, pages=pages, reason=f"第{listed}页未能识别出是什么材料", candidates=names)
        )
    announced = announced_kind(leaf.file.path)
    called = KIND_TITLES[announced] if announced else next((w for w in leaf.demanded if w in leaf.file.path), "")
    letters = [r for r in leaf.read.readings if r.kind is Kind.LETTER]
    if called and names and len(letters) == len(leaf.read.readings):
        reason = f"文件名写的是{called}，内容却未能识别为该材料"
        found.append(Leftover(file=leaf.file, pages=letters[0].pages, reason=reason, candidates=names))
    return found


def unclaimed_pages(leaf: Leaf) -> tuple[int, ...]:
    """Pages no reader claimed; a form's further pages go with the form, pictures in Office files are decoration."""
    if leaf.read is None or leaf.read.format not in _PAGED or not leaf.read.readings:
        return ()
    claimed = {page: reading.kind for reading in leaf.read.readings for page in reading.pages}
    pages, before = [], None
    for page in range(1, leaf.read.page_count + 1):
        before = claimed.get(page, before if before is Kind.APPLICATION_FORM else None)
        if page not in claimed and before is None:
            pages.append(page)
    return tuple(pages)


def hinted(leaf: Leaf, naming: Naming, places: Places) -> list[Person]:
    """The persons a leaf's name and folders point at, namesakes all of them; of an archive also its refused members."""
    if leaf.decoration:
        return []
    named = named_by_path(leaf, naming, places)
    best = max((n.points for n in named.values()), default=0.0)
    people = {p for p, n in named.items() if n.points >= best * 0.6}
    if leaf.problem is not None and leaf.problem.path == leaf.file.path and not people:
        members = leaf.problem.detail.rpartition("：")[0].split("、")
        people = {p for member in members for s in segments(member) for p in naming.named(clues(s))}
    return sorted(people, key=lambda p: p.order)
