"""What a run does and leaves: engines at work, files whole or not there, words read back."""
