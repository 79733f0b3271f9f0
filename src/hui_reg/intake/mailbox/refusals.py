"""What a server said when it refused, and a sentence about a connection that wasn't made. Pure."""

import ast
import contextlib
import imaplib
import re
import socket
import ssl

from hui_reg.errors import ExitCode, HuiRegError
from hui_reg.intake.charset import decode


class Goodbye(imaplib.IMAP4.abort):
    """The server ended the session, in so many words."""

    def __init__(self, words: bytes) -> None:
        super().__init__(decode(words))


def refusal(host: str, port: int, error: Exception) -> HuiRegError:
    """Why no connection was made, as a sentence with its remedy."""
    if isinstance(error.__context__, Goodbye):  # imaplib wraps it
        error = error.__context__
    for kinds, mark, message, hint in _REFUSALS:
        if isinstance(error, kinds) and mark in str(error):
            words = said(error) if isinstance(error, imaplib.IMAP4.error) else ""
            told = f"，它说：“{words}”" if words and words != "None" else ""
            return HuiRegError(ExitCode.MAILBOX, message.format(host=host, port=port) + told, hint)
    return HuiRegError(
        ExitCode.MAILBOX, f"无法连接邮箱服务器 {host}:{port}（{type(error).__name__}）", "请检查网络和服务器地址。"
    )


def said(error: Exception) -> str:
    """What the server said in an error, on one line, without our wrapping and our secrets."""
    result = getattr(error, "command_result", None)
    words = result[1] if isinstance(result, tuple) and len(result) > 1 else error.args
    text = _QUOTED.sub(_unquoted, " ".join(_text(word) for word in words if word))
    return _WRAPPING.sub("", " ".join(_UNPRINTABLE.sub(" ", text).split())).strip("'\" ")[:300]


def _text(word: object) -> str:
    return decode(word) if isinstance(word, bytes) else str(word)


def _unquoted(match: re.Match[str]) -> str:
    """The bytes that imaplib put into its error as Python writes them."""
    with contextlib.suppress(ValueError, SyntaxError):
        return decode(ast.literal_eval(match[1]))
    return match[1]


_QUOTED = re.compile(r"\[(b'(?:[^'\\]|\\.)*'|b\"(?:[^\"\\]|\\.)*\")\]$")
_UNPRINTABLE = re.compile(r"[\x00-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]")
_WRAPPING = re.compile(r"^(?:command: [A-Z]+ => |[A-Z]+ command error: [A-Z]+ |\* BYE )+")


_CA = "若是单位自建证书，请在设置 ca_file 中指定其 CA；否则请核对服务器地址，不要忽略此提示。"
_OLD_TLS = "多半是服务器太旧，只会过时的加密：请联系邮箱服务商。"
_BUSY = "多半是服务器繁忙、正在维护或连接过多：请稍后再试；一直这样请联系邮箱服务商。"
_TLS_PORT = "请核对服务器地址，并使用 IMAP 的加密端口（一般为 993）。"
_Kinds = type[Exception] | tuple[type[Exception], ...]
_REFUSALS: tuple[tuple[_Kinds, str, str, str], ...] = (
    (ssl.SSLCertVerificationError, "expired", "{host} 的证书已过期，未登录", "请联系邮箱服务商；并核对本机日期。"),
    (ssl.SSLCertVerificationError, "ostname mismatch", "{host} 的证书是发给别的服务器的，未登录", _CA),
    (ssl.SSLCertVerificationError, "IP address mismatch", "{host} 的证书是发给别的服务器的，未登录", _CA),
    (ssl.SSLCertVerificationError, "", "{host} 的证书不受信任，未登录", _CA),
    (ssl.SSLError, "WRONG_VERSION_NUMBER", "{host}:{port} 不是加密端口，未登录", _TLS_PORT),
    (ssl.SSLError, "PROTOCOL", "{host} 只支持过时的加密（低于 TLS 1.2），未登录", "请联系邮箱服务商。"),
    (ssl.SSLError, "HANDSHAKE_FAILURE", "{host} 与本机没有共同的加密方式，未登录", _OLD_TLS),
    (ssl.SSLError, "", "与 {host}:{port} 建立加密连接失败，未登录", _TLS_PORT),
    (socket.gaierror, "", "找不到邮箱服务器 {host}", "请检查设置 mailbox.host 和网络。"),
    (TimeoutError, "", "连接 {host}:{port} 超时", "请检查网络；服务器繁忙时请稍后再试。"),
    (ConnectionRefusedError, "", "{host}:{port} 拒绝连接", "请检查设置 mailbox.host 和 port。"),
    (Goodbye, "", "{host} 现在不接受连接", _BUSY),
    (imaplib.IMAP4.error, "* BYE", "{host} 现在不接受连接", _BUSY),
    (imaplib.IMAP4.error, "", "{host}:{port} 不是可用的 IMAP 服务器", "请核对服务器地址和端口，或稍后再试。"),
)  # fmt: skip
