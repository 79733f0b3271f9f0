"""A model of a mailbox that lives: mails come, move, go and get other numbers, the server lies and breaks, staff run.

Invariant: every mail the server shows is in the store or named, once; every leaf of every kept mail is in one place.
"""

import re
import shutil
import tempfile
from collections import Counter
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from hui_reg.errors import ExitCode, HuiRegError
from hui_reg.intake.envelope import UNPACK_VERSION, Envelope
from hui_reg.intake.unpack import take_apart
from hui_reg.store import mails, unreceived
from hui_reg.store.blobs import BlobStore
from hui_reg.store.database import open_database
from hui_reg.store.schema import files, sightings
from hui_reg.store.schema import unreceived as table
from tests.intake.mails import mail
from tests.intake.storing import Store, account_of
from tests.servers.fake import HANG_UP, Script, uids_in
from tests.servers.wire import wired_server

FOLDERS = ("INBOX", "报名")
_WIRE = {'"INBOX"': "INBOX", '"&YqVUDQ-"': "报名"}
_LIST = b'* LIST () "/" "INBOX"\r\n* LIST () "/" "&YqVUDQ-"\r\n{tag} OK done\r\n'

template: Path | None = None


def _empty_store() -> Path:
    """An empty database, made once."""
    global template
    if template is None:
        template = Path(tempfile.mkdtemp(prefix="hui-model-")) / "store.db"
        open_database(f"sqlite:///{template}").close()
    return template


