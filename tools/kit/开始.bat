@echo off
rem hui-reg setup: no network, no administrator. Installs into the folder env beside this file.
chcp 65001 >nul
setlocal
cd /d "%~dp0"
set "PY="
if exist python.archive (
  if not exist python mkdir python
  tar -xf python.archive -C python --strip-components=1 || goto broken
  set "PY=%~dp0python\python.exe"
) else (
  for %%V in (3.13 3.12 3.11) do (
    if not defined PY py -%%V -c "" >nul 2>&1 && set "PY=py -%%V"
  )
)
if not defined PY goto nopython
if exist python.archive (
  "%PY%" -m venv env || goto broken
) else (
  %PY% -m venv env || goto broken
)
env\Scripts\python.exe -m pip install -q --no-index --find-links wheels hui-reg || goto broken
set "HERE=%~dp0env\Scripts"
powershell -NoProfile -Command "$p=[Environment]::GetEnvironmentVariable('Path','User'); if (($p -split ';') -notcontains $env:HERE) { [Environment]::SetEnvironmentVariable('Path', ($p.TrimEnd(';') + ';' + $env:HERE), 'User') }"
echo √ 已装好。请关闭这个窗口，重新打开“命令提示符”，输入 hui-reg demo 试一试。
pause
exit /b 0
:nopython
echo × 没有找到 Python 3.11 到 3.13。请先安装，或使用带 Python 的安装包。
pause
exit /b 1
:broken
echo × 没有装成。请把这个窗口的内容拍下来发给管理员。
pause
exit /b 1
