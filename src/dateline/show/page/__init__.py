"""The record as pages for a browser: served on this machine, or written into a folder. They are read, no more."""
