"""The queue: each file to one at a time, back when its reader dies, aside after three deaths."""

import time
from collections.abc import Iterator

import pytest

from hui_reg.store.database import open_database
from hui_reg.store.joint import queue as room
from hui_reg.store.joint.queue import Queue, forget, name_of
from tests.builders import sha
from tests.servers.postgres import fresh


@pytest.fixture(scope="module")
def url(postgres_url: str) -> str:
    made = fresh(postgres_url, "queue")
    open_database(made).close()
    return made


@pytest.fixture
def queue(url: str) -> Iterator[Queue]:
    with Queue(url, name_of("place", {"text": 1})) as first:
        first.enlist("")  # makes the tables
    database = open_database(url)
    with database.begin() as connection:
        forget(connection)
    database.close()
    with Queue(url, name_of("place", {"text": 1})) as opened:
        yield opened


def offered(*names: str) -> dict[str, str]:
    return {sha(name): sha("mail") for name in names}


def test_each_file_is_handed_out_once(queue: Queue, url: str) -> None:
    queue.offer(offered("a", "b"))
    queue.offer(offered("a", "b", "c"))
    with Queue(url, queue.name) as other:
        queue.enlist("电脑 A")
        other.enlist("电脑 B")
        assert queue.hands() == ("电脑 A", "电脑 B")
        taken = [one.take() for one in (queue, other, queue, other)]
        assert {task.sha256 for task in taken if task} == offered("a", "b", "c").keys()
        assert taken[3] is None
        assert queue.lengths().doing == 3
        for task in taken[:3]:
            assert task is not None
            queue.done(task)
        assert (queue.lengths().waiting, queue.lengths().doing) == (0, 0)
        assert queue.lengths().per_minute > 0
    assert queue.hands() == ("电脑 A",)


def test_what_was_interrupted_goes_back_without_being_counted(queue: Queue, url: str) -> None:
    queue.offer(offered("a"))
    with Queue(url, queue.name) as other:
        other.enlist("电脑 B")
        assert other.take() is not None
    queue.enlist("电脑 A")
    task = queue.take()
    assert task is not None and task.attempts == 0


def test_three_deaths_set_a_file_aside(queue: Queue, url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(room, "SILENT", 0.0)
    monkeypatch.setattr(room, "BEAT", 3600.0)
    queue.offer(offered("a"))
    for death in range(3):
        dead = Queue(url, queue.name)
        dead.__enter__()
        dead.enlist("电脑 B")
        task = dead.take()
        assert task is not None and task.attempts == death
        dead._beating.cancel()
        dead._engine.close()  # as if its process were gone
        time.sleep(0.01)
        poisonous = queue.rescue()
        assert [one.sha256 for one in poisonous] == ([sha("a")] if death == 2 else [])
    queue.done(poisonous[0], well=False)
    queue.enlist("电脑 A")
    assert queue.take() is None


def test_readers_of_other_versions_have_a_queue_of_their_own(queue: Queue, url: str) -> None:
    queue.offer(offered("a"))
    with Queue(url, name_of("place", {"text": 2})) as newer:
        newer.enlist("电脑 B")
        assert newer.take() is None
        assert queue.hands() == ()
    queue.withdraw([sha("a")])
    queue.enlist("电脑 A")
    assert queue.take() is None


def test_two_offers_at_once_are_one_whatever_language_the_server_speaks(
    queue: Queue, monkeypatch: pytest.MonkeyPatch
) -> None:
    queue.offer(offered("a"))
    with monkeypatch.context() as late:
        late.setattr(queue._engine, "rows", lambda *_, **__: [])  # as if the other's offer came just now
        queue.offer(offered("a", "b"))
    assert queue.lengths().waiting == 2
