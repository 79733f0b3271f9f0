@echo off
rem Install hui-reg: no network, no administrator. Finds a Python; install.py does the rest.
rem Everything up to the last lines is ASCII: cmd reads it alike in every code page.
setlocal DisableDelayedExpansion
set "HERE=%~dp0"
if not exist "%HERE%install.py" goto zipped
set "PY="
if not exist "%HERE%python.archive" goto search
if not exist "%HERE%python" mkdir "%HERE%python"
"%SystemRoot%\System32\tar.exe" -xzf "%HERE%python.archive" -C "%HERE%python" --strip-components=1
if errorlevel 1 goto broken
"%HERE%python\python.exe" -X utf8 "%HERE%install.py"
goto done
:search
for %%V in (3.13 3.12 3.11) do if not defined PY py -%%V -c "import sys" >nul 2>&1 && set "PY=py -%%V"
if defined PY goto found
python -c "import sys; sys.exit(sys.version_info[:2] not in [(3, 11), (3, 12), (3, 13)])" >nul 2>&1 && set "PY=python"
if not defined PY goto nopython
:found
%PY% -X utf8 "%HERE%install.py"
:done
set "CODE=%errorlevel%"
pause
exit /b %CODE%
:zipped
chcp 65001 >nul
echo × 请先把压缩包完整解压（右键，全部解压），再在解压出来的文件夹里双击本文件.
pause
exit /b 1
:nopython
chcp 65001 >nul
echo × 没有找到 64 位的 Python 3.11 到 3.13. 请先安装（勾选 py launcher），或使用带 Python 的安装包.
pause
exit /b 1
:broken
chcp 65001 >nul
echo × 安装包里的 Python 解不开. 请重新拷贝安装包，或检查磁盘空间.
pause
exit /b 1
