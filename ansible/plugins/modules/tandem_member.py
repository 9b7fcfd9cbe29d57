#!/usr/bin/python
# Part of Tandem. Apache License 2.0, see LICENSE of the project.
from __future__ import absolute_import, division, print_function

__metaclass__ = type

DOCUMENTATION = r"""
module: tandem_member
short_description: Drain, enable, weigh, add or remove a member of a Tandem pair
version_added: 0.1.0
description:
  - Sets what operators set by C(tandem member), in force on every node whichever is asked, over what the configuration says; it
    survives takeovers and restarts until it is cleared.
  - Refuses to overwrite what somebody else sets at the same moment.
options:
  member:
    description: The member, C(BALANCER/NAME).
    type: str
    required: true
  state:
    description:
      - C(present) sees to the values that are given; with O(url), a member that there is not is added.
      - C(file) returns to what the configuration says.
      - C(absent) takes it out; it takes nothing more, what runs there may finish.
    type: str
    choices: [present, file, absent]
    default: present
  setting:
    description: What it takes; C(enabled) stands alone, others may be joined.
    type: list
    elements: str
    choices: [enabled, draining, disabled, stopped, standby, spare, ignore-errors]
  weight:
    description: Its share, 1 to 100.
    type: float
  url:
    description: Where it listens.
    type: str
  route:
    description: Its sticky suffix.
    type: str
  comment:
    description: Why; shown wherever the setting is shown.
    type: str
    default: ""
  author:
    description: Who, where the listener asks nobody who asks; else shown before who that is.
    type: str
    default: ansible
  lasts:
    description: After this time, such as C(30m), the configuration's values return by themselves.
    type: str
    default: ""
  wait:
    description: Return when no request is in flight on the member any more, on any node.
    type: bool
    default: false
  timeout:
    description: Seconds to wait for that; the module fails when they are over.
    type: int
    default: 60
extends_documentation_fragment:
  - tandemlb.tandem.admin
attributes:
  check_mode:
    description: Says what would change, and changes nothing.
    support: full
  diff_mode:
    description: Shows the values before and after.
    support: full
author:
  - The Tandem project (@tandemlb)
"""

EXAMPLES = r"""
- name: Take a member out of service and wait until it is quiet
  tandemlb.tandem.tandem_member:
    member: mycluster/node1
    setting: disabled
    comment: release 42
    lasts: 30m
    wait: true
  delegate_to: lb1

- name: Let it take requests as the configuration says
  tandemlb.tandem.tandem_member:
    member: mycluster/node1
    state: file
  delegate_to: lb1

- name: Add a member
  tandemlb.tandem.tandem_member:
    member: mycluster/node4
    url: http://192.0.2.24
    route: node4
    admin: https://lb1.shop.example:9990
    ca: /etc/ssl/operators-ca.pem
    token: "{{ tandem_token }}"
  delegate_to: localhost
"""

RETURN = r"""
sentence:
  description: What the node did, in its words; empty if nothing was to be done.
  type: str
  returned: always
  sample: mycluster/node1 is disabled
member:
  description: The member as it is now, as in C(balancers[].members[]) of the status; empty if there is none.
  type: dict
  returned: always
"""

import time

from ansible.module_utils.basic import AnsibleModule
from ansible_collections.tandemlb.tandem.plugins.module_utils.admin import ARGUMENTS, Admin, Refused, member_path

NOT_FOUND = 404
POLL_SECONDS = 0.25
SETTINGS = ["enabled", "draining", "disabled", "stopped", "standby", "spare", "ignore-errors"]
SHOWN = ("setting", "weight", "url", "route")


def words(setting):
    """A setting as the status shows it, as a set."""
    return set(part.strip() for part in setting.split(",") if part.strip())


def plain(weight):
    """A weight as a node takes it: at most two decimals, and none that says nothing."""
    return ("%.2f" % weight).rstrip("0").rstrip(".")


def wished(params):
    """The values that are given, by their names in the status."""
    wishes = {}
    if params["setting"] is not None:
        wishes["setting"] = ", ".join(sorted(words(",".join(params["setting"])), key=SETTINGS.index))
    if params["weight"] is not None:
        wishes["weight"] = plain(params["weight"])
    for name in ("url", "route"):
        if params[name] is not None:
            wishes[name] = params[name]
    return wishes


def same(name, wish, member):
    if name == "setting":
        return words(wish) == words(member["setting"])
    if name == "url":
        return wish.rstrip("/") == member["url"].rstrip("/")
    return wish == member[name]


def differences(wishes, lasts, member):
    """What of the wishes is not so yet: another value, or one that ends when it should last, or lasts when it should end."""
    operator = member.get("operator") or {}
    ends = operator.get("expires") is not None
    found = []
    for name in sorted(wishes):
        ours = name in operator.get("keys", [])
        if not same(name, wishes[name], member) or (ours and ends != bool(lasts)):
            found.append(name)
    return found


