# Reliable change: the formulas of Claus, Wager & Bonnet (2024), stated again in base R; growth curves by lme4.
suppressMessages({library(jsonlite); library(lme4)})
set.seed(71)
n <- 60
pre <- round(rnorm(n, 28, 7)); post <- round(0.6 * (pre - 28) + 28 - 9 + rnorm(n, 0, 7))
post[1:4] <- pre[1:4] + c(12, 15, 0, -1)
r <- .84; r_post <- .9; m0 <- 9; s0 <- 7
m <- mean(pre); s <- sd(pre); mp <- mean(post); sp <- sd(post)
sem <- s * sqrt(1 - r); sep <- s * sqrt(1 - r^2)
index <- list(
  jt = (post - pre) / (sqrt(2) * sem),
  en = (post - (r * (pre - m) + m)) / sem,
  gln = ((post - m) - r * (pre - m)) / sep,
  hll = ((post - mp) - r * (pre - m)) / sep,
  nk = (post - (r * (pre - m) + m)) / sqrt(r^2 * s^2 * (1 - r) + s^2 * (1 - r_post))
)
rel <- function(sd) (sd^2 - sem^2) / sd^2
rc <- cor(pre, post)
rdd <- (s^2 * rel(s) + sp^2 * rel(sp) - 2 * s * sp * rc) / (s^2 + sp^2 - 2 * s * sp * rc)
index$ha <- ((post - pre) * rdd + (mp - m) * (1 - rdd)) / (sqrt(rdd) * sqrt(2) * sem)
counts <- function(z, crit, cut, functional = post < cut) {
  better <- z < -crit; worse <- z > crit; clinical <- pre > cut
  recovered <- clinical & functional & better
  list(recovered = sum(recovered), improved = sum(better & !recovered), unchanged = sum(!better & !worse), deteriorated = sum(worse),
    harmed = sum(worse & !clinical & !functional))
}
cut_a <- m - 2 * s; cut_b <- m0 + 2 * s0; cut_c <- (s * m0 + s0 * m) / (s + s0)
out <- list(pre = pre, post = post, reliability = r, reliability_post = r_post, functional = c(m0, s0),
            cutoffs = c(cut_a, cut_b, cut_c), index = index,
            counts = lapply(index[c("jt", "en", "gln", "hll", "nk")], counts, crit = qnorm(.975), cut = cut_c))
true_c <- (s * sqrt(rel(s)) * m0 + s0 * sqrt(rel(s0)) * m) / (s * sqrt(rel(s)) + s0 * sqrt(rel(s0)))
cs <- (mp + (post - mp) * rel(sp) - true_c) / (sqrt(rel(sp)) * sem)
out$counts$ha <- counts(index$ha, qnorm(.95), true_c, functional = -cs > qnorm(.95))
change <- post - pre
out$ha <- list(r_dd = rdd, cutoff = true_c, improved = pnorm((0 - mean(change)) / (sd(change) * sqrt(rdd))),
               functional = pnorm((true_c - mp) / (sp * sqrt(rel(sp)))))
# Growth curves
id <- rep(1:50, each = 5); time <- rep(0:4, 50)
b <- cbind(rnorm(50, 25, 5), rnorm(50, -2, 1.5))
y <- b[id, 1] + b[id, 2] * time + rnorm(250, 0, 2.5)
keep <- sort(sample(250, 215)); g <- data.frame(id = id[keep], time = time[keep], y = y[keep])
g <- g[g$id %in% names(which(table(g$id) >= 3)), ]
tight <- lmerControl(optimizer = "nloptwrap", optCtrl = list(algorithm = "NLOPT_LN_BOBYQA", xtol_abs = 1e-13, xtol_rel = 1e-13, ftol_abs = 1e-15, ftol_rel = 1e-15, maxeval = 1e5))
f <- lmer(y ~ time + (time | id), g, REML = TRUE, control = tight)
e <- as.data.frame(ranef(f, condVar = TRUE)); e <- e[e$term == "time", ]
out$growth <- list(id = g$id, time = g$time, y = g$y, person = as.integer(as.character(e$grp)), departure = e$condval, sd = e$condsd, slope = fixef(f)[["time"]])
cat(toJSON(out, digits = NA, auto_unbox = TRUE), "\n")
