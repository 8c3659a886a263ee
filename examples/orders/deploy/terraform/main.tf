# The function `orders` behind an HTTP API and a queue, with the extension's layer.

terraform {
  required_version = ">= 1.5"
  required_providers {
    aws = {
      source  = "hashicorp/aws"
      version = ">= 5.32"
    }
  }
}

resource "aws_lambda_function" "orders" {
  function_name    = "orders"
  role             = aws_iam_role.orders.arn
  filename         = var.package
  source_code_hash = filebase64sha256(var.package)
  runtime          = "provided.al2023"
  handler          = "bootstrap"
  architectures    = [var.architecture]
  memory_size      = 256
  timeout          = 10
  layers           = [var.lamplight_layer_arn]

  environment {
    variables = {
      LAMPLIGHT_SERVICE_NAME       = "orders"
      LAMPLIGHT_HEADERS_SECRET_ARN = var.collector_headers_secret_arn
      OTEL_EXPORTER_OTLP_ENDPOINT  = var.collector_endpoint
    }
  }

  logging_config {
    log_format = "Text"
    log_group  = aws_cloudwatch_log_group.orders.name
  }

  tracing_config {
    mode = "Active"
  }

  # Its logs would be refused at first.
  depends_on = [aws_iam_role_policy.orders]
}

resource "aws_cloudwatch_log_group" "orders" {
  name              = "/orders/function"
  retention_in_days = 30
}
