// The function `orders` behind an HTTP API and a queue, with the extension's layer.

import * as cdk from "aws-cdk-lib";
import * as api from "aws-cdk-lib/aws-apigatewayv2";
import * as integrations from "aws-cdk-lib/aws-apigatewayv2-integrations";
import * as iam from "aws-cdk-lib/aws-iam";
import * as lambda from "aws-cdk-lib/aws-lambda";
import * as logs from "aws-cdk-lib/aws-logs";
import * as sqs from "aws-cdk-lib/aws-sqs";
import { Construct } from "constructs";

export interface OrdersProps extends cdk.StackProps {
  /** A folder with the file `bootstrap`, as `cargo lambda build` leaves it. */
  readonly code: string;
  /** Of the function and of the layer. */
  readonly architecture: lambda.Architecture;
}

export class Orders extends cdk.Stack {
  constructor(scope: Construct, id: string, props: OrdersProps) {
    super(scope, id, props);

    const layer = new cdk.CfnParameter(this, "LamplightLayerArn", {
      description: "A version of the layer, for this region and this architecture",
      allowedPattern: "^arn:[a-z-]+:lambda:[a-z0-9-]+:[0-9]{12}:layer:[A-Za-z0-9_-]+:[0-9]+$",
    });
    const collector = new cdk.CfnParameter(this, "CollectorEndpoint", {
      description: "Where the extension sends to, over OTLP",
      allowedPattern: "^https?://.+$",
    });
    const headers = new cdk.CfnParameter(this, "CollectorHeadersSecretArn", {
      description: "A secret with the headers that the collector asks for",
      allowedPattern: "^arn:[a-z-]+:secretsmanager:[a-z0-9-]+:[0-9]{12}:secret:.+$",
    });

    const deadLetters = new sqs.Queue(this, "DeadLetters", {
      encryption: sqs.QueueEncryption.SQS_MANAGED,
      retentionPeriod: cdk.Duration.days(14),
    });
    const timeout = cdk.Duration.seconds(10);
    const queue = new sqs.Queue(this, "Queue", {
      encryption: sqs.QueueEncryption.SQS_MANAGED,
      // Six times the function's timeout, as Lambda's guide asks for.
      visibilityTimeout: cdk.Duration.seconds(60),
      deadLetterQueue: { queue: deadLetters, maxReceiveCount: 5 },
    });
    const logGroup = new logs.LogGroup(this, "Logs", {
      retention: logs.RetentionDays.ONE_MONTH,
      removalPolicy: cdk.RemovalPolicy.DESTROY,
    });

    // A role of its own: the one that the construct makes, and the grants for queues, allow more than is used.
    const role = new iam.Role(this, "Role", { assumedBy: new iam.ServicePrincipal("lambda.amazonaws.com") });
    // Lambda writes what the function and the extension print.
    logGroup.grantWrite(role);
    // Lambda takes messages from the queue.
    queue.grant(role, "sqs:ReceiveMessage", "sqs:DeleteMessage", "sqs:GetQueueAttributes");

    // The extension reads the headers.
    const toRead = { actions: ["secretsmanager:GetSecretValue"], resources: [headers.valueAsString] };
    role.addToPolicy(new iam.PolicyStatement(toRead));

    const orders = new lambda.Function(this, "Orders", {
      code: lambda.Code.fromAsset(props.code),
      runtime: lambda.Runtime.PROVIDED_AL2023,
      handler: "bootstrap",
      architecture: props.architecture,
      memorySize: 256,
      timeout,
      // Allows Lambda to write its own segments.
      tracing: lambda.Tracing.ACTIVE,
      layers: [lambda.LayerVersion.fromLayerVersionArn(this, "Lamplight", layer.valueAsString)],
      role,
      logGroup,
      environment: {
        LAMPLIGHT_SERVICE_NAME: "orders",
        OTEL_EXPORTER_OTLP_ENDPOINT: collector.valueAsString,
        LAMPLIGHT_HEADERS_SECRET_ARN: headers.valueAsString,
      },
    });
    orders.addEventSourceMapping("FromQueue", {
      eventSourceArn: queue.queueArn,
      batchSize: 10,
      reportBatchItemFailures: true,
    });

    const http = new api.HttpApi(this, "Http");
    http.addRoutes({
      path: "/orders",
      methods: [api.HttpMethod.POST],
      integration: new integrations.HttpLambdaIntegration("OrdersOverHttp", orders),
    });
    new cdk.CfnOutput(this, "Endpoint", { value: `${http.apiEndpoint}/orders`, description: "Where orders are placed" });
    new cdk.CfnOutput(this, "QueueUrl", { value: queue.queueUrl, description: "Where orders are queued" });
  }
}
