"""`python -m gen_plugin` is `gen-plugin`."""

from gen_plugin.cli import main

if __name__ == "__main__":
    main()
