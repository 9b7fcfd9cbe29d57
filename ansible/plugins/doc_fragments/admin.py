# Part of Tandem. Apache License 2.0, see LICENSE of the project.
from __future__ import absolute_import, division, print_function

__metaclass__ = type


class ModuleDocFragment(object):
    """The options of every module that asks a node."""

    DOCUMENTATION = r"""
options:
  admin:
    description:
      - The node's admin listener, C(http://), C(https://) or C(unix:/PATH).
      - Default is C(unix:/run/tandem/admin.sock) where the user may use it, else C(http://127.0.0.1:9990), of the host that the
        module runs on.
    type: str
    default: ""
  token:
    description: A token of C(tandem token add), for a listener that asks who asks.
    type: str
    default: ""
  ca:
    description: With https, a PEM file with who signed the node's certificate; default is whom the host trusts.
    type: path
  cert:
    description: With https, a PEM file with a certificate that shows who asks.
    type: path
  key:
    description: Its private key, where it is not in the same file.
    type: path
  request_timeout:
    description: Seconds that an answer may take.
    type: int
    default: 70
"""
