"""A registration of any size, for measuring: sample dossiers, renamed and re-dated, no byte or face repeated.

Twenty people a unit, five papers each, ten people a mail; every unit sends a roster. A sixth of the people lack or
contradict something. Their readings lie in the store as if read, so that nothing but the work after it is measured.
"""

import random
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime, timedelta

from hui_reg.desk.workspace import Workspace
from hui_reg.intake.envelope import UNPACK_VERSION
from hui_reg.model import Reading
from hui_reg.readers import VERSIONS
from hui_reg.store import mails, results
from hui_reg.store.mails import Arrival
from tests import builders as b
from tests.builders import Mail, Person

PEOPLE_IN_UNIT, PEOPLE_IN_MAIL = 20, 10
_SURNAMES = "王李张刘陈杨黄赵吴周徐孙马朱胡郭何林高罗郑梁谢宋唐许邓韩冯曹彭曾肖田董潘袁蔡蒋余于杜叶程魏苏吕丁"
_GIVEN = "伟芳娜敏静丽强磊洋艳勇军杰娟涛超明霞秀刚平辉玲桂华建文利国红梅英琴云鹏飞雪婷欣怡佳慧颖琳晨宇浩轩梓涵诗思雅"
_PLACES = "螺城崇武东园涂寨山霞张坂辋川净峰东岭紫山黄塘洛阳百崎小岞走马埭前黄北关霞张南埔峰尾后龙前林柳山驿坂上西"
_OFFICES = ("人民政府", "便民服务中心", "社区服务中心", "市场监督管理局", "自然资源分局", "税务分局", "派出所", "医院")
_FIRST_DAY = datetime(2024, 7, 1, 1, tzinfo=UTC)
_CELLS = 192


def person(serial: int) -> Person:
    """The ``serial``-th applicant: the number is nobody else's, the name may be, in another unit."""
    born = f"{1965 + serial % 30}-{serial // 30 % 12 + 1:02d}-{serial // 360 % 28 + 1:02d}"
    number = b.id_number(born, "男" if serial % 2 else "女", serial // 10080 % 500)
    drawn = random.Random(serial)
    name = drawn.choice(_SURNAMES) + drawn.choice(_GIVEN) + drawn.choice(_GIVEN)
    certificate = f"123451201506{serial:06d}"
    return b.person(
        name, number, employer=unit_of(serial), certificate_number=certificate, chsi_code=f"ABCD{serial:012d}"
    )


def unit_of(serial: int) -> str:
    number = serial // PEOPLE_IN_UNIT
    one, two = _PLACES[number % len(_PLACES)], _PLACES[number // len(_PLACES) % len(_PLACES)]
    three = _PLACES[number // len(_PLACES) ** 2 % len(_PLACES)]
    return f"惠安县{one}{two}{three}{_OFFICES[number * 7 % len(_OFFICES)]}"


def papers(serial: int) -> dict[str, Reading]:
    """What the applicant sends, by the title in the file's name; every sixth lacks or contradicts something."""
    who = person(serial)
    found = dict(zip(("申报表", "身份证", "毕业证", "备案表", "照片"), b.materials(who), strict=True))
    found["照片"] = b.photo(cells=_face(serial))
    match serial % 6:
        case 1:
            del found["备案表"]
        case 3:
            found["申报表"] = b.form(who, phone=None)
        case 5:
            found["毕业证"] = b.diploma(who, graduation_date=b.untold())
    return found


def _face(serial: int) -> str:
    """The greys of a face before a white backdrop, like nobody else's."""
    drawn = random.Random(~serial)
    rows = [drawn.gauss(140, 40) for _ in range(_CELLS // 12)]
    greys = (255 if row < 2 else min(255, max(0, int(level + drawn.gauss(0, 12)))) for row, level in enumerate(rows)
             for _ in range(12))  # fmt: skip
    return bytes(greys).hex()


def mail(serials: Sequence[int], day: int = 0, again: int = 0) -> Mail:
    """One mail with the papers of these people. ``again``: sent once more, so many times before."""
    unit = unit_of(serials[0])
    number = serials[0] // PEOPLE_IN_UNIT
    at = (_FIRST_DAY + timedelta(minutes=serials[0] % 9000, days=day + again)).strftime("%Y-%m-%d %H:%M")
    made = Mail(
        f"{unit} 报名材料", {"address": f"unit{number}@example.com", "body": unit, "sender": unit, "received": at}
    )
    sha256 = b.sha(f"mail {serials[0]} {len(serials)} {again}")
    made.message = made.message.model_copy(update={"sha256": sha256})
    for serial in serials:
        who = person(serial)
        for title, reading in papers(serial).items():
            suffix = {"申报表": "docx", "照片": "jpg"}.get(title, "pdf")
            made.add(f"{who.name}{title}.{suffix}", reading, versions=_versions(title))
    everyone = range(number * PEOPLE_IN_UNIT, (number + 1) * PEOPLE_IN_UNIT)
    if not again and serials[0] % PEOPLE_IN_UNIT == 0:
        made.add("汇总表.xlsx", b.roster(*map(person, everyone), employer=unit), versions=_versions("汇总表"))
    return made


def _versions(title: str) -> dict[str, int]:
    readers = {"申报表": "form", "身份证": "id_card", "毕业证": "diploma", "备案表": "chsi", "照片": "photo"}
    return {name: VERSIONS[name] for name in (readers.get(title, "roster"), "pdf")}


def mails_of(people: int) -> Iterator[Mail]:
    for first in range(0, people, PEOPLE_IN_MAIL):
        yield mail(range(first, min(people, first + PEOPLE_IN_MAIL)))


def keep(workspace: Workspace, made: Sequence[Mail]) -> None:
    """Put mails into the store, taken apart and read."""
    with workspace.database.begin() as connection:
        mails.record(connection, [Arrival(m.message.sha256, 10, m.message.received_at, "internaldate") for m in made])
        for one in made:
            mails.save_all(connection, UNPACK_VERSION, [(one.message, one.files)])
        results.save_readings(connection, [read for one in made for read in one.readings.values()])
