"""Lets functions with OpenTelemetry's SDKs time out: what they had sent arrives, and the extension tells of each timeout
in one root span that is an error, although nobody has told it of a span.

    timeouts.py LAMPLIGHT EXTENSION FOLDER
"""

import sys
import tempfile

from far_ends import Definitions
from independent import functions_own, javascript, prepare, python
from session import Session

COUNT = 5
TIMEOUT = "6s"


def run(programs, folder, sender):
    """What is wrong."""
    _, command, forms = sender
    requests, wrong = [], []
    with tempfile.TemporaryDirectory() as home, Definitions(folder) as collector:
        prepare(home, folder)
        with Session(programs, home, command, collector.url, "gzip", TIMEOUT) as session:
            # Once by a new process, and once by the one after a reset; then it goes well again.
            for round in range(2):
                event = {**forms[0], "round": str(round), "count": COUNT, "hang": True}
                headers, answer = session.try_to_invoke(event)
                if "Task timed out" not in answer.get("errorMessage", ""):
                    wrong.append(f"it does not time out: {answer}")
                requests.append(headers["x-amzn-RequestId"])
            session.invoke({**forms[0], "round": "2", "count": COUNT})
        own, written = functions_own(collector.arrived(session))
        wrong += [line.strip() for line in session.log if "telemetry was lost" in line]
    spans = {span["span"] for span in own["spans"]}
    if len(spans) != 3 * (COUNT + 1):
        wrong.append(f"{len(spans)} spans of the function arrived")
    roots = {span["span"]: span["attributes"] for span in written["spans"] if span["status"][0] == 2}
    told = [(root["faas.invocation_id"]["string"], root["error.type"]["string"]) for root in roots.values()]
    if sorted(told) != sorted((request, "timeout") for request in requests):
        wrong.append(f"roots of {told}, and timeouts of {requests}")
    return wrong


def main(lamplight, extension, folder):
    failed = False
    for name, sender in {"Python": python(folder), "JavaScript": javascript(folder)}.items():
        wrong = [] if sender[0] else run((lamplight, extension), folder, sender)
        verdict = f"skipped: {sender[0]}" if sender[0] else "FAILED" if wrong else "each is told of once, and nothing is lost"
        print(f"{name}'s SDK, timeouts of its function: {verdict}", flush=True)
        for each in wrong:
            print(f"  {each}")
        failed |= bool(wrong)
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
