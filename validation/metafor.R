# Reference numbers for nelm.evidence.pooling, by the R package metafor (Viechtbauer, J Stat Softw
# 2010;36(3)) on data of the R package metadat; one-arm binomial-normal models also by lme4.
#
# Run from the root of the repository:
#   Rscript validation/metafor.R > tests/reference/metafor.json
# Debian: apt-get install r-base-core r-cran-metafor r-cran-metadat r-cran-lme4 r-cran-jsonlite
#
# metadat is under the GPL. Its data sets are not kept in this repository: the file holds effect
# estimates with their variances (or counts) as escalc() derives them, what metafor computes from
# them, and the publication they were extracted from.
suppressMessages({library(metafor); library(lme4); library(jsonlite)})

# ------------------------------------------------------------------ JSON
# Inputs keep every digit of a double, answers 13.
number <- function(x) {
  known <- is.finite(x)
  text <- ifelse(known, sprintf(if (inherits(x, "exact")) "%.15g" else "%.13g", x), "null")
  if (inherits(x, "exact")) {
    inexact <- as.numeric(text) != x
    text[inexact] <- sprintf("%.17g", x[inexact])
  }
  text
}
quoted <- function(x) vapply(x, function(s) as.character(toJSON(unbox(s))), "")
json <- function(x) {
  if (is.null(x)) return("null")
  if (is.list(x)) {
    parts <- vapply(x, json, "")
    if (is.null(names(x))) return(paste0("[", paste(parts, collapse = ","), "]"))
    return(paste0("{", paste0(quoted(names(x)), ":", parts, collapse = ","), "}"))
  }
  text <- if (is.character(x)) quoted(x) else if (is.logical(x)) truth(x) else number(x)
  if (inherits(x, "AsIs")) paste0("[", paste(text, collapse = ","), "]") else unname(text)
}
truth <- function(x) ifelse(is.na(x), "null", tolower(x))
many <- function(x) I(as.vector(unname(x)))
exact <- function(x) structure(as.vector(unname(x)), class = c("exact", "AsIs"))

# ------------------------------------------------------------------ data sets: name, measure, source
columns <- function(data, formula) {
  design <- model.matrix(formula, data)[, -1, drop = FALSE]
  lapply(as.data.frame(design), as.numeric)
}
set <- function(name, measure, source, data, models = list(), group = NULL) {
  stopifnot(!anyNA(data$yi), !anyNA(data$vi))
  list(name = name, measure = measure, source = source,
       yi = as.vector(data$yi), vi = as.vector(data$vi),
       models = lapply(models, function(formula) columns(data, formula)), group = group)
}
es <- escalc
given <- function(yi, vi, ...) data.frame(yi = as.vector(yi), vi = as.vector(vi), ...)
keep <- function(data) data[!is.na(data$yi), ]

bcg <- es("RR", ai = tpos, bi = tneg, ci = cpos, di = cneg, data = dat.bcg)
debruin <- es("PLO", xi = xi, ni = ni, data = dat.debruin2009)
bangert <- dat.bangertdrowns2004[!is.na(dat.bangertdrowns2004$length), ]
ishak <- with(dat.ishak2007, given(y1i, v1i, mbase = mbase))
ishak <- ishak[!is.na(ishak$yi) & !is.na(ishak$mbase), ]
hannum <- es("PLO", xi = xi, ni = ni, data = dat.hannum2020)
linde <- keep(es("RR", ai = ai, n1i = n1i, ci = ci, n2i = n2i, data = dat.linde2005))
linde <- linde[!is.na(linde$group), ]
bonett <- es("ABT", ai = ai, mi = mi, ni = ni, data = dat.bonett2010)
pignon <- with(dat.pignon2000, given(OmE / V, 1 / V, grp = factor(grp)))
molloy <- es("ZCOR", ri = ri, ni = ni, data = dat.molloy2014)
lau <- es("OR", ai = ai, n1i = n1i, ci = ci, n2i = n2i, data = dat.lau1992)
viechtbauer <- es("OR", ai = xTi, n1i = nTi, ci = xCi, n2i = nCi, data = dat.viechtbauer2021)
baskerville <- with(dat.baskerville2012, given(smd, se^2, tailor = tailor))
hackshaw <- dat.hackshaw1998
two <- function(measure, data) es(measure, ai = ai, n1i = n1i, ci = ci, n2i = n2i, data = data)
means <- function(measure, data)
  keep(es(measure, m1i = m1i, sd1i = sd1i, n1i = n1i, m2i = m2i, sd2i = sd2i, n2i = n2i, data = data))
