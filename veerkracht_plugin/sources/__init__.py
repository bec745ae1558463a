"""One module per publisher or kind of file: what came, checked, and turned into tables of the model."""
