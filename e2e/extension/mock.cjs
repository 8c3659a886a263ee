// Starts Elastic's mock server for OTLP on a free port and says where; then says what came in each request. Ends with its
// standard input.
const path = require("node:path");
const { createRequire } = require("node:module");
const { MockOtlpServer } = createRequire(path.join(process.argv[2], "package.json"))("@elastic/mockotlpserver");

// A message that it has read from protobuf is JSON as protobuf has it, with ids in base64.
const say = (signal) => (request) =>
  console.log(JSON.stringify({ signal, ids: request.$type === undefined ? "hex" : "base64", request }));

const server = new MockOtlpServer({
  logLevel: "error",
  services: ["http"],
  httpHostname: "127.0.0.1",
  httpPort: 0,
  onTrace: say("traces"),
  onMetrics: say("metrics"),
  onLogs: say("logs"),
});
server.start().then(() => console.log(JSON.stringify(server.httpUrl)));
// What was said may still be on its way.
process.stdin.resume().on("end", () => process.stdout.write("", () => process.exit(0)));
