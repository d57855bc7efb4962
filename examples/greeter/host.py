"""The host: launches the plugin as a process of its own and calls it like a local object."""

import logging
import sys
from pathlib import Path

from greeter_plugin import launch

logging.basicConfig(level=logging.DEBUG, format="%(levelname)-5s %(name)s: %(message)s")

with launch([sys.executable, str(Path(__file__).with_name("main.py"))]) as greeter:
    print(greeter.greet())
