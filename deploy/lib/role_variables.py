#!/usr/bin/env python3
"""Compares the variables of the Ansible role in its argument_specs, its defaults and docs/deploy/ansible.md.

With --write, writes the table of the document; exits 1 if the three do not agree.
"""
import pathlib
import re
import sys

import yaml

ROOT = pathlib.Path(__file__).resolve().parents[2]
ROLE = ROOT / "ansible/roles/tandem"
PAGE = ROOT / "docs/deploy/ansible.md"
BEGIN = "<!-- variables: written by deploy/lib/role_variables.py --write -->\n"
END = "<!-- end of variables -->\n"


def shown(value):
    """A default as one would write it in YAML."""
    return "`" + yaml.safe_dump(value, default_flow_style=True).replace("\n...", "").strip() + "`"


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


def main():
    options = yaml.safe_load((ROLE / "meta/argument_specs.yml").read_text())["argument_specs"]["main"]["options"]
    defaults = yaml.safe_load((ROLE / "defaults/main.yml").read_text())
    faults = []
    documented = {name: option["default"] for name, option in options.items() if "default" in option}
    for name in sorted(defaults.keys() | documented.keys()):
        if defaults.get(name) != documented.get(name) or (name in defaults) != (name in documented):
            faults.append(
                f"{name}: defaults/main.yml says {defaults.get(name, 'nothing')!r}, "
                f"argument_specs.yml says {documented.get(name, 'nothing')!r}; let both say the same"
            )
    page = PAGE.read_text()
    head, rest = page.split(BEGIN)
    old, tail = rest.split(END)
    new = "\n" + table(options) + "\n"
    if "--write" in sys.argv[1:]:
        PAGE.write_text(head + BEGIN + new + END + tail)
    elif old != new:
        faults.append(f"{PAGE.relative_to(ROOT)}: its table is not what argument_specs.yml says; run {sys.argv[0]} --write")
    for fault in faults:
        print(fault, file=sys.stderr)
    print(f"{len(options)} variables of the role compared")
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main())
