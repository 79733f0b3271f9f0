"""What is the matter with the files themselves: A107, A108, A110–A112, A116, A119; and what could not be read: A109."""

from collections.abc import Iterable, Iterator

from hui_reg.model import Evidence, Exhibit, File, Leftover, Outcome, ProblemKind, Tie
from hui_reg.notation.iso_dates import shown
from hui_reg.rules.case import DOUBTFUL, Case, is_guess, is_verified
from hui_reg.rules.cut_off import is_cut_off
from hui_reg.rules.demands import broken
from hui_reg.rules.rule import Fail, Mark, evidence_of, rule, usage
from hui_reg.rules.sight import NOT_FOUND, Sight, illegible, not_seen
from hui_reg.vocabulary import KIND_TITLES, Fact, Field, Kind, Material

MATERIAL_KINDS = tuple(Kind(material.value) for material in Material)

TIES = {
    Tie.RULING: "更正",
    Tie.ID_NUMBER: "号码",
    Tie.NAME: "姓名",
    Tie.ROSTER: "汇总表",
    Tie.FOLDER: "文件夹名",
    Tie.FILE_NAME: "文件名",
    Tie.SAME_FILE: "同一文件",
    Tie.NEIGHBOUR: "相邻文件",
    Tie.ELIMINATION: "排除法",
}

OURS = (ProblemKind.NEEDS_UNAR, ProblemKind.TIMEOUT, ProblemKind.CRASHED, ProblemKind.QUARANTINED)
"""Problems of reading that may be this installation's: a person opens the file before the unit is troubled."""

_NAMED = 5
"""Of many who have the same paper, how many are named in one sentence."""

FORMAT_TITLES = {
    "jpeg": "JPG图片",
    "png": "PNG图片",
    "heic": "HEIC图片",
    "bmp": "BMP图片",
    "tiff": "TIFF图片",
    "gif": "GIF图片",
    "webp": "WEBP图片",
    "avif": "AVIF图片",
    "pdf": "PDF",
    "ofd": "OFD",
    "docx": "Word",
    "doc": "Word",
    "xlsx": "Excel",
    "xls": "Excel",
}


@rule(
    "A107",
    Outcome.NOTE,
    "格式不合要求，已转换",
    basis=usage("通知对各项材料的格式要求；通知未定不合格式的后果，按转换并提示办理"),
    hint="请今后按通知要求的格式提交。",
)
def other_format(case: Case) -> Iterator[Mark]:
    """检查内容：材料对了，但格式不是通知要求的，例如该交PDF的交了图片。上报时由程序转换，只作提示。
    依据：通知对各项材料格式的要求；照片的格式由B210提示。
    反例：身份证交了两张JPG。
    常见误判：图片贴在Word里交来的，也按内容收下并提示。
    """
    odd: list[str] = []
    evidence: list[Evidence] = []
    for material, demand in case.notice.materials.items():
        if material is Material.PHOTO or not demand.formats:  # of what isn't demanded no format is either
            continue
        for exhibit in case.current(Kind(material.value)):
            if exhibit.format not in demand.formats and not is_verified(exhibit):
                title = FORMAT_TITLES.get(exhibit.format, "其他格式")
                odd.append(f"{KIND_TITLES[exhibit.reading.kind]}是{title}")
                evidence.append(evidence_of(exhibit, exhibit.format))
    if odd:
        yield Fail(f"{'、'.join(dict.fromkeys(odd))}，上报时自动转换", tuple(evidence))


