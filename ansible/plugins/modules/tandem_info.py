#!/usr/bin/python
# Part of Tandem. Apache License 2.0, see LICENSE of the project.
from __future__ import absolute_import, division, print_function

__metaclass__ = type

DOCUMENTATION = r"""
module: tandem_info
short_description: Ask a node of Tandem what it knows
version_added: 0.1.0
description:
  - Returns the status of a node (nodes, virtual addresses, balancers, members, warnings) and a few answers taken from it.
  - Changes nothing.
extends_documentation_fragment:
  - tandemlb.tandem.admin
attributes:
  check_mode:
    description: Changes nothing, so check mode is the same.
    support: full
  diff_mode:
    description: There is nothing to compare.
    support: none
author:
  - The Tandem project (@tandemlb)
"""

EXAMPLES = r"""
- name: Ask the node of this host
  tandemlb.tandem.tandem_info:
  register: tandem

- name: Stop unless another node could take over
  ansible.builtin.assert:
    that: tandem.standbys | length > 0
    fail_msg: "{{ tandem.warnings_of_node }}"
"""

RETURN = r"""
node:
  description: The node that answered.
  type: str
  returned: always
  sample: lb1
role:
  description: What it is, C(active), C(standby), C(single), C(starting) or C(stopping).
  type: str
  returned: always
  sample: active
holders:
  description: The node that holds each virtual address, empty where none is known.
  type: dict
  returned: always
  sample: {"198.51.100.100": lb1}
standbys:
  description: Nodes that stand by, are heard, and would take over.
  type: list
  elements: str
  returned: always
  sample: [lb2]
members:
  description: The members by BALANCER/NAME, as in C(balancers[].members[]) of the status.
  type: dict
  returned: always
warnings_of_node:
  description: Sentences, what somebody should look at.
  type: list
  elements: str
  returned: always
status:
  description: The whole status, docs/reference/api.md names its fields.
  type: dict
  returned: always
"""

from ansible.module_utils.basic import AnsibleModule
from ansible_collections.tandemlb.tandem.plugins.module_utils.admin import ARGUMENTS, Admin, Refused


def answers(status):
    """What playbooks mostly ask of a status."""
    nodes = status.get("nodes", [])
    own = [node for node in nodes if node["self"]]
    return dict(
        node=status["node"],
        role=own[0]["role"] if own else "single",
        holders=dict((vip["address"], vip["holder"]) for vip in status.get("vips", [])),
        standbys=[node["name"] for node in nodes if node["role"] == "standby" and node["reachable"] and not node["unfit"]],
        members=dict((member["id"], member) for balancer in status.get("balancers", []) for member in balancer["members"]),
        warnings_of_node=status.get("warnings", []),
        status=status,
    )


def main():
    module = AnsibleModule(argument_spec=dict(ARGUMENTS), supports_check_mode=True)
    try:
        status = Admin(module.params).get("/api/v1/status")[0]
    except Refused as e:
        module.fail_json(msg=str(e), status=e.status)
    module.exit_json(changed=False, **answers(status))


if __name__ == "__main__":
    main()
