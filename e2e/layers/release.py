"""Goes through all steps of a release of the layer, with the Lambda of `moto` in place of AWS's.

    release.py LAMPLIGHT

What is published are layers of executables that do nothing: what is in a layer matters to no step here.
"""

import base64
import json
import logging
import os
import pathlib
import re
import subprocess
import sys
import tempfile

import boto3
import jsonschema
from moto.server import ThreadedMotoServer

LAYERS = pathlib.Path(__file__).resolve().parents[2] / "layers"
# What ELF calls the machines.
MACHINES = {"x86_64": 62, "arm64": 183}


def executable(machine, length):
    """A static executable without segments and sections."""
    head = bytearray(64)
    head[:7] = b"\x7fELF\x02\x01\x01"
    head[16], head[18], head[20], head[52] = 2, machine, 1, 64
    return bytes(head).ljust(length, b"\0")


def script(name, *arguments, fails=None):
    """Runs a script of `layers/`; one that is to fail has to say why."""
    done = subprocess.run([sys.executable, LAYERS / name, *arguments], capture_output=True, text=True, timeout=300)
    if fails:
        assert done.returncode == 1 and fails in done.stderr, (name, arguments, done)
    else:
        assert done.returncode == 0, (name, arguments, done.stdout, done.stderr)
    return done.stdout + done.stderr


def build(lamplight, folder, length):
    """Both zips of a release, as the command makes them."""
    for architecture, machine in MACHINES.items():
        binary = folder / "binary"
        binary.write_bytes(executable(machine, length))
        subprocess.run([lamplight, "layer", "build", "--extension", binary, "--out", folder], check=True,
                       stdout=subprocess.DEVNULL)
    return folder


def regions_are_those_of_aws():
    """Every region that AWS's client knows Lambda in is published to, or its partition is said to be out of reach."""
    ours = json.loads((LAYERS / "regions.json").read_text())
    session = boto3.session.Session()
    for partition in session.get_available_partitions():
        theirs = sorted(session.get_available_regions("lambda", partition_name=partition))
        if partition in ours["out_of_reach"]:
            continue
        assert ours["partitions"].get(partition) == theirs, (partition, theirs)
    return ours["partitions"]


class Release:
    """One release, and the files that its steps leave."""

    def __init__(self, name, zips, work, partitions, url):
        self.name, self.zips, self.work, self.partitions, self.url = name, zips, work, partitions, url

    def publish(self, partition, *more):
        out = self.work / f"{self.name}-{partition}.ndjson"
        said = script("publish", "--release", self.name, "--zips", self.zips, "--execute", "--partition", partition,
                      "--endpoint-url", self.url, "--out", out, *more)
        return said, out

    def publish_everywhere(self):
        """Publishes to every partition, each with the number of the first, as the workflow does."""
        rows, files, number = [], [], 1
        for partition in self.partitions:
            _, out = self.publish(partition, "--at-least", str(number))
            files.append(out)
            rows += [json.loads(line) for line in out.read_text().splitlines()]
            number = max(row["number"] for row in rows)
        return rows, files


def lambda_in(url, region):
    return boto3.client("lambda", region_name=region, endpoint_url=url)


def compare(url, regions, zips):
    """Lambda has what the map says, for everyone."""
    count = 0
    for region, layers in regions.items():
        client = lambda_in(url, region)
        for architecture, entry in layers.items():
            # What asks by ARN gets no answer from a server of `moto`.
            name, number = entry["arn"].split(":")[-2:]
            there = client.get_layer_version(LayerName=name, VersionNumber=int(number))
            assert there["LayerVersionArn"] == entry["arn"], (there, entry)
            assert base64.b64decode(there["Content"]["CodeSha256"]).hex() == entry["sha256"], (there, entry)
            assert there["Content"]["CodeSize"] == entry["size"], (there, entry)
            assert there["CompatibleArchitectures"] == [architecture], there
            assert (zips / f"lamplight-layer-{architecture}.zip").stat().st_size == entry["size"]
            count += 1
    return count


def main():
    lamplight = sys.argv[1]
    partitions = regions_are_those_of_aws()
    count = sum(map(len, partitions.values()))
    os.environ.update(AWS_ACCESS_KEY_ID="nobody", AWS_SECRET_ACCESS_KEY="nothing", AWS_MAX_ATTEMPTS="1")
    logging.getLogger("werkzeug").setLevel(logging.ERROR)
    server = ThreadedMotoServer(ip_address="127.0.0.1", port=0, verbose=False)
    server.start()
    try:
        host, port = server.get_host_and_port()
        with tempfile.TemporaryDirectory() as folder:
            steps(lamplight, pathlib.Path(folder), partitions, count, f"http://{host}:{port}")
    finally:
        server.stop()


