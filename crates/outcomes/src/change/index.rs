//! Reliable change as a corridor: what score is expected after, given the score before, and with which error.

use super::{ChangePlan, Method};
use crate::describe::Moments;
use crate::dist;
use crate::error::{OutcomesError, Result};

/// A reliable-change rule ready to be applied. Every distribution-based method has the form
/// `index = (post - (intercept + slope * pre)) / standard_error`, and a change is reliable if `|index| > critical`.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct ReliableChange {
    /// Expected score after for a score of zero before.
    pub intercept: f64,
    /// Expected rise after per point before.
    pub slope: f64,
    /// Standard error of the departure.
    pub standard_error: f64,
    /// Standard error of measurement.
    pub measurement_error: f64,
    /// The index beyond which a change is reliable.
    pub critical: f64,
    /// Reliability of the differences (Hageman & Arrindell only).
    pub difference_reliability: Option<f64>,
}

impl ReliableChange {
    /// The rule of `plan.method`, from the sample before, the sample after and their correlation.
    ///
    /// # Errors
    /// If the reliability is missing or outside (0, 1), or if the sample makes the rule meaningless.
    pub fn new(plan: &ChangePlan, pre: &Moments, post: &Moments, correlation: f64) -> Result<Self> {
        let r = plan.reliability.ok_or_else(|| OutcomesError::Usage(format!("the method {} needs the measure's reliability: pass --reliability, for example --reliability 0.84", plan.method.name())))?;
        check_reliability("the reliability", r)?;
        let r_post = plan.reliability_post.unwrap_or(r);
        check_reliability("the reliability after treatment", r_post)?;
        let (m, sd) = (pre.mean, pre.sd);
        let sem = sd * (1.0 - r).sqrt();
        let mut difference_reliability = None;
        let (intercept, slope, standard_error) = match plan.method {
            Method::Jt => (0.0, 1.0, (2.0 * sem * sem).sqrt()),
            Method::En => (m * (1.0 - r), r, sem),
            Method::Gln => (m * (1.0 - r), r, sd * (1.0 - r * r).sqrt()),
            Method::Hll => (post.mean - r * m, r, sd * (1.0 - r * r).sqrt()),
            Method::Nk => (
                m * (1.0 - r),
                r,
                (r * r * sd * sd * (1.0 - r) + sd * sd * (1.0 - r_post)).sqrt(),
            ),
            Method::Ha => {
                let r_dd = difference_reliability_ha(pre.sd, post.sd, sem, correlation)?;
                difference_reliability = Some(r_dd);
                (
                    -(post.mean - m) * (1.0 - r_dd) / r_dd,
                    1.0,
                    (2.0 * sem * sem).sqrt() / r_dd.sqrt(),
                )
            }
            Method::Hlm | Method::Anchor | Method::Percent => {
                return Err(OutcomesError::Usage(format!(
                    "{} has no reliable-change corridor",
                    plan.method.name()
                )));
            }
        };
        Ok(Self {
            intercept,
            slope,
            standard_error,
            measurement_error: sem,
            critical: critical(plan),
            difference_reliability,
        })
    }

    /// Score after that no change predicts.
    #[must_use]
    pub fn expected(&self, pre: f64) -> f64 {
        self.intercept + self.slope * pre
    }

    /// Index of one person.
    #[must_use]
    pub fn index(&self, pre: f64, post: f64) -> f64 {
        if self.slope == 1.0 {
            // Keeps a whole-number change exact.
            return (post - pre - self.intercept) / self.standard_error;
        }
        (post - self.expected(pre)) / self.standard_error
    }

    /// Points that a change must exceed.
    #[must_use]
    pub fn threshold(&self) -> f64 {
        self.critical * self.standard_error
    }
}

/// The critical index at the plan's confidence: two-sided, one-sided for Hageman & Arrindell.
pub(super) fn critical(plan: &ChangePlan) -> f64 {
    match plan.method {
        Method::Ha => dist::normal_quantile(plan.confidence),
        _ => dist::normal_quantile(0.5 + plan.confidence / 2.0),
    }
}

/// Reliability of the score in a sample with standard deviation `sd`, the error of measurement taken as constant.
pub(super) fn sample_reliability(sd: f64, sem: f64) -> f64 {
    (sd * sd - sem * sem) / (sd * sd)
}

fn difference_reliability_ha(sd_pre: f64, sd_post: f64, sem: f64, correlation: f64) -> Result<f64> {
    let shared = 2.0 * sd_pre * sd_post * correlation;
    let true_part = sd_pre * sd_pre * sample_reliability(sd_pre, sem)
        + sd_post * sd_post * sample_reliability(sd_post, sem)
        - shared;
    let r_dd = true_part / (sd_pre * sd_pre + sd_post * sd_post - shared);
    if r_dd.is_finite() && r_dd > 0.0 {
        Ok(r_dd)
    } else {
        Err(OutcomesError::Data(format!(
            "Hageman & Arrindell's index does not exist here: the differences vary less than their measurement error would make them \
             (reliability of the differences {r_dd:.3}). Use another method, or check the reliability"
        )))
    }
}

fn check_reliability(what: &'static str, r: f64) -> Result<()> {
    if r > 0.0 && r < 1.0 {
        Ok(())
    } else {
        Err(OutcomesError::Range {
            what,
            value: r,
            allowed: "above 0 and below 1",
        })
    }
}
