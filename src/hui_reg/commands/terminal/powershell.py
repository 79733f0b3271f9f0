"""Completion for PowerShell, which click doesn't know: the words so far come by the environment, answers by lines."""

import os
import shlex

from click.shell_completion import CompletionItem, ShellComplete, add_completion_class

_SOURCE = """\
Register-ArgumentCompleter -Native -CommandName %(prog_name)s -ScriptBlock {
    param($word, $line, $position)
    $env:%(complete_var)s = "powershell_complete"
    $env:COMP_LINE = $line.ToString()
    $env:COMP_WORD = $word
    %(prog_name)s | ForEach-Object {
        $name, $help = $_ -split "`t", 2
        if (-not $help) { $help = $name }
        [System.Management.Automation.CompletionResult]::new($name, $name, "ParameterValue", $help)
    }
    Remove-Item Env:%(complete_var)s, Env:COMP_LINE, Env:COMP_WORD
}
"""


class PowerShell(ShellComplete):
    """Windows' own shell, and its brothers elsewhere."""

    name = "powershell"
    source_template = _SOURCE

    def get_completion_args(self) -> tuple[list[str], str]:
        """The words before the one being typed, and that one."""
        words = shlex.split(os.environ.get("COMP_LINE", ""), posix=False)[1:]
        incomplete = os.environ.get("COMP_WORD", "")
        return (words[:-1] if incomplete and words else words), incomplete

    def format_completion(self, item: CompletionItem) -> str:
        """A line: the word, and what it is."""
        return f"{item.value}\t{item.help or ''}".rstrip()


def register() -> None:
    """Make click know it."""
    add_completion_class(PowerShell)