@rule(
    "A108",
    Outcome.CORRECT,
    "文件打不开",
    basis=usage("审核须能看到材料内容"),
    hint="请重新导出文件、去掉密码，并以通知要求的格式重发。",
)
def unopened(case: Case) -> Iterator[Mark]:
    """检查内容：名称指向此人的文件损坏、为空、有密码或类型不支持，而同一材料没有完好的一份。
    依据：审核须能看到材料内容。
    反例：毕业证.pdf设了打开密码，没有另一份。
    常见误判：同一材料另有完好的一份时不指出；打不开的文件可能就是所缺的材料，不再报缺件；本机识读超时、缺组件，或正文里写有密码的，先由人打开看。
    """
    files = broken(case)
    if not files:
        return
    told, evidence, ours = [], [], True
    for left, may_be in files:
        assert left.problem is not None  # broken() chose them so
        fault = "没有收完整" if is_cut_off(case) else f"不能使用：{left.problem.detail}"
        told.append(f"文件“{left.file.path}”{fault}；可能是{_titles(case, may_be)}")
        evidence.append(Evidence(sha256=left.file.sha256, text=left.problem.detail))
        ours = ours and (left.problem.ours or left.problem.kind in OURS)
    titles = _titles(case, (material for _, may_be in files for material in may_be))
    hint = f"请重新发送可以打开的{titles}。"
    about = tuple(dict.fromkeys(material for _, may_be in files for material in may_be))
    outcome = Outcome.REVIEW if ours else None
    yield Fail("；".join(told), tuple(evidence), outcome=outcome, hint=hint, materials=about)


def _titles(case: Case, materials: Iterable[Material]) -> str:
    return "、".join(case.notice.materials[material].title for material in dict.fromkeys(materials))


@rule(
    "A109",
    Outcome.REVIEW,
    "识读不清",
    basis=usage("识读没有把握的内容不作判断，由人核对"),
    hint="请在工作人员要求时提供更清晰的扫描件。",
)
def hardly_legible(case: Case) -> Iterator[Mark]:
    """检查内容：材料上必有的内容（身份证的性别、出生、签发机关、有效期限，毕业证的学校等）没有找到，或看得到、读不出；或某条规则需要的内容没有读到，或把握不足又没有别的材料印证。每处只报一次，并列出因此无法判断的规则。
    依据：识读没有把握的内容不作判断，由人核对。
    反例：毕业日期被印章遮住，毕业年限无从判断；身份证复印件上出生一行是空白的。
    常见误判：没有规则需要的内容读不清不报；把握不足但与另一份材料一致的视为印证，不报。
    """
    hindered: dict[tuple[str, tuple[int, ...], Field], dict[str, None]] = {}
    sights: dict[tuple[str, tuple[int, ...], Field], Sight] = {}
    papers = case.current(*Kind)
    own = [("", sight) for exhibit in papers for sight in illegible(exhibit)]
    own += [("", sight) for sight in not_seen(papers)]
    for title, sight in own + case.doubts:
        place = (sight.exhibit.file.sha256, sight.exhibit.reading.pages, sight.field)
        sights.setdefault(place, sight)
        hindered.setdefault(place, {})[title] = None
    for place, sight in sights.items():
        titles = "".join(f"“{title}”" for title in hindered[place] if title)
        yield Fail(unclear(sight) + (f"，是否{titles}无法判断" if titles else ""), (sight.evidence(),))


def unclear(sight: Sight) -> str:
    """``毕业证上的毕业日期没有读出（被印章遮住）``."""
    value = sight.value
    if value.value is None:
        return f"{sight.title}没有读出" + (f"（{value.reason}）" if value.reason not in ("", NOT_FOUND.reason) else "")
    if value.alternatives:
        told = value.reason and "识读" not in value.reason  # the paper itself says it in several ways
        return f"{sight.title}不能确定（{value.reason}）" if told else f"{sight.title}两次识读不一致"
    return f"{sight.title}识读把握不足（{value.confidence:.0%}）"


