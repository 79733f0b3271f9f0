"""Files in an S3-compatible bucket that all computers reach, by obstore; journals stay in each computer's own folder.

``s3://BUCKET/PREFIX?endpoint=https://…&region=…``; the keys come from the environment (``AWS_ACCESS_KEY_ID``,
``AWS_SECRET_ACCESS_KEY``), never from the settings. An object is whole or isn't there: the bucket sees to it.
"""

import contextlib
import hashlib
import json
import secrets
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final
from urllib.parse import parse_qs, urlsplit

from hui_reg.errors import ExitCode, HuiRegError
from hui_reg.store.joint.holders import FILE, HeldBlobs, Place
from hui_reg.store.safe.vault import HEAD_BYTES, Unsealable

if TYPE_CHECKING:
    from hui_reg.store.database import Database

SCHEME: Final = "s3://"
_WRITERS: Final = 4
_HERE: Final = ("localhost", "127.0.0.1", "::1")
_HINT: Final = "请检查网络、桶的地址和密钥（环境变量 AWS_ACCESS_KEY_ID、AWS_SECRET_ACCESS_KEY），然后重新运行。"


def opened(address: str) -> Any:
    """The bucket at an address, as obstore has it. Raises :class:`HuiRegError` (exit 3, or 6)."""
    try:
        from obstore.store import S3Store
    except ImportError as error:
        raise HuiRegError(
            ExitCode.COMPONENT_MISSING, "缺少存取 S3 桶的组件 obstore", "请安装：pip install 'hui-reg[province]'"
        ) from error
    parts = urlsplit(address)
    told = {name: values[-1] for name, values in parse_qs(parts.query).items()}
    endpoint = told.pop("endpoint", "")
    where = urlsplit(endpoint)
    plain = where.scheme == "http"
    odd = set(told) - {"region"} or parts.username or not parts.hostname or where.username
    if odd or (plain and where.hostname not in _HERE) or (endpoint and where.scheme not in ("http", "https")):
        raise HuiRegError(
            ExitCode.SETTINGS,
            "设置 [store] blobs 的桶地址写法不对，或不是加密的",
            "请写作 s3://桶/前缀?endpoint=https://主机&region=区域；密钥放在环境变量里。",
        )
    more: dict[str, Any] = {"endpoint": endpoint} if endpoint else {}
    more |= {"client_options": {"allow_http": True}} if plain else {}
    region = told.get("region", "us-east-1")
    return S3Store(str(parts.hostname), prefix=parts.path.strip("/") or None, region=region, **more)


class BucketBlobs(HeldBlobs):
    """Blobs in a bucket. ``root`` is a folder of this computer, for the journals that stand beside blobs elsewhere."""

    def __init__(self, bucket: Any, root: Path, title: str, database: "Callable[[], Database]") -> None:
        super().__init__(root, root, title, database)
        self._bucket = bucket

    @property
    def place(self) -> Place:
        if self._place is None:
            fresh = Place(secrets.token_hex(8), self._title)
            mark = json.dumps({"id": fresh.id, "title": fresh.title}, ensure_ascii=False).encode()
            if not self._put(FILE, mark, mode="create"):
                known = json.loads(self._read(FILE) or b"{}")
                fresh = Place(str(known.get("id", ""))[:32], str(known.get("title", self._title)))
            self._place = fresh
        return self._place

    def has(self, sha256: str) -> bool:
        import obstore

        try:
            obstore.head(self._bucket, _name(sha256))
        except FileNotFoundError:
            return False
        except Exception as error:
            raise _fault("读取", error) from error
        return True

    def get(self, sha256: str) -> bytes:
        data = self._read(_name(sha256))
        if data is None:
            raise HuiRegError(ExitCode.STORE, f"桶里没有文件 {sha256[:12]}…", "请运行 hui-reg verify，并从备份恢复。")
        with contextlib.suppress(Unsealable):
            data = self.vault.unseal(data, sha256)
        if hashlib.sha256(data).hexdigest() != sha256:
            raise HuiRegError(
                ExitCode.STORE, f"桶里的文件 {sha256[:12]}… 内容已改变", "请运行 hui-reg verify，并从备份恢复。"
            )
        return data

    def kept_at(self, sha256: str) -> datetime:
        import obstore

        try:
            return obstore.head(self._bucket, _name(sha256))["last_modified"]
        except Exception as error:
            raise _fault("读取", error) from error

    def put_all(self, blobs: Sequence[bytes]) -> list[str]:
        hashes = [hashlib.sha256(data).hexdigest() for data in blobs]
        self._note(hashes)
        fresh = {sha256: data for sha256, data in zip(hashes, blobs, strict=True) if not self.has(sha256)}
        with ThreadPoolExecutor(_WRITERS) as writers:
            list(writers.map(lambda item: self._put_sealed(*item), fresh.items()))
        return hashes

    def reseal(self, hashes: Sequence[str]) -> None:
        for sha256 in hashes:
            self._put_sealed(sha256, self.get(sha256))

    def _put_sealed(self, sha256: str, data: bytes) -> None:
        self._put(_name(sha256), self.vault.seal(data, sha256))

    def _beginning(self, sha256: str) -> bytes:
        import obstore

        try:
            return bytes(obstore.get_range(self._bucket, _name(sha256), start=0, end=HEAD_BYTES))
        except Exception:  # what is gone or can't be had is told by whoever reads it
            return b""

    def all(self) -> Iterator[str]:
        import obstore

        try:
            for some in obstore.list(self._bucket):
                for one in some:
                    name = str(one["path"]).rsplit("/", 1)[-1]
                    if len(name) == 64:
                        yield name
        except Exception as error:
            raise _fault("列出", error) from error

    def remove(self, sha256: str) -> None:
        import obstore

        try:
            obstore.delete(self._bucket, _name(sha256))
        except FileNotFoundError:
            pass
        except Exception as error:
            raise _fault("删除", error) from error
        self._forget(sha256)

    def clear(self) -> int:
        removed = self.sweep()
        for sha256 in list(self.all()):
            self._refuse_when_over()
            self.remove(sha256)
            removed += 1
        self._leave()
        return removed

    def _read(self, name: str) -> bytes | None:
        import obstore

        try:
            return bytes(obstore.get(self._bucket, name).bytes())
        except FileNotFoundError:
            return None
        except Exception as error:
            raise _fault("读取", error) from error

    def _put(self, name: str, data: bytes, mode: str = "overwrite") -> bool:
        """Whether it was put: with ``mode`` "create" not where there is one."""
        import obstore
        from obstore.exceptions import AlreadyExistsError

        try:
            obstore.put(self._bucket, name, data, mode=mode)  # type: ignore[arg-type]
        except AlreadyExistsError:
            return False
        except Exception as error:
            raise _fault("写入", error) from error
        return True


def _name(sha256: str) -> str:
    return f"{sha256[:2]}/{sha256}"


def _fault(what: str, error: Exception) -> HuiRegError:
    return HuiRegError(ExitCode.STORE, f"无法{what}桶里的文件（{type(error).__name__}）", _HINT)
