# Reference numbers for nelm.calculators by R: nls for time-activity curves, pnorm and plogis for
# models of effect, pracma for trapezoids and double integrals, integrate for what has no table.
#
# Run from the root of the repository:
#   Rscript validation/calculators.R > tests/reference/calculators_r.json
# Debian: apt-get install r-base-core r-cran-jsonlite r-cran-pracma r-cran-numderiv
#
# Inputs are made here from a fixed seed and have six digits, so that both sides read the same.
suppressMessages({library(jsonlite); library(pracma); library(numDeriv)})
set.seed(20261123)
PHYSICAL_H <- 6.647 * 24

six <- function(x) signif(x, 6)
between <- function(n, low, high) six(runif(n, low, high))
rows <- function(data) lapply(seq_len(nrow(data)), function(i) as.list(data[i, , drop = FALSE]))

# ------------------------------------------------------------------ fits
MODELS <- list(
  mono = activity ~ a * 2^(-time / T),
  uptake = activity ~ a * (2^(-time / T) - 2^(-time / (r * T))),
  bi = activity ~ a * (2^(-time / T) + f * 2^(-time / (r * T)))
)
PARAMETERS <- list(mono = c("a", "T"), uptake = c("a", "T", "r"), bi = c("a", "T", "r", "f"))

# Time-integrated activity in the parameters of each model.
tia <- function(model, p) {
  fast <- switch(model, mono = 0, uptake = -p[3], bi = p[3] * p[4])
  unname(p[1] * p[2] * (1 + fast) / log(2))
}

fitted <- function(model, time, activity, weights, start) {
  w <- if (weights == "relative") 1 / activity^2 else rep(1, length(time))
  start <- as.list(start[PARAMETERS[[model]]])
  fit <- tryCatch(
    nls(MODELS[[model]], data.frame(time, activity, w), start = start, weights = w,
        control = nls.control(maxiter = 500, tol = 1e-7, minFactor = 2^-20)),
    error = function(e) NULL, warning = function(e) NULL)
  if (is.null(fit)) return(NULL)
  p <- coef(fit)
  inside <- p["a"] > 0 && p["T"] > 1 && p["T"] < 0.999 * PHYSICAL_H &&
    (model == "mono" || (p["r"] > 0.002 && p["r"] < 0.94)) &&
    (model != "bi" || (p["f"] > -0.999 && p["f"] < 999))
  if (!inside) return(NULL)
  gradient <- grad(function(x) tia(model, x), p)
  n <- length(time); k <- length(p)
  # Ours is scored on activities as shares of the largest one.
  rss <- deviance(fit) / (if (weights == "relative") 1 else max(activity)^2)
  list(model = model, weights = weights, times_h = time, activities_mbq = activity,
       parameters = unname(p), covariance = unname(vcov(fit)), tia_mbq_h = tia(model, p),
       tia_se_mbq_h = sqrt(c(gradient %*% vcov(fit) %*% gradient)),
       aicc = if (n - k - 1 < 1) NA else
         n * log(rss / n) + 2 * k + 2 * k * (k + 1) / (n - k - 1))
}

points_of <- function(model, noise) {
  n <- switch(model, mono = sample(3:6, 1), uptake = sample(4:7, 1), bi = sample(6:9, 1))
  truth <- c(a = runif(1, 20, 500), T = runif(1, 30, 110), r = runif(1, 0.03, 0.3),
             f = if (model == "bi") runif(1, 0.5, 4) else -1)
  time <- sort(six(c(runif(1, 1, 6), runif(n - 1, 10, 260))))
  fast <- if (model == "mono") 0 else truth["f"] * 2^(-time / (truth["r"] * truth["T"]))
  clean <- truth["a"] * (2^(-time / truth["T"]) + fast)
  list(time = time, activity = six(clean * exp(rnorm(n, 0, noise))), truth = truth)
}

fits <- list()
for (i in 1:240) {
  model <- c("mono", "uptake", "bi")[i %% 3 + 1]
  made <- points_of(model, noise = c(0.002, 0.01, 0.03)[i %% 3 + 1])
  if (any(diff(made$time) <= 0.5) || any(made$activity <= 0)) next
  for (weights in c("relative", "uniform"))
    fits[[length(fits) + 1]] <- fitted(model, made$time, made$activity, weights, made$truth)
}
fits <- Filter(Negate(is.null), fits)

# ------------------------------------------------------------------ trapezoids with a tail
trapezoids <- lapply(1:100, function(i) {
  time <- sort(between(sample(2:8, 1), 0, 300)); activity <- between(length(time), 0.1, 900)
  tail <- between(1, 5, PHYSICAL_H)
  between_points <- trapz(time, activity)
  after <- integrate(function(t) activity[length(activity)] * 2^(-t / tail), 0, Inf,
                     rel.tol = 1e-10)$value
  list(times_h = time, activities_mbq = activity, tail_half_life_h = tail,
       between_mbq_h = between_points, after_mbq_h = after)
})

