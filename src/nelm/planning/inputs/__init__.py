"""The inputs of a plan, one strict form for each family of options; every field starts unknown."""
