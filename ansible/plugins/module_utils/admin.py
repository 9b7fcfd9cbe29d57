# Part of Tandem. Apache License 2.0, see LICENSE of the project.
"""Asks a node of Tandem by its admin listener: http, https, or the Unix socket of the host that the module runs on."""
from __future__ import absolute_import, division, print_function

__metaclass__ = type

import json
import os
import stat

from ansible.module_utils.common.text.converters import to_native
from ansible.module_utils.six.moves.urllib.error import HTTPError, URLError
from ansible.module_utils.six.moves.urllib.parse import quote
from ansible.module_utils.urls import open_url

SOCKET = "/run/tandem/admin.sock"
LOOPBACK = "http://127.0.0.1:9990"

# Of both modules.
ARGUMENTS = dict(
    admin=dict(type="str", default=""),
    token=dict(type="str", default="", no_log=True),
    ca=dict(type="path"),
    cert=dict(type="path"),
    key=dict(type="path", no_log=False),
    request_timeout=dict(type="int", default=70),
)


class Refused(Exception):
    """The node answered and did not do what was asked; status is 0 where it did not answer."""

    def __init__(self, status, sentence):
        super(Refused, self).__init__(sentence)
        self.status = status


def default_address():
    """What the command line asks too: the socket of this host, else loopback."""
    try:
        if stat.S_ISSOCK(os.stat(SOCKET).st_mode) and os.access(SOCKET, os.R_OK | os.W_OK):
            return "unix:" + SOCKET
    except OSError:
        pass
    return LOOPBACK


def member_path(member):
    """The path of BALANCER/NAME, each of which may need encoding."""
    return "/api/v1/members/" + "/".join(quote(part, safe="") for part in member.split("/", 1))


class Admin(object):
    """One node, asked by parameters of ARGUMENTS."""

    def __init__(self, params):
        address = params["admin"] or default_address()
        self.address = address
        self.socket = address[len("unix:"):] if address.startswith("unix:") else None
        self.base = "http://localhost" if self.socket else address.rstrip("/")
        self.token = params["token"]
        self.tls = dict(ca_path=params["ca"], client_cert=params["cert"], client_key=params["key"])
        self.timeout = params["request_timeout"]

    def get(self, path):
        """Its answer as an object, and the entity tag (an empty text without one)."""
        return self._ask("GET", path, None, {})

    def post(self, path, body, tag=""):
        """What it did, as an object with a sentence. With a tag: only if it is still the one of the present state."""
        headers = {"Content-Type": "application/json"}
        if tag:
            headers["If-Match"] = tag
        return self._ask("POST", path, json.dumps(body), headers)[0]

    def _ask(self, method, path, data, headers):
        headers = dict(headers, Accept="application/json")
        if self.token:
            headers["Authorization"] = "Bearer " + self.token.strip()
        try:
            answer = open_url(
                self.base + path, method=method, data=data, headers=headers, timeout=self.timeout, use_proxy=False,
                follow_redirects="none", http_agent="tandem-ansible", unix_socket=self.socket, **self.tls)
            text = answer.read()
            return self._object(text), answer.headers.get("ETag", "")
        except HTTPError as e:
            raise Refused(e.code, self._why(e))
        except (URLError, OSError, ValueError) as e:
            raise Refused(0, "no answer from %s: %s; is the node running, and is this its admin listener (admin.listen)?"
                          % (self.address, to_native(getattr(e, "reason", e))))

    @staticmethod
    def _object(text):
        document = json.loads(to_native(text))
        if not isinstance(document, dict):
            raise ValueError("the answer is no JSON object")
        return document

    def _why(self, error):
        try:
            return self._object(error.read())["detail"]
        except (ValueError, KeyError, OSError):
            return "%s answered %d" % (self.address, error.code)
