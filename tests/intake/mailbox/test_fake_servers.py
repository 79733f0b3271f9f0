"""Servers that misbehave: each quirk ends in mails kept, set aside with a reason, or one plain sentence."""

import re
import time
from collections.abc import Iterator

import pytest

from hui_reg.errors import ExitCode, HuiRegError
from hui_reg.store import mails
from tests.intake.storing import Store
from tests.servers.certificates import Authority
from tests.servers.fake import HANG_UP, Script, body, fake_server, listing, uids_in

MAILS = {uid: b"Subject: mail %d\r\n\r\nbody of %d\r\n" % (uid, uid) for uid in (3, 5, 8, 9)}
EVERY = sorted(MAILS.values())
BODY = r"UID FETCH (\S+) .*BODY"
LISTING = r"UID FETCH (\S+) \(UID RFC822.SIZE INTERNALDATE"


def answer_bodies(**instead: bytes) -> Script:
    """Bodies as they should be, but for the UIDs named ``uid3=…``."""

    def answer(match: re.Match[str]) -> bytes:
        parts = [instead.get(f"uid{uid}", body(uid, MAILS[uid])) for uid in uids_in(match[1], MAILS)]
        return b"".join(parts) + b"{tag} OK done\r\n"

    return [(BODY, answer)]


def test_a_well_behaved_server_and_a_second_run(authority: Authority, store: Store) -> None:
    with fake_server(authority, mails=MAILS) as server:
        first = store.receive(server)
        second = store.receive(server)
    assert (first.seen, first.fresh, first.troubles) == (4, 4, [])
    assert (second.seen, second.fresh, second.troubles) == (4, 0, [])
    assert sorted(store.raws()) == EVERY
    assert store.uids(server) == set(MAILS)
    assert len(server.asked("BODY")) == 1
    assert {mail.received_basis for mail in store.mails()} == {"internaldate"}
    assert {mail.received_at.isoformat() for mail in store.mails()} == {"2024-07-01T04:00:00+00:00"}


def test_nothing_is_marked_and_nothing_is_filtered_by_the_server(authority: Authority, store: Store) -> None:
    with fake_server(authority, mails=MAILS) as server:
        store.receive(server)
    assert server.asked("SELECT|STORE|UNSEEN|CHARSET|FROM|SINCE") == []
    assert server.asked("EXAMINE") and server.asked(r"BODY\.PEEK\[\]")
    assert server.asked("SEARCH") == ["UID SEARCH ALL"]


def test_dry_run_asks_for_no_body(authority: Authority, store: Store) -> None:
    with fake_server(authority, mails=MAILS) as server:
        received = store.receive(server, dry_run=True)
    assert received.fresh == 4
    assert server.asked("BODY") == []
    assert store.mails() == []


@pytest.mark.parametrize(("capabilities", "sent"), [("IMAP4rev1 ID", 1), ("IMAP4rev1 IDLE", 0)])
def test_id_only_when_advertised(authority: Authority, store: Store, capabilities: str, sent: int) -> None:
    with fake_server(authority, mails=MAILS, capabilities=capabilities) as server:
        store.receive(server)
    assert len(server.asked(r"^ID \(")) == sent
    order = [re.split(r"[ (]", request)[0] for request in server.requests]
    if sent:
        assert order.index("LOGIN") < order.index("ID") < order.index("EXAMINE")


def test_sets_are_ascending_and_at_most_a_hundred(authority: Authority, store: Store) -> None:
    scattered = {uid: b"Subject: %d\r\n\r\n" % uid for uid in range(2, 702, 2)}
    with fake_server(authority, mails=scattered) as server:
        assert store.receive(server).fresh == 350
    for request in server.asked("UID FETCH"):
        uids = [int(word) for word in re.findall(r"\d+", request.split()[2])]
        assert uids == sorted(uids)
        assert len(uids) <= 100
    assert max(request.count(",") for request in server.asked("BODY")) < 50


def test_uids_that_are_gone_are_left_out(authority: Authority, store: Store) -> None:
    dead = [("UID SEARCH", b"* SEARCH 1 3 4 5 8 9 77\r\n{tag} OK done\r\n")]
    with fake_server(authority, dead, MAILS) as server:
        received = store.receive(server)
    assert (received.fresh, received.troubles) == (4, [])
    assert sorted(store.raws()) == EVERY


def test_a_search_that_leaves_mails_out_is_completed_by_a_listing(authority: Authority, store: Store) -> None:
    with fake_server(authority, [("UID SEARCH", b"* SEARCH 9\r\n{tag} OK done\r\n")], MAILS) as server:
        assert store.receive(server).fresh == 4


