"""A mailbox and a store for every test that receives; what the tests of a process hand on: zygotes, statements."""

import gc
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

from hui_reg.sandbox import starting
from hui_reg.store.blobs import BlobStore
from hui_reg.store.database import open_database
from tests.engines import statements_compiled_once
from tests.intake.storing import Store
from tests.sandbox.kept import Nurseries, nurseries
from tests.servers.certificates import Authority, make_authority
from tests.servers.dovecot import Dovecot, running
from tests.tiers import longest_first

settings.register_profile("any machine", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("any machine")  # how long an example takes says how busy the machine is


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    longest_first(items)


def pytest_collection_finish() -> None:
    gc.freeze()  # ten thousand tests and what they import stay: nobody need look through them for garbage


@pytest.fixture(scope="session", autouse=True)
def engines() -> Iterator[None]:
    with statements_compiled_once():
        yield


@pytest.fixture(scope="session")
def zygotes() -> Iterator[Nurseries]:
    with nurseries() as kept:
        yield kept


@pytest.fixture(autouse=True)
def kept_zygotes(zygotes: Nurseries, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(starting, "nursery", zygotes.lend)


@pytest.fixture(scope="session")
def authority(tmp_path_factory: pytest.TempPathFactory) -> Authority:
    return make_authority(tmp_path_factory.mktemp("tls"))


@pytest.fixture(scope="session")
def dovecot_server() -> Iterator[Dovecot]:
    with running() as server:
        yield server


@pytest.fixture
def dovecot(dovecot_server: Dovecot, tmp_path: Path) -> Dovecot:
    """A mailbox of its own on the one real server."""
    return dovecot_server.as_user(f"{tmp_path.name}@mail.test")


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    database = open_database(f"sqlite:///{tmp_path / 'store.db'}")
    yield Store(BlobStore(tmp_path / "blobs"), database)
    database.close()
