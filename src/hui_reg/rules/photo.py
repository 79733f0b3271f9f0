"""The ID photo, judged by its measurements: B207–B210. Of several photos the best counts."""

from collections.abc import Iterator, Mapping
from dataclasses import replace

from hui_reg.model import Exhibit, Outcome
from hui_reg.notice import BACKGROUNDS, PhotoProfile
from hui_reg.rules.case import Case
from hui_reg.rules.rule import Fail, Mark, evidence_of, material, rule
from hui_reg.vocabulary import FACTS, Fact, Kind, Material

BASIS = material(Material.PHOTO)
GROUNDS: Mapping[str, Fact] = {"white": Fact.WHITE_SHARE, "blue": Fact.BLUE_SHARE, "red": Fact.RED_SHARE}
"""What measures the ground that a notice asks for."""


def best_photo(case: Case) -> Exhibit | None:
    """The photo with the fewest faults in colour, ground and face; the first of equals."""
    photos = case.current(Kind.PHOTO)
    return min(photos, key=lambda photo: _faults(photo, case.notice.photo), default=None)


def _faults(photo: Exhibit, profile: PhotoProfile) -> int:
    wanted = GROUNDS[profile.background]
    chroma, ground, faces = (_measure(photo, fact) for fact in (Fact.CHROMA, wanted, Fact.FACES))
    return (
        (chroma is None or chroma <= profile.grey_chroma)
        + (ground is None or ground < profile.white_share)
        + (faces is None or faces != 1)
        + (Fact.TURNED in photo.reading.facts)
    )


def _measure(photo: Exhibit, fact: str) -> float | None:
    value = photo.reading.facts.get(fact)
    return None if value is None or isinstance(value, str) else float(value)


def _untold(photo: Exhibit, fact: str) -> Fail:
    return Fail(f"证件照的{FACTS[fact]}没有测出，请人工查看", (evidence_of(photo, "未测出"),), outcome=Outcome.REVIEW)


@rule("B207", Outcome.CORRECT, "证件照不是彩色", basis=BASIS, hint="请提交彩色证件照的电子档。")
def not_in_colour(case: Case) -> Iterator[Mark]:
    """检查内容：证件照是不是彩色。
    依据：通知对证件照的要求“白底彩照”。
    反例：黑白照片、扫描成灰度的照片。
    常见误判：穿黑白衣服的彩色照片，肤色仍有色彩，不会误判。
    """
    photo = best_photo(case)
    if photo is None:
        return
    chroma = _measure(photo, Fact.CHROMA)
    if chroma is None:
        yield _untold(photo, Fact.CHROMA)
    elif chroma <= case.notice.photo.grey_chroma:
        yield Fail("证件照是黑白照片", (evidence_of(photo, f"彩色程度{chroma:g}"),))


@rule("B208", Outcome.CORRECT, "证件照底色不对", basis=BASIS, hint="请提交白色背景的证件照电子档。")
def other_ground(case: Case) -> Iterator[Mark]:
    """检查内容：证件照的背景是不是通知要求的颜色（白色，或通知写明的蓝色、红色）。偏黄、偏灰、明暗不匀、颜色不够的转人工复核。
    依据：通知对证件照的要求“白底彩照”。
    反例：要求白底的交了蓝底、红底；要求蓝底的交了白底。
    常见误判：翻拍后发黄的白底照不判为错，由人看一眼。
    """
    photo = best_photo(case)
    if photo is None:
        return
    profile = case.notice.photo
    white, level = _measure(photo, Fact.WHITE_SHARE), _measure(photo, Fact.BORDER_LEVEL)
    if profile.background != "white":
        yield from _coloured(photo, profile)
    elif white is None:
        yield _untold(photo, Fact.WHITE_SHARE)
    elif level is None:
        yield _untold(photo, Fact.BORDER_LEVEL)
    elif white < profile.white_share:
        evidence = (evidence_of(photo, f"白底比例{white:.2f}，边缘亮度{level}"),)
        if level >= profile.yellowish_level:
            yield Fail("证件照背景接近白色但不够白或不均匀", evidence, outcome=Outcome.REVIEW)
        else:
            yield Fail("证件照背景不是白色", evidence)
    elif level < profile.white_level:
        yield Fail("证件照背景边缘偏暗或偏黄", (evidence_of(photo, f"边缘亮度{level:g}"),), outcome=Outcome.REVIEW)


