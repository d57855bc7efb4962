"""gen-plugin with AutoMTLS: the same plugin, each side with a certificate made for this launch."""

from __future__ import annotations

from functools import partial

from benchmarks.contenders import gen_plugin
from benchmarks.host.blocking import BlockingHost

HOST = BlockingHost(partial(gen_plugin.start, auto_mtls=True))