# ------------------------------------------------------------------ exponentials, integrated
exponentials <- lapply(1:150, function(i) {
  slow_h <- between(1, 10, 159); fast_h <- six(slow_h * runif(1, 0.02, 0.9))
  slow <- between(1, 1, 5000); fast <- six(slow * runif(1, -0.99, 3)); from <- between(1, 0, 200)
  curve <- function(t) slow * 2^(-t / slow_h) + fast * 2^(-t / fast_h)
  area <- function(low) integrate(curve, low, low + 5 * fast_h, rel.tol = 1e-11)$value +
    integrate(curve, low + 5 * fast_h, Inf, rel.tol = 1e-11)$value
  list(slow_mbq = slow, slow_half_life_h = slow_h, fast_mbq = fast, fast_half_life_h = fast_h,
       time_h = from, activity_mbq = curve(from), tia_mbq_h = area(0),
       share_after = area(from) / area(0))
})

# ------------------------------------------------------------------ biologically effective dose
# Lea and Catcheside: 2/(a/b) times the integral over s < t of R(s) R(t) 2^(-(t - s)/repair);
# the inner one over how long ago the damage was done.
beds <- lapply(1:100, function(i) {
  dose <- between(1, 0.5, 400); ab <- between(1, 1, 20)
  repair <- between(1, 0.3, 12); half <- between(1, 10, 150)
  rate <- function(t) dose * log(2) / half * 2^(-t / half)
  unrepaired <- function(t) vapply(t, function(now) integrate(
    function(ago) rate(now - ago) * 2^(-ago / repair), 0, min(now, 60 * repair),
    rel.tol = 1e-10)$value, 0)
  pairs <- integrate(function(t) rate(t) * unrepaired(t), 0, 2 * half, rel.tol = 1e-8,
                     subdivisions = 500)$value +
    integrate(function(t) rate(t) * unrepaired(t), 2 * half, 40 * half, rel.tol = 1e-8,
              subdivisions = 500)$value
  list(dose_gy = dose, alpha_beta_gy = ab, repair_half_time_h = repair,
       effective_half_life_h = half, bed_gy = dose + 2 / ab * pairs)
})

# ------------------------------------------------------------------ effects
n <- 300
ntcp <- data.frame(dose_gy = between(n, 0, 300), td50_gy = between(n, 20, 150),
                   relative_slope = between(n, 0.05, 0.8))
ntcp$probability <- pnorm(ntcp$dose_gy, ntcp$td50_gy, ntcp$relative_slope * ntcp$td50_gy)
tcp <- data.frame(dose_gy = between(n, 0.1, 600), d50_gy = between(n, 20, 400),
                  gamma50 = between(n, 0.1, 4))
tcp$probability <- plogis(4 * tcp$gamma50 * log(tcp$dose_gy / tcp$d50_gy))

# ------------------------------------------------------------------ a ball in a blurred image
# A point of the ball is moved by a Gaussian; what of the ball's own copy still covers it is
# 1 - 3/2 x + x^3/2 at a distance of x diameters.
recovery <- lapply(1:100, function(i) {
  diameter <- between(1, 4, 120); fwhm <- between(1, 2, 25); s <- fwhm / sqrt(8 * log(2))
  moved <- function(r) sqrt(2 / pi) * r^2 / s^3 * exp(-r^2 / (2 * s^2))
  kept <- function(r) 1 - 1.5 * r / diameter + 0.5 * (r / diameter)^3
  list(diameter_mm = diameter, fwhm_mm = fwhm, recovery =
    integrate(function(r) moved(r) * kept(r), 0, min(diameter, 12 * s), rel.tol = 1e-10)$value)
})

# ------------------------------------------------------------------ share of a box in another
# Mean over two boxes i widths apart of a Gaussian: its integral under a triangle.
boxes <- lapply(1:200, function(i) {
  width <- between(1, 0.05, 40); side <- between(1, 0.5, 10); away <- sample(0:4, 1)
  under <- function(low, high) integrate(function(u)
    (1 - abs(u / side - away)) * dnorm(u, 0, width), low, high, rel.tol = 1e-11,
    abs.tol = 1e-16, subdivisions = 2000)$value
  middle <- away * side
  cuts <- sort(unique(pmin(pmax(c(middle - side, middle, middle + side,
                                  -8 * width, 8 * width), middle - side), middle + side)))
  list(width_mm = width, spacing_mm = side, away = away,
       share = sum(mapply(under, head(cuts, -1), tail(cuts, -1))))
})

# ------------------------------------------------------------------ dose and volume
# Voxels of one size: type 5 sets each at the middle of its share of the volume.
volumes <- lapply(1:30, function(i) {
  doses <- between(sample(5:200, 1), 0, 300); level <- between(1, 5, 250)
  list(doses_gy = doses, level_gy = level, mean_gy = mean(doses),
       share_at_level = mean(doses >= level),
       dose_at = as.list(setNames(quantile(doses, c(0.02, 0.3, 0.5, 0.98), type = 5),
                                  c("D98", "D70", "D50", "D2"))))
})

# ------------------------------------------------------------------ output
cat(toJSON(list(
  made_by = "validation/calculators.R",
  software = list(R = as.character(getRversion()),
                  pracma = as.character(packageVersion("pracma")),
                  numDeriv = as.character(packageVersion("numDeriv"))),
  fits = fits, trapezoids = trapezoids, exponentials = exponentials, beds = beds,
  ntcp = rows(ntcp), tcp = rows(tcp), recovery = recovery, boxes = boxes,
  volumes = volumes
), auto_unbox = TRUE, digits = NA, na = "null", pretty = FALSE))