controls <- dat.pagliaro1992[dat.pagliaro1992$trt == "control", ]
untreated <- dat.hasselblad1998[dat.hasselblad1998$trt == "no_contact", ]

normand <- "Normand, Stat Med 1999;18:321"
sets <- list(
  set("bcg", "RR", "Colditz et al., JAMA 1994;271:698", bcg,
      list(ablat = ~ablat, ablat_year = ~ablat + year), group = bcg$alloc),
  set("nielweise2007", "OR", "Niel-Weise et al., Intensive Care Med 2007;33:2058",
      two("OR", dat.nielweise2007)),
  set("nielweise2008", "IRR", "Niel-Weise et al., J Hosp Infect 2008;69:114",
      es("IRR", x1i = x1i, t1i = t1i, x2i = x2i, t2i = t2i, data = dat.nielweise2008)),
  set("nielweise2008 rates", "IRD", "Niel-Weise et al., J Hosp Infect 2008;69:114",
      es("IRD", x1i = x1i, t1i = t1i, x2i = x2i, t2i = t2i, data = dat.nielweise2008)),
  set("pritz1997", "PLO", "Zhou et al., Stat Med 1999;18:557",
      es("PLO", xi = xi, ni = ni, data = dat.pritz1997)),
  set("pritz1997 double arcsine", "PFT", "Zhou et al., Stat Med 1999;18:557",
      es("PFT", xi = xi, ni = ni, data = dat.pritz1997)),
  set("debruin2009", "PLO", "de Bruin et al., Health Psychol 2009;28:668", debruin,
      list(scq = ~scq, scq_ethnicity = ~scq + ethnicity), group = debruin$ethnicity),
  set("hannum2020", "PLO", "Ramirez et al., COVID-19 Smell Loss Prevalence Tracker, 2020", hannum,
      list(objectivity = ~objectivity), group = hannum$objectivity),
  set("pagliaro1992 controls", "PLO", "Pagliaro et al., Ann Intern Med 1992;117:59",
      es("PLO", xi = xi, ni = ni, data = controls)),
  set("hasselblad1998 no contact", "PAS", "Hasselblad, Med Decis Making 1998;18:37",
      es("PAS", xi = xi, ni = ni, data = untreated)),
  set("normand1999 days", "MD", normand, means("MD", dat.normand1999)),
  set("normand1999", "SMD", normand, means("SMD", dat.normand1999)),
  set("hine1989", "RD", normand, two("RD", dat.hine1989)),
  set("raudenbush1985", "SMD", "Raudenbush, J Educ Psychol 1984;76:85", dat.raudenbush1985,
      list(weeks = ~weeks)),
  set("bangertdrowns2004", "SMD", "Bangert-Drowns et al., Rev Educ Res 2004;74:29", bangert,
      list(length = ~length)),
  set("hackshaw1998", "OR", "Hackshaw, Stat Methods Med Res 1998;7:119", hackshaw,
      list(design_year = ~design + I(year - 1990)), group = hackshaw$design),
  set("molloy2014", "ZCOR", "Molloy et al., Ann Behav Med 2014;47:92", molloy,
      list(quality = ~quality), group = molloy$controls),
  set("molloy2014 raw", "COR", "Molloy et al., Ann Behav Med 2014;47:92",
      es("COR", ri = ri, ni = ni, data = dat.molloy2014)),
  set("cohen1981", "ZCOR", "Cooper and Hedges, Handbook of Research Synthesis, 1994",
      es("ZCOR", ri = ri, ni = ni, data = dat.cohen1981)),
  set("curtis1998", "ROM", "Hedges et al., Ecology 1999;80:1150",
      means("ROM", dat.curtis1998)),
  set("li2007", "OR", "Li et al., Cochrane Database Syst Rev 2007;CD002755",
      two("OR", dat.li2007)),
  set("egger2001", "OR", "Egger et al., Systematic Reviews in Health Care, 2001",
      two("OR", dat.egger2001)),
  set("lau1992", "OR", "Lau et al., N Engl J Med 1992;327:248", lau,
      list(year = ~I(year - 1980))),
  set("gibson2002", "SMD", "Gibson et al., Cochrane Database Syst Rev 2002;CD001117",
      means("SMD", dat.gibson2002)),
  set("hart1999", "IRR", "Hart et al., Ann Intern Med 1999;131:492",
      es("IRR", x1i = x1i, t1i = t1i, x2i = x2i, t2i = t2i, data = dat.hart1999)),
  set("ishak2007", "MD", "Ishak et al., Clin Trials 2007;4:525", ishak, list(mbase = ~mbase)),
  set("viechtbauer2021", "OR", "Viechtbauer, in Handbook of Meta-Analysis, 2021", viechtbauer,
      list(dose = ~I(dose / 100))),
  set("yusuf1985 table 6", "OR", "Yusuf et al., Prog Cardiovasc Dis 1985;27:335",
      keep(two("OR", dat.yusuf1985[dat.yusuf1985$table == "6", ]))),
  set("bonett2010", "ABT", "Bonett, Psychol Methods 2010;15:368", bonett,
      list(caregivers = ~caregivers), group = bonett$caregivers),
  set("bonett2010 raw", "ARAW", "Bonett, Psychol Methods 2010;15:368",
      es("ARAW", ai = ai, mi = mi, ni = ni, data = dat.bonett2010)),
  set("hahn2001", "RR", "Hahn et al., BMJ 2001;323:81", two("RR", dat.hahn2001)),
  set("linde2005", "RR", "Linde et al., Br J Psychiatry 2005;186:99", linde,
      group = paste("group", linde$group)),
  set("pignon2000", "HR", "Pignon et al., Lancet 2000;355:949", pignon,
      list(grp = ~grp), group = paste("group", pignon$grp)),
  set("baskerville2012", "SMD", "Baskerville et al., Ann Fam Med 2012;10:63", baskerville,
      list(tailor = ~tailor)),
  set("collins1985b", "OR", "Collins et al., BMJ 1985;290:17",
      es("OR", ai = pre.xti, n1i = pre.nti, ci = pre.xci, n2i = pre.nci, data = dat.collins1985b)),
  set("cannon2006", "OR", "Cannon et al., J Am Coll Cardiol 2006;48:438",
      es("OR", ai = ep1t, n1i = nt, ci = ep1c, n2i = nc, data = dat.cannon2006))
)

