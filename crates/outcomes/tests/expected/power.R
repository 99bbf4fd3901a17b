# Power: base R.
suppressMessages(library(jsonlite))
two <- function(n1, n2, d, a, sides) { df <- n1 + n2 - 2; ncp <- d / sqrt(1 / n1 + 1 / n2); if (sides == 2) { c <- qt(1 - a / 2, df); pt(c, df, ncp, lower = FALSE) + pt(-c, df, ncp) } else pt(qt(1 - a, df), df, ncp, lower = FALSE) }
out <- list(
  two = c(power.t.test(n = 64, delta = .5, sd = 1, strict = TRUE)$power, power.t.test(n = 20, delta = .2, sd = 1, strict = TRUE)$power, two(30, 45, .6, .05, 2), two(30, 45, .6, .025, 1)),
  paired = power.t.test(n = 34, delta = .5, sd = 1, type = "paired", strict = TRUE)$power,
  proportions = c(power.prop.test(n = 60, p1 = .41, p2 = .17)$power, power.prop.test(n = 60, p1 = .41, p2 = .17, alternative = "one.sided")$power),
  n = c(ceiling(power.t.test(power = .8, delta = .5, sd = 1, strict = TRUE)$n), ceiling(power.t.test(power = .9, delta = .35, sd = 1, strict = TRUE)$n), ceiling(power.prop.test(power = .9, p1 = .5, p2 = .3)$n)))
cat(toJSON(out, digits = NA, auto_unbox = TRUE), "\n")
