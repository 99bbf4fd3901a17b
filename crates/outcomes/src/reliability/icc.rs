//! Intraclass correlations (Shrout & Fleiss 1979, Psychological Bulletin 86).

use super::check_table;
use crate::describe::{Interval, check_level, mean};
use crate::dist;
use crate::error::{OutcomesError, Result};
use serde::Serialize;

/// Which of the six.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub enum IccKind {
    /// ICC(1,1): each person rated by different raters; one rating.
    Icc1,
    /// ICC(2,1): random raters, absolute agreement; one rating.
    Icc2,
    /// ICC(3,1): these raters only, consistency; one rating.
    Icc3,
    /// ICC(1,k): mean of k ratings by different raters.
    Icc1k,
    /// ICC(2,k): mean of k random raters.
    Icc2k,
    /// ICC(3,k): mean of these k raters.
    Icc3k,
}

/// One coefficient.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct Icc {
    /// Which.
    pub kind: IccKind,
    /// Coefficient.
    pub icc: f64,
    /// F test against zero: F, its degrees of freedom, p.
    pub f: f64,
    /// First degrees of freedom.
    pub df1: f64,
    /// Second degrees of freedom.
    pub df2: f64,
    /// p.
    pub p: f64,
    /// Interval.
    pub interval: Interval,
}

/// All six coefficients of ratings with persons in rows and raters in columns.
///
/// # Errors
/// For incomplete rows, too few persons or raters, or no variance between persons.
pub fn intraclass(rows: &[Vec<f64>], level: f64) -> Result<[Icc; 6]> {
    check_level(level)?;
    let (n, k) = check_table(rows, "an intraclass correlation")?;
    let (nf, kf) = (n as f64, k as f64);
    let grand = mean(&rows.iter().flatten().copied().collect::<Vec<_>>());
    let row_means: Vec<f64> = rows.iter().map(|r| mean(r)).collect();
    let column_means: Vec<f64> = (0..k)
        .map(|j| mean(&rows.iter().map(|r| r[j]).collect::<Vec<_>>()))
        .collect();
    let total: f64 = rows.iter().flatten().map(|v| (v - grand).powi(2)).sum();
    let between = kf * row_means.iter().map(|m| (m - grand).powi(2)).sum::<f64>();
    let raters = nf
        * column_means
            .iter()
            .map(|m| (m - grand).powi(2))
            .sum::<f64>();
    let msb = between / (nf - 1.0);
    let msw = (total - between) / (nf * (kf - 1.0));
    let msj = raters / (kf - 1.0);
    let mse = (total - between - raters) / ((nf - 1.0) * (kf - 1.0));
    if msb <= 0.0 || mse <= 1e-14 * total {
        return Err(OutcomesError::NoVariance(
            "an intraclass correlation".into(),
        ));
    }
    let tail = 1.0 - (1.0 - level) / 2.0;
    let (d1, dw, de) = (nf - 1.0, nf * (kf - 1.0), (nf - 1.0) * (kf - 1.0));
    let (f1, f3) = (msb / msw, msb / mse);

    let icc1 = (msb - msw) / (msb + (kf - 1.0) * msw);
    let icc2 = (msb - mse) / (msb + (kf - 1.0) * mse + kf * (msj - mse) / nf);
    let icc3 = (msb - mse) / (msb + (kf - 1.0) * mse);
    let single = |low: f64, high: f64| Interval {
        low: (low - 1.0) / (low + kf - 1.0),
        high: (high - 1.0) / (high + kf - 1.0),
        level,
    };
    let averaged = |low: f64, high: f64| Interval {
        low: 1.0 - 1.0 / low,
        high: 1.0 - 1.0 / high,
        level,
    };
    let (l1, u1) = (
        f1 / dist::f_quantile(tail, d1, dw),
        f1 * dist::f_quantile(tail, dw, d1),
    );
    let (l3, u3) = (
        f3 / dist::f_quantile(tail, d1, de),
        f3 * dist::f_quantile(tail, de, d1),
    );
    // Shrout & Fleiss's approximate degrees of freedom for random raters.
    let fj = msj / mse;
    let vn = de * (kf * icc2 * fj + nf * (1.0 + (kf - 1.0) * icc2) - kf * icc2).powi(2);
    let vd =
        d1 * kf * kf * icc2 * icc2 * fj * fj + (nf * (1.0 + (kf - 1.0) * icc2) - kf * icc2).powi(2);
    let v = vn / vd;
    let (fu, fl) = (dist::f_quantile(tail, d1, v), dist::f_quantile(tail, v, d1));
    let low2 = nf * (msb - fu * mse) / (fu * (kf * msj + (kf * nf - kf - nf) * mse) + nf * msb);
    let high2 = nf * (fl * msb - mse) / (kf * msj + (kf * nf - kf - nf) * mse + nf * fl * msb);
    let step_up = |r: f64| kf * r / (1.0 + (kf - 1.0) * r);
    let interval2 = Interval {
        low: low2,
        high: high2,
        level,
    };

    let make = |kind, icc, f, df2, interval| Icc {
        kind,
        icc,
        f,
        df1: d1,
        df2,
        p: dist::f_p(f, d1, df2),
        interval,
    };
    Ok([
        make(IccKind::Icc1, icc1, f1, dw, single(l1, u1)),
        make(IccKind::Icc2, icc2, f3, de, interval2),
        make(IccKind::Icc3, icc3, f3, de, single(l3, u3)),
        make(IccKind::Icc1k, (msb - msw) / msb, f1, dw, averaged(l1, u1)),
        make(
            IccKind::Icc2k,
            (msb - mse) / (msb + (msj - mse) / nf),
            f3,
            de,
            interval2.map(step_up),
        ),
        make(IccKind::Icc3k, (msb - mse) / msb, f3, de, averaged(l3, u3)),
    ])
}
