# Linear mixed models by lme4 and lmerTest, analysis of covariance by lm, pooling by mice.
suppressMessages({library(jsonlite); library(lmerTest); library(mice)})
tight <- lmerControl(optimizer = "nloptwrap", optCtrl = list(algorithm = "NLOPT_LN_BOBYQA", xtol_abs = 1e-13, xtol_rel = 1e-13, ftol_abs = 1e-15, ftol_rel = 1e-15, maxeval = 1e5))
set.seed(74)
n <- 40; id <- rep(1:n, each = 6); time <- rep(c(0, 1, 2, 4, 6, 8), n); arm <- as.integer(id > n / 2)
b0 <- rnorm(n, 24, 5); b1 <- rnorm(n, -1, .8) + .15 * (b0 - 24) * .3
y <- b0[id] + b1[id] * time - .9 * arm * time + rnorm(n * 6, 0, 3)
stay <- ave(runif(n * 6), id, FUN = function(u) cumprod(u > .09)) == 1 | time == 0
d <- data.frame(id, time, arm, y)[stay, ]
rows <- function(f, ddf = "Satterthwaite") { s <- summary(f, ddf = ddf)$coefficients; list(estimate = s[, 1], se = s[, 2], df = s[, 3], t = s[, 4], p = s[, 5]) }
pack <- function(f) { v <- VarCorr(f)$id; c(rows(f), list(random = I(as.numeric(v)), sigma = sigma(f), deviance = if (isREML(f)) REMLcrit(f) else -2 * as.numeric(logLik(f)))) }
slope <- lmer(y ~ time * arm + (time | id), d, control = tight)
slope_ml <- lmer(y ~ time * arm + (time | id), d, REML = FALSE, control = tight)
intercept <- lmer(y ~ time * arm + (1 | id), d, control = tight)
con <- contest1D(slope, c(0, 8, 0, 8), confint = TRUE)
w <- reshape(d[d$time %in% c(0, 8), ], idvar = c("id", "arm"), timevar = "time", direction = "wide"); w <- na.omit(w)
lm1 <- lm(y.8 ~ y.0 + arm, w); s <- summary(lm1)$coefficients; ci <- confint(lm1)
adj <- predict(lm1, data.frame(y.0 = mean(w$y.0), arm = 0:1), interval = "confidence")
int <- anova(lm1, lm(y.8 ~ y.0 * arm, w))$`Pr(>F)`[2]
Q <- c(2.1, 2.6, 1.7, 2.4, 2.0); U <- c(.30, .28, .35, .31, .29)
pool <- function(dfcom) { p <- pool.scalar(Q, U, n = dfcom + 1, k = 1); c(p$qbar, sqrt(p$t), p$df) }
out <- list(id = d$id, time = d$time, arm = d$arm, y = d$y, slope = pack(slope), slope_ml = pack(slope_ml), intercept = pack(intercept),
  contrast = c(con$Estimate, con$`Std. Error`, con$df, con$lower, con$upper),
  ancova = list(pre = w$y.0, post = w$y.8, arm = w$arm, estimate = s[, 1], se = s[, 2], p = s[, 4], low = ci[3, 1], high = ci[3, 2], adjusted = adj, slopes_p = int, sigma = summary(lm1)$sigma),
  rubin = list(estimates = Q, variances = U, df50 = pool(50), inf = pool(Inf)))
cat(toJSON(out, digits = NA, auto_unbox = TRUE), "\n")
