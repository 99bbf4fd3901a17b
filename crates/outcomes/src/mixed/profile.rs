//! The profiled deviance of a mixed model with one grouping factor, from sums that are made once.
//!
//! With relative covariance factor Λ (Bates, Maechler, Bolker & Walker 2015, Journal of Statistical Software 67(1)), each
//! person contributes `ln det(Λ'Z'ZΛ + I)` and takes `(Z'[X y])' A (Z'[X y])`, `A = Λ (Λ'Z'ZΛ + I)⁻¹ Λ'`, from
//! `[X y]'[X y]`. Persons seen at the same times share Z'Z, so that their products are added up beforehand and an
//! evaluation costs as many steps as there are patterns of visits, not as there are persons.

use super::{MixedData, RandomEffects};
use crate::error::{OutcomesError, Result};
use nalgebra::{DMatrix, DVector};
use std::collections::HashMap;

/// How a variable was standardised: `(z - shift) / scale`.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Standard {
    pub(super) shift: f64,
    pub(super) scale: f64,
}

/// All persons with the same visits.
struct Pattern {
    persons: f64,
    /// Z'Z: number, sum, sum of squares of z.
    cross: [f64; 3],
}

/// What the deviance is computed from.
pub(super) struct Profile {
    patterns: Vec<Pattern>,
    /// For each pattern, Σ over its persons of the products of the rows of Z'[X y]: (0,0), then (0,1) + (1,0), then (1,1),
    /// each as a packed lower triangle. In one piece, because this is what an evaluation reads from end to end.
    products: Vec<f64>,
    total: DMatrix<f64>,
    pub(super) n: usize,
    pub(super) p: usize,
    pub(super) q: usize,
    pub(super) reml: bool,
    pub(super) y_mean: f64,
    pub(super) standard: Standard,
    /// From coefficients of the standardised predictors to those of the predictors as given.
    turn: DMatrix<f64>,
    /// Logarithm of the squared determinant that the standardisation takes from `X'X`.
    log_scale: f64,
}

/// One evaluation.
pub(super) struct Evaluation {
    /// Fixed effects, but for the mean of y in the intercept.
    pub(super) beta: DVector<f64>,
    /// `(RX'RX)⁻¹`.
    pub(super) unscaled: DMatrix<f64>,
    /// Penalised residual sum of squares.
    pub(super) rss: f64,
    log_det_l: f64,
    log_det_x: f64,
}

impl Profile {
    pub(super) fn new(data: &MixedData, reml: bool, persons: usize) -> Result<Self> {
        let (n, p) = (data.y.len(), data.x.len());
        let (columns, turn) = standardise(&data.x);
        let log_scale = columns.iter().map(|c| 2.0 * c.scale.ln()).sum();
        let y_mean = if constant_column(&data.x).is_some() {
            crate::describe::mean(&data.y)
        } else {
            0.0
        };
        let (z, q) = match &data.random {
            RandomEffects::Intercept => (None, 1),
            RandomEffects::InterceptAndSlope(z) => (Some(z), 2),
        };
        let standard = standard(z.map(Vec::as_slice))?;
        let width = p + 1;
        let mut sums = vec![0.0; persons * 2 * width];
        let mut cross = vec![[0.0; 3]; persons];
        let mut total = DMatrix::zeros(width, width);
        let mut row = vec![0.0; width];
        for i in 0..n {
            for ((cell, column), s) in row.iter_mut().zip(&data.x).zip(&columns) {
                *cell = (column[i] - s.shift) / s.scale;
            }
            row[p] = data.y[i] - y_mean;
            let zi = z.map_or(0.0, |z| (z[i] - standard.shift) / standard.scale);
            let s = data.subject[i];
            let own = &mut sums[s * 2 * width..(s + 1) * 2 * width];
            for (j, value) in row.iter().enumerate() {
                own[j] += value;
                own[width + j] += zi * value;
            }
            for a in 0..width {
                for b in 0..=a {
                    total[(a, b)] += row[a] * row[b];
                }
            }
            cross[s][0] += 1.0;
            cross[s][1] += zi;
            cross[s][2] += zi * zi;
        }
        for a in 0..width {
            for b in 0..a {
                total[(b, a)] = total[(a, b)];
            }
        }
        let (patterns, products) = gather(&sums, &cross, width);
        Ok(Self {
            patterns,
            products,
            total,
            n,
            p,
            q,
            reml,
            y_mean,
            standard,
            turn,
            log_scale,
        })
    }

