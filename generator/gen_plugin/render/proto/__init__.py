"""The .proto file: what it says, decided here and printed by a template."""
