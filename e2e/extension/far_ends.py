"""Where what comes out of the extension arrives: each has a `url`, the `compression` that it takes, how many `digits` of a
fraction it keeps (17 are all), whether it `reads` an item of a form, and `arrived`, which is to be asked when all has
been sent."""

import glob
import gzip
import http.server
import json
import os
import shutil
import socket
import subprocess
import threading
import time

import items

HERE = os.path.dirname(os.path.abspath(__file__))
# Long enough for anything that works, on a busy machine, in seconds.
AMPLE = 60


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
        self.bodies, outer = [], self

        class Handler(http.server.BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def do_POST(self):
                body = self.rfile.read(int(self.headers["content-length"]))
                content_type, encoding = self.headers["content-type"], self.headers.get("content-encoding")
                outer.bodies.append((self.path, content_type, encoding, body))
                answer = b"{}" if content_type == "application/json" else b""
                self.send_response(200)
                self.send_header("content-type", content_type)
                self.send_header("content-length", str(len(answer)))
                self.end_headers()
                self.wfile.write(answer)

            def log_message(self, *_):
                pass

        self.server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.server.daemon_threads = True
        self.url = f"http://127.0.0.1:{self.server.server_address[1]}"
        threading.Thread(target=self.server.serve_forever, daemon=True).start()

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.server.shutdown()
        self.server.server_close()

    def arrived(self, _):
        all = nothing()
        for path, content_type, encoding, body in self.bodies:
            assert encoding in (None, "gzip"), encoding
            read = items.decode(path.removeprefix("/v1/"), content_type, gzip.decompress(body) if encoding else body)
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
        [agent] = agents(folder)
        grpc, port = free_ports(2)
        home = os.path.join(folder, "rotel")
        os.makedirs(home, exist_ok=True)
        command = [agent, "start", "--otlp-grpc-endpoint", f"127.0.0.1:{grpc}"]
        command += ["--otlp-http-endpoint", f"127.0.0.1:{port}", "--exporter", "otlp"]
        command += ["--otlp-exporter-endpoint", self.behind.url, "--otlp-exporter-protocol", "http"]
        command += ["--pid-file", os.path.join(home, "pid"), "--log-file", os.path.join(home, "log")]
        self.process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        self.url = f"http://127.0.0.1:{port}"
        wait_for(port, self.process)

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
        return None if agents(folder) else "rotel is not installed"


def agents(folder):
    return glob.glob(os.path.join(folder, "venv", "lib", "*", "site-packages", "rotel", "rotel-agent"))


def free_ports(count):
    sockets = [socket.create_server(("127.0.0.1", 0)) for _ in range(count)]
    ports = [listener.getsockname()[1] for listener in sockets]
    for listener in sockets:
        listener.close()
    return ports


def wait_for(port, process):
    deadline = time.monotonic() + AMPLE
    while time.monotonic() < deadline and process.poll() is None:
        try:
            socket.create_connection(("127.0.0.1", port)).close()
            return
        except ConnectionRefusedError:
            time.sleep(0.05)
    raise RuntimeError("it does not listen")
