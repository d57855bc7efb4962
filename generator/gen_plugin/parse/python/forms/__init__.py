"""The forms of annotation that are understood, in the order in which they are tried.

To support a further type, write its form in a module of this folder and put it into `FORMS`.
"""

from gen_plugin.parse.python.forms.classes import CLASS
from gen_plugin.parse.python.forms.containers import DICT, LIST
from gen_plugin.parse.python.forms.leftovers import LEFTOVER
from gen_plugin.parse.python.forms.metadata import ANNOTATED
from gen_plugin.parse.python.forms.refusals import REFUSED
from gen_plugin.parse.python.forms.scalars import NONE, SCALAR
from gen_plugin.parse.python.forms.unions import OPTIONAL, UNION

FORMS = (SCALAR, NONE, LIST, DICT, OPTIONAL, UNION, ANNOTATED, CLASS, REFUSED, LEFTOVER)
