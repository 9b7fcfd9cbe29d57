#!/usr/bin/env python3
"""Upgraded connections (as WebSockets are) to the demo's members, one after the other in each of several threads.

upgraded.py HOST COUNT SECONDS FILE: COUNT at a time, each kept for SECONDS and asked for an echo twice a second, until FILE is
gone. Prints how many there were, and how many ended before their time or did not echo within 5 s.
"""
import os
import socket
import sys
import threading
import time

HELLO = "GET /upgrade HTTP/1.1\r\nHost: {}\r\nConnection: Upgrade\r\nUpgrade: echo\r\n\r\n"


def echo(connection, text):
    """Sends the text and takes as many bytes; raises OSError if they are others, or none come."""
    connection.sendall(text)
    got = b""
    while len(got) < len(text):
        part = connection.recv(len(text) - len(got))
        if not part:
            raise OSError("ended")
        got += part
    if got != text:
        raise OSError("another echo")


def upgrade(connection, host):
    connection.sendall(HELLO.format(host).encode())
    head = b""
    while not head.endswith(b"\r\n\r\n"):
        part = connection.recv(1)
        if not part:
            raise OSError("no answer")
        head += part
    if not head.startswith(b"HTTP/1.1 101 "):
        raise OSError(head.decode("latin-1").split("\r\n", 1)[0])


def one(host, seconds, running):
    """One connection: None if it lasted, else what was wrong."""
    began = time.monotonic()
    try:
        with socket.create_connection((host, 80), timeout=5) as connection:
            upgrade(connection, host)
            number = 0
            while time.monotonic() - began < seconds and running():
                number += 1
                echo(connection, b"echo %06d\n" % number)
                time.sleep(0.5)
        return None
    except OSError as e:
        return f"after {time.monotonic() - began:.1f} s: {e}"


def main():
    host, count, seconds, file = sys.argv[1], int(sys.argv[2]), float(sys.argv[3]), sys.argv[4]
    ended = []

    def running():
        return os.path.exists(file)

    def keep():
        while running():
            ended.append(one(host, seconds, running))

    threads = [threading.Thread(target=keep) for _ in range(count)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    broken = [what for what in ended if what]
    print(len(ended), len(broken))
    for what in broken[:5]:
        print(what, file=sys.stderr)


main()
