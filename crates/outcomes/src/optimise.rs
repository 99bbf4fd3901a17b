//! Minimising smooth functions of a few parameters, and their derivatives by differences.

use nalgebra::{DMatrix, DVector};

/// Nelder & Mead's simplex from `start` with first steps `step`; returns the best point and value.
pub(crate) fn simplex(
    start: &[f64],
    step: f64,
    iterations: usize,
    f: &impl Fn(&[f64]) -> f64,
) -> (Vec<f64>, f64) {
    let n = start.len();
    let mut points: Vec<(Vec<f64>, f64)> = Vec::with_capacity(n + 1);
    points.push((start.to_vec(), f(start)));
    for i in 0..n {
        let mut p = start.to_vec();
        p[i] += step;
        let value = f(&p);
        points.push((p, value));
    }
    for _ in 0..iterations {
        points.sort_by(|a, b| a.1.total_cmp(&b.1));
        if (points[n].1 - points[0].1).abs() <= 1e-9 * (1.0 + points[0].1.abs()) {
            break;
        }
        let centre: Vec<f64> = (0..n)
            .map(|i| points[..n].iter().map(|p| p.0[i]).sum::<f64>() / n as f64)
            .collect();
        let toward = |t: f64| -> (Vec<f64>, f64) {
            let p: Vec<f64> = (0..n)
                .map(|i| centre[i] + t * (points[n].0[i] - centre[i]))
                .collect();
            let value = f(&p);
            (p, value)
        };
        let reflected = toward(-1.0);
        if reflected.1 < points[0].1 {
            let expanded = toward(-2.0);
            points[n] = if expanded.1 < reflected.1 {
                expanded
            } else {
                reflected
            };
        } else if reflected.1 < points[n - 1].1 {
            points[n] = reflected;
        } else {
            let contracted = if reflected.1 < points[n].1 {
                toward(-0.5)
            } else {
                toward(0.5)
            };
            if contracted.1 < points[n].1.min(reflected.1) {
                points[n] = contracted;
            } else {
                let best = points[0].0.clone();
                for p in &mut points[1..] {
                    for (x, b) in p.0.iter_mut().zip(&best) {
                        *x = b + 0.5 * (*x - b);
                    }
                    p.1 = f(&p.0);
                }
            }
        }
    }
    points.sort_by(|a, b| a.1.total_cmp(&b.1));
    points.swap_remove(0)
}

/// Newton's method with differences from a point near the minimum; true if it settled. It ends when steps are below the
/// last digits, or no longer shrink because rounding hides what is left.
pub(crate) fn newton(point: &mut Vec<f64>, f: &impl Fn(&[f64]) -> f64) -> bool {
    let mut value = f(point);
    let mut inverse = DMatrix::zeros(0, 0);
    let mut last = f64::INFINITY;
    for _ in 0..60 {
        // Close to the minimum the curvature does not change any more, and it is dear.
        if last > 1e-4 {
            let Some(fresh) = curvature_inverse(point, f) else {
                return false;
            };
            inverse = fresh;
        }
        let step = -(&inverse * gradient(point, f));
        let size = step.amax() / (1.0 + point.iter().fold(0.0_f64, |m, x| m.max(x.abs())));
        if size.is_nan() {
            return false;
        }
        if size < 1e-11 || (size < 1e-6 && size > 0.25 * last) {
            return true;
        }
        last = size;
        let mut scale = 1.0;
        loop {
            let candidate: Vec<f64> = point
                .iter()
                .zip(step.iter())
                .map(|(x, s)| x + scale * s)
                .collect();
            let new = f(&candidate);
            // Near the minimum the value no longer resolves the step; the gradient still does.
            let blurred = scale == 1.0 && size < 1e-4 && new <= value + 1e-10 * (1.0 + value.abs());
            if new < value || blurred {
                *point = candidate;
                value = value.min(new);
                break;
            }
            scale *= 0.5;
            if scale < 1e-8 {
                return size < 1e-4;
            }
        }
    }
    false
}

/// Inverse of the Hessian. A flat direction (a variance at zero) is left where it is; a concave one is turned round.
fn curvature_inverse(point: &[f64], f: &impl Fn(&[f64]) -> f64) -> Option<DMatrix<f64>> {
    let eigen = hessian(point, f).symmetric_eigen();
    let largest = eigen.eigenvalues.amax();
    if !largest.is_finite() {
        return None;
    }
    let inverse = eigen.eigenvalues.map(|e| {
        if e.abs() > 1e-10 * largest {
            1.0 / e.abs()
        } else {
            0.0
        }
    });
    Some(&eigen.eigenvectors * DMatrix::from_diagonal(&inverse) * eigen.eigenvectors.transpose())
}

fn spacing(x: f64) -> f64 {
    2e-3 * x.abs().max(0.1)
}

fn shifted(point: &[f64], moves: &[(usize, f64)]) -> Vec<f64> {
    let mut p = point.to_vec();
    for &(i, by) in moves {
        p[i] += by;
    }
    p
}

/// Gradient by fourth-order central differences.
pub(crate) fn gradient(point: &[f64], f: &impl Fn(&[f64]) -> f64) -> DVector<f64> {
    DVector::from_iterator(
        point.len(),
        (0..point.len()).map(|i| {
            let h = spacing(point[i]);
            let at = |t: f64| f(&shifted(point, &[(i, t * h)]));
            (8.0 * (at(1.0) - at(-1.0)) - (at(2.0) - at(-2.0))) / (12.0 * h)
        }),
    )
}

/// Hessian by fourth-order central differences.
pub(crate) fn hessian(point: &[f64], f: &impl Fn(&[f64]) -> f64) -> DMatrix<f64> {
    let n = point.len();
    let centre = f(point);
    let mut matrix = DMatrix::zeros(n, n);
    for i in 0..n {
        let hi = spacing(point[i]);
        let at = |t: f64| f(&shifted(point, &[(i, t * hi)]));
        matrix[(i, i)] =
            (16.0 * (at(1.0) + at(-1.0)) - (at(2.0) + at(-2.0)) - 30.0 * centre) / (12.0 * hi * hi);
        for j in 0..i {
            let hj = spacing(point[j]);
            let cross = |t: f64| {
                let at = |a: f64, b: f64| f(&shifted(point, &[(i, a * t * hi), (j, b * t * hj)]));
                (at(1.0, 1.0) - at(1.0, -1.0) - at(-1.0, 1.0) + at(-1.0, -1.0))
                    / (4.0 * t * t * hi * hj)
            };
            let mixed = (4.0 * cross(1.0) - cross(2.0)) / 3.0;
            matrix[(i, j)] = mixed;
            matrix[(j, i)] = mixed;
        }
    }
    matrix
}
