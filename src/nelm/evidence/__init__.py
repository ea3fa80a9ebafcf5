"""What the studies behind a source show: tables, audit of its claims, pooled outcomes."""
