# Effect sizes, tests, correlations: metafor's escalc and base R.
suppressMessages({library(jsonlite); library(metafor)})
set.seed(72)
x <- round(rnorm(24, 14, 5), 1); y <- round(rnorm(31, 18, 6), 1)
p1 <- round(rnorm(20, 20, 5), 1); p2 <- round(0.6 * p1 + rnorm(20, 4, 4), 1)
ranks1 <- c(1, 2, 2, 3, 5, 8, 8, 9, 10, 4); ranks2 <- c(2, 1, 4, 4, 6, 9, 7, 7, 12, 3)
tt <- function(t, d) list(difference = d, se = t$stderr, t = t$statistic[[1]], df = t$parameter[[1]], p = t$p.value, ci = as.numeric(t$conf.int))
smd <- escalc("SMD", m1i = mean(x), sd1i = sd(x), n1i = length(x), m2i = mean(y), sd2i = sd(y), n2i = length(y))
r <- cor(p1, p2)
smcr <- escalc("SMCR", m1i = mean(p2), m2i = mean(p1), sd1i = sd(p1), ni = 20, ri = r)
smcc <- escalc("SMCC", m1i = mean(p2), m2i = mean(p1), sd1i = sd(p2), sd2i = sd(p1), ni = 20, ri = r)
# exact interval of d: the noncentralities at which the observed t is the upper and the lower 2.5 % point
d <- (mean(x) - mean(y)) / sqrt((23 * var(x) + 30 * var(y)) / 53); size <- sqrt(24 * 31 / 55)
ncp <- function(p) uniroot(function(l) pt(d * size, 53, l) - p, c(-12, 12), tol = 1e-14)$root / size
or <- escalc("OR", ai = 15, n1i = 40, ci = 8, n2i = 38); rr <- escalc("RR", ai = 15, n1i = 40, ci = 8, n2i = 38)
or0 <- escalc("OR", ai = 0, n1i = 20, ci = 5, n2i = 22)
wilson <- function(x, n) as.numeric(prop.test(x, n, correct = FALSE)$conf.int)
a <- wilson(15, 40); b <- wilson(8, 38); pd <- 15 / 40 - 8 / 38
newcombe <- c(pd - sqrt((15 / 40 - a[1])^2 + (b[2] - 8 / 38)^2), pd + sqrt((a[2] - 15 / 40)^2 + (8 / 38 - b[1])^2))
w <- suppressWarnings(wilcox.test(ranks1, ranks2, exact = FALSE)); v <- suppressWarnings(wilcox.test(ranks1, ranks2, paired = TRUE, exact = FALSE))
ct <- cor.test(p1, p2); rho <- cor(ranks1, ranks2, method = "spearman")
# Morris 2008
morris <- function(n1, n2, pre1, post1, sd1, pre2, post2, sd2, r) {
  c_ <- exp(lgamma((n1 + n2 - 2) / 2) - log(sqrt((n1 + n2 - 2) / 2)) - lgamma((n1 + n2 - 3) / 2))
  s <- sqrt(((n1 - 1) * sd1^2 + (n2 - 1) * sd2^2) / (n1 + n2 - 2)); d <- c_ * ((post1 - pre1) - (post2 - pre2)) / s
  k <- (n1 + n2) / (n1 * n2)
  c(d, 2 * c_^2 * (1 - r) * k * ((n1 + n2 - 2) / (n1 + n2 - 4)) * (1 + d^2 / (2 * (1 - r) * k)) - d^2)
}
out <- list(x = x, y = y, p1 = p1, p2 = p2, ranks1 = ranks1, ranks2 = ranks2,
  welch = tt(t.test(x, y), mean(x) - mean(y)), student = tt(t.test(x, y, var.equal = TRUE), mean(x) - mean(y)), paired = tt(t.test(p1, p2, paired = TRUE), mean(p1 - p2)),
  smd = c(smd$yi, smd$vi), exact = c(ncp(.975), ncp(.025)), smcr = c(smcr$yi, smcr$vi), smcc = c(smcc$yi, smcc$vi),
  or = c(or$yi, or$vi), rr = c(rr$yi, rr$vi), or0 = c(or0$yi, or0$vi), newcombe = newcombe, wilson = a,
  rank_sum = c(w$statistic[[1]], w$p.value), signed_rank = c(v$statistic[[1]], v$p.value),
  pearson = c(ct$estimate[[1]], ct$p.value, as.numeric(ct$conf.int)), spearman = rho, morris = morris(25, 27, 24, 15, 6, 23, 20, 5.5, .55),
  dist = list(t = c(pt(-2.3, 7.4), qt(.975, 4.3), qt(.025, 1.2)), f = c(pf(3.2, 2, 17.5, lower = FALSE), qf(.975, 5, 24)), chi2 = c(pchisq(7.7, 3, lower = FALSE), qchisq(.025, 12)),
              normal = c(qnorm(.975), qnorm(1e-9), pnorm(-5.5)), nct = c(pt(1.5, 20, 2), pt(-1.5, 20, .5), pt(4, 9, 3), pt(2.1, 150, 2.8))))
cat(toJSON(out, digits = NA, auto_unbox = TRUE), "\n")