# ------------------------------------------------------------------ models
methods <- c("EE", "DL", "PM", "HE", "ML", "REML")
# Steps are stopped by an absolute change of tau2, so the limits follow the scale of the data; at
# full steps Fisher scoring may cycle, hence smaller ones where the first try does not end.
controls_for <- function(vi, step) {
  scale <- median(vi)
  list(threshold = 1e-12 * scale, tol = 1e-12 * scale, maxiter = 5000, stepadj = step,
       tau2.max = 1e5 * max(scale, 1))
}
rma_of <- function(x, method, design = NULL, test = "z", pick = seq_along(x$yi)) {
  run <- function(step) {
    arguments <- list(yi = x$yi[pick], vi = x$vi[pick], method = method, test = test,
                      control = controls_for(x$vi[pick], step))
    if (!is.null(design)) arguments$mods <- do.call(cbind, design)[pick, , drop = FALSE]
    suppressWarnings(do.call(rma, arguments))
  }
  tryCatch(run(1), error = function(e) tryCatch(run(0.2), error = function(e) NULL))
}
estimates <- function(fit) list(
  se = many(fit$se), statistic = many(fit$zval), p_value = many(fit$pval),
  ci_lb = many(fit$ci.lb), ci_ub = many(fit$ci.ub), qm = fit$QM, qm_p = fit$QMp)

# predict() of metafor 3.8 uses z, or with Knapp-Hartung t with k - p degrees of freedom; the limits
# with k - p - 1 (k - 2 without covariates; Higgins et al. 2009) are written out here.
prediction <- function(fit, knha) {
  if (fit$method == "EE" || fit$p > 1) return(NULL)
  told <- function(p) many(c(p$pi.lb, p$pi.ub))
  half <- qt(0.975, fit$k - 2) * sqrt(fit$tau2 + fit$se^2)
  list(z = told(predict(fit)), t_k_minus_p_knha = told(predict(knha)),
       t_k_minus_2 = many(fit$beta[1] + c(-half, half)))
}
fitted <- function(x, method, model) {
  design <- if (model == "mean") NULL else x$models[[model]]
  z <- rma_of(x, method, design)
  if (is.null(z)) return(list(method = method, model = model, error = "metafor does not converge"))
  knha <- rma_of(x, method, design, "knha")
  adhoc <- rma_of(x, method, design, "adhoc")
  list(method = method, model = model, beta = many(z$beta), tau2 = z$tau2,
       se_tau2 = if (is.null(z$se.tau2)) NA_real_ else z$se.tau2,
       i2_percent = z$I2, h2 = z$H2, qe = z$QE, qe_p = z$QEp,
       r2_percent = if (is.null(z$R2)) NA_real_ else z$R2,
       log_likelihood = as.numeric(logLik(z)),
       z = estimates(z), knha = estimates(knha), adhoc = estimates(adhoc),
       prediction = prediction(z, knha))
}
fits <- function(x) do.call(c, lapply(c("mean", names(x$models)), function(model)
  lapply(methods, function(method) fitted(x, method, model))))