def test_the_first_uid_of_a_batch_expunged_between_list_and_fetch(authority: Authority, store: Store) -> None:
    with fake_server(authority, answer_bodies(uid3=b""), MAILS) as server:
        received = store.receive(server)
    assert received.fresh == 3
    assert len(received.troubles) == 1 and "UID 3" in received.troubles[0] and "下次" in received.troubles[0]
    assert store.uids(server) == {5, 8, 9}


def test_a_body_of_nil_is_asked_for_again_and_reported(authority: Authority, store: Store) -> None:
    with fake_server(authority, answer_bodies(uid5=b"* 2 FETCH (UID 5 BODY[] NIL)\r\n"), MAILS) as server:
        received = store.receive(server)
    assert received.fresh == 3
    assert len(received.troubles) == 1 and "UID 5" in received.troubles[0]
    assert [r.split()[2] for r in server.asked("BODY")] == ["3,5,8:9", "5"]
    assert 5 not in store.uids(server)


def test_a_body_that_comes_the_second_time_is_kept(authority: Authority, store: Store) -> None:
    def second_time(match: re.Match[str]) -> bytes:
        uids = uids_in(match[1], MAILS)
        return b"".join(body(u, MAILS[u]) for u in uids if u != 8 or len(uids) == 1) + b"{tag} OK done\r\n"

    with fake_server(authority, [(BODY, second_time)], MAILS) as server:
        received = store.receive(server)
    assert (received.fresh, received.troubles) == (4, [])


def test_quoted_bodies_and_items_in_any_order(authority: Authority, store: Store) -> None:
    quoted = b'* 1 FETCH (BODY[] "Subject: \\"x\\"\\\\ y" RFC822.SIZE 15 UID 3)\r\n'
    literal = b"* 2 FETCH (BODY[] {%d}\r\n%s FLAGS (\\Seen) UID 5)\r\n" % (len(MAILS[5]), MAILS[5])
    with fake_server(authority, answer_bodies(uid3=quoted, uid5=literal), MAILS) as server:
        received = store.receive(server)
    assert (received.fresh, received.troubles) == (4, [])
    assert b'Subject: "x"\\ y' in store.raws()
    assert MAILS[5] in store.raws()


def test_flags_of_others_in_between_are_no_mails(authority: Authority, store: Store) -> None:
    noise = b"* 9 FETCH (FLAGS (\\Seen))\r\n* 3 EXPUNGE\r\n* 4 EXISTS\r\n* OK still here\r\n"
    mixed = {f"uid{uid}": noise + body(uid, mail) + b"* %d FETCH (FLAGS ())\r\n" % uid for uid, mail in MAILS.items()}
    with fake_server(authority, answer_bodies(**mixed), MAILS) as server:
        received = store.receive(server)
    assert (received.fresh, received.troubles) == (4, [])
    assert sorted(store.raws()) == EVERY


def test_a_mail_that_is_another_each_time_is_kept_but_set_aside(authority: Authority, store: Store) -> None:
    given = iter([b"hello", b"hello you"])

    def wavering(match: re.Match[str]) -> bytes:
        text = next(given)
        odd = b"* 1 FETCH (UID 3 RFC822.SIZE 4000 BODY[] {%d}\r\n%s)\r\n" % (len(text), text)
        rest = [body(uid, MAILS[uid]) for uid in uids_in(match[1], MAILS) if uid != 3]
        return odd + b"".join(rest) + b"{tag} OK done\r\n"

    with fake_server(authority, [(BODY, wavering)], MAILS) as server:
        received = store.receive(server)
    assert received.fresh == 4
    assert len(received.troubles) == 1 and "4000" in received.troubles[0]
    aside = [mail for mail in store.mails() if mail.state == mails.SET_ASIDE]
    assert [store.blobs.get(mail.sha256) for mail in aside] == [b"hello you"]
    assert aside[0].problem is not None and "retry" in aside[0].problem.detail


def test_a_mail_above_the_limit_is_not_asked_for(authority: Authority, store: Store) -> None:
    def huge(match: re.Match[str]) -> bytes:
        lines = [listing(u, MAILS[u]).replace(b"RFC822.SIZE", b"RFC822.SIZE 9999999999 X") if u == 8 else
                 listing(u, MAILS[u]) for u in uids_in(match[1], MAILS)]  # fmt: skip
        return b"".join(lines) + b"{tag} OK done\r\n"

    with fake_server(authority, [(LISTING, huge)], MAILS) as server:
        received = store.receive(server)
    assert received.fresh == 3
    assert "超过上限 60 MB" in received.troubles[0]
    assert server.asked("BODY") == ["UID FETCH 3,5,9 (UID RFC822.SIZE BODY.PEEK[])"]


