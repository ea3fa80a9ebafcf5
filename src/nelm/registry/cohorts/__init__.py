"""What a judged registry shows: labels, funnels, facts that would close answers, survival."""
