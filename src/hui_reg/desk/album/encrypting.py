"""Exports that travel: encrypted with age, to a public key or with a passphrase, before they touch the disk.

The passphrase comes from the environment (``HUI_REG_EXPORT_PASSPHRASE``) or is typed, never from an option. Who gets
the file opens it with any age program; nothing of ours is needed.
"""

from collections.abc import Callable, Sequence

from hui_reg.desk.custody import passphrases
from hui_reg.errors import ExitCode, HuiRegError

Lock = Callable[[bytes], bytes]
SUFFIX = ".age"
VARIABLE = "HUI_REG_EXPORT_PASSPHRASE"
_SHORTEST = 10


def lock_for(recipients: Sequence[str], ask: Callable[[], str]) -> Lock:
    """What encrypts a file's bytes: to the recipients (``age1…``), else with a passphrase, ``ask``ed for.

    Raises :class:`HuiRegError` (exit 2) for a key or a passphrase that is none.
    """
    import pyrage

    if recipients:
        try:
            keys = [pyrage.x25519.Recipient.from_str(text.strip()) for text in recipients]
        except pyrage.RecipientError as error:
            raise HuiRegError(
                ExitCode.USAGE, "--recipient 不是 age 公钥", "公钥以 age1 开头，由收件人用 age-keygen 生成后告知。"
            ) from error
        return lambda data: pyrage.encrypt(data, keys)
    phrase = ask()
    if len(phrase) < _SHORTEST:
        raise HuiRegError(
            ExitCode.USAGE, f"口令太短：至少 {_SHORTEST} 个字符", "请用几个不相干的词，另用电话或短信告诉收件人。"
        )
    return lambda data: passphrases.locked(data, phrase, passphrases.COST)
