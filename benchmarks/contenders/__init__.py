"""One module for each way to have a plugin; all of them give a `session.Session`."""
