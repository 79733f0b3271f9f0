"""What a worker loads behind its walls, for want of having it from the zygote, works there."""

from io import BytesIO

import pypdf

from hui_reg.intake.envelope import Unpacked
from hui_reg.intake.unpack import take_apart
from hui_reg.sandbox.pool import Job, Sandbox
from tests.intake.mails import ENVELOPE, mail


def test_files_inside_a_pdf() -> None:
    writer = pypdf.PdfWriter()
    writer.add_blank_page(width=200, height=200)
    writer.add_attachment("毕业证.txt", b"paper")
    stream = BytesIO()
    writer.write(stream)
    raw = mail({"合集.pdf": stream.getvalue()})
    with Sandbox(1) as sandbox:
        (done,) = sandbox.run(take_apart, Unpacked, [Job("a", lambda: raw, ENVELOPE)])
    assert done.document is not None and done.problem is None
    assert [file.path for file in done.document.files] == ["合集.pdf", "合集.pdf/毕业证.txt"]
