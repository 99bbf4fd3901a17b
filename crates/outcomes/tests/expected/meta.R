# Meta-analysis by metafor and clubSandwich.
suppressMessages({library(jsonlite); library(metafor); library(clubSandwich)})
tight <- list(threshold = 1e-14, maxiter = 10000, tol = 1e-14)
# Colditz and others 1994: tuberculosis and no tuberculosis, vaccinated and not; latitude; allocation
bcg <- data.frame(tpos = c(4,6,3,62,33,180,8,505,29,17,186,5,27), tneg = c(119,300,228,13536,5036,1361,2537,87886,7470,1699,50448,2493,16886),
  cpos = c(11,29,11,248,47,372,10,499,45,65,141,3,29), cneg = c(128,274,209,12619,5761,1079,619,87892,7232,1600,27197,2338,17825),
  ablat = c(44,55,42,52,13,44,19,13,27,42,18,33,33), alloc = c("random","random","random","random","alternate","alternate","random","random","random","systematic","systematic","systematic","systematic"))
d <- escalc("RR", ai = tpos, bi = tneg, ci = cpos, di = cneg, data = bcg)
one <- function(method, test) {
  m <- rma(yi, vi, data = d, method = method, test = test, control = tight); p <- predict(m)
  c(m$k, m$beta, m$se, m$ci.lb, m$ci.ub, m$pval, m$tau2, m$I2, m$H2, m$QE, m$QEp, p$pi.lb, p$pi.ub)
}
methods <- c("REML", "DL", "PM", "ML", "EB", "SJ")
z <- setNames(lapply(methods, one, test = "z"), tolower(methods)); k <- setNames(lapply(methods, one, test = "knha"), tolower(methods))
se <- sapply(c("REML", "DL", "PM", "ML", "EB"), function(m) rma(yi, vi, data = d, method = m, control = tight)$se.tau2)
fe <- rma(yi, vi, data = d, method = "FE"); m <- rma(yi, vi, data = d, control = tight)
reg <- rma(yi, vi, mods = ~ ablat + I(alloc == "random"), data = d, control = tight); regk <- rma(yi, vi, mods = ~ ablat, data = d, test = "knha", control = tight)
coef_of <- function(m) list(estimate = as.numeric(m$beta), se = m$se, p = m$pval, low = m$ci.lb, high = m$ci.ub, tau2 = m$tau2, i2 = m$I2, q = m$QE, qm = m$QM, qmp = m$QMp, r2 = m$R2)
loo <- as.data.frame(leave1out(m)); inf <- influence(m); q <- as.data.frame(inf$inf)
pdf(NULL); bj <- baujat(m)
cl <- c("a","a","b","b","c","d","e","e","e","f","g","g","h"); d$cl <- cl; d$es <- 1:13
rob <- robust(m, cluster = cl); cs <- coef_test(m, vcov = "CR2", cluster = cl, test = "Satterthwaite")
mv <- rma.mv(yi, vi, random = ~ 1 | cl / es, data = d, control = list(optimizer = "optim", optmethod = "Nelder-Mead", reltol = 1e-15, maxit = 10000))
tfl <- trimfill(m, estimator = "L0"); tfr <- trimfill(m, estimator = "R0")
# asymmetric data, so that trim and fill has something to fill
set.seed(75); sei <- sort(runif(20, .08, .5)); yi <- .3 + 1.2 * sei + rnorm(20, 0, .1) + rnorm(20, 0, sei * .7)
ma <- rma(yi, sei^2, control = tight); ta <- trimfill(ma); tar <- trimfill(ma, estimator = "R0"); ne <- rma(-yi, sei^2, control = tight); tn <- trimfill(ne)
fill <- function(t) list(k0 = t$k0, side = t$side, estimate = as.numeric(t$beta), se = t$se)
eg <- regtest(ma, model = "lm"); egr <- regtest(ma); lmp <- summary(lm(yi ~ sei, weights = 1 / sei^2))$coefficients; lmq <- summary(lm(yi ~ I(sei^2), weights = 1 / sei^2))$coefficients
groups <- lapply(split(d, d$alloc), function(s) { r <- rma(yi, vi, data = s, control = tight); c(r$k, r$beta, r$se, r$tau2) })
g <- do.call(rbind, groups); qb <- rma(g[, 2], sei = g[, 3], method = "FE")
# without heterogeneity: tau² is zero
hom <- data.frame(yi = c(.31, .29, .35, .30, .27), vi = c(.02, .03, .05, .04, .02)); mh <- rma(yi, vi, data = hom, control = tight)
out <- list(yi = as.numeric(d$yi), vi = as.numeric(d$vi), ablat = d$ablat, alloc = d$alloc, z = z, knha = k, tau2_se = se, tau2_ci = as.numeric(confint(m)$random["tau^2", 2:3]), fe = c(fe$beta, fe$se, fe$ci.lb, fe$ci.ub, fe$QE),
  regression = coef_of(reg), regression_knha = coef_of(regk),
  leave_one_out = loo[, c("estimate", "se", "ci.lb", "ci.ub", "tau2", "I2", "Q")], influence = q[, c("rstudent", "dffits", "cook.d", "cov.r", "tau2.del", "QE.del", "hat", "weight")],
  baujat = list(x = bj$x, y = bj$y), clusters = cl, robust = c(rob$beta, rob$se, rob$dfs, rob$ci.lb, rob$ci.ub), cr2 = c(cs$SE, cs$df_Satt),
  three_level = c(mv$beta, mv$se, mv$sigma2, mv$ci.lb, mv$ci.ub), bcg_trim = list(l0 = fill(tfl), r0 = fill(tfr)),
  asymmetric = list(yi = yi, sei = sei, l0 = fill(ta), r0 = fill(tar), turned = fill(tn), egger = c(eg$zval, eg$dfs, eg$pval), egger_mixed = c(egr$zval, egr$pval), pet = lmp[1, ], peese = lmq[1, ], slope = lmp[2, ]),
  subgroups = list(groups = g, q = qb$QE, p = qb$QEp), homogeneous = list(yi = hom$yi, vi = hom$vi, estimate = as.numeric(mh$beta), se = mh$se, tau2 = mh$tau2))
cat(toJSON(out, digits = NA, auto_unbox = TRUE), "\n")
