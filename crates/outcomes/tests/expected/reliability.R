# Reliability and agreement: psych and base R.
suppressMessages({library(jsonlite); library(psych)})
set.seed(73)
f <- rnorm(80); items <- sapply(c(.8, .7, .6, .75, .5), function(l) round(2 + l * f + rnorm(80, 0, sqrt(1 - l^2)), 1))
a <- suppressWarnings(alpha(items, warnings = FALSE))
feldt <- alpha.ci(a$total$raw_alpha, n.obs = 80, n.var = 5, digits = 15)
fa1 <- fa(items, nfactors = 1, fm = "minres"); l0 <- as.numeric(fa1$loadings); l0 <- l0 * sign(sum(l0))
# minres to the last digit: the sum of squared off-diagonal residuals, minimised from psych's solution
R <- cor(items); obj <- function(l) { e <- R - outer(l, l); sum(e[lower.tri(e)]^2) }
grad <- function(l) { e <- R - outer(l, l); diag(e) <- 0; -2 * as.numeric(e %*% l) }
l <- l0; for (i in 1:50) { H <- numDeriv::jacobian(grad, l); l <- l - as.numeric(solve(H, grad(l))) }
shrout <- matrix(c(9,2,5,8, 6,1,3,2, 8,4,6,8, 7,1,2,6, 10,5,6,9, 6,2,4,7), ncol = 4, byrow = TRUE)
i <- suppressMessages(suppressWarnings(ICC(shrout, lmer = FALSE)))$results
k <- matrix(c(20, 5, 1, 4, 15, 6, 0, 3, 16), 3, byrow = TRUE)
lin <- 1 - abs(outer(1:3, 1:3, "-")) / 2
# Fleiss, Cohen & Everitt 1969; psych's own variance of weighted kappa weights the rows otherwise
fce <- function(x, w) { n <- sum(x); p <- x / n; rs <- rowSums(p); cs <- colSums(p); po <- sum(w * p); pe <- sum(w * outer(rs, cs))
  a <- as.numeric(w %*% cs); b <- as.numeric(t(w) %*% rs); (sum(p * (w * (1 - pe) - outer(a, b, "+") * (1 - po))^2) - (po * pe - 2 * pe + po)^2) / (n * (1 - pe)^4) }
quad <- 1 - (outer(1:3, 1:3, "-") / 2)^2
kq <- suppressWarnings(cohen.kappa(k)); kl <- suppressWarnings(cohen.kappa(k, w = lin))
out <- list(items = items, alpha = a$total$raw_alpha, alpha_ci = c(feldt$lower.ci, feldt$upper.ci), without = a$alpha.drop$raw_alpha,
  psych_loadings = l0, loadings = l, omega = sum(l)^2 / (sum(l)^2 + sum(1 - l^2)),
  shrout = shrout, icc = i$ICC, icc_f = i$F, icc_p = i$p, icc_low = i$`lower bound`, icc_high = i$`upper bound`,
  table = k, kappa = kq$kappa, kappa_var = kq$var.kappa, quadratic = kq$weighted.kappa, quadratic_var = fce(k, quad), linear = kl$weighted.kappa, linear_var = fce(k, lin))
cat(toJSON(out, digits = NA, auto_unbox = TRUE), "\n")
