# The answers of lme4 to the cases of cases.py.
#
#   Rscript tests/published/mixed/lme4.R FOLDER tests/published/mixed/references.json
#
# lme4's own stopping rules leave the last digits to chance, so its deviance function is minimised
# here by several optimisers from several starts, the lowest is taken, and Newton steps on the
# theta that are not on the boundary finish it; each boundary is tried as well, and kept where it
# is as good. `spread` is what the optimisers disagreed by (deviance), `gradient` what is left.
# The intake is centred for the fit and the coefficients are taken back to intake 0: lme4 works
# with the cross-products, which lose digits when all intakes lie far from 0.

suppressPackageStartupMessages(library(lme4))

STARTS <- list(c(1, 0, 1), c(.1, 0, .1), c(2, -1, .5), c(1, 0, 0), c(.5, .3, .01))
LOWEST <- c(0, -Inf, 0)

optimisers <- list(
  bobyqa = function(f, start) minqa::bobyqa(start, f, lower = LOWEST,
    control = list(rhobeg = .1, rhoend = 1e-9, maxfun = 1e5))$par,
  nlminb = function(f, start) nlminb(start, f, lower = LOWEST,
    control = list(rel.tol = 1e-14, x.tol = 1e-10, eval.max = 1e4, iter.max = 1e4))$par,
  nloptwrap = function(f, start) nloptwrap(f, start, lower = LOWEST, upper = rep(Inf, 3),
    control = list(xtol_abs = 1e-10, ftol_abs = 1e-12, maxeval = 1e5))$par,
  Nelder_Mead = function(f, start) Nelder_Mead(f, start, lower = LOWEST, upper = rep(Inf, 3),
    control = list(maxfun = 1e5, FtolAbs = 1e-12, FtolRel = 1e-15, XtolRel = 1e-10))$par)

# Central differences with one Richardson step, of a function of the free theta.
slope_of <- function(f, x, h = 1e-3 * pmax(abs(x), .1)) {
  vapply(seq_along(x), function(i) {
    at <- function(k) { x[i] <- x[i] + k * h[i]; f(x) }
    (8 * (at(1) - at(-1)) - (at(2) - at(-2))) / (12 * h[i])
  }, 0)
}

polished <- function(f, theta, free) {
  whole <- function(x) { theta[free] <- x; theta }
  g <- function(x) f(whole(x))
  x <- theta[free]
  if (length(x)) for (step in 1:20) {
    slope <- slope_of(g, x)
    curve <- sapply(seq_along(x), function(i) {
      h <- 1e-4 * max(abs(x[i]), .1); up <- down <- x
      up[i] <- x[i] + h; down[i] <- x[i] - h
      (slope_of(g, up) - slope_of(g, down)) / (2 * h)
    })
    move <- tryCatch(solve((curve + t(curve)) / 2, slope), error = function(e) 0 * x)
    new <- x - move
    if (any(whole(new) < LOWEST) || g(new) > g(x) + 1e-9) break
    x <- new
    if (max(abs(move)) < 1e-10) break
  }
  list(theta = whole(x), deviance = g(x), gradient = if (length(x)) max(abs(slope_of(g, x))) else 0)
}

lowest <- function(f) {
  runs <- list()
  for (name in names(optimisers)) for (start in STARTS) {
    theta <- tryCatch(suppressWarnings(optimisers[[name]](f, start)), error = function(e) NULL)
    if (!is.null(theta)) runs <- c(runs, list(list(name = name, theta = pmax(theta, LOWEST), deviance = f(pmax(theta, LOWEST)))))
  }
  heights <- vapply(runs, function(run) run$deviance, 0)
  best <- runs[[which.min(heights)]]$theta
  by_name <- tapply(heights, vapply(runs, function(run) run$name, ""), min)
  ends <- list(
    polished(f, c(0, 0, 0), integer()),
    polished(f, c(best[1], 0, 0), 1),
    polished(f, c(0, sqrt(best[2]^2 + best[3]^2), 0), 2),
    polished(f, c(best[1], best[2], 0), 1:2))
  if (best[1] > 1e-6 && best[3] > 1e-6) ends <- c(ends, list(polished(f, best, 1:3)))
  heights <- c(vapply(ends, function(end) end$deviance, 0))
  end <- ends[[which(heights <= min(heights) + 1e-8)[1]]]   # the simplest of those as good
  if (end$deviance > min(by_name) + 1e-6) stop("the end is worse than an optimiser's: ", end$deviance - min(by_name))
  end$spread <- max(by_name) - min(by_name)
  end
}

