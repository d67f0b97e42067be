"""What WeChat's servers speak: signatures and seals, messages, and the API; for its doors and for the command line."""
