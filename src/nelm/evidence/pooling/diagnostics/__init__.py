"""What a pooled result leans on: refits without studies, asymmetry, permutations, subgroups."""
