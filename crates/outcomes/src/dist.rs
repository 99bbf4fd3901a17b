//! Distributions: thin, exact wrappers over statrs' special functions, with quantiles found by bracketing so that they
//! are as exact as the distribution function itself.

use statrs::function::{beta::beta_reg, erf::erfc, gamma::gamma_ur, gamma::ln_gamma};
use std::f64::consts::{PI, SQRT_2};

/// Standard normal distribution function, `Φ(z)`.
#[must_use]
pub fn normal_cdf(z: f64) -> f64 {
    0.5 * erfc(-z / SQRT_2)
}

/// Standard normal density.
#[must_use]
pub fn normal_pdf(z: f64) -> f64 {
    (-0.5 * z * z).exp() / (2.0 * PI).sqrt()
}

/// Standard normal quantile, `Φ⁻¹(p)`; NaN outside (0, 1).
#[must_use]
pub fn normal_quantile(p: f64) -> f64 {
    if !(p > 0.0 && p < 1.0) {
        return f64::NAN;
    }
    // The lower tail keeps its relative precision; the upper one is its mirror.
    if p > 0.5 {
        return -normal_quantile_lower(1.0 - p);
    }
    normal_quantile_lower(p)
}

fn normal_quantile_lower(p: f64) -> f64 {
    // Start from the tail expansion, then Newton on log Φ, which is concave and settles from below.
    let t = (-2.0 * p.ln()).sqrt();
    let mut z = -(t
        - (2.515_517 + 0.802_853 * t + 0.010_328 * t * t)
            / (1.0 + 1.432_788 * t + 0.189_269 * t * t + 0.001_308 * t * t * t));
    for _ in 0..6 {
        let step = (normal_cdf(z) - p) / normal_pdf(z);
        // Halley's correction: the second derivative of Φ is -zφ.
        z -= step / (1.0 + 0.5 * z * step);
    }
    z
}

/// Two-sided p of a normal deviate.
#[must_use]
pub fn normal_p(z: f64) -> f64 {
    erfc(z.abs() / SQRT_2)
}

/// Student's t distribution function with `df` degrees of freedom (infinite is the normal).
#[must_use]
pub fn t_cdf(t: f64, df: f64) -> f64 {
    if t.is_nan() || df.is_nan() || df <= 0.0 {
        return f64::NAN;
    }
    if df > 1e10 {
        return normal_cdf(t);
    }
    let tail = 0.5 * incomplete_beta(df / 2.0, 0.5, df / (df + t * t));
    if t > 0.0 { 1.0 - tail } else { tail }
}

/// Two-sided p of a t value.
#[must_use]
pub fn t_p(t: f64, df: f64) -> f64 {
    if t.is_nan() || df.is_nan() || df <= 0.0 {
        return f64::NAN;
    }
    if df > 1e10 {
        return normal_p(t);
    }
    incomplete_beta(df / 2.0, 0.5, df / (df + t * t))
}

/// Quantile of Student's t.
#[must_use]
pub fn t_quantile(p: f64, df: f64) -> f64 {
    if !(p > 0.0 && p < 1.0) || df.is_nan() || df <= 0.0 {
        return f64::NAN;
    }
    if df > 1e10 {
        return normal_quantile(p);
    }
    if p > 0.5 {
        return -t_quantile(1.0 - p, df);
    }
    if (p - 0.5).abs() < f64::EPSILON {
        return 0.0;
    }
    let mut low = -2.0;
    while t_cdf(low, df) > p {
        low *= 2.0;
        if low < -1e300 {
            return f64::NEG_INFINITY;
        }
    }
    bisect(low, 0.0, |t| t_cdf(t, df) - p)
}

/// Upper tail of the F distribution.
#[must_use]
pub fn f_p(f: f64, df1: f64, df2: f64) -> f64 {
    if f.is_nan() || df1 <= 0.0 || df2 <= 0.0 {
        return f64::NAN;
    }
    if f <= 0.0 {
        return 1.0;
    }
    if df2 > 1e10 {
        return chi2_p(f * df1, df1);
    }
    incomplete_beta(df2 / 2.0, df1 / 2.0, df2 / (df2 + df1 * f))
}

