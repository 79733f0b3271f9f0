"""Under which name each file of an applicant is filed: what it is, then the name the sender gave it.

The ending is chosen by what the content is and never by the sender.
"""

from hui_reg.model import Assessment, Exhibit, File
from hui_reg.spreadsheets.cleaning import file_name
from hui_reg.vocabulary import KIND_TITLES

_ENDINGS = {"jpeg": "jpg", "tiff": "tif"}
_KNOWN = frozenset(
    {
        *("pdf", "jpeg", "png", "heic", "tiff", "bmp", "gif", "webp"),
        *("docx", "doc", "xlsx", "xls", "pptx", "wps", "et", "ofd", "rtf", "txt", "csv", "zip", "rar", "7z", "eml"),
    }
)


def of_dossier(assessment: Assessment) -> list[tuple[str, str, str]]:
    """SHA-256, stem and ending of every file in an applicant's folder, once each."""
    dossier = assessment.dossier
    groups: dict[str, list[tuple[Exhibit, str]]] = {}
    for exhibit in dossier.exhibits:
        groups.setdefault(exhibit.file.sha256, []).append((exhibit, _standing(exhibit)))
    for exhibit in dossier.strangers:
        groups.setdefault(exhibit.file.sha256, []).append((exhibit, "疑似他人_"))
    found = []
    for sha256, members in groups.items():
        exhibits = [exhibit for exhibit, _ in members]
        prefix = members[0][1] if len({prefix for _, prefix in members}) == 1 else ""
        titles = list(dict.fromkeys(KIND_TITLES[exhibit.reading.kind] for exhibit in exhibits))
        title = "+".join(titles) if len(titles) <= 2 else "材料合订"
        stem, ending = split(exhibits[0].file, exhibits[0].format)
        found.append((sha256, f"{prefix}{title}_{stem}", ending))
    roster = dossier.roster.file if dossier.roster else None
    if roster and roster.sha256 not in groups and roster.sha256 != roster.message:  # else it is the mail's own text
        stem, ending = split(roster, None)
        found.append((roster.sha256, f"汇总表_{stem}", ending))
    for leftover in dossier.hinted:
        if leftover.file.sha256 not in groups and all(leftover.file.sha256 != sha256 for sha256, _, _ in found):
            stem, ending = split(leftover.file, None)
            found.append((leftover.file.sha256, f"待确认_{stem}", ending))
    return found


def split(file: File, content: str | None) -> tuple[str, str]:
    """The stem the sender gave, and the ending the content deserves (``.bin`` when it is nothing we know)."""
    base = file.path.rsplit("/", 1)[-1]
    stem, dot, ending = base.rpartition(".")
    if not dot or len(ending) > 5:
        stem, ending = base, ""
    known = content or {"jpg": "jpeg", "tif": "tiff"}.get(ending.lower(), ending.lower())
    if known not in _KNOWN:
        return file_name(base, 50), ".bin"
    return file_name(stem, 50), f".{_ENDINGS.get(known, known)}"


def _standing(exhibit: Exhibit) -> str:
    if exhibit.unconfirmed:
        return "来源待核_"
    return "旧版_" if exhibit.superseded else ""
