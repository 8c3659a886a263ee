"""Receivers of OTLP that are not ours, or not told what to expect: how they are started, and on which ports."""

import glob
import gzip
import http.server
import os
import socket
import subprocess
import threading
import time

# Long enough for anything that works, on a busy machine, in seconds.
AMPLE = 60


class Receiver:
    """Takes every request on a free port of this machine, and gives `take` its path, content type, encoding and body."""

    def __init__(self, take):
        class Handler(http.server.BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def do_POST(self):
                body = self.rfile.read(int(self.headers["content-length"]))
                content_type, encoding = self.headers["content-type"], self.headers.get("content-encoding")
                take(self.path, content_type, encoding, body)
                # In protobuf the response that has nothing to say is empty.
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

    def close(self):
        self.server.shutdown()
        self.server.server_close()


def unpacked(encoding, body):
    assert encoding in (None, "gzip"), encoding
    return gzip.decompress(body) if encoding else body


def rotel(folder):
    """The paths of rotel's agent: one, or none where it is not installed."""
    return glob.glob(os.path.join(folder, "venv", "lib", "*", "site-packages", "rotel", "rotel-agent"))


def start_rotel(folder, endpoint, *options):
    """Starts rotel's agent, which sends to `endpoint` what it has read: its process, and the URL where it takes OTLP."""
    [agent] = rotel(folder)
    grpc, port = free_ports(2)
    home = os.path.join(folder, "rotel")
    os.makedirs(home, exist_ok=True)
    command = [agent, "start", "--otlp-grpc-endpoint", f"127.0.0.1:{grpc}"]
    command += ["--otlp-http-endpoint", f"127.0.0.1:{port}", "--exporter", "otlp"]
    command += ["--otlp-exporter-endpoint", endpoint, *options]
    command += ["--pid-file", os.path.join(home, "pid"), "--log-file", os.path.join(home, "log")]
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        wait_for(port, process)
    except BaseException:
        process.kill()
        process.wait(AMPLE)
        raise
    return process, f"http://127.0.0.1:{port}"


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
