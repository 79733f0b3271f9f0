#!/bin/sh
# 安装 hui-reg：不联网，不用管理员权限。找一个 Python，其余由 install.py 做。
set -eu
here=$(cd "$(dirname "$0")" && pwd)
[ -f "$here/install.py" ] || { echo "× 这里没有 install.py：请把安装包完整解压后再运行。" >&2; exit 1; }
if [ -f "$here/python.archive" ]; then
  mkdir -p "$here/python"
  tar -xzf "$here/python.archive" -C "$here/python" --strip-components=1 ||
    { echo "× 安装包里的 Python 解不开：请重新拷贝，或检查磁盘空间。" >&2; exit 1; }
  exec "$here/python/bin/python3" -X utf8 "$here/install.py"
fi
for candidate in python3.13 python3.12 python3.11 python3; do
  if command -v "$candidate" >/dev/null 2>&1 &&
    "$candidate" -c 'import sys; sys.exit(not (3, 11) <= sys.version_info[:2] <= (3, 13))'; then
    exec "$candidate" -X utf8 "$here/install.py"
  fi
done
echo "× 没有找到 Python 3.11–3.13，请先安装，或使用带 Python 的安装包。" >&2
exit 1
