"""What can be proved about a pack: what holds for every case, or a case that breaks it."""