class LivingMailbox(RuleBasedStateMachine):
    """Two folders on a scripted server, and a store that receives from them."""

    def __init__(self) -> None:
        super().__init__()
        self.folder = Path(tempfile.mkdtemp(prefix="hui-model-"))
        shutil.copy(_empty_store(), self.folder / "store.db")
        self.store = Store(BlobStore(self.folder / "blobs"), open_database(f"sqlite:///{self.folder / 'store.db'}"))
        self.boxes: dict[str, dict[int, bytes]] = {name: {} for name in FOLDERS}
        self.validity = dict.fromkeys(FOLDERS, 7)
        self.next_uid = self.number = 1
        self.breaking: set[bytes] = set()
        self.silent: set[bytes] = set()
        self.unlisted: set[bytes] = set()
        self.lying: set[bytes] = set()
        self.break_once = False
        self.selected = "INBOX"
        self.kept: set[bytes] = set()
        self.serving = wired_server(self.script())
        self.server = self.serving.__enter__()

    def teardown(self) -> None:
        try:
            self.recover()
        finally:
            self.serving.__exit__(None, None, None)
            self.store.database.close()
            shutil.rmtree(self.folder, ignore_errors=True)

    # what happens in the mailbox

    @initialize(count=st.integers(0, 4))
    def begins(self, count: int) -> None:
        for _ in range(count):
            self.arrives("INBOX", 1)

    @rule(name=st.sampled_from(FOLDERS), leaves=st.integers(0, 3))
    def arrives(self, name: str, leaves: int) -> None:
        attached = {f"材料{self.number}-{leaf}.pdf": b"%%PDF-1.4 %d %d" % (self.number, leaf) for leaf in range(leaves)}
        self.boxes[name][self.next_uid] = mail(attached, f"第 {self.number} 封，见附件", Subject=f"材料{self.number}")
        self.number += 1
        self.next_uid += 1

    @precondition(lambda self: any(self.boxes.values()))
    @rule(data=st.data(), copy=st.booleans())
    def moves(self, data: st.DataObject, copy: bool) -> None:
        name, uid = data.draw(self.places())
        other = FOLDERS[FOLDERS.index(name) - 1]
        self.boxes[other][self.next_uid] = self.boxes[name][uid]
        self.next_uid += 1
        if not copy:
            del self.boxes[name][uid]

    @precondition(lambda self: any(self.boxes.values()))
    @rule(data=st.data())
    def is_expunged(self, data: st.DataObject) -> None:
        name, uid = data.draw(self.places())
        del self.boxes[name][uid]

    @rule(name=st.sampled_from(FOLDERS))
    def is_renumbered(self, name: str) -> None:
        self.validity[name] += 1
        self.boxes[name] = dict(enumerate(self.boxes[name].values(), 1))
        self.next_uid = max([self.next_uid, *(uid + 1 for uid in self.boxes[name])])

    @precondition(lambda self: any(self.boxes.values()))
    @rule(data=st.data(), how=st.sampled_from(["breaking", "silent", "unlisted", "lying"]))
    def misbehaves(self, data: st.DataObject, how: str) -> None:
        name, uid = data.draw(self.places())
        getattr(self, how).symmetric_difference_update({self.boxes[name][uid]})

    @rule()
    def line_is_cut(self) -> None:
        self.break_once = True

    # what staff do

    @rule()
    def fetches(self) -> None:
        try:
            received = self.store.receive(self.server, folders=FOLDERS, seconds=None)
        except HuiRegError as error:
            assert error.code is ExitCode.MAILBOX, error
            assert self.breaking, error  # one cut line is put up with
        else:
            self.check_all_named(len(received.troubles))
        self.break_once = False
        self.kept |= set(self.store.raws())

    @rule()
    def takes_apart(self) -> None:
        for waiting in [m for m in self.store.mails() if m.state == mails.NEW]:
            envelope = Envelope(received_at=waiting.received_at, received_basis=waiting.received_basis)
            unpacked, blobs = take_apart(self.store.blobs.get(waiting.sha256), envelope)
            self.store.blobs.put_all(list(blobs))
            with self.store.database.begin() as connection:
                mails.save_all(connection, UNPACK_VERSION, [(unpacked.message, unpacked.files)])

    @rule(days=st.sampled_from([1, 4]))
    def days_pass(self, days: int) -> None:
        with self.store.database.begin() as connection:
            for one in unreceived.load(connection):
                where = (table.c.uid == one.place.uid) & (table.c.folder == one.place.folder)
                since = connection.execute(table.select().where(where)).mappings().one()["first_at"]
                connection.execute(table.update().where(where).values(first_at=since - timedelta(days=days)))

    @rule()
    def retries(self) -> None:
        with self.store.database.begin() as connection:
            mails.put_back(connection, {m.sha256 for m in mails.load(connection, mails.SET_ASIDE)})
            unreceived.try_again(connection, [one for one in unreceived.load(connection) if one.given_up])

    # what always holds

    @invariant()
    def nothing_kept_is_lost(self) -> None:
        assert self.kept <= set(self.store.raws())

    @invariant()
    def every_leaf_is_in_one_place(self) -> None:
        with self.store.database.begin() as connection:
            rows = Counter(row.sha256 for row in connection.execute(files.select()))
        unpacked = [self.store.blobs.get(m.sha256) for m in self.store.mails() if m.state == mails.UNPACKED]
        attached = [(int(n), int(leaf)) for raw in unpacked for n, leaf in _ATTACHED.findall(_text_of(raw))]
        assert sum(rows.values()) == len(attached) == len(set(attached)) and set(rows.values()) <= {1}

    @invariant()
    def no_place_is_both_kept_and_named(self) -> None:
        with self.store.database.begin() as connection:
            seen = {(r.folder, r.uidvalidity, r.uid) for r in connection.execute(sightings.select())}
            named = {(r.folder, r.uidvalidity, r.uid) for r in connection.execute(table.select())}
        assert not (seen & named & self.visible())

    def check_all_named(self, troubles: int) -> None:
        account = account_of(self.server).key
        stored = set(self.store.raws())
        with self.store.database.begin() as connection:
            named = {(one.place.folder, one.place.uidvalidity, one.place.uid) for one in unreceived.load(connection)}
            known = {
                (name, self.validity[name], uid)
                for name in FOLDERS
                for uid in mails.known_uids(connection, account, name, self.validity[name])
            }
        for name, box in self.boxes.items():
            for uid, raw in box.items():
                place = (name, self.validity[name], uid)
                assert (place in known) != (place in named), (place, known, named)
                assert place in named or raw in stored
        assert troubles == len(named) and named <= self.visible()

    def recover(self) -> None:
        """Once the server behaves, all comes: by as many runs as a few logins each need."""
        self.break_once = False
        for fault in (self.breaking, self.silent, self.unlisted, self.lying):
            fault.clear()
        self.retries()
        self.fetches()
        with self.store.database.begin() as connection:
            assert unreceived.load(connection) == []
        assert {raw for box in self.boxes.values() for raw in box.values()} <= set(self.store.raws())
        assert {mail.state for mail in self.store.mails()} <= {mails.NEW, mails.UNPACKED}

    # the server

    def places(self) -> st.SearchStrategy[tuple[str, int]]:
        return st.sampled_from([(name, uid) for name, box in self.boxes.items() for uid in box])

    def visible(self) -> set[tuple[str, int, int]]:
        return {(name, self.validity[name], uid) for name, box in self.boxes.items() for uid in box}

    def script(self) -> Script:
        return [
            (r"(?:EXAMINE|SELECT) (\S+)", self._select),
            ("UID SEARCH", self._search),
            (r"UID FETCH (\S+) \(UID RFC822.SIZE INTERNALDATE", self._listing),
            (r"UID FETCH (\S+) \(UID\)", self._plain),
            (r"UID FETCH (\S+) .*BODY", self._bodies),
            ("LIST", _LIST),
        ]

    @property
    def box(self) -> dict[int, bytes]:
        return self.boxes[self.selected]

    def _select(self, match: re.Match[str]) -> bytes:
        self.selected = _WIRE[match[1]]
        told = b"* %d EXISTS\r\n* OK [UIDVALIDITY %d] ok\r\n" % (len(self.box), self.validity[self.selected])
        return told + b"{tag} OK [READ-ONLY] done\r\n"

    def _search(self, _: re.Match[str]) -> bytes:
        return b"* SEARCH " + " ".join(map(str, self.box)).encode() + b"\r\n{tag} OK done\r\n"

    def _size(self, raw: bytes) -> int:
        return len(raw) + 17 * (raw in self.lying)

    def _listing(self, match: re.Match[str]) -> bytes:
        lines = [
            b'* %d FETCH (UID %d RFC822.SIZE %d INTERNALDATE "01-Jul-2024 12:00:00 +0800" FLAGS ())\r\n'
            % (uid, uid, self._size(self.box[uid]))
            for uid in uids_in(match[1], self.box)
            if self.box[uid] not in self.unlisted
        ]
        return b"".join(lines) + b"{tag} OK done\r\n"

    def _plain(self, match: re.Match[str]) -> bytes:
        shown = [uid for uid in uids_in(match[1], self.box) if self.box[uid] not in self.unlisted]
        return b"".join(b"* %d FETCH (UID %d)\r\n" % (uid, uid) for uid in shown) + b"{tag} OK done\r\n"

    def _bodies(self, match: re.Match[str]) -> Iterator[bytes]:
        for uid in uids_in(match[1], self.box):
            raw = self.box[uid]
            if raw in self.breaking or self.break_once:
                self.break_once = False
                yield HANG_UP
            if raw in self.silent:
                yield b"* %d FETCH (UID %d BODY[] NIL)\r\n" % (uid, uid)
            else:
                size = self._size(raw)
                yield b"* %d FETCH (UID %d RFC822.SIZE %d BODY[] {%d}\r\n%s)\r\n" % (uid, uid, size, len(raw), raw)
        yield b"{tag} OK done\r\n"


_ATTACHED = re.compile(r"%PDF-1.4 (\d+) (\d+)")


def _text_of(raw: bytes) -> str:
    """The attachments' contents, which are told by what stands in them."""
    unpacked, blobs = take_apart(raw, Envelope(received_at=datetime.now(UTC), received_basis="internaldate"))
    assert len(unpacked.files) == len(blobs)
    return "\n".join(blob.decode() for blob in blobs)
