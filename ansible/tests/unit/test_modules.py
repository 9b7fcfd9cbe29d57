#!/usr/bin/env python3
"""Unit tests of the collection's modules, against a stub of a node: python3 ansible/tests/unit/test_modules.py"""
import importlib
import json
import os
import pathlib
import sys
import tempfile
import unittest
from unittest import mock

HERE = pathlib.Path(__file__).resolve().parent
sys.path.insert(0, str(HERE))
sys.dont_write_bytecode = True

from ansible.module_utils import basic  # noqa: E402
from stub_node import TOKEN, StubNode  # noqa: E402

# The collection under its name, as ansible finds it once it is installed.
PLACE = tempfile.TemporaryDirectory()
(pathlib.Path(PLACE.name) / "ansible_collections/tandemlb").mkdir(parents=True)
(pathlib.Path(PLACE.name) / "ansible_collections/tandemlb/tandem").symlink_to(HERE.parents[1])
sys.path.insert(0, PLACE.name)
PREFIX = "ansible_collections.tandemlb.tandem.plugins.modules."


class Ended(Exception):
    pass


def run(name, check=False, **arguments):
    """Runs a module in this process; its result, with `failed` where it failed."""
    arguments.update(_ansible_check_mode=check, _ansible_diff=True, _ansible_remote_tmp=PLACE.name)
    result = {}

    def end(failed):
        def ended(self, **values):
            result.update(values, failed=failed)
            raise Ended

        return ended

    module = importlib.import_module(PREFIX + name)
    with mock.patch.object(basic, "_ANSIBLE_ARGS", json.dumps({"ANSIBLE_MODULE_ARGS": arguments}).encode()), \
            mock.patch.object(basic.AnsibleModule, "exit_json", end(False)), \
            mock.patch.object(basic.AnsibleModule, "fail_json", end(True)):
        try:
            module.main()
        except Ended:
            pass
    return result


class ModuleTest(unittest.TestCase):
    def setUp(self):
        self.node = StubNode()
        self.addCleanup(self.node.close)

    def member(self, check=False, **arguments):
        arguments.setdefault("admin", self.node.address)
        arguments.setdefault("member", "mycluster/node1")
        return run("tandem_member", check, **arguments)


