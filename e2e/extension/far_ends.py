"""Where what comes out of the extension arrives: each has a `url`, the `compression` that it takes, how many `digits` of a
fraction it keeps (17 are all), whether it `reads` an item of a form, and `arrived`, which is to be asked when all has
been sent."""

import json
import os
import shutil
import subprocess

import items
from receivers import AMPLE, Receiver, rotel, start_rotel, unpacked

HERE = os.path.dirname(os.path.abspath(__file__))


def nothing():
    return {"spans": [], "points": [], "logs": []}


class FarEnd:
    digits = 17

    @staticmethod
    def reads(_):
        return True

    @staticmethod
    def missing(_):
        """Why it cannot be had."""
        return None


class Definitions(FarEnd):
    """the decoder of the protocol's own definitions"""

    compression = "gzip"

    def __init__(self, _):
        self.bodies = []
        self.receiver = Receiver(lambda *request: self.bodies.append(request))
        self.url = self.receiver.url

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.receiver.close()

    def arrived(self, _):
        all = nothing()
        for path, content_type, encoding, body in self.bodies:
            read = items.decode(path.removeprefix("/v1/"), content_type, unpacked(encoding, body))
            for kind, found in read.items():
                all[kind] += found
        return all


class Mock(FarEnd):
    """Elastic's mock server for OTLP"""

    # It takes no body that is compressed.
    compression = "none"

    def __init__(self, folder):
        command = ["node", os.path.join(HERE, "mock.cjs"), os.path.join(folder, "node")]
        self.process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE)
        self.url = json.loads(self.process.stdout.readline())

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.process.stdin.close()
        self.process.wait(AMPLE)
        self.process.stdout.close()

    def arrived(self, _):
        # It answers before it looks at a body, but looks at it in the same turn.
        self.process.stdin.close()
        all = nothing()
        for line in self.process.stdout:
            told = json.loads(line)
            for kind, found in items.from_json(told["signal"], told["request"], told["ids"]).items():
                all[kind] += found
        return all

    @staticmethod
    def missing(folder):
        if shutil.which("node") is None or not os.path.isdir(os.path.join(folder, "node/node_modules/@elastic")):
            return "mockotlpserver is not installed"
        return None


class Rotel(FarEnd):
    """rotel's agent, which sends on what it has read"""

    compression = "gzip"
    # It reads fractions in JSON to the last bit but one.
    digits = 15

    @staticmethod
    def reads(item):
        # Of an exponential histogram in JSON it keeps the name. The other far ends read the same bodies.
        return not ("json" in item["resource"]["sender.form"]["string"] and item.get("kind") == "exponential")

    def __init__(self, folder):
        self.behind = Definitions(folder)
        self.process, self.url = start_rotel(folder, self.behind.url, "--otlp-exporter-protocol", "http")

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.process.terminate()
        self.process.wait(AMPLE)
        self.behind.__exit__()

    def arrived(self, _):
        # It sends on what it holds when it is told to end.
        self.process.terminate()
        self.process.wait(AMPLE)
        return self.behind.arrived(None)

    @staticmethod
    def missing(folder):
        return None if rotel(folder) else "rotel is not installed"
