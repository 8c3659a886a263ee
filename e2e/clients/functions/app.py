"""A function in Python that does as its event says."""


def handler(event, context):
    print("working on", context.aws_request_id)
    if event.get("do") == "fail":
        raise KeyError("no table")
    if event.get("do") == "context":
        return {
            "request_id": context.aws_request_id,
            "arn": context.invoked_function_arn,
            "memory": context.memory_limit_in_mb,
            "remaining": context.get_remaining_time_in_millis(),
            "custom": context.client_context.custom if context.client_context else None,
        }
    return {"echo": event}