# ------------------------------------------------------------------ limits of tau2
between <- function(x, how, method, model) {
  fit <- rma_of(x, method, if (model == "mean") NULL else x$models[[model]])
  scale <- median(x$vi)
  got <- tryCatch(suppressWarnings(confint(fit, type = how, control = list(
    tol = 1e-13 * max(scale, fit$tau2), maxiter = 100000, tau2.max = 1e4 * max(1, x$vi, fit$tau2)))),
    error = function(e) NULL)
  if (is.null(got)) return(list(how = how, method = method, model = model, error = "none found"))
  bounds <- got$random[, c("ci.lb", "ci.ub")]
  list(how = how, method = method, model = model,
       tau2 = many(bounds[1, ]), i2_percent = many(bounds[3, ]), h2 = many(bounds[4, ]))
}
limits <- function(x) {
  models <- c("mean", names(x$models))
  of <- function(how, method) lapply(models, function(m) between(x, how, method, m))
  c(of("QP", "REML"), of("PL", "REML"), of("PL", "ML"))
}

# ------------------------------------------------------------------ diagnostics
# leave1out() and cumul() of metafor do not hand the control settings of the fit on to every refit,
# so the fits are repeated here; influence() is metafor's own.
rows_of <- function(x, picks, method, test) {
  fits <- lapply(picks, function(pick) rma_of(x, method, NULL, test, pick))
  part <- function(name) many(sapply(fits, function(f) if (is.null(f)) NA_real_ else f[[name]][1]))
  list(method = method, inference = test, estimate = part("beta"), se = part("se"),
       ci_lb = part("ci.lb"), ci_ub = part("ci.ub"), tau2 = part("tau2"), qe = part("QE"),
       i2_percent = part("I2"), log_likelihood = many(sapply(fits, function(f)
         if (is.null(f)) NA_real_ else as.numeric(logLik(f)))))
}
leave_one_out <- function(x, method, test) {
  all <- seq_along(x$yi)
  rows_of(x, lapply(all, function(i) all[-i]), method, test)
}
cumulative <- function(x, method, test)
  rows_of(x, lapply(seq_along(x$yi)[-1], seq_len), method, test)
influences <- function(x, method, model) {
  fit <- rma_of(x, method, if (model == "mean") NULL else x$models[[model]])
  found <- suppressWarnings(influence(fit))
  list(method = method, model = model, rstudent = many(found$inf$rstudent), dffits = many(found$inf$dffits),
       cook_d = many(found$inf$cook.d), cov_r = many(found$inf$cov.r), tau2_del = many(found$inf$tau2.del),
       qe_del = many(found$inf$QE.del), hat = many(found$inf$hat),
       weight_percent = many(found$inf$weight),
       dfbetas = lapply(unname(as.list(as.data.frame(unclass(found$dfbs)[seq_len(fit$p)]))), many),
       influential = many(found$is.infl))
}
metafor_diagnostics <- function(x) {
  fit <- rma_of(x, "DL")
  alone <- leave1out(fit)
  along <- cumul(fit)
  of <- function(d) list(estimate = many(d$estimate), se = many(d$se), tau2 = many(d$tau2), qe = many(d$Q))
  list(method = "DL", leave_one_out = of(alone), cumulative = of(along))
}
eggers <- function(x) {
  of <- function(r) list(
    statistic = r$zval, p_value = r$pval, df = r$dfs, limit_estimate = as.vector(r$est),
    limit_ci_lb = as.vector(r$ci.lb), limit_ci_ub = as.vector(r$ci.ub))
  mixed <- function(method, test) {
    found <- suppressWarnings(regtest(rma_of(x, method, NULL, test)))
    c(of(found), list(tau2 = found$fit$tau2, log_likelihood = as.numeric(logLik(found$fit))))
  }
  list(lm = of(regtest(rma_of(x, "DL"), model = "lm")),
       rma = lapply(c(DL = "DL", REML = "REML", ML = "ML"), mixed, test = "z"),
       rma_knha = lapply(c(DL = "DL", REML = "REML"), mixed, test = "knha"))
}
ranks <- function(x) {
  found <- suppressWarnings(ranktest(x$yi, x$vi))
  list(tau = as.vector(found$tau), p_value = found$pval)
}
# trimfill() stops its refits by metafor's default rule; its k0 and side are kept, and the means of
# the trimmed and of the filled studies are estimated again under the strict one.
filled <- function(x, estimator, method) {
  found <- suppressWarnings(trimfill(rma_of(x, method), estimator = estimator))
  ranked <- order(if (found$side == "left") x$yi else -x$yi)
  trimmed <- tail(ranked, found$k0)
  mean <- rma_of(x, method, pick = setdiff(ranked, trimmed))$beta[1]
  mirrored <- 2 * mean - x$yi[trimmed]
  stopifnot(all.equal(sort(mirrored), sort(as.vector(found$yi[found$fill])), tolerance = 0.05))
  fit <- rma_of(list(yi = c(x$yi, mirrored), vi = c(x$vi, x$vi[trimmed])), method)
  list(estimator = estimator, method = method, side = found$side, k0 = found$k0,
       se_k0 = found$se.k0, p_k0 = if (is.null(found$p.k0)) NA_real_ else found$p.k0,
       estimate = fit$beta[1], se = fit$se, ci_lb = fit$ci.lb, ci_ub = fit$ci.ub, tau2 = fit$tau2,
       filled_yi = many(mirrored))
}
trim_and_fill <- function(x) do.call(c, lapply(c("L0", "R0"), function(estimator)
  lapply(c("EE", "DL", "REML"), function(method) filled(x, estimator, method))))