/// Quantile of the F distribution.
#[must_use]
pub fn f_quantile(p: f64, df1: f64, df2: f64) -> f64 {
    let mut high = 2.0;
    while 1.0 - f_p(high, df1, df2) < p && high < 1e300 {
        high *= 2.0;
    }
    bisect(0.0, high, |x| 1.0 - f_p(x, df1, df2) - p)
}

/// Upper tail of the chi-squared distribution.
#[must_use]
pub fn chi2_p(x: f64, df: f64) -> f64 {
    if x.is_nan() || df <= 0.0 {
        return f64::NAN;
    }
    if x <= 0.0 {
        return 1.0;
    }
    gamma_ur(df / 2.0, x / 2.0)
}

/// Quantile of the chi-squared distribution.
#[must_use]
pub fn chi2_quantile(p: f64, df: f64) -> f64 {
    let mut high = df + 10.0;
    while 1.0 - chi2_p(high, df) < p && high < 1e300 {
        high *= 2.0;
    }
    bisect(0.0, high, |x| 1.0 - chi2_p(x, df) - p)
}

/// Distribution function of the noncentral t with noncentrality `delta`
/// (Lenth 1989, Applied Statistics algorithm AS 243: Poisson mixture of incomplete betas).
#[must_use]
pub fn noncentral_t_cdf(t: f64, df: f64, delta: f64) -> f64 {
    if t < 0.0 {
        return 1.0 - noncentral_t_cdf(-t, df, -delta);
    }
    if delta.abs() > 37.0 || df > 4e5 {
        // Abramowitz & Stegun 26.7.10; the mixture underflows here.
        let s = 1.0 / (4.0 * df);
        return normal_cdf((t * (1.0 - s) - delta) / (1.0 + t * t * 2.0 * s).sqrt());
    }
    let x = t * t / (t * t + df);
    let mut sum = 0.0;
    if x > 0.0 {
        let lambda = delta * delta;
        let mut p = 0.5 * (-0.5 * lambda).exp();
        let mut q = (2.0 / PI).sqrt() * p * delta;
        let mut rest = 0.5 - p;
        let mut a = 0.5;
        let b = 0.5 * df;
        let rxb = (1.0 - x).powf(b);
        let ln_beta = PI.ln() * 0.5 + ln_gamma(b) - ln_gamma(0.5 + b);
        let mut x_odd = incomplete_beta(a, b, x);
        let mut god = 2.0 * rxb * (a * x.ln() - ln_beta).exp();
        let mut x_even = 1.0 - rxb;
        let mut geven = b * x * rxb;
        sum = p * x_odd + q * x_even;
        for k in 1..=5000 {
            a += 1.0;
            x_odd -= god;
            x_even -= geven;
            god *= x * (a + b - 1.0) / a;
            geven *= x * (a + b - 0.5) / (a + 0.5);
            p *= lambda / f64::from(2 * k);
            q *= lambda / f64::from(2 * k + 1);
            sum += p * x_odd + q * x_even;
            rest -= p;
            if rest < -1e-10 || (2.0 * rest * (x_odd - god)).abs() < 1e-15 {
                break;
            }
        }
    }
    (sum + normal_cdf(-delta)).clamp(0.0, 1.0)
}

/// Gamma function's logarithm.
#[must_use]
pub fn ln_gamma_of(x: f64) -> f64 {
    ln_gamma(x)
}

fn incomplete_beta(a: f64, b: f64, x: f64) -> f64 {
    if x <= 0.0 {
        return 0.0;
    }
    if x >= 1.0 {
        return 1.0;
    }
    beta_reg(a, b, x)
}

/// Root of an increasing (or decreasing) function between `low` and `high`, to the last bits.
pub(crate) fn bisect(mut low: f64, mut high: f64, f: impl Fn(f64) -> f64) -> f64 {
    let rising = f(high) >= f(low);
    for _ in 0..300 {
        let middle = 0.5 * (low + high);
        if middle <= low.min(high) || middle >= low.max(high) {
            break;
        }
        if (f(middle) < 0.0) == rising {
            low = middle;
        } else {
            high = middle;
        }
    }
    0.5 * (low + high)
}
