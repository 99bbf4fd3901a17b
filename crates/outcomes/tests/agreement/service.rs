use crate::expected::close;
use attune_outcomes::service::{SMALLEST_CELL, funnel_limits, rate, withheld};

const FUNNEL_1: (f64, usize, f64, f64) = (0.5, 50, 0.35070229180240414, 0.6292977081975958);
const FUNNEL_2: (f64, usize, f64, f64) = (0.12, 30, 0.0012820053252688907, 0.23078316806493354);

/// Spiegelhalter's formula evaluated with exact binomial coefficients.
#[test]
fn funnel_limits_are_the_exact_interpolated_binomial_ones() {
    for (overall, n, low, high) in [FUNNEL_1, FUNNEL_2] {
        let limits = funnel_limits(overall, n, 0.95).unwrap();
        close(limits.low, low, "lower limit");
        close(limits.high, high, "upper limit");
    }
    let wide = funnel_limits(0.5, 20, 0.95).unwrap();
    let narrow = funnel_limits(0.5, 2000, 0.95).unwrap();
    assert!(wide.low < narrow.low && narrow.high < wide.high);
    assert!(funnel_limits(0.0, 20, 0.95).is_err());
}

#[test]
fn a_rate_needs_persons() {
    assert_eq!(rate(3, 12, 0.95).unwrap().rate, 0.25);
    assert!(rate(0, 0, 0.95).is_err());
    assert!(rate(3, 2, 0.95).is_err());
}

#[test]
fn a_small_cell_cannot_be_computed_from_its_row_and_column() {
    let counts = vec![vec![40, 3, 25], vec![31, 22, 18], vec![60, 70, 0]];
    let hidden = withheld(&counts);
    assert!(hidden[0][1]);
    for line in 0..3 {
        let row = (0..3).filter(|c| hidden[line][*c]).count();
        let column = (0..3).filter(|r| hidden[*r][line]).count();
        assert!(row != 1 && column != 1, "{hidden:?}");
    }
    for (row, gone) in counts.iter().zip(&hidden) {
        for (n, gone) in row.iter().zip(gone) {
            assert!(*gone || *n == 0 || *n >= SMALLEST_CELL);
        }
    }
    assert!(
        withheld(&[vec![40, 30], vec![20, 10]])
            .iter()
            .flatten()
            .all(|h| !h),
        "nothing small, nothing withheld"
    );
}
