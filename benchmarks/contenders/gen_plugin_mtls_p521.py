"""gen-plugin with AutoMTLS on the curve that go-plugin uses, P-521, in place of its own P-256."""

from __future__ import annotations

from benchmarks.contenders.gen_plugin_mtls import HOST
from gen_plugin_runtime.tls import making

__all__ = ["HOST"]

making.CURVE, making.DIGEST = "P-521", "sha512"
