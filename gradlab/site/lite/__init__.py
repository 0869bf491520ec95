"""The course in JupyterLite, as a part of the static site."""

from gradlab.site.lite.build import build_lite

__all__ = ["build_lite"]
