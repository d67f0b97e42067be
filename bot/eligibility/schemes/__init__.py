"""One module per scheme; `bot.eligibility.catalogue` lists them in order."""
