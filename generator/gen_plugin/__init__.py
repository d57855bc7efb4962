"""gen-plugin: from a `typing.Protocol` to plugins that run as their own processes.

The stages, each a package, in the order in which data goes through them::

    source -> parse -> check -> lower -> render -> verify -> finish

`gen_plugin.pipeline` joins them; `gen_plugin.cli` is the command. What crosses from one to the
next is defined in `gen_plugin.model`, `gen_plugin.proto.model`, `gen_plugin.lower.contract` and
`gen_plugin.render.tree`.
"""

__version__ = "0.1.0"