def body(params, wishes, adding):
    """The command that brings the wishes about."""
    command = {}
    if params["state"] == "file":
        command["clear"] = True
    elif params["state"] == "absent":
        command["remove"] = True
    else:
        if adding:
            command["add"] = True
        if "setting" in wishes:
            command["setting"] = [word.strip() for word in wishes["setting"].split(",")]
        if "weight" in wishes:
            command["weight"] = wishes["weight"]
        pairs = ["%s=%s" % (name, wishes[name]) for name in ("url", "route") if name in wishes]
        if pairs:
            command["set"] = pairs
        if params["lasts"]:
            command["for"] = params["lasts"]
    command["author"] = params["author"]
    if params["comment"]:
        command["comment"] = params["comment"]
    return command


class Work(object):
    """One run of the module."""

    def __init__(self, module):
        self.module = module
        self.params = module.params
        self.admin = Admin(module.params)
        self.path = member_path(self.params["member"])

    def look(self):
        """The member and its entity tag; nothing, where the balancer has no such member."""
        try:
            return self.admin.get(self.path)
        except Refused as e:
            if e.status != NOT_FOUND:
                raise
            missing = e
        # So that a balancer that is not there is no member that is absent.
        self.admin.get("/api/v1/balancers/" + self.path.split("/")[4])
        if self.params["state"] == "present" and self.params["url"] is None:
            raise missing
        return {}, ""

    def needed(self, member, wishes):
        if self.params["state"] == "absent":
            return bool(member)
        if self.params["state"] == "file":
            # One that is not there may be one of the configuration that was taken out: the node knows.
            return not member or bool(member.get("operator"))
        return not member or bool(differences(wishes, self.params["lasts"], member))

    def expected(self, member, wishes):
        """What a run would leave, as far as it can be told."""
        if self.params["state"] == "absent" or (self.params["state"] == "file" and not member):
            return {}
        if self.params["state"] == "file":
            keys = (member.get("operator") or {}).get("keys", [])
            return dict((name, "(the configuration's)" if name in keys else member[name]) for name in SHOWN)
        return dict(dict((name, member.get(name, "")) for name in SHOWN), **wishes)

    def run(self):
        member, tag = self.look()
        wishes = wished(self.params) if self.params["state"] == "present" else {}
        changed = self.needed(member, wishes)
        before = dict((name, member[name]) for name in SHOWN) if member else {}
        after, sentence = before, ""
        if changed and self.module.check_mode:
            after = self.expected(member, wishes)
        elif changed:
            sentence = self.admin.post(self.path, body(self.params, wishes, not member), tag).get("sentence", "")
            member = self.settled()
            after = dict((name, member[name]) for name in SHOWN) if member else {}
        if self.params["wait"] and not self.module.check_mode:
            self.await_quiet()
        return dict(changed=changed, sentence=sentence, member=member, diff=dict(
            before=before, after=after, before_header=self.params["member"], after_header=self.params["member"]))

    def settled(self):
        """The member after the change; nothing once it is gone."""
        try:
            return self.admin.get(self.path)[0]
        except Refused as e:
            if e.status != NOT_FOUND:
                raise
            return {}

    def await_quiet(self):
        end = time.time() + self.params["timeout"]
        while True:
            left = self.settled().get("inFlight", 0)
            if left == 0:
                return
            if time.time() >= end:
                raise Refused(0, "%d requests are still in flight on %s after %d s"
                              % (left, self.params["member"], self.params["timeout"]))
            time.sleep(POLL_SECONDS)


def main():
    module = AnsibleModule(
        argument_spec=dict(
            ARGUMENTS,
            member=dict(type="str", required=True),
            state=dict(type="str", choices=["present", "file", "absent"], default="present"),
            setting=dict(type="list", elements="str", choices=SETTINGS),
            weight=dict(type="float"),
            url=dict(type="str"),
            route=dict(type="str"),
            comment=dict(type="str", default=""),
            author=dict(type="str", default="ansible"),
            lasts=dict(type="str", default=""),
            wait=dict(type="bool", default=False),
            timeout=dict(type="int", default=60),
        ),
        supports_check_mode=True,
    )
    params = module.params
    if not all(params["member"].partition("/")):
        module.fail_json(msg="member: '%s' is not BALANCER/NAME, such as mycluster/node1" % params["member"])
    given = [name for name in ("setting", "weight", "url", "route") if params[name] is not None]
    if params["state"] == "present" and not given:
        module.fail_json(msg="nothing to see to: give setting, weight, url or route, or state: file or absent")
    if params["state"] != "present" and (given or params["lasts"]):
        module.fail_json(msg="state: %s stands alone: leave %s out" % (params["state"], ", ".join(given + ["lasts"] * bool(params["lasts"]))))
    try:
        module.exit_json(**Work(module).run())
    except Refused as e:
        module.fail_json(msg=str(e), status=e.status)


if __name__ == "__main__":
    main()
