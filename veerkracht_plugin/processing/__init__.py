"""Provider and algorithms: parameters in, a call into the rooms below, layers out."""