fit <- function(formula, frame, centre, reml) {
  parts <- lFormula(formula, frame, REML = reml, control = lmerControl(check.conv.singular = "ignore",
    check.scaleX = "ignore", check.nobs.vs.nRE = "ignore"))
  deviance <- do.call(mkLmerDevfun, parts)
  end <- lowest(deviance)
  deviance(end$theta)
  model <- mkMerMod(environment(deviance), list(par = end$theta, fval = end$deviance, conv = 0, feval = 0),
    parts$reTrms, fr = parts$fr)
  terms <- names(fixef(model))
  back <- diag(length(terms))
  dimnames(back) <- list(terms, terms)
  if ("intake" %in% terms) back["(Intercept)", "intake"] <- back["log_session", "intake:log_session"] <- -centre
  beta <- drop(back %*% fixef(model))
  covariance <- back %*% as.matrix(vcov(model)) %*% t(back)
  random <- VarCorr(model)$client
  list(terms = terms, fixed = unname(beta), standard_errors = unname(sqrt(diag(covariance))), covariance = unname(covariance),
    variance_level = random[1, 1], variance_slope = random[2, 2], random_covariance = random[1, 2],
    residual_variance = sigma(model)^2, log_likelihood = as.numeric(logLik(model)),
    clients = unname(ngrps(model)), scores = nobs(model), singular = isSingular(model, tol = 1e-4),
    spread = end$spread, gradient = end$gradient)
}

# One term of the client and one of the rating, made up from their numbers: see third_and_week in cases.py.
OTHER_TERMS <- c("unbalanced", "gaps")

answers <- function(path) {
  ratings <- read.csv(path)
  ratings$third <- as.numeric(ratings$client %% 3 == 0)
  ratings$week <- ratings$session - 1 + (7 * ratings$client + 5 * ratings$session^2) %% 4
  ratings$log_session <- log(ratings$session)
  first <- ratings[ratings$session == 1, ]
  ratings$intake <- first$score[match(ratings$client, first$client)]
  later <- ratings[ratings$session >= 2 & !is.na(ratings$intake), ]
  centre <- mean(later$intake)
  later$intake <- later$intake - centre
  both <- function(formula, frame, centre)
    list(ml = fit(formula, frame, centre, FALSE), reml = fit(formula, frame, centre, TRUE))
  found <- list(`given-intake` = both(score ~ intake * log_session + (1 + log_session | client), later, centre),
    `all-sessions` = both(score ~ log_session + (1 + log_session | client), ratings, 0))
  if (sub("[.]csv$", "", basename(path)) %in% OTHER_TERMS)
    found$`other-terms` <- both(score ~ intake * log_session + third + week + (1 + log_session | client), later, centre)
  found
}

words <- commandArgs(trailingOnly = TRUE)
files <- sort(list.files(words[1], "[.]csv$", full.names = TRUE))
cases <- lapply(setNames(files, sub("[.]csv$", "", basename(files))), function(path) {
  message(basename(path))
  c(list(sha256 = sub(" .*", "", system2("sha256sum", shQuote(path), stdout = TRUE))), answers(path))
})
found <- list(made_with = list(R = as.character(getRversion()), lme4 = as.character(packageVersion("lme4"))), cases = cases)
writeLines(jsonlite::toJSON(found, digits = NA, auto_unbox = TRUE, pretty = TRUE), words[2])
