"""What `%pip install` answers in an edition that carries everything inside and asks no other host for anything.

It takes the place of the installer that JupyterLite's kernel loads before the first cell, and has the name that it calls.
"""

from __future__ import annotations

from typing import Any


async def install(requirements: str | list[str], **options: Any) -> None:
    """Says that nothing can be installed here, and where it can."""
    names = requirements if isinstance(requirements, str) else ", ".join(requirements)
    raise RuntimeError(
        f"{names} cannot be installed here: this edition of the course carries all that it needs and asks no other host for "
        'any. On a computer of your own, `pip install "gradlab[lab]"` has the whole course, and takes other packages too.'
    )
