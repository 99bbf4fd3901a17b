//! Power by formula.

use crate::dist::{noncentral_t_cdf, normal_cdf, normal_quantile, t_quantile};
use crate::error::{OutcomesError, Result};
use serde::Serialize;

/// One- or two-sided.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Sides {
    /// Only one direction counts.
    One,
    /// Both directions count; the usual choice.
    Two,
}

impl Sides {
    fn tail(self, alpha: f64) -> f64 {
        match self {
            Self::One => alpha,
            Self::Two => alpha / 2.0,
        }
    }
}

fn check_alpha(alpha: f64) -> Result<()> {
    if alpha > 0.0 && alpha < 0.5 {
        Ok(())
    } else {
        Err(OutcomesError::Range {
            what: "the level of significance",
            value: alpha,
            allowed: "above 0 and below 0.5, for example 0.05",
        })
    }
}

/// Power of the t test for a standardised difference `d` between groups of `n1` and `n2` persons: noncentral t with
/// `d / √(1/n1 + 1/n2)`, both tails counted (Cohen 1988).
///
/// # Errors
/// For an alpha outside (0, 0.5), fewer than two persons in a group, or a `d` that is not a number.
pub fn mean_difference_power(n1: f64, n2: f64, d: f64, alpha: f64, sides: Sides) -> Result<f64> {
    check_alpha(alpha)?;
    check_effect(d)?;
    if n1 < 2.0 || n2 < 2.0 {
        return Err(OutcomesError::too_few(
            "the power of a t test",
            "two persons in each group",
            n1.min(n2) as usize,
        ));
    }
    Ok(t_power(
        d / (1.0 / n1 + 1.0 / n2).sqrt(),
        n1 + n2 - 2.0,
        alpha,
        sides,
    ))
}

/// Power of the paired t test for a mean change of `d` standard deviations of the change in `n` persons.
///
/// # Errors
/// As [`mean_difference_power`].
pub fn paired_power(n: f64, d: f64, alpha: f64, sides: Sides) -> Result<f64> {
    check_alpha(alpha)?;
    check_effect(d)?;
    if n < 2.0 {
        return Err(OutcomesError::too_few(
            "the power of a paired t test",
            "two persons",
            n as usize,
        ));
    }
    Ok(t_power(d * n.sqrt(), n - 1.0, alpha, sides))
}

/// Power to show that a treatment is less than `margin` standard deviations worse, if it truly is `d` better
/// (one-sided t test of `d > -margin`).
///
/// # Errors
/// As [`mean_difference_power`], or for a margin not above zero.
pub fn non_inferiority_power(n1: f64, n2: f64, d: f64, margin: f64, alpha: f64) -> Result<f64> {
    if margin.is_nan() || margin <= 0.0 {
        return Err(OutcomesError::Range {
            what: "the margin of non-inferiority",
            value: margin,
            allowed: "above 0, in standard deviations",
        });
    }
    mean_difference_power(n1, n2, d + margin, alpha, Sides::One)
}

fn t_power(ncp: f64, df: f64, alpha: f64, sides: Sides) -> f64 {
    let critical = t_quantile(1.0 - sides.tail(alpha), df);
    match sides {
        Sides::One => 1.0 - noncentral_t_cdf(critical, df, ncp),
        Sides::Two => {
            1.0 - noncentral_t_cdf(critical, df, ncp.abs())
                + noncentral_t_cdf(-critical, df, ncp.abs())
        }
    }
}

/// Power to tell proportions `p1` and `p2` apart with `n` persons in each group, normal approximation (Fleiss, Levin &
/// Paik 2003; as R's power.prop.test).
///
/// # Errors
/// For an alpha outside (0, 0.5) or a proportion outside (0, 1).
pub fn proportion_power(n: f64, p1: f64, p2: f64, alpha: f64, sides: Sides) -> Result<f64> {
    check_alpha(alpha)?;
    for p in [p1, p2] {
        if !(p > 0.0 && p < 1.0) {
            return Err(OutcomesError::Range {
                what: "a proportion",
                value: p,
                allowed: "above 0 and below 1",
            });
        }
    }
    let z = normal_quantile(1.0 - sides.tail(alpha));
    let sum = p1 + p2;
    Ok(normal_cdf(
        (n.sqrt() * (p1 - p2).abs() - z * (sum * (1.0 - sum / 2.0)).sqrt())
            / (p1 * (1.0 - p1) + p2 * (1.0 - p2)).sqrt(),
    ))
}