    /// Refuses collinear predictors and an outcome that they explain without rest: ordinary regression from the same sums.
    pub(super) fn check(&self) -> Result<()> {
        let collinear = || OutcomesError::Collinear("the mixed model");
        let factor = self
            .total
            .view((0, 0), (self.p, self.p))
            .into_owned()
            .cholesky()
            .ok_or_else(collinear)?;
        // The squared pivot is the share of a predictor that those before it do not explain.
        if (0..self.p).any(|j| factor.l_dirty()[(j, j)].powi(2) <= 1e-10 * self.total[(j, j)]) {
            return Err(collinear());
        }
        let products = self.total.view((0, self.p), (self.p, 1)).into_owned();
        let all = self.total[(self.p, self.p)];
        let explained = products.dot(&factor.solve(&products));
        if all - explained <= 1e-12 * all || all <= 0.0 {
            return Err(OutcomesError::NoVariance("the mixed model".into()));
        }
        Ok(())
    }

    /// Evaluates at the relative factor; `None` where the matrix is not positive definite.
    pub(super) fn evaluate(&self, theta: &[f64]) -> Option<Evaluation> {
        let width = self.p + 1;
        let triangle = width * (width + 1) / 2;
        let mut taken = vec![0.0; triangle];
        let mut log_det_l = 0.0;
        for (pattern, products) in self
            .patterns
            .iter()
            .zip(self.products.chunks_exact(3 * triangle))
        {
            let ([a00, a01, a11], det) = shrink(theta, pattern.cross);
            log_det_l += pattern.persons * det.ln();
            let (first, rest) = products.split_at(triangle);
            let (mixed, second) = rest.split_at(triangle);
            for (((t, x), y), z) in taken.iter_mut().zip(first).zip(mixed).zip(second) {
                *t += a00 * x + a01 * y + a11 * z;
            }
        }
        let c = DMatrix::from_fn(width, width, |i, j| {
            self.total[(i, j)] - taken[packed(i.max(j), i.min(j))]
        });
        let factor = c.cholesky()?.unpack();
        let p = self.p;
        let rss = factor[(p, p)] * factor[(p, p)];
        let rx = factor.view((0, 0), (p, p)).into_owned();
        let rhs = DVector::from_fn(p, |i, _| factor[(p, i)]);
        let beta = rx.tr_solve_lower_triangular(&rhs)?;
        let inverse = rx.solve_lower_triangular(&DMatrix::identity(p, p))?;
        let log_det_x = 2.0 * (0..p).map(|i| rx[(i, i)].ln()).sum::<f64>() + self.log_scale;
        Some(Evaluation {
            beta: &self.turn * beta,
            unscaled: &self.turn * (inverse.transpose() * inverse) * self.turn.transpose(),
            rss,
            log_det_l,
            log_det_x,
        })
    }

    /// -2 log (restricted) likelihood with σ profiled out; infinite where undefined.
    pub(super) fn deviance(&self, theta: &[f64]) -> f64 {
        let Some(e) = self.evaluate(theta) else {
            return f64::INFINITY;
        };
        let m = self.freedom();
        self.log_dets(&e) + m * (1.0 + (2.0 * std::f64::consts::PI * e.rss / m).ln())
    }

    /// -2 log (restricted) likelihood at θ and σ (the last parameter).
    pub(super) fn deviance_at(&self, parameters: &[f64]) -> f64 {
        let (theta, sigma) = parameters.split_at(parameters.len() - 1);
        let Some(e) = self.evaluate(theta) else {
            return f64::INFINITY;
        };
        let variance = sigma[0] * sigma[0];
        self.log_dets(&e)
            + self.freedom() * (2.0 * std::f64::consts::PI * variance).ln()
            + e.rss / variance
    }

    /// n - p for REML, n for ML.
    pub(super) fn freedom(&self) -> f64 {
        if self.reml {
            (self.n - self.p) as f64
        } else {
            self.n as f64
        }
    }

    fn log_dets(&self, e: &Evaluation) -> f64 {
        e.log_det_l + if self.reml { e.log_det_x } else { 0.0 }
    }
}

