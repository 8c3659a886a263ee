"""The zips that `lamplight layer build` has written, and where they go."""

import base64
import hashlib
import json
import pathlib

HERE = pathlib.Path(__file__).parent
ARCHITECTURES = ("x86_64", "arm64")


class Problem(Exception):
    """What is wrong, for the person who runs a script."""


class Zip:
    """The layer of one architecture."""

    def __init__(self, folder, architecture):
        self.architecture = architecture
        self.path = pathlib.Path(folder) / f"lamplight-layer-{architecture}.zip"
        try:
            self.bytes = self.path.read_bytes()
        except OSError as error:
            raise Problem(f"cannot read the layer for {architecture}: {error}") from error
        digest = hashlib.sha256(self.bytes).digest()
        self.sha256 = digest.hex()
        # The form in which Lambda says it.
        self.code_sha256 = base64.b64encode(digest).decode()

    @property
    def layer_name(self):
        return f"lamplight-{self.architecture}"


def read_zips(folder):
    """Both zips, which have to be those that `SHA256SUMS` beside them lists."""
    zips = [Zip(folder, architecture) for architecture in ARCHITECTURES]
    try:
        lines = (pathlib.Path(folder) / "SHA256SUMS").read_text().splitlines()
    except OSError as error:
        raise Problem(f"cannot read the list of hashes: {error}") from error
    listed = {name: digest for digest, name in (line.split("  ", 1) for line in lines)}
    for one in zips:
        if listed.get(one.path.name) != one.sha256:
            raise Problem(f"{one.path} is not the file that SHA256SUMS lists")
    return zips


def read_regions(partitions=None):
    """The regions of each partition that is to be published to: all, or those that are named."""
    known = json.loads((HERE / "regions.json").read_text())["partitions"]
    unknown = sorted(set(partitions or ()) - set(known))
    if unknown:
        raise Problem(f"there is no partition {', '.join(unknown)}; known are {', '.join(known)}")
    return {name: known[name] for name in partitions or known}


def report(main):
    """Runs a script's `main`; a problem is said in a line."""
    try:
        main()
    except Problem as problem:
        raise SystemExit(f"error: {problem}") from None