/// Power to show a correlation `r` in `n` persons, by Fisher's z with its bias `r / (2 (n - 1))`.
///
/// # Errors
/// For an alpha outside (0, 0.5), fewer than four persons, or `r` outside (-1, 1).
pub fn correlation_power(n: f64, r: f64, alpha: f64, sides: Sides) -> Result<f64> {
    check_alpha(alpha)?;
    if n < 4.0 {
        return Err(OutcomesError::too_few(
            "the power of a correlation",
            "four persons",
            n as usize,
        ));
    }
    if !(-1.0 < r && r < 1.0) {
        return Err(OutcomesError::Range {
            what: "the correlation",
            value: r,
            allowed: "between -1 and 1",
        });
    }
    let critical_t = t_quantile(1.0 - sides.tail(alpha), n - 2.0);
    let critical = (critical_t * critical_t / (critical_t * critical_t + n - 2.0)).sqrt();
    let centre = r.abs().atanh() + r.abs() / (2.0 * (n - 1.0));
    let root = (n - 3.0).sqrt();
    let upper = normal_cdf((centre - critical.atanh()) * root);
    Ok(match sides {
        Sides::One => upper,
        Sides::Two => upper + normal_cdf((-centre - critical.atanh()) * root),
    })
}

/// Events needed to show a hazard ratio with the log-rank test, `(z_α + z_β)² / (p (1 - p) (log HR)²)` with the proportion
/// `p` in the first group (Schoenfeld 1981).
///
/// # Errors
/// For values outside their ranges or a ratio of 1.
pub fn log_rank_events(
    hazard_ratio: f64,
    share: f64,
    alpha: f64,
    power: f64,
    sides: Sides,
) -> Result<f64> {
    check_alpha(alpha)?;
    if !(hazard_ratio > 0.0 && hazard_ratio.is_finite()) || hazard_ratio == 1.0 {
        return Err(OutcomesError::Range {
            what: "the hazard ratio",
            value: hazard_ratio,
            allowed: "above 0 and not 1",
        });
    }
    if !(share > 0.0 && share < 1.0) {
        return Err(OutcomesError::Range {
            what: "the share of the first group",
            value: share,
            allowed: "between 0 and 1",
        });
    }
    check_power(power)?;
    let z = normal_quantile(1.0 - sides.tail(alpha)) + normal_quantile(power);
    Ok(z * z / (share * (1.0 - share) * hazard_ratio.ln().powi(2)))
}

/// Design effect of groups of `size` with intraclass correlation `icc`: `1 + (size - 1) icc` (Kish 1965).
///
/// # Errors
/// For a size below 1 or an icc outside [0, 1).
pub fn design_effect(size: f64, icc: f64) -> Result<f64> {
    if size.is_nan() || size < 1.0 {
        return Err(OutcomesError::Range {
            what: "the size of a group",
            value: size,
            allowed: "1 or more",
        });
    }
    if !(0.0..1.0).contains(&icc) {
        return Err(OutcomesError::Range {
            what: "the intraclass correlation",
            value: icc,
            allowed: "from 0 to below 1",
        });
    }
    Ok(1.0 + (size - 1.0) * icc)
}

/// Persons to recruit so that `n` are left after a share `dropout` has dropped out.
///
/// # Errors
/// For a share outside [0, 1).
pub fn inflate_for_dropout(n: f64, dropout: f64) -> Result<f64> {
    if (0.0..1.0).contains(&dropout) {
        Ok((n / (1.0 - dropout)).ceil())
    } else {
        Err(OutcomesError::Range {
            what: "the share of drop-outs",
            value: dropout,
            allowed: "from 0 to below 1",
        })
    }
}

/// The smallest `n` from `least` on whose power reaches `wanted`, for a power that grows with `n`.
///
/// # Errors
/// If the wanted power is outside (0, 1), ten million do not suffice, or `power` refuses.
pub fn smallest_n(least: usize, wanted: f64, power: impl Fn(f64) -> Result<f64>) -> Result<usize> {
    check_power(wanted)?;
    let enough = |n: usize| -> Result<bool> { Ok(power(n as f64)? >= wanted) };
    let mut high = least;
    while !enough(high)? {
        high *= 2;
        if high > 10_000_000 {
            return Err(OutcomesError::Usage(
                "no sample of up to ten million has this power: the effect is too small or zero"
                    .into(),
            ));
        }
    }
    let mut low = if high == least {
        return Ok(least);
    } else {
        high / 2
    };
    while high - low > 1 {
        let middle = usize::midpoint(low, high);
        if enough(middle)? {
            high = middle;
        } else {
            low = middle;
        }
    }
    Ok(high)
}

fn check_power(power: f64) -> Result<()> {
    if power > 0.0 && power < 1.0 {
        Ok(())
    } else {
        Err(OutcomesError::Range {
            what: "the power",
            value: power,
            allowed: "above 0 and below 1, for example 0.8",
        })
    }
}

fn check_effect(d: f64) -> Result<()> {
    if d.is_finite() {
        Ok(())
    } else {
        Err(OutcomesError::Range {
            what: "the effect",
            value: d,
            allowed: "a finite number",
        })
    }
}
