"""A registry on a cluster of Spark, which reads, judges and writes it."""
