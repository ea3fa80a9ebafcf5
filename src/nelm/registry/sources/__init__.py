"""Where a registry comes from: files and tables, read in parts, bad rows told."""
