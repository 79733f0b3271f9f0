"""Servers as they are: what each was seen to send ends in mails kept, mails named, or one sentence with exit 4."""

import re
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hui_reg.errors import ExitCode, HuiRegError
from hui_reg.intake.mailbox import connection
from hui_reg.intake.mailbox.imap_grammar import announced, tell
from hui_reg.intake.mailbox.imap_response import internal_date, read_fetches
from hui_reg.store import mails, unreceived
from hui_reg.store.schema import unreceived as table
from tests.intake.storing import Store
from tests.servers.certificates import Authority
from tests.servers.fake import HANG_UP, Script, body, fake_server, listing, uids_in

MAILS = {uid: b"Subject: mail %d\r\n\r\nbody of %d\r\n" % (uid, uid) for uid in (3, 5, 8, 9)}
TEN = {uid: b"Subject: mail %d\r\n\r\nbody of %d\r\n" % (uid, uid) for uid in range(1, 11)}
BODY = r"UID FETCH (\S+) .*BODY"
LISTING = r"UID FETCH (\S+) \(UID RFC822.SIZE INTERNALDATE"


def without_text(data: bytes) -> bytes:
    return re.sub(rb"(?m)^([A-Z]{4}\d+ OK) [^\r\n]*", rb"\1", data)


def doubled_blanks(data: bytes) -> bytes:
    return re.sub(rb"(?m)^\* (\d+) (EXISTS|FETCH) ?", rb"*  \1  \2  ", data)


def small_letters(data: bytes) -> bytes:
    return re.sub(rb"(?m)^(\* (?:\d+ )?)([A-Z]+)", lambda m: m[1] + m[2].lower(), data)


def bare_line_feeds(data: bytes) -> bytes:
    return data.replace(b"\r\n", b"\n") if b"BODY" not in data else data


def literal8(data: bytes) -> bytes:
    return re.sub(rb"\{(\d+)\}\r\n", rb"~{\1}\r\n", data)


def chatter(data: bytes) -> bytes:
    return re.sub(rb"(?m)^([A-Z]{4}\d+ OK)", rb"* X-NOTHING new\r\nwhat is this\r\n* 4 RECENT\r\n\1", data)


def items_outside(data: bytes) -> bytes:
    """Xeams closes the parentheses after the body and sends the rest in a line of its own."""
    pattern = rb"(?s)\(UID (\d+) RFC822.SIZE (\d+) (BODY\[\] \{\d+\}\r\n.*?)\)\r\n(?=\*|[A-Z]{4}\d)"
    return re.sub(pattern, rb"(\3)\r\n FLAGS (\\Seen) UID \1 RFC822.SIZE \2)\r\n", data)


REWRITES = [without_text, doubled_blanks, small_letters, bare_line_feeds, literal8, chatter, items_outside]


@pytest.mark.parametrize("rewrite", REWRITES)
def test_grammar_that_imaplib_refuses(authority: Authority, store: Store, rewrite: Callable[[bytes], bytes]) -> None:
    with fake_server(authority, mails=MAILS, rewrite=rewrite) as server:
        received = store.receive(server)
    assert (received.fresh, received.troubles) == (4, [])
    assert sorted(store.raws()) == sorted(MAILS.values())
    assert {mail.received_basis for mail in store.mails()} == {"internaldate"}
    assert server.connections == 1


def test_a_folder_that_may_only_be_read(authority: Authority, store: Store) -> None:
    with fake_server(authority, mails=MAILS) as server, pytest.raises(HuiRegError, match="只让读") as caught:
        store.receive(server, after="flag")
    assert (caught.value.code, len(store.mails())) == (ExitCode.MAILBOX, 4)


