"""A node as far as the modules ask it: status, a balancer and its members with revisions, on 127.0.0.1 or a Unix socket."""
import copy
import http.server
import json
import os
import socketserver
import threading

TOKEN = "t0ken"
FILE_MEMBER = {"setting": "enabled", "weight": "1", "url": "http://192.0.2.21", "route": "node1"}


class StubNode:
    """Answers until it is closed; remembers every command in `commands`."""

    def __init__(self, socket_path=None, asks_who=False):
        self.asks_who = asks_who
        self.commands = []
        self.in_flight = [0]  # what the next looks at the member show; the last stays
        self.revision = 0
        self.file = {"node1": dict(FILE_MEMBER)}
        self.operators = {}
        self.between = lambda: None  # happens before a command is done
        handler = type("Handler", (Handler,), {"node": self})
        if socket_path:
            self.server = UnixServer(socket_path, handler)
            self.address = "unix:" + socket_path
        else:
            self.server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler)
            self.address = "http://127.0.0.1:%d" % self.server.server_address[1]
        threading.Thread(target=self.server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True).start()

    def close(self):
        self.server.shutdown()
        self.server.server_close()

    def member(self, name):
        """As the status shows it; nothing if there is none."""
        operator = self.operators.get(name)
        if operator and operator.get("removed") or not operator and name not in self.file:
            return None
        values = dict(self.file.get(name, {"setting": "enabled", "weight": "1", "url": "", "route": ""}))
        values.update(operator["values"] if operator else {})
        left = self.in_flight.pop(0) if len(self.in_flight) > 1 else self.in_flight[0]
        layer = None
        if operator:
            layer = {"revision": operator["revision"], "author": operator["author"], "comment": operator["comment"],
                     "expires": operator["expires"], "keys": sorted(operator["values"])}
        return dict(values, id="mycluster/" + name, name=name, verdict="up", inFlight=left, operator=layer)

    def tag(self, name):
        return '"%d"' % self.operators.get(name, {"revision": 0})["revision"]

    def command(self, name, body):
        self.commands.append(copy.deepcopy(body))
        self.revision += 1
        if body.get("clear"):
            self.operators.pop(name, None)
            return "%s is as the file says" % name
        before = self.operators.get(name, {"values": {}})["values"]
        values = dict(before)
        if "setting" in body:
            values["setting"] = ", ".join(sorted(body["setting"]))  # in an order of its own
        if "weight" in body:
            values["weight"] = body["weight"]
        values.update(pair.split("=", 1) for pair in body.get("set", []))
        self.operators[name] = {"values": values, "revision": self.revision, "author": body["author"], "removed": body.get("remove"),
                                "comment": body.get("comment", ""), "expires": "2026-01-01T00:00:00Z" if "for" in body else None}
        return "%s is changed" % name

    def status(self):
        nodes = [{"name": "lb1", "self": True, "reachable": True, "role": "active", "unfit": ""},
                 {"name": "lb2", "self": False, "reachable": True, "role": "standby", "unfit": ""},
                 {"name": "lb3", "self": False, "reachable": True, "role": "standby", "unfit": "its configuration differs"}]
        members = [self.member(name) for name in sorted(set(self.file) | set(self.operators))]
        return {"node": "lb1", "nodes": nodes, "vips": [{"address": "198.51.100.100", "holder": "lb1"}], "warnings": ["look here"],
                "balancers": [{"name": "mycluster", "members": [member for member in members if member]}]}


class UnixServer(socketserver.ThreadingMixIn, socketserver.UnixStreamServer):
    daemon_threads = True


class Handler(http.server.BaseHTTPRequestHandler):
    node = None

    def address_string(self):
        return "client"

    def log_message(self, *_):
        pass

    def answer(self, status, document, tag=None):
        data = json.dumps(document).encode()
        self.send_response(status)
        self.send_header("Content-Length", str(len(data)))
        if tag:
            self.send_header("ETag", tag)
        self.end_headers()
        self.wfile.write(data)

    def problem(self, status, detail):
        self.answer(status, {"title": "x", "status": status, "detail": detail})

    def refused(self):
        if self.node.asks_who and self.headers.get("Authorization") != "Bearer " + TOKEN:
            self.problem(401, "nobody is known by what the request shows")
            return True
        return False

    def name(self):
        """The member of the path; nothing after an answer that there is no such thing."""
        parts = self.path.split("/")
        if parts[4] != "mycluster":
            self.problem(404, "there is no balancer '%s'; there is mycluster" % parts[4])
            return None
        return parts[5]

    def do_GET(self):
        if self.refused():
            return
        if self.path == "/api/v1/status":
            self.answer(200, self.node.status())
        elif self.path == "/api/v1/balancers/mycluster":
            self.answer(200, {"name": "mycluster"}, '"0"')
        elif self.path.startswith("/api/v1/balancers/"):
            self.problem(404, "there is no balancer '%s'; there is mycluster" % os.path.basename(self.path))
        else:
            name = self.name()
            member = name and self.node.member(name)
            if member:
                self.answer(200, member, self.node.tag(name))
            elif name:
                self.problem(404, "mycluster has no member '%s'; did you mean node1?" % name)

    def do_POST(self):
        body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        if self.refused():
            return
        if self.headers.get("Content-Type") != "application/json":
            self.problem(415, "a command is application/json")
            return
        name = self.name()
        if not name:
            return
        self.node.between()
        wanted = self.headers.get("If-Match")
        if wanted and wanted != self.node.tag(name):
            self.problem(412, "mycluster/%s has another setting by now; look again" % name)
            return
        self.answer(200, {"sentence": self.node.command(name, body)}, self.node.tag(name))
