"""The binomial-normal model of proportions: logistic, with a normal effect per study."""
