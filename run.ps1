# Start Slipway on Windows: prepares .venv the first time, then opens the window on the sample workspace.
Set-Location $PSScriptRoot
[string[]]$python = if (Get-Command py -ErrorAction SilentlyContinue) { @("py", "-3") } else { @("python") }
& $python[0] @($python | Select-Object -Skip 1) packaging\make_environment.py
if ($LASTEXITCODE -ne 0) { exit 1 }
& .venv\Scripts\python.exe main.py start @args
exit $LASTEXITCODE
