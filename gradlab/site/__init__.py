"""The course as a static site: files that any host can serve."""
