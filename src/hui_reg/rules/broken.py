"""Files that could not be opened, and which material each of them was meant to be."""

from hui_reg.model import Leftover
from hui_reg.rules.case import Case
from hui_reg.rules.demands import absent
from hui_reg.vocabulary import Material

NAME_WORDS: dict[Material, tuple[str, ...]] = {
    Material.EDUCATION_RECORD: ("学信网", "备案", "注册表", "学历验证"),
    Material.APPLICATION_FORM: ("申报表", "申请表", "报名表"),
    Material.ID_CARD: ("身份证", "人像面", "国徽面"),
    Material.DIPLOMA: ("毕业证", "学历证书", "文凭"),
    Material.PHOTO: ("证件照", "照片", "寸照", "白底", "相片"),
}
"""Words of file names, the more telling first: ``身份证照片`` is an ID card."""


def meant(left: Leftover) -> Material | None:
    """The material a file was meant to be, by its kind or else by the words of its name."""
    if left.kind is not None and left.kind.value in set(Material):
        return Material(left.kind.value)
    name = left.file.path.rsplit("/", 1)[-1]
    return next((material for material, words in NAME_WORDS.items() if any(word in name for word in words)), None)


def broken(case: Case) -> list[tuple[Leftover, tuple[Material, ...]]]:
    """Unopened files with the absent materials they may be.

    A file whose material is there in a good copy, or is not demanded, is left out. One that tells nothing may be,
    or hold, any material still absent: whether those are missing can't be told before it is opened.
    """
    return case.once(_broken)


def _broken(case: Case) -> list[tuple[Leftover, tuple[Material, ...]]]:
    damaged = [left for left in case.dossier.hinted if left.problem is not None]
    known = [(left, (material,)) for left in damaged if (material := meant(left)) in absent(case)]
    open_ = tuple(material for material in absent(case) if (material,) not in [m for _, m in known])
    return [*known, *((left, open_) for left in damaged if open_ and meant(left) is None)]


def missing(case: Case, material: Material) -> bool:
    """Whether a demanded material is absent and no unopened file may be it."""
    return material in absent(case) and not any(material in may_be for _, may_be in broken(case))