@pytest.mark.parametrize(
    ("said", "sentence", "hint"),
    [
        (b"NO Basic authentication is disabled. AADSTS70002", "不接受密码登录", "OAuth"),
        (b"NO [ALERT] Application-specific password required: https://support.test", "专用密码", "专用密码"),
        (b"NO Too many login failures, account locked for 30 minutes", "账号被锁定", "等候"),
        (b"NO [AUTHENTICATIONFAILED] Please enable IMAP access in settings first", "没有开启 IMAP", "开启 IMAP"),
        (b"NO [UNAVAILABLE] Temporary authentication failure", "暂时不能登录", "稍后再试"),
        (b"NO [AUTHENTICATIONFAILED] Password expired", "已过期", "重新生成授权码"),
        ("NO 您的账号因异常已被冻结".encode(), "账号被锁定", "等候"),
        ("NO 您没有开启IMAP服务".encode("gb18030"), "没有开启 IMAP", "开启 IMAP"),
        (b"NO [LIMIT] Too many connections from your IP", "登录过于频繁", "15 分钟"),
        ("NO LOGIN 当前 IP 不在允许登录的范围，请联系管理员添加白名单".encode(), "不让这台电脑", "白名单"),
        ("NO 用户已离职，账号停用".encode(), "现在不能用", "管理员"),
        ("NO LOGIN 企业邮箱服务已到期，请续费".encode(), "现在不能用", "服务商"),
        ("NO [OVERQUOTA] 邮箱空间已满".encode(), "现在不能用", "服务商"),
        (b"BAD Command LOGIN is not welcome here", "Command LOGIN is not welcome here", "授权码"),
    ],
)
def test_a_refused_login_in_the_servers_own_words(
    authority: Authority, store: Store, said: bytes, sentence: str, hint: str
) -> None:
    script = [("LOGIN", b"{tag} " + said + b"\r\n")]
    with fake_server(authority, script, MAILS) as server, pytest.raises(HuiRegError, match=sentence) as caught:
        store.receive(server)
    assert caught.value.code is ExitCode.MAILBOX
    assert hint in caught.value.hint
    words = said.decode("utf-8", "replace") if said.isascii() else sentence[:2]
    assert words.rpartition("] ")[2].removeprefix("NO ").removeprefix("BAD ") in caught.value.message
    assert "invented-password" not in caught.value.message


def test_no_password_is_shown_to_a_server_that_wants_none(authority: Authority, store: Store) -> None:
    able = "IMAP4rev1 LOGINDISABLED AUTH=XOAUTH2"
    with (
        fake_server(authority, mails=MAILS, capabilities=able) as server,
        pytest.raises(HuiRegError, match=r"LOGINDISABLED.*XOAUTH2") as caught,
    ):
        store.receive(server)
    assert (caught.value.code, server.asked("LOGIN |AUTHENTICATE")) == (ExitCode.MAILBOX, [])
    assert "OAuth" in caught.value.hint


def test_a_server_without_login_but_with_plain_is_asked_so(authority: Authority, store: Store) -> None:
    refuse = [("AUTHENTICATE PLAIN", b"{tag} NO not you\r\n")]
    able = "IMAP4rev1 LOGINDISABLED AUTH=PLAIN"
    with (
        fake_server(authority, refuse, MAILS, capabilities=able) as server,
        pytest.raises(HuiRegError, match="not you"),
    ):
        store.receive(server)
    assert server.asked("LOGIN ") == []


@pytest.mark.parametrize(
    "words",
    [
        "Login fail. Account is abnormal, service is not open, password is incorrect, login frequency limited,"
        " or system is busy. More information at https://help.example.com",
        "登录失败：账号异常、IMAP 服务未开启、密码错误或登录过于频繁",
    ],
)
def test_a_list_of_causes_names_none_of_them(authority: Authority, store: Store, words: str) -> None:
    script = [("LOGIN", b"{tag} NO [AUTHENTICATIONFAILED] " + words.encode() + b"\r\n")]
    with fake_server(authority, script, MAILS) as server, pytest.raises(HuiRegError) as caught:
        store.receive(server)
    assert f"拒绝登录 u@mail.test（它说：“[AUTHENTICATIONFAILED] {words}”）" in caught.value.message
    assert "依次检查" in caught.value.hint


@pytest.mark.parametrize("charset", ["utf-8", "gb18030"])
def test_a_server_that_takes_its_leave_is_no_wrong_server(authority: Authority, store: Store, charset: str) -> None:
    script = [("LOGIN", ["* BYE 系统维护中，2:00-4:00 暂停服务\r\n".encode(charset), HANG_UP])]
    with fake_server(authority, script, MAILS) as server, pytest.raises(HuiRegError) as caught:
        store.receive(server)
    assert "现在不接受连接，它说：“系统维护中，2:00-4:00 暂停服务”" in caught.value.message
    assert (caught.value.code, "稍后再试" in caught.value.hint) == (ExitCode.MAILBOX, True)


def test_bodies_that_are_refused_in_words(authority: Authority, store: Store) -> None:
    """A day's limit is no mail's fault: the words are told, once for many, and all of them come another day."""
    many = {uid: b"Subject: %d\r\n\r\nbody" % uid for uid in range(1, 13)}
    script = [(BODY, b"{tag} NO [LIMIT] " + "今日下载流量已达上限".encode() + b"\r\n")]
    with fake_server(authority, script, many) as server:
        received = store.receive(server)
    assert received.fresh == 0
    assert all("它说：“[LIMIT] 今日下载流量已达上限”" in told for told in received.troubles)
    assert "另有 7 封" in received.troubles[-1] and len(received.troubles) == 6
    with fake_server(authority, mails=many) as server:
        assert store.receive(server).fresh == 12


