"""What kind of danger a message tells of, and what to say then. Pure; all language is in `data/danger`."""
