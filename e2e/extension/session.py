"""The local Lambda with a function and the extension beside it, frozen between invocations."""

import json
import os
import re
import shlex
import signal
import subprocess
import sys
import threading
import urllib.request
from pathlib import Path

from receivers import free_ports

# What waits for each answer sends nothing twice, however slow the machine is.
PATIENT = {"LAMPLIGHT_FLUSH": "end", "LAMPLIGHT_FLUSH_TIMEOUT": "20000"}
PATIENCE = 60  # seconds; nothing here takes so long


class Session:
    """`lamplight dev`, for as long as the `with` lasts. When it is over the extension has sent all that it will."""

    def __init__(self, programs, folder, command, collector, compression, timeout="30s"):
        lamplight, self.extension = programs
        # A script, for the folder of the executable is where a function is run.
        bootstrap = os.path.join(folder, "bootstrap")
        with open(bootstrap, "w") as script:
            words = shlex.join(map(str, command))
            script.write(f"#!/bin/sh\nexport _HANDLER={shlex.quote(str(command[-1]))}\nexec {words}\n")
        os.chmod(bootstrap, 0o755)
        [port] = free_ports(1)
        variables = {
            "LAMPLIGHT_OTLP_PORT": str(port),
            "LAMPLIGHT_SOCKET": f"@lamplight-e2e-{os.getpid()}-{port}",
            "OTEL_EXPORTER_OTLP_ENDPOINT": collector,
            "OTEL_EXPORTER_OTLP_COMPRESSION": compression,
            **PATIENT,
        }
        self.command = [lamplight, "dev", "sender", "--listen", "127.0.0.1:0", "--timeout", timeout, "--memory", "512"]
        self.command += ["--freeze", "0", "--extension", self.extension]
        for name, value in variables.items():
            self.command += ["--env", f"{name}={value}"]
        self.command += ["--", bootstrap]
        self.log, self.address, self.invocations = [], None, 0
        self.changed = threading.Condition()

    def __enter__(self):
        self.process = subprocess.Popen(self.command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)

        self.reader = threading.Thread(target=self.read, daemon=True)
        self.reader.start()
        if not self.wait_for(lambda: self.address):
            self.process.kill()
            raise AssertionError("the local Lambda does not start:\n" + "".join(self.log))
        return self

    def read(self):
        for line in self.process.stdout:
            with self.changed:
                self.log.append(line)
                if found := re.search(r"is served at http://(\S+?);", line):
                    self.address = found[1]
                self.changed.notify()

    def wait_for(self, condition):
        with self.changed:
            return self.changed.wait_for(condition, PATIENCE)

    def __exit__(self, kind, *_):
        # An answer comes before the extension is done.
        last = f"sender #{self.invocations} "
        is_done = kind or self.wait_for(lambda: any(last in line for line in self.log))
        self.process.send_signal(signal.SIGINT)
        self.process.wait(PATIENCE)
        self.reader.join(PATIENCE)
        self.process.stdout.close()
        if kind:
            sys.stdout.write("".join(self.log))
        assert is_done, "the last invocation does not end"

    def invoke(self, event):
        headers, answer = self.try_to_invoke(event)
        assert headers["X-Amz-Function-Error"] is None, answer
        return answer

    def try_to_invoke(self, event):
        self.invocations += 1
        url = f"http://{self.address}/2015-03-31/functions/sender/invocations"
        with urllib.request.urlopen(urllib.request.Request(url, json.dumps(event).encode()), timeout=PATIENCE) as reply:
            return reply.headers, json.loads(reply.read())

    def threads(self):
        """How many the extension has."""
        for process in Path("/proc").glob("[0-9]*"):
            try:
                # The name of a program may have brackets in it, but what comes behind it has none.
                parent = int(process.joinpath("stat").read_text().rpartition(")")[2].split()[1])
                if parent == self.process.pid and os.path.samefile(process / "exe", self.extension):
                    return len(list(process.joinpath("task").iterdir()))
            except OSError:
                continue  # It has ended, or is somebody else's.
        raise AssertionError("the extension does not run")
