// Functions in Node: one answers, one streams.

export async function handler(event, context) {
  console.log("working on", context.awsRequestId);
  if (event.do === "fail") throw new TypeError("no table");
  if (event.do === "context") {
    return {
      request_id: context.awsRequestId,
      arn: context.invokedFunctionArn,
      memory: context.memoryLimitInMB,
      remaining: context.getRemainingTimeInMillis(),
      custom: context.clientContext ? context.clientContext.custom : null,
    };
  }
  return { echo: event };
}

export const stream = awslambda.streamifyResponse(async (event, responseStream) => {
  for (const part of ["one ", "two ", "three"]) responseStream.write(part);
  responseStream.end();
});