class TandemMemberTest(ModuleTest):
    def test_a_setting_is_made_once(self):
        first = self.member(setting=["draining"], comment="patch day")
        second = self.member(setting=["draining"], comment="patch day")

        self.assertEqual((first["failed"], first["changed"]), (False, True), first)
        self.assertEqual(self.node.commands, [{"setting": ["draining"], "author": "ansible", "comment": "patch day"}])
        self.assertEqual(first["diff"]["before"]["setting"], "enabled")
        self.assertEqual(first["diff"]["after"]["setting"], "draining")
        self.assertFalse(second["changed"])
        self.assertEqual(second["member"]["operator"]["comment"], "patch day")

    def test_check_mode_tells_and_changes_nothing(self):
        result = self.member(check=True, setting=["disabled"], weight=2)

        self.assertTrue(result["changed"])
        self.assertEqual(self.node.commands, [])
        self.assertEqual(result["diff"]["before"]["weight"], "1")
        self.assertEqual((result["diff"]["after"]["setting"], result["diff"]["after"]["weight"]), ("disabled", "2"))

    def test_settings_are_compared_as_sets(self):
        self.member(setting=["stopped", "draining"])

        self.assertFalse(self.member(setting=["draining", "stopped"])["changed"])

    def test_weights_are_compared_as_numbers(self):
        self.assertFalse(self.member(weight=1.0)["changed"])
        self.assertTrue(self.member(weight=1.5)["changed"])
        self.assertEqual(self.node.commands[0]["weight"], "1.5")
        self.assertFalse(self.member(weight=1.50)["changed"])

    def test_a_setting_that_ends_is_not_one_that_lasts(self):
        self.assertTrue(self.member(setting=["draining"], lasts="30m")["changed"])
        self.assertEqual(self.node.commands[0]["for"], "30m")
        self.assertFalse(self.member(setting=["draining"], lasts="30m")["changed"])
        self.assertTrue(self.member(setting=["draining"])["changed"])
        self.assertFalse(self.member(setting=["draining"])["changed"])

    def test_file_clears_what_operators_set(self):
        self.assertFalse(self.member(state="file")["changed"])
        self.member(setting=["draining"])

        cleared = self.member(state="file")

        self.assertTrue(cleared["changed"])
        self.assertEqual(self.node.commands[-1], {"clear": True, "author": "ansible"})
        self.assertEqual(cleared["diff"]["after"]["setting"], "enabled")
        self.assertFalse(self.member(state="file")["changed"])

    def test_a_member_is_added_once_and_removed_once(self):
        wanted = {"member": "mycluster/node4", "url": "http://192.0.2.24", "route": "node4"}

        self.assertTrue(self.member(**wanted)["changed"])
        self.assertEqual(self.node.commands[0]["add"], True)
        self.assertEqual(self.node.commands[0]["set"], ["url=http://192.0.2.24", "route=node4"])
        self.assertFalse(self.member(**wanted)["changed"])
        self.assertTrue(self.member(member="mycluster/node4", state="absent")["changed"])
        self.assertFalse(self.member(member="mycluster/node4", state="absent")["changed"])

    def test_a_member_that_was_taken_out_returns(self):
        self.member(state="absent")

        self.assertTrue(self.member(state="file", check=True)["changed"])
        self.assertEqual(self.member(state="file")["member"]["name"], "node1")

    def test_a_member_that_there_is_not_is_named(self):
        result = self.member(member="mycluster/nodel", setting=["draining"])

        self.assertTrue(result["failed"])
        self.assertIn("did you mean node1", result["msg"])

    def test_absent_from_a_balancer_that_there_is_not_is_a_mistake(self):
        result = self.member(member="myclutser/node1", state="absent")

        self.assertTrue(result["failed"])
        self.assertIn("there is no balancer 'myclutser'", result["msg"])

    def test_what_somebody_else_sets_meanwhile_is_not_overwritten(self):
        self.node.between = lambda: self.node.operators.setdefault(
            "node1", {"values": {"weight": "7"}, "revision": 9, "author": "anna", "comment": "", "expires": None})

        result = self.member(setting=["draining"])

        self.assertEqual((result["failed"], result["status"]), (True, 412), result)
        self.assertEqual(self.node.commands, [])

    def test_it_waits_until_the_member_is_quiet(self):
        self.node.in_flight = [5, 5, 3, 0]

        result = self.member(setting=["disabled"], wait=True)

        self.assertFalse(result["failed"], result)
        self.assertEqual(self.node.in_flight, [0])

    def test_it_fails_if_the_member_does_not_become_quiet(self):
        self.node.in_flight = [4]

        result = self.member(setting=["disabled"], wait=True, timeout=0)

        self.assertTrue(result["failed"])
        self.assertIn("4 requests are still in flight on mycluster/node1", result["msg"])

    def test_contradictions_are_refused_before_anything_is_asked(self):
        for arguments, sentence in (
                ({}, "nothing to see to"),
                ({"state": "absent", "weight": 2}, "stands alone: leave weight out"),
                ({"state": "file", "lasts": "1m"}, "stands alone: leave lasts out"),
                ({"member": "node1", "weight": 2}, "is not BALANCER/NAME"),
                ({"setting": ["drainin"]}, "must be one")):
            result = self.member(admin="http://127.0.0.1:1", **arguments)

            self.assertTrue(result["failed"], arguments)
            self.assertIn(sentence, result["msg"])


class AskingTest(ModuleTest):
    def test_the_status_is_told(self):
        result = run("tandem_info", admin=self.node.address)

        self.assertEqual((result["failed"], result["changed"], result["node"], result["role"]), (False, False, "lb1", "active"))
        self.assertEqual(result["holders"], {"198.51.100.100": "lb1"})
        self.assertEqual(result["standbys"], ["lb2"])
        self.assertEqual(list(result["members"]), ["mycluster/node1"])
        self.assertEqual(result["warnings_of_node"], ["look here"])

    def test_the_socket_is_asked(self):
        path = os.path.join(PLACE.name, "admin.sock")
        node = StubNode(socket_path=path)
        self.addCleanup(node.close)

        self.assertEqual(run("tandem_info", admin="unix:" + path)["node"], "lb1")
        self.assertTrue(self.member(admin="unix:" + path, setting=["draining"])["changed"])

    def test_a_token_shows_who_asks(self):
        self.node.asks_who = True

        without = run("tandem_info", admin=self.node.address)

        self.assertEqual((without["failed"], without["status"]), (True, 401), without)
        self.assertIn("nobody is known", without["msg"])
        self.assertFalse(run("tandem_info", admin=self.node.address, token=TOKEN + "\n")["failed"])

    def test_a_node_that_does_not_answer_is_told_with_what_to_look_at(self):
        result = run("tandem_info", admin="http://127.0.0.1:1")

        self.assertTrue(result["failed"])
        self.assertRegex(result["msg"], "no answer from http://127.0.0.1:1: .*; is the node running")


if __name__ == "__main__":
    unittest.main()
