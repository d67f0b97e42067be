"""One message read once, what the conversation knows, and the one place that decides."""
