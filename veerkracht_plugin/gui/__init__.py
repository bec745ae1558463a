"""The dock: starts algorithms and shows what came out; computes nothing."""
