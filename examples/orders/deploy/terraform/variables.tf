variable "architecture" {
  description = "Of the function and of the layer"
  type        = string
  default     = "arm64"

  validation {
    condition     = contains(["arm64", "x86_64"], var.architecture)
    error_message = "Allowed are arm64 and x86_64."
  }
}

variable "lamplight_layer_arn" {
  description = "A version of the layer, for this region and this architecture"
  type        = string

  validation {
    condition     = can(regex("^arn:[a-z-]+:lambda:[a-z0-9-]+:[0-9]{12}:layer:[A-Za-z0-9_-]+:[0-9]+$", var.lamplight_layer_arn))
    error_message = "It is the ARN of a version of a layer."
  }
}

variable "collector_endpoint" {
  description = "Where the extension sends to, over OTLP"
  type        = string

  validation {
    condition     = can(regex("^https?://.+$", var.collector_endpoint))
    error_message = "It begins with http:// or https://."
  }
}

variable "collector_headers_secret_arn" {
  description = "A secret with the headers that the collector asks for"
  type        = string

  validation {
    condition     = can(regex("^arn:[a-z-]+:secretsmanager:[a-z0-9-]+:[0-9]{12}:secret:.+$", var.collector_headers_secret_arn))
    error_message = "It is the ARN of a secret."
  }
}

variable "package" {
  description = "The zip with the file `bootstrap`, as `cargo lambda build --output-format zip` leaves it"
  type        = string
  default     = "../../../../target/lambda/orders/bootstrap.zip"
}
