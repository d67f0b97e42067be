"""What is done with a message once it is decided: one file a walk, pure leaves that never call one another."""
