# lme4 on the arrays of bench/caseloads.py: Rscript bench/lme4.R FOLDER HOW
#
# HOW is "checked" for lmer as it comes, "lean" without the derivatives that it takes at the end to
# check itself, "late" with its stopping rules tightened. Only the call of lmer is timed, after a
# collection of garbage; the intake and the logarithm of the session are there already. Prints JSON.

suppressPackageStartupMessages(library(lme4))
words <- commandArgs(trailingOnly = TRUE)
column <- function(name, what, size) {
  path <- file.path(words[1], name)
  readBin(path, what, n = file.size(path) / size, size = size)
}
client <- column("client.bin", "integer", 4)
session <- column("session.bin", "integer", 4)
score <- column("score.bin", "double", 8)
first <- match(client, client)
kept <- session > 1 & session[first] == 1
ratings <- data.frame(client = factor(client[kept]), score = score[kept], intake = score[first][kept],
  log_session = log(session[kept]))
rm(client, session, score, first, kept)
invisible(gc())

control <- switch(words[2],
  checked = lmerControl(),
  lean = lmerControl(calc.derivs = FALSE),
  late = lmerControl("bobyqa", calc.derivs = FALSE,
    optCtrl = list(rhobeg = 0.1, rhoend = 1e-9, maxfun = 1e5)))
before <- proc.time()
fit <- suppressMessages(suppressWarnings(lmer(
  score ~ intake * log_session + (1 + log_session | client), ratings, control = control)))
used <- proc.time() - before

random <- VarCorr(fit)$client
status <- readLines("/proc/self/status")
peak <- as.numeric(gsub("[^0-9]", "", status[startsWith(status, "VmHWM")])) / 1000
list_of <- function(values) paste0("[", paste(sprintf("%.17g", values), collapse = ", "), "]")
cat(sprintf('{"seconds": %.6f, "peak_mb": %.3f, "fixed": %s, "variances": %s, "log_likelihood": %.17g, "version": "lme4 %s, R %s"}\n',
  sum(used[1:2]), peak, list_of(fixef(fit)),
  list_of(c(random[1, 1], random[2, 2], random[1, 2], sigma(fit)^2)), as.numeric(logLik(fit)),
  packageVersion("lme4"), getRversion()))
