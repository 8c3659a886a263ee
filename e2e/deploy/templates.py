"""Reads the deployment templates of examples/orders with tools that are not ours, for both architectures, and compares
what they deploy: the same function, with the layer, and with the rights that it uses and no others.

    templates.py FOLDER
"""

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import cloudformation
import deployed
import terraform

DEPLOY = Path(__file__).resolve().parent.parent.parent / "examples/orders/deploy"
AMPLE = 300  # seconds; TypeScript reads ten thousand files


def sam(_):
    """SAM: cfn-lint, and AWS's translator"""
    path = DEPLOY / "sam/template.yaml"
    wrong = cloudformation.lint(path)
    for architecture in deployed.ARCHITECTURES:
        template = cloudformation.translated(path.read_text(), architecture)
        wrong += cloudformation.lint_template(template)
        wrong += deployed.differences(cloudformation.deployed(template, architecture), architecture)
    return wrong


def cdk(folder):
    """CDK: cdk synth, and cfn-lint of what it writes"""
    home = folder / "cdk"
    for source in (DEPLOY / "cdk").iterdir():
        if source.suffix in (".ts", ".json"):
            shutil.copy(source, home)
    (home / "code").mkdir(exist_ok=True)
    # It takes any folder; nothing is uploaded here.
    (home / "code/bootstrap").write_text("a function\n")
    environment = {**os.environ, "PATH": f"{home / 'node_modules/.bin'}:{os.environ['PATH']}"}
    environment |= {"CDK_DISABLE_VERSION_CHECK": "1", "CDK_DISABLE_CLI_TELEMETRY": "true", "HOME": str(home)}
    wrong = []
    for architecture in deployed.ARCHITECTURES:
        command = ["cdk", "synth", "--quiet", "--no-notices", "--context", "code=code"]
        # The default, and the other one, for which nothing has to be compiled again.
        if architecture != "arm64":
            command += ["--context", f"architecture={architecture}", "--app", "node build/app.js"]
        done = subprocess.run(
            command, cwd=home, env=environment, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, timeout=AMPLE
        )
        if done.returncode != 0:
            return wrong + [f"cdk synth: {done.stdout}"]
        template = home / "build/cdk.out/Orders.template.json"
        wrong += cloudformation.lint(template)
        found = cloudformation.deployed(json.loads(template.read_text()), architecture)
        wrong += deployed.differences(found, architecture)
    return wrong


def hcl(_):
    """Terraform: python-hcl2"""
    declared = terraform.read(DEPLOY / "terraform")
    wrong = terraform.dangling(declared)
    for architecture in deployed.ARCHITECTURES:
        wrong += deployed.differences(terraform.deployed(declared, architecture), architecture)
    return wrong


def tried(check, folder):
    """What is wrong; what a tool cannot read at all is an error of its own."""
    try:
        return check(folder)
    except Exception as error:
        return [f"{type(error).__name__}: {error}"]


def main(folder):
    folder, failed = Path(folder), False
    has_cdk = (folder / "cdk/node_modules/.bin/cdk").exists() and shutil.which("node")
    for check, missing in ((sam, None), (cdk, None if has_cdk else "the CDK is not installed"), (hcl, None)):
        wrong = [] if missing else tried(check, folder)
        verdict = f"skipped: {missing}" if missing else "FAILED" if wrong else "ok, arm64 and x86_64"
        print(f"{check.__doc__}: {verdict}", flush=True)
        for each in wrong:
            print(f"  {each}")
        failed |= bool(wrong)
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
