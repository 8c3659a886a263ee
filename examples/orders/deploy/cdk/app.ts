// cdk deploy --context architecture=x86_64; without it arm64.

import * as path from "node:path";
import * as cdk from "aws-cdk-lib";
import { Architecture } from "aws-cdk-lib/aws-lambda";
import { Orders } from "./orders";

const app = new cdk.App();

const architectures: Record<string, Architecture> = { arm64: Architecture.ARM_64, x86_64: Architecture.X86_64 };
const name: string = app.node.tryGetContext("architecture") ?? "arm64";
const architecture = architectures[name];
if (architecture === undefined) throw new Error(`architecture is ${name}; allowed: ${Object.keys(architectures)}`);

const built: string = app.node.tryGetContext("code") ?? "../../../../target/lambda/orders";
new Orders(app, "Orders", { architecture, code: path.resolve(built) });
