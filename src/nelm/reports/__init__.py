"""Results to terminal, HTML and PDF; computes nothing."""
