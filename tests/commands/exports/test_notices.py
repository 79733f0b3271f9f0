"""Letters put into a real mailbox's Drafts over verified TLS: there once, flagged as drafts, nothing sent."""

from pathlib import Path

import pytest
from imap_tools import MailBox

from hui_reg import cli
from hui_reg.commands.exports.notices import LIST
from hui_reg.desk import letters
from hui_reg.desk.workspace import open_workspace
from tests.commands.test_review import run, stored
from tests.review import batch as people
from tests.servers.dovecot import running


@pytest.fixture(scope="module")
def server():
    with running() as dovecot:
        yield dovecot


def drafts(server, folder="Drafts"):
    import ssl

    context = ssl.create_default_context(cafile=str(server.authority.ca_file))
    with MailBox(server.host, server.port, ssl_context=context).login(server.user, server.password) as box:
        box.folder.set(folder)
        return [(mail.subject, mail.flags, mail.headers) for mail in box.fetch(mark_seen=False)]


def make_folder(server, name):
    import ssl

    context = ssl.create_default_context(cafile=str(server.authority.ca_file))
    with MailBox(server.host, server.port, ssl_context=context).login(server.user, server.password) as box:
        box.folder.create(name)


@pytest.fixture
def root(tmp_path, monkeypatch, server):
    mine = server.as_user(f"{tmp_path.name}@mail.test")
    for name, value in mine.environment().items():
        monkeypatch.setenv(name, value)
    folder = tmp_path / "w"
    assert cli.run(["-w", str(folder), "init", "-q"]) == 0
    stored(folder, people.people(8))
    return folder, mine


def test_the_letters_lie_in_drafts_once(root):
    folder, mine = root
    make_folder(mine, "Drafts")
    assert run(folder, "export", "notices", "--to-drafts") == 0
    found = drafts(mine)
    assert len(found) == 2
    assert all("材料补正通知" in subject and "\\Draft" in flags for subject, flags, _ in found)
    assert run(folder, "export", "notices", "--to-drafts") == 0
    assert len(drafts(mine)) == 2


def test_a_run_cut_off_after_the_append_makes_no_second_draft(root, monkeypatch, capsys):
    folder, mine = root
    make_folder(mine, "Drafts")

    def cut_off(*_):
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr(letters, "remember", cut_off)
        assert run(folder, "export", "notices", "--to-drafts") != 0
    assert len(drafts(mine)) == 1
    assert run(folder, "export", "notices", "--to-drafts") == 0
    assert len(drafts(mine)) == 2
    assert "以前放过" in capsys.readouterr().err


def test_another_due_date_makes_no_second_draft(root):
    folder, mine = root
    make_folder(mine, "Drafts")
    for due in ("2099-01-01", "2099-01-02"):
        assert run(folder, "export", "notices", "--to-drafts", "--due", due) == 0
    assert len(drafts(mine)) == 2


def test_what_answers_a_draft_is_known_by_its_message_id(root):
    folder, mine = root
    make_folder(mine, "Drafts")
    assert run(folder, "export", "notices", "--to-drafts") == 0
    with open_workspace(folder) as workspace, workspace.database.begin() as connection:
        known = letters.sent_letters(connection)
    assert known.keys() == {headers["message-id"][0] for _, _, headers in drafts(mine)}
    assert set(known.values()) <= set(people.UNITS)


def test_the_list_and_the_screen_say_to_whom(root, capsys):
    folder, _ = root
    assert run(folder, "export", "notices", "--output", str(folder / "out")) == 0
    said = (folder / f"out{LIST}").read_text("utf-8-sig")
    assert said.count("window@luocheng.example.com") == 2
    assert "window@luocheng.example.com" in capsys.readouterr().out


def test_a_drafts_folder_in_chinese_is_found(root):
    folder, mine = root
    make_folder(mine, "草稿箱")
    assert run(folder, "export", "notices", "--to-drafts") == 0
    assert len(drafts(mine, "草稿箱")) == 2


def test_without_a_drafts_folder_the_folders_are_named(root, capsys):
    folder, _ = root
    assert run(folder, "export", "notices", "--to-drafts") == 4
    assert "INBOX" in capsys.readouterr().err


def test_a_dry_run_appends_nothing(root):
    folder, mine = root
    make_folder(mine, "Drafts")
    assert run(folder, "export", "notices", "--to-drafts", "--dry-run") == 0
    assert drafts(mine) == []
    assert Path(folder).exists()
