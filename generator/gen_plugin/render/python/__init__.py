"""The Python files: what each of them says, decided here and printed by the templates."""
