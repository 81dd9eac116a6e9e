@echo off
rem Start Slipway on Windows: prepares .venv the first time, then opens the window on the sample workspace.
cd /d "%~dp0"
where py >nul 2>nul && (set "PYTHON=py -3") || (set "PYTHON=python")
%PYTHON% packaging\make_environment.py || exit /b 1
.venv\Scripts\python.exe main.py start %*
