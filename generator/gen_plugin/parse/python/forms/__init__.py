"""The forms of annotation that are understood, in the order in which they are tried.

To support a further type, write its form in a module of this folder and put it into `FORMS`.
"""

from gen_plugin.parse.python.forms.classes import project_class
from gen_plugin.parse.python.forms.containers import collection_of, dict_of, tuple_of
from gen_plugin.parse.python.forms.converted import converted
from gen_plugin.parse.python.forms.form import Form
from gen_plugin.parse.python.forms.leftovers import leftover
from gen_plugin.parse.python.forms.literal_values import literal_values
from gen_plugin.parse.python.forms.metadata import annotated
from gen_plugin.parse.python.forms.new_types import new_type
from gen_plugin.parse.python.forms.qualifiers import qualifier
from gen_plugin.parse.python.forms.refusals import refused, unpacked
from gen_plugin.parse.python.forms.scalars import none, scalar
from gen_plugin.parse.python.forms.unions import optional, union

FORMS: tuple[Form, ...] = (
    scalar,
    none,
    converted,
    literal_values,
    collection_of,
    tuple_of,
    dict_of,
    optional,
    union,
    annotated,
    project_class,
    new_type,
    unpacked,
    qualifier,
    refused,
    leftover,
)