/// `A = Λ (Λ'GΛ + I)⁻¹ Λ'` as (0,0), (0,1), (1,1), and the determinant in the middle.
pub(super) fn shrink(theta: &[f64], [n, s, ss]: [f64; 3]) -> ([f64; 3], f64) {
    let a = theta[0];
    if theta.len() == 1 {
        let det = a * a * n + 1.0;
        return ([a * a / det, 0.0, 0.0], det);
    }
    let (b, c) = (theta[1], theta[2]);
    // GΛ, then M = Λ'GΛ + I.
    let (g00, g01) = (n * a + s * b, s * c);
    let (g10, g11) = (s * a + ss * b, ss * c);
    let m00 = a * g00 + b * g10 + 1.0;
    let m01 = a * g01 + b * g11;
    let m11 = c * g11 + 1.0;
    let det = m00 * m11 - m01 * m01;
    let (i00, i01, i11) = (m11 / det, -m01 / det, m00 / det);
    // Λ M⁻¹ Λ' with Λ = [a 0; b c].
    let a00 = a * a * i00;
    let a01 = a * (b * i00 + c * i01);
    let a11 = b * b * i00 + 2.0 * b * c * i01 + c * c * i11;
    ([a00, a01, a11], det)
}

fn gather(sums: &[f64], cross: &[[f64; 3]], width: usize) -> (Vec<Pattern>, Vec<f64>) {
    let triangle = width * (width + 1) / 2;
    let mut found: HashMap<[u64; 3], usize> = HashMap::new();
    let mut patterns: Vec<Pattern> = Vec::new();
    let mut products: Vec<f64> = Vec::new();
    for (person, g) in cross.iter().enumerate() {
        if g[0] == 0.0 {
            continue;
        }
        let at = *found.entry(g.map(f64::to_bits)).or_insert_with(|| {
            products.resize(products.len() + 3 * triangle, 0.0);
            patterns.push(Pattern {
                persons: 0.0,
                cross: *g,
            });
            patterns.len() - 1
        });
        patterns[at].persons += 1.0;
        let own = &sums[person * 2 * width..(person + 1) * 2 * width];
        let (first, second) = own.split_at(width);
        let block = &mut products[at * 3 * triangle..(at + 1) * 3 * triangle];
        for i in 0..width {
            for j in 0..=i {
                let k = packed(i, j);
                block[k] += first[i] * first[j];
                block[triangle + k] += first[i] * second[j] + second[i] * first[j];
                block[2 * triangle + k] += second[i] * second[j];
            }
        }
    }
    (patterns, products)
}

/// Place of (i, j), j <= i, in a packed lower triangle.
fn packed(i: usize, j: usize) -> usize {
    i * (i + 1) / 2 + j
}

fn standard(z: Option<&[f64]>) -> Result<Standard> {
    let Some(z) = z else {
        return Ok(Standard {
            shift: 0.0,
            scale: 1.0,
        });
    };
    let shift = crate::describe::mean(z);
    let scale = crate::describe::variance(z).sqrt();
    if scale > 0.0 && scale.is_finite() {
        Ok(Standard { shift, scale })
    } else {
        Err(OutcomesError::NoVariance("the random slope's time".into()))
    }
}

/// Each predictor about its mean in its own unit (only the unit without an intercept), so that the arithmetic does not
/// depend on where and in what they are measured; and the matrix that turns coefficients back.
fn standardise(x: &[Vec<f64>]) -> (Vec<Standard>, DMatrix<f64>) {
    let constant = constant_column(x);
    let columns: Vec<Standard> = x
        .iter()
        .enumerate()
        .map(|(j, column)| {
            let shift = match constant {
                Some(c) if c != j => crate::describe::mean(column),
                _ => 0.0,
            };
            let square = column
                .iter()
                .map(|v| (v - shift) * (v - shift))
                .sum::<f64>()
                / column.len() as f64;
            let scale = if square > 0.0 { square.sqrt() } else { 1.0 };
            Standard { shift, scale }
        })
        .collect();
    let turn = DMatrix::from_fn(x.len(), x.len(), |i, j| {
        if i == j {
            1.0 / columns[j].scale
        } else if constant == Some(i) {
            -columns[j].shift / columns[j].scale
        } else {
            0.0
        }
    });
    (columns, turn)
}

/// Place of the column of ones.
pub(super) fn constant_column(x: &[Vec<f64>]) -> Option<usize> {
    x.iter().position(|column| column.iter().all(|v| *v == 1.0))
}
