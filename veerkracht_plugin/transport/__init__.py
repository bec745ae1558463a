"""The one HTTP client, on QGIS' network stack, and the cache of raw files."""
