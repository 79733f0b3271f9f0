"""Chinese for the words of click itself (Usage, Missing option, …); the catalogue is compiled by ``make locale``."""

import gettext
import os
from pathlib import Path


def install() -> None:
    """Make gettext answer in Simplified Chinese, whatever the machine's language. Before click is imported."""
    os.environ["LANGUAGE"] = "zh_CN"
    gettext.bindtextdomain("messages", str(Path(__file__).parent))
    gettext.textdomain("messages")
