"""Between tables and QGIS layers: read, write, metadata, aliases, the language of a product."""