@rule(
    "A110",
    Outcome.REVIEW,
    "夹有他人材料",
    basis=usage("每人的材料应当只属于本人"),
    hint="请核对此人材料中的他人文件，并说明归属。",
)
def other_persons_file(case: Case) -> Iterator[Mark]:
    """检查内容：此人的文件夹或压缩包里，是否有写着另一个人姓名或号码的文件，或文件名写着另一个人的照片；身份证、毕业证的同一页上是否另有人像（横放、倒放的也找）或另一个身份证号码。
    依据：每人的材料应当只属于本人；放错会使另一人缺件。
    反例：张三的文件夹里有李四的毕业证；张三的照片文件名是“李四.jpg”；张三的身份证复印件角上倒放着李四的身份证。
    常见误判：身份证正反面在同一页、毕业证上贴有照片，各只有一个人像，不算；一封邮件里几个人的材料放在一起不算；一个字之差由B202处理。
    """
    for exhibit in case.current(*MATERIAL_KINDS):
        if exhibit.named:
            title = KIND_TITLES[exhibit.reading.kind]
            yield Fail(
                f"{title}“{exhibit.file.path}”的文件名写的是{exhibit.named}，请核对是否{case.dossier.name}本人的",
                (evidence_of(exhibit, exhibit.named),),
            )
    for exhibit in case.current(*MATERIAL_KINDS):
        if beside := exhibit.reading.facts.get(Fact.BESIDE):
            yield Fail(
                f"{KIND_TITLES[exhibit.reading.kind]}“{exhibit.file.path}”的同一页上有{beside}，"
                "请打开核对是否夹有他人的证件；打包上报时这一页不会放入",
                (evidence_of(exhibit, str(beside)),),
            )
    for exhibit in case.dossier.strangers:
        name = exhibit.reading.fields.get(Field.NAME)
        whose = name.value if name is not None and name.value else exhibit.named or "他人"
        yield Fail(
            f"材料中夹有{whose}的{KIND_TITLES[exhibit.reading.kind]}（{exhibit.file.path}）",
            (evidence_of(exhibit, whose, name.confidence if name else None),),
        )


@rule(
    "A111",
    Outcome.REVIEW,
    "文件未能归属",
    basis=usage("收到的文件一个都不能丢"),
    hint="请在文件名中写明姓名和材料名称，或说明这份文件是什么。",
)
def unplaced(case: Case) -> Iterator[Mark]:
    """检查内容：名称像是此人的、但认不出是什么材料或不能确定属于此人的文件；以及勉强归到此人名下的材料。
    依据：收到的文件一个都不能丢，不能确定的由人归属。
    反例：“张三-扫描件0001.pdf”里是一张风景照。
    常见误判：说明信、空白页不报；打不开的文件由A108处理。
    """
    for left in case.dossier.hinted:
        if left.problem is None and left.kind not in (Kind.LETTER, Kind.BLANK) and not _is_further(case, left):
            yield Fail(f"文件“{left.file.path}”未能归属：{left.reason}", (_left_evidence(left),))
    for exhibit in case.current(*MATERIAL_KINDS):
        title = KIND_TITLES[exhibit.reading.kind]
        if is_guess(exhibit):
            yield Fail(
                f"{title}“{exhibit.file.path}”归到{case.dossier.name}名下依据不足",
                (evidence_of(exhibit, f"归属依据：{TIES[exhibit.tie]}", exhibit.tie_confidence),),
            )
        # a photo without a face is B209's
        faceless = exhibit.reading.kind is Kind.PHOTO and exhibit.reading.facts.get(Fact.FACES) != 1
        if not faceless and exhibit.reading.kind_confidence < DOUBTFUL:
            confidence = exhibit.reading.kind_confidence
            yield Fail(
                f"“{exhibit.file.path}”像是{title}，但不能确定",
                (evidence_of(exhibit, f"认作{title}", confidence),),
            )


def whose(case: Case, material: Material) -> Fail | None:
    """What to ask of files of a lacking kind that came and may be this person's or another's: nobody said whose."""
    found = [left for left in case.dossier.hinted if left.problem is None and left.kind is Kind(material.value)]
    if not found:
        return None
    title, named = KIND_TITLES[Kind(material.value)], "".join(f"“{left.file.path.split('/')[-1]}”" for left in found)
    told = f"收到的{title}{named}没有写明是谁的，不能确定哪一份是{case.dossier.name}的"
    hint = f"请说明收到的{title}{named}各是谁的，不用另交。"
    return Fail(told, tuple(map(_left_evidence, found)), outcome=Outcome.REVIEW, hint=hint)


def _is_further(case: Case, left: Leftover) -> bool:
    """Whether its name says that a file is a material which the notice demands beyond the five: A120's business."""
    return any(word in left.file.path for demand in case.notice.further_materials for word in demand.words)


def _left_evidence(left: Leftover) -> Evidence:
    return Evidence(sha256=left.file.sha256, page=left.pages[0] if left.pages else None, text=left.reason)