# permutest() drops arrangements whose fit does not end: with signs flipped tau2 is of the order of
# the squared estimates, so the stopping rule follows these.
permuted <- function(x, method, model, test) {
  fit <- rma_of(x, method, if (model == "mean") NULL else x$models[[model]], test)
  fit$control$threshold <- 1e-10 * mean(x$yi^2)
  found <- suppressWarnings(permutest(fit, exact = TRUE, progbar = FALSE))
  stopifnot(!anyNA(found$zval.perm))
  list(method = method, model = model, inference = test, permutations = NROW(found$zval.perm),
       p_value = many(found$pval), qm_p = if (model == "mean") NA_real_ else found$QMp)
}
permutations <- function(x) {
  k <- length(x$yi)
  means <- if (k <= 9) list(permuted(x, "DL", "mean", "z"), permuted(x, "REML", "mean", "z"),
                            permuted(x, "DL", "mean", "knha"))
  slopes <- lapply(intersect("caregivers", names(x$models)), function(m) permuted(x, "DL", m, "z"))
  c(means, slopes)
}
subgroups <- function(x, method) {
  if (is.null(x$group)) return(NULL)
  groups <- sort(unique(x$group))
  apart <- lapply(groups, function(g) rma_of(x, method, NULL, "z", which(x$group == g)))
  if (any(sapply(apart, is.null))) return(NULL)
  pick <- function(name) sapply(apart, function(f) f[[name]][1])
  dummies <- columns(data.frame(g = factor(x$group, groups)), ~g)
  common <- rma_of(x, method, dummies)
  between <- rma(pick("beta"), sei = pick("se"), method = "EE")
  list(method = method, groups = many(groups),
       separate = list(estimate = many(pick("beta")), se = many(pick("se")), tau2 = many(pick("tau2")),
                       q_between = between$QE, q_between_p = between$QEp),
       common = list(tau2 = common$tau2, beta = many(common$beta), q_between = common$QM,
                     q_between_p = common$QMp))
}
answered <- function(x) {
  small <- length(x$yi) <= 20
  models <- c("mean", names(x$models))
  list(
    name = x$name, dataset = paste0("dat.", strsplit(x$name, " ")[[1]][1]), measure = x$measure,
    source = x$source, yi = exact(x$yi), vi = exact(x$vi),
    models = if (length(x$models)) lapply(x$models, function(m) lapply(m, exact)),
    group = if (!is.null(x$group)) many(x$group),
    fits = fits(x), limits = limits(x),
    leave_one_out = c(lapply(if (small) methods else c("DL", "REML"), function(m) leave_one_out(x, m, "z")),
                      list(leave_one_out(x, "REML", "knha"))),
    cumulative = c(lapply(if (small) methods else c("DL", "REML"), function(m) cumulative(x, m, "z")),
                   list(cumulative(x, "REML", "knha"))),
    metafor_own = metafor_diagnostics(x),
    influence = do.call(c, lapply(models, function(model)
      lapply(c("EE", "DL", "REML"), function(method) influences(x, method, model)))),
    egger = eggers(x), rank_test = ranks(x), trim_and_fill = trim_and_fill(x),
    permutation = permutations(x),
    subgroups = if (!is.null(x$group)) lapply(c("EE", "DL", "REML", "ML"), function(m) subgroups(x, m)))
}

