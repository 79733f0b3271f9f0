"""What a database says in English about itself, as a sentence for the clerk; never with the address or any value."""

from collections.abc import Mapping
from typing import Final

_BUSY = "请稍等片刻重新运行；总是这样时，请数据库管理员看一下。"
_ADMIN = "请把这句话转告数据库管理员。"
_AGAIN = "已完成的都已保存；请检查网络，然后重新运行即可。"

_STATES: Final[Mapping[str, tuple[str, str]]] = {
    "28P01": (
        "数据库不接受用户名或密码",
        "请核对数据库地址里的用户名和密码；密码改过的，请改 database.secret（或钥匙串、环境变量）里的地址。",
    ),
    "28000": ("数据库不让这个用户从这台电脑登录", _ADMIN),
    "3D000": ("数据库服务器上没有这个数据库", "请核对地址最后一段的数据库名，或请管理员建立它。"),
    "42501": ("这个数据库用户没有做这件事的权限", "审核人员只能查看和审核；其他事请用工作人员的用户，或请管理员授权。"),
    "53100": ("数据库服务器的磁盘满了", "请数据库管理员清理磁盘；已收取的邮件不会丢失，之后重新运行即可。"),
    "53300": ("数据库的连接数用完了", _BUSY),
    "57014": ("数据库执行得太久，已停下", _BUSY),
    "55P03": ("等另一台电脑的写入等得太久", "请等那台电脑做完，然后重新运行。"),
    "40P01": ("与另一台电脑的写入互相等待", "请重新运行。"),
    "40001": ("与另一台电脑的写入相冲突", "请重新运行。"),
    "25P03": ("与数据库的连接闲置太久，已断开", _AGAIN),
    "57P01": ("与数据库的连接被断开（服务器停止或重启）", _AGAIN),
    "57P02": ("与数据库的连接被断开（服务器停止或重启）", _AGAIN),
    "57P03": ("数据库服务器正在启动或停止", _BUSY),
    "25006": ("数据库是只读的", "请核对地址：可能连到了备用服务器。"),
    "22021": ("文字里有数据库不能保存的字符", "请运行 hui-reg doctor --report，把结果发给维护者。"),
    "22001": ("文字太长，数据库存不下", "请运行 hui-reg doctor --report，把结果发给维护者。"),
    "23505": ("同一记录刚刚已有（可能是另一台电脑记下的），本次没有写入", "请重新运行：会按现在的记录重新安排。"),
    "42P01": ("数据库里缺少表", "请核对地址：它应是 hui-reg 自己的数据库，或从备份恢复。"),
}
_CLASSES: Final[Mapping[str, tuple[str, str]]] = {
    "08": ("与数据库的连接断了", _AGAIN),
    "53": ("数据库服务器的资源用完了", _BUSY),
    "57": ("数据库服务器中止了操作", _AGAIN),
    "58": ("数据库服务器的磁盘或系统有故障", _ADMIN),
    "XX": ("数据库服务器内部有故障", _ADMIN),
}
CUT: Final = _CLASSES["08"]
_UNREACHED: Final = ("连不上数据库服务器", "请检查网络和地址，然后重新运行。")
_WORDS: Final[tuple[tuple[str, tuple[str, str]], ...]] = (
    ("does not support SSL", ("数据库服务器没有开加密连接（TLS），已拒绝连接", "请管理员打开服务器的 TLS。")),
    ("certificate verify failed", (
        "数据库服务器的证书不可信，已拒绝连接",
        "请在地址末尾写 sslrootcert=单位的根证书文件，或请管理员换上正式的证书。",
    )),
    ("does not match host name", ("数据库服务器的证书不是它的，已拒绝连接", "地址里的主机名须与证书上的一致。")),
    ("root certificate file", (
        "找不到核对数据库服务器证书用的根证书",
        "请在地址末尾写 sslrootcert=单位的根证书文件（或 sslrootcert=system）。",
    )),
    ("password authentication failed", _STATES["28P01"]),
    ("认证失败", _STATES["28P01"]),  # a server speaks the language it was set up in
    ("no password supplied", ("数据库地址里没有密码", "请把带密码的地址写进 database_file、钥匙串或环境变量。")),
    ("pg_hba.conf", _STATES["28000"]),
    ("not permitted to log in", _STATES["28000"]),
    ("不允许角色", _STATES["28000"]),
    ("does not exist", _STATES["3D000"]),
    ("不存在", _STATES["3D000"]),
    *((words, _STATES["57P03"]) for words in ("starting up", "shutting down", "recovery mode")),
    *((words, _STATES["57P03"]) for words in ("启动中", "停止中", "恢复模式", "不接受")),
    *((words, _STATES["53300"]) for words in ("too many clients", "太多的客户", "connection slots", "连接位置")),
    ("could not translate host name", ("找不到数据库服务器（域名解析不了）", "请核对地址里的主机名和本机网络。")),
    ("failed to resolve host", ("找不到数据库服务器（域名解析不了）", "请核对地址里的主机名和本机网络。")),
    ("Connection refused", ("数据库服务器没有应答（端口不通）", "请核对主机和端口，并请管理员看服务器是否在运行。")),
    ("No such file or directory", ("数据库服务器没有在本机运行", "请启动它，或核对地址。")),
    ("timeout expired", ("连不上数据库服务器（超时）", "请检查网络和防火墙，然后重新运行。")),
    ("No route to host", ("连不上数据库服务器（网络不通）", "请检查网络和防火墙，然后重新运行。")),
    ("Network is unreachable", ("连不上数据库服务器（网络不通）", "请检查网络和防火墙，然后重新运行。")),
    ("server closed the connection", _CLASSES["08"]),
    ("connection is closed", _CLASSES["08"]),
    ("connection is lost", _CLASSES["08"]),
    ("connection has been closed", _CLASSES["08"]),
    ("SSL connection has been closed", _CLASSES["08"]),
    ("could not receive data", _CLASSES["08"]),
    ("could not send data", _CLASSES["08"]),
    *((words, _UNREACHED) for words in ("connection failed", "connection to server")),
)  # fmt: skip
_REBUILD = "请运行 hui-reg verify --rebuild：按保存的邮件和日志重做数据库。"
_KEPT = "已收取的邮件不会丢失，排除后重新运行即可。"
_OF_A_FILE: Final[tuple[tuple[str, tuple[str, str]], ...]] = (
    ("malformed", ("数据库文件已损坏", _REBUILD)),
    ("not a database", ("数据库文件已损坏，或不是数据库", _REBUILD)),
    ("disk I/O", ("数据库无法读写：磁盘读写出错", f"请检查磁盘；{_KEPT}")),
)  # fmt: skip
_AWAY: Final[tuple[tuple[str, tuple[str, str]], ...]] = (
    ("is full", ("数据库写不进去：磁盘已满", f"请清理磁盘；{_KEPT}")),
    ("readonly", ("数据库写不进去：文件或文件夹是只读的", f"请检查权限；{_KEPT}")),
    ("unable to open", ("数据库文件打不开", f"请检查磁盘空间与权限；{_KEPT}")),
    ("is locked", ("数据库正被别的程序占用", f"请关闭打开着它的程序（数据库浏览器等）；{_KEPT}")),
)  # fmt: skip
"""What is no fault of a database's file: it is only not to be had now."""
_PASSES = frozenset({"57P01", "57P02", "57P03", "53300"})
_PASSING_WORDS = ("closed the connection", "connection is closed", "connection is lost", "has been closed",
                  "Connection refused", "starting up", "shutting down", "too many clients")  # fmt: skip
