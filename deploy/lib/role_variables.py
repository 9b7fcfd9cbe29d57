#!/usr/bin/env python3
"""Compares the variables of each Ansible role in its argument_specs, its defaults and docs/deploy/ansible.md.

With --write, writes the tables of the document; exits 1 if the three do not agree.
"""
import pathlib
import re
import sys

import yaml

ROOT = pathlib.Path(__file__).resolve().parents[2]
ROLES = ROOT / "ansible/roles"
PAGE = ROOT / "docs/deploy/ansible.md"
BEGIN = "<!-- variables of {}: written by deploy/lib/role_variables.py --write -->\n"
END = "<!-- end of variables -->\n"


def shown(value):
    """A default as one would write it in YAML."""
    return "`" + yaml.safe_dump(value, default_flow_style=True, width=1000).replace("\n...", "").strip() + "`"


def markdown(description):
    """A description's C(code) as Markdown."""
    text = " ".join(description) if isinstance(description, list) else description
    return re.sub(r"C\(([^)]*)\)", r"`\1`", text).strip()


def kind(option):
    return f"list of {option['elements']}" if option["type"] == "list" else option["type"]


def table(options):
    rows = ["| Variable | Type | Default | Meaning |", "|---|---|---|---|"]
    for name, option in options.items():
        default = "required" if option.get("required") else shown(option["default"]) if "default" in option else ""
        rows.append(f"| `{name}` | {kind(option)} | {default} | {markdown(option['description'])} |")
        for key, part in option.get("options", {}).items():
            default = "required" if part.get("required") else ""
            rows.append(f"| `{name}[].{key}` | {kind(part)} | {default} | {markdown(part['description'])} |")
    return "\n".join(rows) + "\n"


def disagreements(role, options):
    """Sentences: where the defaults are not what the argument_specs say."""
    defaults = yaml.safe_load((role / "defaults/main.yml").read_text())
    documented = {name: option["default"] for name, option in options.items() if "default" in option}
    return [
        f"{role.name}: {name}: defaults/main.yml says {defaults.get(name, 'nothing')!r}, "
        f"argument_specs.yml says {documented.get(name, 'nothing')!r}; let both say the same"
        for name in sorted(defaults.keys() | documented.keys())
        if defaults.get(name) != documented.get(name) or (name in defaults) != (name in documented)
    ]


def main():
    write = "--write" in sys.argv[1:]
    faults, count, page = [], 0, PAGE.read_text()
    roles = sorted(path.parents[1] for path in ROLES.glob("*/tasks/main.yml"))
    for role in roles:
        options = yaml.safe_load((role / "meta/argument_specs.yml").read_text())["argument_specs"]["main"]["options"]
        count += len(options)
        faults += disagreements(role, options)
        begin = BEGIN.format(role.name)
        if begin not in page:
            faults.append(f"{PAGE.relative_to(ROOT)}: has no table of {role.name}; give it the lines {begin.strip()} and {END.strip()}")
            continue
        head, rest = page.split(begin)
        old, tail = rest.split(END, 1)
        new = "\n" + table(options) + "\n"
        if old != new and not write:
            faults.append(f"{PAGE.relative_to(ROOT)}: the table of {role.name} is not what argument_specs.yml says; run {sys.argv[0]} --write")
        page = head + begin + new + END + tail
    if write:
        PAGE.write_text(page)
    for fault in faults:
        print(fault, file=sys.stderr)
    print(f"{count} variables of {len(roles)} roles compared")
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main())
