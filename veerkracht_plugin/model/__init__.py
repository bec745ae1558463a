"""What the field means, free of QGIS: tables in, tables out."""