def steps(lamplight, work, partitions, count, url):
    (work / "zips").mkdir()
    zips = build(lamplight, work / "zips", 1000)
    first = Release("0.1.0", zips, work, partitions, url)

    plan = script("publish", "--release", "0.1.0", "--zips", zips)
    assert plan.count("would publish ") == 2 * count, plan
    assert lambda_in(url, "eu-west-1").list_layers()["Layers"] == [], "a dry run publishes nothing"

    # One region is ahead of the others, as after a run that broke off.
    ahead = lambda_in(url, "eu-west-1")
    for content in (b"first", b"second"):
        ahead.publish_layer_version(LayerName="lamplight-arm64", Content={"ZipFile": content})
    rows, files = first.publish_everywhere()
    assert len(rows) == 2 * count, len(rows)
    assert {row["number"] for row in rows} == {3}, "one number in every region, the first that is free in all"
    said, out = first.publish("aws")
    assert said.count("was there") == 2 * len(partitions["aws"]), said
    assert [json.loads(line) for line in out.read_text().splitlines()] == [r for r in rows if r["partition"] == "aws"]

    whole = work / "layers.json"
    whole.write_text((LAYERS / "layers.json").read_text())
    half = work / "half.ndjson"
    half.write_text("".join(files[0].read_text().splitlines(keepends=True)[1:]))
    script("map", "--into", whole, half, fails="not published: aws af-south-1 x86_64")
    script("map", "--into", whole, *files)
    once = whole.read_text()
    script("map", "--into", whole, *files)
    assert whole.read_text() == once, "a second time changes nothing"
    other = work / "other.ndjson"
    other.write_text(files[0].read_text().replace(":3\"", ":4\"").replace("\"number\": 3", "\"number\": 4"))
    script("map", "--into", whole, other, fails="was published before")

    # A release later, with other bytes, has the next number, and the one before stays.
    (work / "later").mkdir()
    later = Release("0.2.0", build(lamplight, work / "later", 2000), work, partitions, url)
    rows, files = later.publish_everywhere()
    assert {row["number"] for row in rows} == {4}, rows
    script("map", "--into", whole, *files)

    held = json.loads(whole.read_text())
    jsonschema.Draft202012Validator(json.loads((LAYERS / "layers.schema.json").read_text())).validate(held)
    assert list(held["layers"]) == ["0.1.0", "0.2.0"]
    compared = sum(compare(url, held["layers"][r.name], r.zips) for r in (first, later))
    assert compared == 4 * count, compared

    notes = work / "notes"
    script("release-notes", "--release", "0.2.0", "--zips", later.zips, "--map", whole, "--out", notes)
    attached = {path.name for path in notes.iterdir()}
    assert attached == {"notes.md", "layers.json", "SHA256SUMS", "lamplight-layer-x86_64.zip",
                        "lamplight-layer-arm64.zip"}, attached
    text = (notes / "notes.md").read_text()
    assert all(entry["arn"] in text for layers in held["layers"]["0.2.0"].values() for entry in layers.values())
    assert all(re.search(rf"^{line}$", text, re.MULTILINE) for line in (notes / "SHA256SUMS").read_text().splitlines())
    script("release-notes", "--release", "0.2.0", "--zips", first.zips, "--map", whole, "--out", work / "wrong",
           fails="is not")

    (zips / "lamplight-layer-arm64.zip").write_bytes(b"something else")
    script("publish", "--release", "0.1.0", "--zips", zips, fails="is not the file that SHA256SUMS lists")
    script("publish", "--release", "0.1.0", "--zips", later.zips, "--partition", "aws-x", fails="no partition aws-x")
    script("publish", "--release", "0.1.0", "--zips", later.zips, "--execute", fails="an account belongs to one")
    script("publish", "--release", "0.1.0", "--zips", later.zips, "--execute", "--partition", "aws-eusc", "--endpoint-url",
           "http://127.0.0.1:1", fails="error: aws-eusc eusc-de-east-1: Could not connect")
    print(f"2 releases of 2 layers in {count} regions of {len(partitions)} partitions: Lambda has what the map says")


if __name__ == "__main__":
    main()
