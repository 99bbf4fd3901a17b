//! Reading the references' output and comparing with it.

use serde_json::Value;

/// A file of `tests/expected/`.
pub(crate) fn load(text: &str) -> Value {
    serde_json::from_str(text).unwrap()
}

/// Value at a `/` path.
pub(crate) fn at<'a>(value: &'a Value, path: &str) -> &'a Value {
    value
        .pointer(path)
        .unwrap_or_else(|| panic!("{path} is not in the expected values"))
}

pub(crate) fn number(value: &Value, path: &str) -> f64 {
    at(value, path)
        .as_f64()
        .unwrap_or_else(|| panic!("{path} is not a number"))
}

pub(crate) fn numbers(value: &Value, path: &str) -> Vec<f64> {
    at(value, path)
        .as_array()
        .unwrap()
        .iter()
        .map(|v| v.as_f64().unwrap_or(f64::NAN))
        .collect()
}

pub(crate) fn words(value: &Value, path: &str) -> Vec<String> {
    at(value, path)
        .as_array()
        .unwrap()
        .iter()
        .map(|v| v.as_str().unwrap().to_owned())
        .collect()
}

/// Rows of numbers.
pub(crate) fn rows(value: &Value, path: &str) -> Vec<Vec<f64>> {
    at(value, path)
        .as_array()
        .unwrap()
        .iter()
        .map(|r| {
            r.as_array()
                .unwrap()
                .iter()
                .map(|v| v.as_f64().unwrap())
                .collect()
        })
        .collect()
}

/// A column of an array of objects.
pub(crate) fn column(value: &Value, path: &str, key: &str) -> Vec<f64> {
    at(value, path)
        .as_array()
        .unwrap()
        .iter()
        .map(|r| r[key].as_f64().unwrap())
        .collect()
}

/// Equal to `tolerance`, absolute or relative to the expected size, whichever is wider.
#[track_caller]
pub(crate) fn close_to(actual: f64, expected: f64, tolerance: f64, what: &str) {
    let limit = tolerance * expected.abs().max(1.0);
    assert!(
        (actual - expected).abs() <= limit,
        "{what}: {actual} is not {expected} (difference {:e})",
        actual - expected
    );
}

/// Equal to 1e-6.
#[track_caller]
pub(crate) fn close(actual: f64, expected: f64, what: &str) {
    close_to(actual, expected, 1e-6, what);
}

#[track_caller]
pub(crate) fn all_close(actual: &[f64], expected: &[f64], what: &str) {
    assert_eq!(actual.len(), expected.len(), "{what}: number of values");
    for (i, (a, e)) in actual.iter().zip(expected).enumerate() {
        close(*a, *e, &format!("{what} [{i}]"));
    }
}
