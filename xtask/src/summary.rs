//! The one closing summary: what ran, how it ended, how long it took, and how many tests there were.

use std::fmt::Write as _;
use std::time::Duration;

use crate::counts::Counts;
use crate::steps::Step;

/// How one step ended.
pub(crate) struct StepResult {
    pub(crate) step: Step,
    pub(crate) took: Duration,
    pub(crate) counts: Counts,
    /// Why the step failed, in a line; nothing if it passed.
    pub(crate) failure: Option<String>,
}

/// The table and, as its last line, `N passed, N failed`: the tests that the runners counted, and one failure for
/// each step that failed without a failed test (a lint, a file that does not compile).
pub(crate) fn text(results: &[StepResult]) -> String {
    let mut text = format!(
        "{:<8}  {:<7}  {:>7}  {:>7}  {:>7}\n",
        "step", "outcome", "passed", "failed", "seconds"
    );
    for result in results {
        let outcome = if result.failure.is_none() {
            "passed"
        } else {
            "FAILED"
        };
        let (passed, failed) = if result.step.counts_tests() {
            (
                result.counts.passed.to_string(),
                result.counts.failed.to_string(),
            )
        } else {
            ("-".to_owned(), "-".to_owned())
        };
        let _ = writeln!(
            text,
            "{:<8}  {outcome:<7}  {passed:>7}  {failed:>7}  {:>7.1}",
            result.step.name(),
            result.took.as_secs_f64()
        );
    }
    for result in results {
        if let Some(why) = &result.failure {
            let _ = writeln!(text, "{}: {why}", result.step.name());
        }
    }
    let total: Counts = results.iter().map(with_failed_steps).sum();
    let _ = writeln!(text, "{} passed, {} failed", total.passed, total.failed);
    text
}

fn with_failed_steps(result: &StepResult) -> Counts {
    let counts = result.counts;
    if result.failure.is_some() && counts.failed == 0 {
        Counts {
            failed: 1,
            ..counts
        }
    } else {
        counts
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn result(step: Step, passed: u64, failed: u64, failure: Option<&str>) -> StepResult {
        StepResult {
            step,
            took: Duration::from_millis(1500),
            counts: Counts { passed, failed },
            failure: failure.map(str::to_owned),
        }
    }

    #[test]
    fn the_last_line_adds_up_the_tests_of_all_runners() {
        let text = text(&[
            result(Step::Tests, 40, 0, None),
            result(Step::Browser, 7, 2, Some("node ended with exit status: 1")),
        ]);
        assert_eq!(text.lines().last(), Some("47 passed, 2 failed"));
        assert!(
            text.contains("FAILED") && text.contains("browser: node ended"),
            "{text}"
        );
    }

    #[test]
    fn a_step_that_fails_without_a_failed_test_counts_as_one_failure() {
        let text = text(&[
            result(Step::Clippy, 0, 0, Some("a warning")),
            result(Step::Tests, 3, 0, None),
        ]);
        assert_eq!(text.lines().last(), Some("3 passed, 1 failed"));
    }
}