# ------------------------------------------------------------------ binomial-normal models, one arm
one_arm <- function(name, source, events, n, design = NULL)
  list(name = name, source = source, events = events, n = n, design = design)
arms <- list(
  one_arm("pritz1997", "Zhou et al., Stat Med 1999;18:557", dat.pritz1997$xi, dat.pritz1997$ni),
  one_arm("debruin2009", "de Bruin et al., Health Psychol 2009;28:668",
          dat.debruin2009$xi, dat.debruin2009$ni, list(scq = dat.debruin2009$scq)),
  one_arm("hannum2020", "Ramirez et al., COVID-19 Smell Loss Prevalence Tracker, 2020",
          dat.hannum2020$xi, dat.hannum2020$ni,
          list(subjective = as.numeric(dat.hannum2020$objectivity == "Subjective"))),
  one_arm("pagliaro1992 controls", "Pagliaro et al., Ann Intern Med 1992;117:59", controls$xi, controls$ni),
  one_arm("hasselblad1998 no contact", "Hasselblad, Med Decis Making 1998;18:37", untreated$xi, untreated$ni),
  one_arm("nielweise2007 controls", "Niel-Weise et al., Intensive Care Med 2007;33:2058",
          dat.nielweise2007$ci, dat.nielweise2007$n2i),
  one_arm("hahn2001 controls", "Hahn et al., BMJ 2001;323:81", dat.hahn2001$ci, dat.hahn2001$n2i)
)
by_metafor <- function(x, design) {
  arguments <- list(measure = "PLO", xi = x$events, ni = x$n)
  if (!is.null(design)) arguments$mods <- do.call(cbind, design)
  fit <- tryCatch(suppressWarnings(do.call(rma.glmm, arguments)), error = function(e) NULL)
  if (is.null(fit)) return(list(error = "metafor stops"))
  list(nodes = 7, beta = many(fit$beta), se = many(fit$se), tau2 = fit$tau2)
}
by_glmer <- function(x, design) {
  frame <- data.frame(events = x$events, none = x$n - x$events, study = factor(seq_along(x$n)))
  if (!is.null(design)) frame <- cbind(frame, design)
  right <- paste(c("1", names(design), "(1 | study)"), collapse = " + ")
  fit <- suppressMessages(suppressWarnings(glmer(
    as.formula(paste("cbind(events, none) ~", right)), frame, binomial, nAGQ = 25,
    control = glmerControl(optimizer = "bobyqa", optCtrl = list(rhoend = 1e-9, maxfun = 1e5),
                           calc.derivs = TRUE))))
  list(nodes = 25, beta = many(fixef(fit)), se = many(sqrt(diag(as.matrix(vcov(fit))))),
       tau2 = as.numeric(VarCorr(fit)$study))
}
arm_answered <- function(x) {
  designs <- c(list(NULL), if (!is.null(x$design)) list(x$design))
  list(name = x$name, dataset = paste0("dat.", strsplit(x$name, " ")[[1]][1]), source = x$source,
       events = many(x$events), n = many(x$n),
       fits = lapply(designs, function(d) list(
         mods = if (!is.null(d)) lapply(d, exact),
         metafor = by_metafor(x, d), glmer = by_glmer(x, d))))
}

versions <- paste0(R.version.string, "; metafor ", packageVersion("metafor"), "; metadat ",
                   packageVersion("metadat"), "; lme4 ", packageVersion("lme4"))
note <- paste("Effect estimates and variances (facts) derived from publications named in each set by",
              "way of the R package metadat (GPL), which is not part of this repository; and what",
              "metafor computes from them. The glmm part is for loose comparison only: metafor",
              "uses 7 quadrature nodes, lme4 here 25, both with their own stopping rules.")
each <- function(items, answer) paste(vapply(items, function(x) json(answer(x)), ""), collapse = ",\n")
cat(paste0('{"made_by":"validation/metafor.R","software":', json(versions), ',"note":', json(note),
           ',"sets":[\n', each(sets, answered), '\n],"glmm":[\n', each(arms, arm_answered), '\n]}\n'))
