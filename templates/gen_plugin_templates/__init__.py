"""The templates of the generated files; `gen_plugin.render` prints them."""