def test_goodbye_in_the_middle_then_the_rest(authority: Authority, store: Store) -> None:
    once: list[int] = []

    def goodbye(match: re.Match[str]) -> Iterator[bytes]:
        uids = uids_in(match[1], MAILS)
        if not once:
            once.append(1)
            yield body(uids[0], MAILS[uids[0]])
            yield b"* BYE server shutting down\r\n"
            yield HANG_UP
        yield b"".join(body(u, MAILS[u]) for u in uids) + b"{tag} OK done\r\n"

    with fake_server(authority, [(BODY, goodbye)], MAILS) as server:
        received = store.receive(server)
    assert (received.fresh, received.troubles) == (4, [])
    assert server.connections == 2


def test_goodbye_every_time_ends_with_what_was_kept(authority: Authority, store: Store) -> None:
    with (
        fake_server(authority, [(BODY, [b"* BYE overloaded\r\n", HANG_UP])], MAILS) as server,
        pytest.raises(HuiRegError, match="连接一再中断") as caught,
    ):
        store.receive(server)
    assert caught.value.code is ExitCode.MAILBOX
    assert server.connections == 4


@pytest.mark.parametrize(
    "cut", [b"* 2 FETCH (UID 5 BODY[] {500}\r\nonly this", b"* 2 FETCH (UID 5 BODY[] {20000000000}\r\n"]
)
def test_a_literal_cut_short_or_absurd_costs_its_own_mail(authority: Authority, store: Store, cut: bytes) -> None:
    def answer(match: re.Match[str]) -> Iterator[bytes]:
        for uid in uids_in(match[1], MAILS):
            yield cut if uid == 5 else body(uid, MAILS[uid])
            if uid == 5:
                yield HANG_UP
        yield b"{tag} OK done\r\n"

    with fake_server(authority, [(BODY, answer)], MAILS) as server:
        received = store.receive(server)
    assert store.uids(server) == {3, 8, 9}
    assert len(received.troubles) == 1 and "UID 5" in received.troubles[0]


def trickle(_: object) -> Iterator[bytes]:
    yield b"* 1 FETCH (UID 3 RFC822.SIZE 100000 BODY[] {100000}\r\n"
    while True:
        yield b"x"
        time.sleep(0.05)


def test_a_byte_at_a_time_ends_at_the_deadline(authority: Authority, store: Store) -> None:
    with (
        fake_server(authority, [(BODY, trickle)], MAILS) as server,
        pytest.raises(HuiRegError, match="--deadline") as caught,
    ):
        store.receive(server, seconds=0.7)
    assert caught.value.code is ExitCode.MAILBOX


def test_a_byte_at_a_time_is_not_waited_for_without_a_deadline(authority: Authority, store: Store) -> None:
    with fake_server(authority, [(BODY, trickle)], MAILS) as server, pytest.raises(HuiRegError, match="连接一再中断"):
        store.receive(server, seconds=None, timeout=0.2)


@pytest.mark.parametrize(
    ("said", "sentence"),
    [
        (b"NO [AUTHENTICATIONFAILED] login fail, please check user and password", "拒绝登录"),
        (b"NO Login frequency limited", "过于频繁"),
        (b"NO LOGIN Login error or password error", "拒绝登录"),
        (b"BAD Account is abnormal, service is not open", "拒绝登录"),
    ],
)
def test_a_refused_login_says_why_and_is_not_repeated(
    authority: Authority, store: Store, said: bytes, sentence: str
) -> None:
    script = [("LOGIN", b"{tag} " + said + b"\r\n")]
    with fake_server(authority, script, MAILS) as server, pytest.raises(HuiRegError, match=sentence) as caught:
        store.receive(server)
    assert caught.value.code is ExitCode.MAILBOX
    assert "invented-password" not in caught.value.message + caught.value.hint
    assert len(server.asked("LOGIN")) == 1
    assert server.connections == 1


@pytest.mark.parametrize("words", ["[NOPERM] 该邮箱已被管理员限制客户端收信", "[INUSE] 邮箱正被其他客户端使用"])
def test_a_folder_that_is_there_and_may_not_be_opened(authority: Authority, store: Store, words: str) -> None:
    script = [("EXAMINE", b"{tag} NO " + words.encode() + b"\r\n")]
    with fake_server(authority, script, MAILS) as server, pytest.raises(HuiRegError) as caught:
        store.receive(server)
    assert f"不让打开文件夹“INBOX”，它说：“{words}”" in caught.value.message


