"""The nine maps: definitions, renderers, styles in files, themes, sheets."""
