"""Files that could not be opened, and which material each of them was meant to be."""

from hui_reg.model import Leftover
from hui_reg.rules.case import Case
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


def broken(case: Case) -> list[tuple[Leftover, Material | None]]:
    """Unopened files that stand for an absent material. None: it may be any of several absent ones.

    A file whose material is there in a good copy, or is not demanded, is left out. One that tells nothing stands
    for the absent material when just one is left.
    """
    damaged = [left for left in case.dossier.hinted if left.problem is not None]
    if not damaged:
        return []
    open_ = list(case.absent)
    known = [(left, material) for left in damaged if (material := meant(left)) in open_]
    open_ = [material for material in open_ if material not in {m for _, m in known}]
    vague = [left for left in damaged if meant(left) is None] if open_ else []
    guess = open_[0] if len(open_) == 1 and len(vague) == 1 else None
    return [*known, *((left, guess) for left in vague)]


def missing(case: Case, material: Material) -> bool:
    """Whether a demanded material is absent and no unopened file stands for it."""
    return material in case.absent and material not in {meant_for for _, meant_for in broken(case)}