@rule(
    "A116",
    Outcome.REVIEW,
    "同一文件交作两人的材料",
    basis=usage("每人的材料应当只属于本人"),
    hint="请核对这份材料是谁的，并补交另一人的。",
)
def shared(case: Case) -> Iterator[Mark]:
    """检查内容：此人的一份材料，是否原样也在另一个人名下；照片重新压缩、缩放过的也比对。
    依据：每人的材料应当只属于本人；同一份材料不可能属于两个人。
    反例：张三和李四文件夹里的证件照.jpg是同一张照片。
    常见误判：同一人的材料发了两次、由两个单位报送的不算；一个PDF里有几个人的材料，各看各的页。
    """
    alike: dict[tuple[str, tuple[int, ...], bool], list[tuple[Exhibit, str, File]]] = {}
    for exhibit, name, other in case.dossier.shared:
        place = (exhibit.file.path, exhibit.reading.pages, exhibit.file.sha256 == other.sha256)
        alike.setdefault(place, []).append((exhibit, name, other))
    for (path, _, is_copy), several in alike.items():
        exhibit, same = several[0][0], "同一个文件" if is_copy else "同一张照片"
        told = "、".join(f"{name}的“{other.path}”" for _, name, other in several[:_NAMED])
        more = f"等{len(several)}份" if len(several) > _NAMED else ""
        theirs = (Evidence(sha256=other.sha256, text=f"也在{name}名下") for _, name, other in several)
        message = f"{KIND_TITLES[exhibit.reading.kind]}“{path}”与{told}{more}是{same}"
        yield Fail(message, (evidence_of(exhibit, same), *theirs))


@rule(
    "A112",
    Outcome.REVIEW,
    "有未下载的云附件",
    basis=usage("云附件只有链接且会过期，程序不自动下载"),
    hint="请把超大附件或中转站里的文件改为普通附件重新发送。",
)
def cloud_attachment(case: Case) -> Iterator[Mark]:
    """检查内容：此人材料所在的邮件里，有没有只带链接的超大附件、中转站文件。
    依据：云附件只有链接且会过期，程序不自动下载，里面可能有此人的材料。
    反例：邮件正文里有QQ邮箱超大附件“毕业证.zip”的下载链接。
    常见误判：签名里的普通网址不算。
    """
    for message in case.dossier.messages:
        for link in message.cloud_links:
            name = f"“{link.name}”" if link.name else ""
            expires = f"，{shown(link.expires)}过期" if link.expires else ""
            code = f"提取码 {link.code}" if link.code else ""
            yield Fail(
                f"有文件{name}在{link.provider}，没有随邮件发来{expires}",
                (Evidence(sha256=message.sha256, text=" ".join(filter(None, (link.name, link.url, code)))),),
            )


@rule(
    "A119",
    Outcome.REVIEW,
    "材料里有脚本、宏或附带的文件",
    basis=usage("材料只看页面；页面以外的内容看不到、也不能打开，不能认定材料无误"),
    hint="请把这份材料打印成普通的 PDF 或另存为图片后重新提交。",
)
def carries_more(case: Case) -> Iterator[Mark]:
    """检查内容：现用的材料文件里有没有页面以外的内容：脚本、启动程序的动作、宏、插入或附带的文件，以及接在图片、PDF后面的压缩包或程序。
    依据：审核只看页面；会自己运行的内容可能伤害打开它的电脑，也可能改变看到的样子。
    反例：毕业证PDF打开时运行一段脚本；证件照后面接着一个压缩包。
    常见误判：手机照片自带的第二张画面、短片，网页链接，图表背后的数据，不算；附带的文件已另行取出，按各自的内容归类。
    """
    for exhibit in case.dossier.exhibits:
        found = exhibit.reading.facts.get(Fact.ACTIVE)
        if found and not exhibit.superseded:
            title = KIND_TITLES[exhibit.reading.kind]
            told = f"{title}“{exhibit.file.path}”里有{found}，没有打开；请用没有联网的电脑查看，或请单位换成普通文件"
            yield Fail(told, (evidence_of(exhibit, str(found)),))
