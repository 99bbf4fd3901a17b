# Time to an event: survival. Remission times in weeks, 6-mercaptopurine and placebo (Freireich and others 1963).
suppressMessages({library(jsonlite); library(survival)})
t1 <- c(6,6,6,6,7,9,10,10,11,13,16,17,19,20,22,23,25,32,32,34,35); e1 <- c(1,1,1,0,1,0,1,0,0,1,1,0,0,0,1,1,0,0,0,0,0)
t2 <- c(1,1,2,2,3,4,4,5,5,8,8,8,8,11,11,12,12,15,17,22,23); e2 <- rep(1, 21)
km <- function(t, e) { s <- summary(survfit(Surv(t, e) ~ 1)); q <- quantile(survfit(Surv(t, e) ~ 1), .5); list(time = s$time, at_risk = s$n.risk, events = s$n.event, survival = s$surv, se = s$std.err, low = s$lower, high = s$upper, median = c(q$quantile, q$lower, q$upper)) }
set.seed(76); t3 <- ceiling(rexp(30, .06)); e3 <- rbinom(30, 1, .7)
lr <- function(...) { l <- list(...); t <- unlist(lapply(l, `[[`, 1)); e <- unlist(lapply(l, `[[`, 2)); g <- rep(seq_along(l), sapply(l, function(x) length(x[[1]]))); s <- survdiff(Surv(t, e) ~ g); list(observed = s$obs, expected = s$exp, chi2 = s$chisq, p = pchisq(s$chisq, length(l) - 1, lower = FALSE)) }
out <- list(t1 = t1, e1 = e1, t2 = t2, e2 = e2, t3 = t3, e3 = e3, km1 = km(t1, e1), km2 = km(t2, e2), km3 = km(t3, e3), two = lr(list(t1, e1), list(t2, e2)), three = lr(list(t1, e1), list(t2, e2), list(t3, e3)))
cat(toJSON(out, digits = NA, auto_unbox = TRUE, na = "null"), "\n")
