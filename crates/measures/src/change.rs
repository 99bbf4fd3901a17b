//! What a difference between two scores means.

use serde::{Deserialize, Serialize};

/// A statistical method of reliable change.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Method {
    /// Jacobson and Truax 1991.
    #[default]
    JacobsonTruax,
    /// Edwards, Yarvis, Mueller, Zingale and Wagman 1978, after Nunnally.
    EdwardsNunnally,
    /// Hageman and Arrindell 1999.
    HagemanArrindell,
    /// Hsu 1989, after Gulliksen, Lord and Novick.
    GulliksenLordNovick,
    /// Hsu 1996, hypothetical level of regression.
    Hsu,
}
