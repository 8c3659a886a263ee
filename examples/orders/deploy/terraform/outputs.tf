output "endpoint" {
  description = "Where orders are placed"
  value       = "${aws_apigatewayv2_api.http.api_endpoint}/orders"
}

output "queue_url" {
  description = "Where orders are queued"
  value       = aws_sqs_queue.orders.url
}
