# Reference numbers for nelm.registry.survival, by the R package survival (Therneau).
#
# Run from the root of the repository:
#   Rscript validation/survival.R                  writes tests/reference/survival.json
#   Rscript validation/survival.R packages FILE    writes data sets that ship with the package to
#                                                  FILE; name it in NELM_SURVIVAL_REFERENCE for the
#                                                  tests. They are not kept here: package data, LGPL.
# Debian: apt-get install r-base-core r-cran-survival r-cran-jsonlite
library(survival)
library(jsonlite)

set <- function(name, source, months, died, level = 0.95)
  list(name = name, source = source, months = months, died = as.logical(died), level = level)

own <- "made for this file"
freireich <- "Freireich et al., Blood 1963;21:699: weeks of remission"
embury <- "Embury et al., West J Med 1977;126:267, as in Miller, Survival Analysis, 1981: weeks"

made <- function(n, seed) {
  set.seed(seed, kind = "Mersenne-Twister", normal.kind = "Inversion", sample.kind = "Rejection")
  death <- rexp(n, 1 / 40)
  last <- runif(n, 1, 120)
  list(months = round(pmin(death, last), 1), died = death <= last)
}
large <- made(3000, 20191)
medium <- made(150, 20192)
times6mp <- c(6, 6, 6, 7, 10, 13, 16, 22, 23, 6, 9, 10, 11, 17, 19, 20, 25, 32, 32, 34, 35)

committed <- list(
  set("6-MP", freireich, times6mp, rep(c(1, 0), c(9, 12))),
  set("6-MP, 90 % limits", freireich, times6mp, rep(c(1, 0), c(9, 12)), 0.9),
  set("placebo: everybody relapses", freireich,
      c(1, 1, 2, 2, 3, 4, 4, 5, 5, 8, 8, 8, 8, 11, 11, 12, 12, 15, 17, 22, 23), rep(1, 21)),
  set("leukemia, maintained", embury,
      c(9, 13, 13, 18, 23, 28, 31, 34, 45, 48, 161), c(1, 1, 0, 1, 1, 0, 1, 1, 0, 1, 0)),
  set("leukemia, not maintained", embury,
      c(5, 5, 8, 8, 12, 16, 23, 27, 30, 33, 43, 45), c(1, 1, 1, 1, 1, 0, 1, 1, 1, 1, 1, 1)),
  set("large", own, large$months, large$died),
  set("medium", own, medium$months, medium$died),
  set("censored at the times of death", own,
      c(3, 3, 3, 6, 6, 6, 9, 9, 12, 12, 24, 24), c(1, 0, 0, 1, 1, 0, 1, 0, 1, 0, 1, 0)),
  set("everybody censored", own, c(2, 5, 12, 24, 36), rep(0, 5)),
  set("one patient who died", own, 7, 1),
  set("one patient alive", own, 7, 0),
  set("everybody dies on one day", own, rep(12, 6), rep(1, 6)),
  set("deaths on the day of decision", own, c(0, 0, 0, 4, 8, 15), c(1, 0, 1, 1, 0, 1)),
  set("late plateau", own, c(2, 3, 5, 8, 9, 60, 72, 84, 96, 120), rep(c(1, 0), c(3, 7))),
  set("exactly half", own, c(1, 2, 3, 4), rep(1, 4)),
  set("half by thirds", own, c(1, 1, 2, 3, 3, 9), c(1, 1, 0, 1, 0, 0)),
  set("fractions of months", own, c(0.1, 0.3, 0.7, 1.1, 1.3, 2.9, 3.7), c(1, 1, 0, 1, 1, 0, 1))
)

packaged <- function() {
  of <- function(name, data) set(name, "R package survival", data$time, data$died)
  list(
    of("lung", transform(lung, died = status == 2)),
    of("veteran", transform(veteran, died = status == 1)),
    of("ovarian", data.frame(time = ovarian$futime, died = ovarian$fustat == 1)),
    of("aml", transform(aml, died = status == 1)),
    of("pbc", transform(pbc, died = status == 2)),
    of("colon", transform(subset(colon, etype == 2), died = status == 1)),
    of("kidney", transform(kidney, died = status == 1))
  )
}

first_half <- function(times, alive) {
  found <- times[!is.na(alive) & alive <= 0.5 + 1e-9]
  if (length(found)) min(found) else NA
}

answered <- function(x) {
  fit <- survfit(Surv(x$months, x$died) ~ 1, conf.type = "log-log", conf.int = x$level)
  told <- summary(fit, censored = FALSE)
  median <- quantile(fit, 0.5)
  years <- seq(0, max(x$months), 12)
  list(
    name = unbox(x$name), source = unbox(x$source), level = unbox(x$level),
    months = x$months, died = x$died,
    times = told$time, deaths = told$n.event, at_risk = told$n.risk,
    survival = told$surv, error = told$std.err, low = told$lower, high = told$upper,
    median = unbox(first_half(told$time, told$surv)),
    median_low = unbox(first_half(told$time, told$lower)),
    median_high = unbox(first_half(told$time, told$upper)),
    r_median = unbox(unname(median$quantile)),
    r_median_low = unbox(unname(median$lower)),
    r_median_high = unbox(unname(median$upper)),
    yearly_at_risk = summary(fit, times = years, extend = TRUE)$n.risk
  )
}

arguments <- commandArgs(trailingOnly = TRUE)
extra <- length(arguments) == 2 && arguments[1] == "packages"
target <- if (extra) arguments[2] else "tests/reference/survival.json"
document <- list(
  made_by = unbox("validation/survival.R"),
  software = unbox(paste0(R.version.string, "; survival ", packageVersion("survival"))),
  sets = lapply(if (extra) packaged() else committed, answered)
)
writeLines(toJSON(document, digits = NA, na = "null", null = "null"), target)
