"""The plan of resection and debulking, one module for each part of it."""