_CONNECTING = ("connection to server", "connection failed", "connection timeout", "timeout expired")
_LASTING = tuple(_STATES[state] for state in ("28P01", "28000", "3D000"))
_LASTING_WORDS = (
    *("support SSL", "支持 SSL", "certificate", "match host name", "no password supplied"),
    *("could not translate host name", "failed to resolve host"),
    *(words for words, told in _WORDS if told in _LASTING),
)
"""What a connection fails of until somebody does something about it; whatever else it fails of may pass, in whatever
language the server says it."""


def cause(error: Exception) -> tuple[str, str] | None:
    """What went wrong and what to do; None for what isn't a database's, or isn't known."""
    origin = getattr(error, "orig", None) or error
    state = getattr(origin, "sqlstate", None)
    if state:
        return _STATES.get(state) or _CLASSES.get(state[:2]) or (f"数据库报错（代码 {state}）", _ADMIN)
    said, module = str(origin), type(origin).__module__
    if module.startswith(("sqlite3", "sqlcipher3")):
        return next((told for words, told in (*_OF_A_FILE, *_AWAY) if words in said), None)
    if not module.startswith("psycopg"):
        return None
    known = next((told for words, told in _WORDS if words in said), None)
    return known or (f"数据库报错（{type(origin).__name__}）", _ADMIN)


def passes(error: Exception) -> bool:
    """Whether connecting again in a moment may succeed: the server restarts, the network was away."""
    origin = getattr(error, "orig", None) or error
    state = getattr(origin, "sqlstate", None)
    if state:
        return state in _PASSES or state.startswith("08")
    said = str(origin)
    if any(words in said for words in _CONNECTING):
        return not any(words in said for words in _LASTING_WORDS)
    return any(words in said for words in _PASSING_WORDS)


def is_away(error: BaseException | None) -> bool:
    """Whether a database file is only not to be had now, as whole as it may be: somebody holds it, the disk is full, it
    may not be opened or written."""
    said = str(getattr(error, "orig", None) or error or "")
    return any(words in said for words, _ in _AWAY)