def test_a_greeting_that_turns_us_away_is_repeated_to_the_user(authority: Authority, store: Store) -> None:
    with (
        fake_server(authority, mails=MAILS, greeting=b"* BYE too many connections from your address\r\n") as server,
        pytest.raises(HuiRegError, match="too many connections from your address") as caught,
    ):
        store.receive(server)
    assert caught.value.code is ExitCode.MAILBOX


def test_sizes_are_estimates(authority: Authority, store: Store) -> None:
    def estimated(match: re.Match[str]) -> bytes:
        lines = [body(u, MAILS[u]).replace(b"RFC822.SIZE ", b"RFC822.SIZE 1") for u in uids_in(match[1], MAILS)]
        return b"".join(lines) + b"{tag} OK done\r\n"

    with fake_server(authority, [(BODY, estimated)], MAILS) as server:
        received = store.receive(server)
    assert (received.fresh, received.troubles) == (4, [])
    assert sorted(store.raws()) == sorted(MAILS.values())
    assert len(server.asked("BODY")) == 2


def test_sizes_far_too_small_are_met_one_mail_at_a_time(
    authority: Authority, store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(connection, "_MOST_LITERALS", 1000)
    large = {uid: b"Subject: %d\r\n\r\n" % uid + b"x" * 600 for uid in range(1, 9)}

    def belittled(match: re.Match[str]) -> bytes:
        lines = [body(u, large[u]).replace(b"RFC822.SIZE 6", b"RFC822.SIZE ") for u in uids_in(match[1], large)]
        return b"".join(lines) + b"{tag} OK done\r\n"

    with fake_server(authority, [(BODY, belittled)], large) as server:
        received = store.receive(server, largest=700)
    assert (received.fresh, received.troubles, server.connections) == (8, [], 2)


def test_a_miscounted_literal_is_no_whole_mail(authority: Authority, store: Store) -> None:
    def short(match: re.Match[str]) -> bytes:
        odd = b"* 1 FETCH (UID 3 BODY[] {9}\r\nSubject: half a mail)\r\n"
        rest = [body(uid, MAILS[uid]) for uid in uids_in(match[1], MAILS) if uid != 3]
        return odd + b"".join(rest) + b"{tag} OK done\r\n"

    with fake_server(authority, [(BODY, short)], MAILS) as server:
        received = store.receive(server)
    assert received.fresh == 4
    assert len(received.troubles) == 1 and "可能不完整" in received.troubles[0]
    assert [mail.state for mail in store.mails()].count(mails.SET_ASIDE) == 1


def breaking(bad: set[int]) -> Script:
    """Bodies up to the first bad UID of a set, then the end of the connection."""

    def answer(match: re.Match[str]) -> Iterator[bytes]:
        for uid in uids_in(match[1], TEN):
            if uid in bad:
                yield HANG_UP
            yield body(uid, TEN[uid])
        yield b"{tag} OK done\r\n"

    return [(BODY, answer)]


def stands_out(store: Store) -> dict[int, tuple[str, bool]]:
    with store.database.begin() as connection:
        return {one.place.uid: (one.kind, one.given_up) for one in unreceived.load(connection)}


def long_ago(store: Store, days: float) -> None:
    with store.database.begin() as connection:
        connection.execute(table.update().values(first_at=datetime.now(UTC) - timedelta(days=days)))


def test_mails_that_break_the_connection_hold_up_no_others(authority: Authority, store: Store) -> None:
    bad = {1, 2, 3}
    with fake_server(authority, breaking(bad), TEN) as server:
        first = store.receive(server)
        assert store.uids(server) == set(range(4, 11))
        assert sorted(int(uid) for t in first.troubles for uid in re.findall(r"UID (\d+)", t)) == [1, 2, 3]
        assert stands_out(store) == dict.fromkeys(bad, (unreceived.BREAKS, False))
        connections = server.connections
        second = store.receive(server)
        assert len(second.troubles) == 3 and server.connections - connections <= 4
        bad.discard(2)
        assert store.receive(server).fresh == 1
        assert stands_out(store).keys() == {1, 3}
        long_ago(store, 3.1)
        third = store.receive(server)
        assert stands_out(store) == dict.fromkeys((1, 3), (unreceived.BREAKS, True))
        assert all("retry" in trouble for trouble in third.troubles)
        connections = server.connections
        store.receive(server)
        assert server.connections == connections + 1  # what is given up isn't asked for
        with store.database.begin() as connection:
            unreceived.try_again(connection, unreceived.load(connection))
        bad.clear()
        assert store.receive(server).fresh == 2
    assert (store.uids(server), stands_out(store)) == (set(TEN), {})


def test_more_breaking_mails_than_logins_are_met_a_few_a_run(authority: Authority, store: Store) -> None:
    with fake_server(authority, breaking(set(range(1, 9))), TEN) as server:
        with pytest.raises(HuiRegError, match="连接一再中断") as caught:
            store.receive(server)
        assert caught.value.code is ExitCode.MAILBOX
        assert stands_out(store).keys() == {1, 2, 3, 4}
        with pytest.raises(HuiRegError, match="连接一再中断"):
            store.receive(server)
        store.receive(server)
    assert store.uids(server) == {9, 10}
    assert stands_out(store).keys() == set(range(1, 9))


def test_a_mail_that_spoils_its_set_is_asked_for_alone(authority: Authority, store: Store) -> None:
    def refusing(match: re.Match[str]) -> bytes:
        uids = uids_in(match[1], MAILS)
        if 5 in uids:
            return b"{tag} BAD internal error\r\n"
        return b"".join(body(uid, MAILS[uid]) for uid in uids) + b"{tag} OK done\r\n"

    with fake_server(authority, [(BODY, refusing)], MAILS) as server:
        received = store.receive(server)
    assert store.uids(server) == {3, 8, 9}
    assert len(received.troubles) == 1 and "UID 5" in received.troubles[0]
    assert stands_out(store) == {5: (unreceived.EMPTY, False)}


def test_a_uid_that_the_listing_leaves_out_is_asked_for(authority: Authority, store: Store) -> None:
    def partial(match: re.Match[str]) -> bytes:
        lines = [listing(uid, MAILS[uid]) for uid in uids_in(match[1], MAILS) if uid != 8]
        return b"".join(lines) + b"{tag} OK done\r\n"

    with fake_server(authority, [(LISTING, partial)], MAILS) as server:
        received = store.receive(server)
    assert (received.fresh, received.troubles) == (4, [])


def test_a_uid_that_nothing_comes_of_is_named(authority: Authority, store: Store) -> None:
    nothing = b"{tag} OK done\r\n"
    script = [(LISTING, nothing), (r"UID FETCH (\S+) \(UID\)", nothing), (BODY, nothing)]
    with fake_server(authority, script, MAILS) as server:
        received = store.receive(server)
    assert received.fresh == 0
    assert sorted(re.findall(r"UID (\d)", " ".join(received.troubles))) == ["3", "5", "8", "9"]
    assert set(stands_out(store).values()) == {(unreceived.UNLISTED, False)}


def test_dates_of_no_year_are_none(authority: Authority, store: Store) -> None:
    def old(match: re.Match[str]) -> bytes:
        lines = [listing(uid, MAILS[uid]).replace(b"-2024 ", b"-0001 ") for uid in uids_in(match[1], MAILS)]
        return b"".join(lines) + b"{tag} OK done\r\n"

    with fake_server(authority, [(LISTING, old)], MAILS) as server:
        received = store.receive(server)
    assert (received.fresh, received.troubles) == (4, [])
    assert {mail.received_basis for mail in store.mails()} == {"file_time"}
    assert internal_date(b"01-Jan-9999 00:00:00 -1200") is None


@pytest.mark.parametrize("during", ["UID SEARCH", BODY])
def test_endless_lines_end_in_a_sentence(authority: Authority, store: Store, during: str) -> None:
    def flood(_: object) -> Iterator[bytes]:
        for _ in range(5):
            yield b"* 3 FETCH (UID 3 FLAGS (\\Seen))\r\n" * 30_000

    with fake_server(authority, [(during, flood)], MAILS) as server, pytest.raises(HuiRegError) as caught:
        store.receive(server)
    assert caught.value.code is ExitCode.MAILBOX
    assert "无关的内容" in caught.value.message


@pytest.mark.parametrize("nonsense", [b"* SEARCH " + b"9" * 5000, b"* SEARCH 3 \xff 99999999999 5", b"* SEARCH"])
def test_numbers_that_mean_nothing(authority: Authority, store: Store, nonsense: bytes) -> None:
    with fake_server(authority, [("UID SEARCH", nonsense + b"\r\n{tag} OK done\r\n")], MAILS) as server:
        received = store.receive(server)
    assert (received.fresh, received.troubles) == (4, [])


@given(st.binary(max_size=200), st.sets(st.binary(min_size=1, max_size=6)))
def test_any_line_is_told(line: bytes, tags: set[bytes]) -> None:
    found = tell(line, tags)
    assert found.kind != "tagged" or found.tag in tags
    announced(line)


@given(st.lists(st.sampled_from([b"(", b")", b'"a', b"UID 7", b"BODY[] {3}", b"~{2}", b"NIL", b" ", b"{99999}"])))
def test_brackets_of_any_depth(pieces: list[bytes]) -> None:
    read_fetches([(b"1 (" + b"".join(pieces) * 50, b"abc"), b"((" * 2000])
