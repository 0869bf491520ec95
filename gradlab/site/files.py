"""The files of a site while it is made: a draft beside the folder, which takes the folder's place when all of it is there.

What several pages share lies once in static/, under a name that changes with its content: a browser may keep it for ever.
"""

from __future__ import annotations

import base64
import hashlib
import json
import shutil
from pathlib import Path
from typing import Any

from gradlab import __version__

_LARGE = 4000  # letters of base64; smaller data stay on the page, because asking for them takes longer
MARK = "gradlab-site.json"  # says that a folder is a site of ours, to us and to a page that looks for the site's root


class Files:
    """The draft of a site. Raises ValueError, before anything is written, if `folder` holds something else."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder.absolute()
        self._refuse_what_is_not_ours()
        self.draft = self.folder.with_name(f".{self.folder.name}.draft")
        shutil.rmtree(self.draft, ignore_errors=True)
        (self.draft / "static").mkdir(parents=True)

    def _refuse_what_is_not_ours(self) -> None:
        if not self.folder.exists() or (self.folder / MARK).is_file():
            return
        if not self.folder.is_dir():
            raise ValueError(f"`folder` should be a folder for the site, and {self.folder} is a file. Name another one.")
        if any(self.folder.iterdir()):
            raise ValueError(
                f"`folder` should be new, empty, or hold an earlier build of the site, and {self.folder} holds something "
                "else, which stays as it is. Name another one."
            )

    def share(self, name: str, content: str | bytes) -> str:
        """Keep what pages share, and return its address from the site's root: static/descent.1f0c2a9b.js."""
        data = content.encode() if isinstance(content, str) else content
        stem, dot, ending = name.rpartition(".")
        address = f"static/{stem}.{hashlib.sha256(data).hexdigest()[:10]}{dot}{ending}"
        (self.draft / address).write_bytes(data)
        return address

    def write(self, name: str, content: str | bytes) -> None:
        """Write a file at the site's root."""
        (self.draft / name).write_bytes(content.encode() if isinstance(content, str) else content)

    def edition(self) -> str:
        """A name for what there is now, for caches to know when it is another."""
        digest = hashlib.sha256()
        for path in sorted(each for each in self.draft.iterdir() if each.is_file()):
            digest.update(path.name.encode() + path.read_bytes())
        return digest.hexdigest()[:12]

    def publish(self) -> None:
        """Let the draft take the folder's place."""
        self.write(MARK, json.dumps({"made by": f"gradlab {__version__}", "edition": self.edition()}) + "\n")
        shutil.rmtree(self.folder, ignore_errors=True)
        self.draft.rename(self.folder)

    def discard(self) -> None:
        """Leave the folder as it was."""
        shutil.rmtree(self.draft, ignore_errors=True)


def share_state(state: dict[str, Any], files: Files) -> None:
    """Of a page's widgets, {id: their saved state}, share the code, the style and the data; leave out what nobody shows.

    Each instance of an instrument carries its own copy otherwise.
    """
    for identity, model in list(state.items()):
        traits = model["state"]
        if "_esm" in traits:
            kind = traits["_anywidget_id"].rpartition(".")[2].lower()
            traits["_esm"] = files.share(f"{kind}.js", traits["_esm"])
            traits["_css"] = files.share(f"{kind}.css", traits.get("_css", ""))
            for buffer in model.get("buffers", []):
                if len(buffer["data"]) > _LARGE:
                    buffer["file"] = files.share("numbers.bin", base64.b64decode(buffer.pop("data")))
        elif "children" not in traits and "value" not in traits:
            del state[identity]
