#!/bin/sh
# 安装 hui-reg：不联网，不用管理员权限。装在本文件夹的 env 里。
set -eu
cd "$(dirname "$0")"
sha256sum --quiet -c SHA256SUMS || { echo "× 安装包不完整或被改动过，请重新拷贝。" >&2; exit 1; }
python=""
if [ -f python.archive ]; then
  mkdir -p python && tar -xf python.archive -C python --strip-components=1
  python=python/bin/python3
else
  for candidate in python3.13 python3.12 python3.11 python3; do
    if command -v "$candidate" >/dev/null 2>&1 &&
      "$candidate" -c 'import sys; sys.exit(not (3, 11) <= sys.version_info[:2] <= (3, 13))'; then
      python=$candidate
      break
    fi
  done
fi
[ -n "$python" ] || { echo "× 没有找到 Python 3.11–3.13，请先安装，或使用带 Python 的安装包。" >&2; exit 1; }
"$python" -m venv env || { echo "× 建不了 Python 环境：请安装 python3-venv。" >&2; exit 1; }
env/bin/python -m pip install -q --no-index --find-links wheels --no-deps wheels/hui_reg-*.whl
env/bin/python -m pip install -q --no-index --find-links wheels hui-reg
mkdir -p "$HOME/.local/bin" && ln -sf "$PWD/env/bin/hui-reg" "$HOME/.local/bin/hui-reg"
echo "√ 已装好。试一试：$PWD/env/bin/hui-reg demo"
echo "  以后直接输入 hui-reg（若提示找不到命令，请重新登录一次）。"