def test_unsafe_login_is_explained(authority: Authority, store: Store) -> None:
    unsafe = [("EXAMINE", b"{tag} NO EXAMINE Unsafe Login. Please contact kefu@mail.test for help\r\n")]
    with fake_server(authority, unsafe, MAILS) as server, pytest.raises(HuiRegError, match="Unsafe Login") as caught:
        store.receive(server)
    assert "授权码" in caught.value.hint


def test_a_missing_folder_lists_those_that_exist(authority: Authority, store: Store) -> None:
    with (
        fake_server(authority, [("EXAMINE", b"{tag} NO no such folder\r\n")], MAILS) as server,
        pytest.raises(HuiRegError, match="没有文件夹“材料”") as caught,
    ):
        store.receive(server, folders=("材料",))
    assert server.asked("EXAMINE") == ['EXAMINE "&Z1BlmQ-"']
    assert "INBOX、报名" in caught.value.hint


def test_a_refused_search_is_no_list_of_mails(authority: Authority, store: Store) -> None:
    refused = [("UID SEARCH", b"{tag} NO system busy 3 5 8\r\n")]
    with fake_server(authority, refused, MAILS) as server, pytest.raises(HuiRegError, match="拒绝了请求") as caught:
        store.receive(server)
    assert caught.value.code is ExitCode.MAILBOX


def test_a_refused_listing_is_no_empty_mailbox(authority: Authority, store: Store) -> None:
    with (
        fake_server(authority, [(LISTING, b"{tag} NO system busy\r\n")], MAILS) as server,
        pytest.raises(HuiRegError, match="拒绝了请求"),
    ):
        store.receive(server)


def test_a_no_after_the_mails_that_are_left_takes_those(authority: Authority, store: Store) -> None:
    def left(match: re.Match[str]) -> bytes:
        return (listing(3, MAILS[3]) if "3" in match[1] else b"") + b"{tag} NO some are gone\r\n"

    with fake_server(authority, [(LISTING, left)], {3: MAILS[3]}) as server:
        server.searched = [3, 5, 8]
        received = store.receive(server)
    assert (received.fresh, received.troubles) == (1, [])


def test_a_server_that_says_nothing_of_sizes_or_dates(authority: Authority, store: Store) -> None:
    def bare(match: re.Match[str]) -> bytes:
        return b"".join(b"* 1 FETCH (UID %d)\r\n" % u for u in uids_in(match[1], MAILS)) + b"{tag} OK done\r\n"

    with fake_server(authority, [(LISTING, bare)], MAILS) as server:
        assert store.receive(server).fresh == 4
    assert {mail.received_basis for mail in store.mails()} == {"file_time"}


def test_a_new_uidvalidity_means_listing_again_and_matching_by_content(authority: Authority, store: Store) -> None:
    with fake_server(authority, mails=MAILS) as server:
        store.receive(server)
        server.uidvalidity = 8
        server.mails = {**{uid + 100: mail for uid, mail in MAILS.items()}, 200: b"Subject: new\r\n\r\n"}
        received = store.receive(server)
    assert received.fresh == 1
    assert received.folders[0].renumbered
    assert len(store.mails()) == 5
    assert store.uids(server, uidvalidity=8) == set(server.mails)


MANY = {uid: b"Subject: mail %d\r\n\r\n" % uid for uid in range(1, 351)}


def test_many_mails_are_listed_and_asked_for_ahead(authority: Authority, store: Store) -> None:
    """One after the other, whatever is left out of a set that was asked for while another was read."""

    def without_some(match: re.Match[str]) -> bytes:
        uids = uids_in(match[1], MANY)
        lines = [listing(uid, MANY[uid]) for uid in uids if uid % 50 or len(uids) < 10]
        return b"".join(lines) + b"{tag} OK done\r\n"

    with fake_server(authority, [(LISTING, without_some)], MANY) as server:
        received = store.receive(server)
    assert (received.fresh, received.troubles) == (350, [])
    assert store.uids(server) == set(MANY)
    assert [request.split()[2] for request in server.asked(LISTING)][:4] == ["1:100", "101:200", "201:300", "301:350"]
    assert len(server.asked(LISTING)) == 8  # a set for each, and those it left out
    assert len(server.asked("CAPABILITY")) == 2  # before the login and behind it


def test_a_listing_refused_while_others_are_on_their_way(authority: Authority, store: Store) -> None:
    refused = (r"UID FETCH 101:200 \(UID RFC822", b"{tag} NO [SERVERBUG] try again\r\n")
    with fake_server(authority, [refused], MANY) as server, pytest.raises(HuiRegError) as caught:
        store.receive(server)
    assert caught.value.code is ExitCode.MAILBOX
    with fake_server(authority, mails=MANY) as server:
        assert store.receive(server).fresh == 350
