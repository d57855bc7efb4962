"""How quick a generated plugin is, beside other ways to have one."""
