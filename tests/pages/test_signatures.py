"""A signed PDF goes whole where it is one person's pages and nothing else; otherwise it is made anew, and told."""

import io

import pytest
from pypdf import PdfReader

from hui_reg.pages import conversions, signatures
from tests.pages import sealed, traces
from tests.pages.joint import MINE
from tests.pages.test_joint import COPIED

assert COPIED
ONE = conversions.Parts(parts=(conversions.Part(format="pdf", pages=(1,)),))


@pytest.mark.parametrize("incremental", [True, False], ids=["behind it", "in it"])
@pytest.mark.parametrize("visible", [True, False], ids=["seal", "no seal"])
def test_what_is_clean_goes_whole(incremental: bool, visible: bool) -> None:
    data = sealed.signed(sealed.clean(), incremental=incremental, visible=visible)
    assert signatures.is_signed(data)
    made, (out,) = conversions.as_pdf(conversions.bundle([data]), ONE)
    assert (made.signed, made.unsigned, out == data) == (True, False, True)


@pytest.mark.parametrize("name", sealed.UNCLEAN)
def test_what_holds_more_loses_its_signature(name: str) -> None:
    data = sealed.signed(sealed.UNCLEAN[name]())
    made, (out,) = conversions.as_pdf(conversions.bundle([data]), ONE)
    assert (made.signed, made.unsigned) == (False, True)
    assert traces.of_the_other(out) == []
    assert MINE in PdfReader(io.BytesIO(out)).pages[0].extract_text() or made.drawn == 1


def test_a_word_in_a_comment_makes_no_signature() -> None:
    data = sealed.UNCLEAN["an attachment"]() + b"% /Sig /ByteRange\n"
    made, (out,) = conversions.as_pdf(conversions.bundle([data]), ONE)
    assert (made.signed, traces.of_the_other(out)) == (False, [])


def test_a_signed_file_does_not_push_out_the_others() -> None:
    one, two = sealed.signed(sealed.clean()), sealed.clean()
    wanted = conversions.Parts(parts=(conversions.Part(format="pdf", pages=(1,)),) * 2)
    made, _ = conversions.as_pdf(conversions.bundle([one, two]), wanted)
    assert (made.pages, made.signed, made.unsigned) == (2, False, True)
