"""Study tables as data: forms, reading, rules, and tables that users bring."""
