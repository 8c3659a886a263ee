"""Receives the documents that a program sends to the X-Ray daemon, puts them through the X-Ray API of `moto`, gets
the traces back, and finds every span that the program says it has sent, once and whole.

    round_trip.py PROGRAM
"""

import json
import logging
import math
import os
import socket
import subprocess
import sys

import boto3
from moto.server import ThreadedMotoServer

HEADER = b'{"format":"json","version":1}\n'
# PutTraceSegments and BatchGetTraces take no more at once.
SEGMENTS_AT_ONCE = 50
TRACES_AT_ONCE = 5


def receive(program):
    """Runs the program. What it says of its spans, and the datagrams it sent."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as daemon:
        # Nothing is read before the program has ended; on loopback, what was sent by then is here.
        daemon.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 8 << 20)
        daemon.bind(("127.0.0.1", 0))
        address = "127.0.0.1:%d" % daemon.getsockname()[1]
        environment = dict(os.environ, AWS_XRAY_DAEMON_ADDRESS=address)
        done = subprocess.run([program], env=environment, stdout=subprocess.PIPE, check=True, timeout=60)
        daemon.setblocking(False)
        datagrams = []
        while True:
            try:
                datagrams.append(daemon.recv(65_536))
            except BlockingIOError:
                break
    return [json.loads(line) for line in done.stdout.splitlines()], datagrams


def document(datagram):
    """What the daemon makes of a datagram: it reads one line, and hands on the rest as it is."""
    assert datagram.startswith(HEADER), datagram[:80]
    return datagram[len(HEADER):].decode()


def round_trip(client, documents):
    """Puts documents, and gets all of their traces back, as documents."""
    for start in range(0, len(documents), SEGMENTS_AT_ONCE):
        answer = client.put_trace_segments(TraceSegmentDocuments=documents[start:start + SEGMENTS_AT_ONCE])
        assert answer["UnprocessedTraceSegments"] == [], answer
    ids = sorted({json.loads(text)["trace_id"] for text in documents})
    returned = []
    for start in range(0, len(ids), TRACES_AT_ONCE):
        answer = client.batch_get_traces(TraceIds=ids[start:start + TRACES_AT_ONCE])
        assert answer["UnprocessedTraceIds"] == [], answer
        for trace in answer["Traces"]:
            for segment in trace["Segments"]:
                content = json.loads(segment["Document"])
                assert (content["id"], content["trace_id"]) == (segment["Id"], trace["Id"]), segment
                returned.append(segment["Document"])
    return ids, returned


def flatten(segment, trace_id, parent_id, found):
    """Every segment and subsegment by its trace and id, with the id of its parent."""
    key = (trace_id, segment["id"])
    assert key not in found, f"twice: {key}"
    found[key] = (parent_id, segment)
    for child in segment.get("subsegments", []):
        flatten(child, trace_id, segment["id"], found)


def compare(span, found):
    """Finds one span again."""
    trace = span["trace_id"]
    parent, segment = found.pop((f"1-{trace[:8]}-{trace[8:]}", span["id"]))
    assert parent == span["parent_id"], (parent, span)
    assert segment["name"] == span["name"], (segment, span)
    for time in ("start_time", "end_time"):
        assert math.isclose(segment[time], span[time], rel_tol=0, abs_tol=2e-6), (segment, span)
    assert segment.get("fault", False) == span["is_error"], (segment, span)
    if span["is_error"]:
        assert segment["cause"]["exceptions"], segment
    metadata = segment.get("metadata", {})
    is_cut = metadata.get("span", {}).get("cut", False)
    assert is_cut == (span["name"] == "huge"), (segment, span)
    http = segment.get("http", {})
    places = {
        **metadata.get("default", {}),
        "order.id": segment.get("annotations", {}).get("order_id"),
        "http.request.method": http.get("request", {}).get("method"),
        "url.full": http.get("request", {}).get("url"),
        "http.response.status_code": http.get("response", {}).get("status"),
    }
    for key, value in span["attributes"].items():
        shown = places[key]
        shown = shown if isinstance(shown, str) else json.dumps(shown)
        assert shown == value or is_cut and shown and value.startswith(shown), (key, segment, span)


def main():
    spans, datagrams = receive(sys.argv[1])
    documents = [document(datagram) for datagram in datagrams]

    logging.getLogger("werkzeug").setLevel(logging.ERROR)
    server = ThreadedMotoServer(ip_address="127.0.0.1", port=0, verbose=False)
    server.start()
    try:
        host, port = server.get_host_and_port()
        client = boto3.client(
            "xray",
            endpoint_url=f"http://{host}:{port}",
            region_name="eu-west-1",
            aws_access_key_id="nobody",
            aws_secret_access_key="nothing",
        )
        traces, returned = round_trip(client, documents)
    finally:
        server.stop()

    assert sorted(returned) == sorted(documents), "not the documents that were put"
    found = {}
    for text in returned:
        segment = json.loads(text)
        flatten(segment, segment["trace_id"], segment.get("parent_id", "0" * 16), found)
    for span in spans:
        compare(span, found)
    assert not found, f"nobody has sent {list(found)}"
    print(f"{len(spans)} spans of {len(traces)} traces in {len(documents)} documents: all came back")


if __name__ == "__main__":
    main()
