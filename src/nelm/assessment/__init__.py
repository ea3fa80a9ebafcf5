"""One case against one pack: verdicts, missing facts, what would change it."""