def _coloured(photo: Exhibit, profile: PhotoProfile) -> Iterator[Fail]:
    """A ground of another colour than white: only one that is certainly another of the usual ones is refused."""
    wanted, share = BACKGROUNDS[profile.background], _measure(photo, GROUNDS[profile.background])
    hint = f"请提交{wanted}的证件照电子档。"
    if share is None:
        yield replace(_untold(photo, GROUNDS[profile.background]), hint=hint)
    elif share < profile.white_share:
        evidence = (evidence_of(photo, f"{wanted}比例{share:.2f}"),)
        others = {name: _measure(photo, fact) or 0.0 for name, fact in GROUNDS.items() if name != profile.background}
        seen = [BACKGROUNDS[name] for name, other in others.items() if other >= profile.white_share]
        if seen:
            yield Fail(f"证件照是{seen[0]}，通知要求{wanted}", evidence, hint=hint)
        else:
            said = f"通知要求{wanted}的证件照，底色颜色不够或不均匀"
            yield Fail(said, evidence, outcome=Outcome.REVIEW, hint=hint)


@rule("B209", Outcome.REVIEW, "证件照的人像需核对", basis=BASIS, hint="请提交本人单独的正面免冠证件照。")
def face(case: Case) -> Iterator[Mark]:
    """检查内容：证件照上是不是恰好一张人脸，是不是正着放，头部大小是否离证件照太远。
    依据：通知对证件照的要求。
    反例：合影、风景照、只有脸的大头照、半身生活照。
    常见误判：深色皮肤、戴眼镜、光线偏暗时可能测不到人脸，所以只转人工复核。
    """
    photo = best_photo(case)
    if photo is None:
        return
    faces, head, profile = _measure(photo, Fact.FACES), _measure(photo, Fact.HEAD_RATIO), case.notice.photo
    if faces is None:
        yield _untold(photo, Fact.FACES)
    elif faces != 1:
        told = "没有测到人脸" if faces == 0 else f"测到{faces:g}张人脸"
        yield Fail(f"证件照上{told}", (evidence_of(photo, f"人脸数{faces:g}"),))
    elif turned := _measure(photo, Fact.TURNED):
        evidence = (evidence_of(photo, f"须顺时针转{turned:g}度"),)
        yield Fail(f"证件照没有放正，顺时针转{turned:g}度才正", evidence, hint="请把照片转正、另存后重新提交。")
    elif head is None:
        yield _untold(photo, Fact.HEAD_RATIO)
    elif not profile.least_head_ratio <= head <= profile.most_head_ratio:
        size = "太小" if head < profile.least_head_ratio else "太大"
        yield Fail(f"证件照上头部{size}，占高度的{head:.0%}", (evidence_of(photo, f"头部占比{head:.2f}"),))


@rule("B210", Outcome.NOTE, "证件照规格不合", basis=BASIS, hint="请今后按常用证件照规格提交JPG照片。")
def outside_profile(case: Case) -> Iterator[Mark]:
    """检查内容：像素、宽高比、文件大小、格式、头部大小是否在通知文件的规格内。通知只要求白底彩照，所以只作提示。
    依据：通知对证件照的要求；规格取常用值，写在通知文件里。
    反例：240×320像素的照片；PNG改名为.jpg。
    常见误判：像素更高的照片不算不合。
    """
    photo = best_photo(case)
    if photo is None:
        return
    profile = case.notice.photo
    width, height, size = (_measure(photo, fact) for fact in (Fact.WIDTH, Fact.HEIGHT, Fact.BYTES))
    faults = []
    if width and height:
        if width < profile.minimum_width or height < profile.minimum_height:
            faults.append(f"{width:g}×{height:g}像素，不足{profile.minimum_width}×{profile.minimum_height}")
        if not profile.minimum_ratio <= width / height <= profile.maximum_ratio:
            faults.append(f"宽高比{width / height:.2f}")
    if size and not profile.minimum_bytes <= size <= profile.maximum_bytes:
        faults.append(f"大小{size / 1000:.0f}kB")
    if photo.format not in profile.formats:
        faults.append(f"格式是{photo.format}")
    head = _measure(photo, Fact.HEAD_RATIO)
    if head and profile.least_head_ratio <= head < profile.minimum_head_ratio:
        faults.append(f"头部占高度的{head:.0%}，偏小")
    elif head and profile.maximum_head_ratio < head <= profile.most_head_ratio:
        faults.append(f"头部占高度的{head:.0%}，偏大")
    if faults:
        yield Fail(f"证件照规格：{'；'.join(faults)}", (evidence_of(photo, "；".join(faults)),))
