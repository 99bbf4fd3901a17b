//! How many tests ran: read from what the runners themselves say, never guessed.

use std::iter::Sum;

/// Tests that passed and tests that did not.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Counts {
    pub(crate) passed: u64,
    pub(crate) failed: u64,
}

impl Sum for Counts {
    fn sum<I: Iterator<Item = Self>>(each: I) -> Self {
        each.fold(Self::default(), |all, one| Self {
            passed: all.passed + one.passed,
            failed: all.failed + one.failed,
        })
    }
}

/// Reads cargo-nextest's closing line, `Summary [ 0.1s] 9 tests run: 7 passed (1 slow), 1 failed, 1 timed out, 0 skipped`.
pub(crate) fn of_nextest(output: &str) -> Counts {
    output
        .lines()
        .filter_map(|line| line.trim_start().strip_prefix("Summary ["))
        .filter_map(|line| line.split_once(" run: "))
        .map(|(_, outcomes)| {
            outcomes
                .split(", ")
                .filter_map(number_and_word)
                .fold(Counts::default(), add)
        })
        .sum()
}

/// Reads the closing line of every test binary that `cargo test` ran, `test result: ok. 3 passed; 0 failed; ...`.
pub(crate) fn of_cargo_test(output: &str) -> Counts {
    output
        .lines()
        .filter_map(|line| line.trim_start().strip_prefix("test result: "))
        .filter_map(|line| line.split_once(". "))
        .map(|(_, outcomes)| {
            outcomes
                .split("; ")
                .filter_map(number_and_word)
                .filter(|(_, word)| matches!(*word, "passed" | "failed"))
                .fold(Counts::default(), add)
        })
        .sum()
}

/// Reads the closing comments of Node's report in the Test Anything Protocol: `# pass 3`, `# fail 0`, `# cancelled 0`.
pub(crate) fn of_node(report: &str) -> Counts {
    let number = |name: &str| -> u64 {
        report
            .lines()
            .filter_map(|line| {
                line.strip_prefix("# ")?
                    .strip_prefix(name)?
                    .trim()
                    .parse()
                    .ok()
            })
            .next_back()
            .unwrap_or(0)
    };
    Counts {
        passed: number("pass "),
        failed: number("fail ") + number("cancelled "),
    }
}

fn number_and_word(part: &str) -> Option<(u64, &str)> {
    let (number, rest) = part.trim().split_once(' ')?;
    Some((number.parse().ok()?, rest.split(' ').next()?))
}

/// Whatever is neither passed nor skipped (failed, timed out, not started) did not pass.
fn add(counts: Counts, (number, word): (u64, &str)) -> Counts {
    match word {
        "passed" => Counts {
            passed: counts.passed + number,
            ..counts
        },
        "skipped" => counts,
        _ => Counts {
            failed: counts.failed + number,
            ..counts
        },
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nextest_summaries_are_counted_with_time_outs_as_failures() {
        let output = "     PASS [   0.01s] a b\n────────\n     Summary [   1.2s] 11 tests run: 8 passed (1 slow), 2 failed, 1 timed out, 4 skipped\n";
        assert_eq!(
            of_nextest(output),
            Counts {
                passed: 8,
                failed: 3
            }
        );
    }

    #[test]
    fn an_interrupted_nextest_run_is_counted_too() {
        let output = "     Summary [   1.2s] 5/11 tests run: 4 passed, 1 failed, 0 skipped\n";
        assert_eq!(
            of_nextest(output),
            Counts {
                passed: 4,
                failed: 1
            }
        );
    }

    #[test]
    fn every_binary_of_cargo_test_is_summed() {
        let output = "test result: ok. 3 passed; 0 failed; 0 ignored; 0 measured; 2 filtered out; finished in 0.00s\n\
                      test result: FAILED. 1 passed; 2 failed; 0 ignored; 0 measured; 0 filtered out; finished in 0.00s\n";
        assert_eq!(
            of_cargo_test(output),
            Counts {
                passed: 4,
                failed: 2
            }
        );
    }

    #[test]
    fn nodes_report_is_read_from_its_closing_comments() {
        let report = "TAP version 13\n# Subtest: x\nok 1 - x\n1..1\n# tests 4\n# suites 0\n# pass 2\n# fail 1\n# cancelled 1\n# skipped 0\n";
        assert_eq!(
            of_node(report),
            Counts {
                passed: 2,
                failed: 2
            }
        );
    }

    #[test]
    fn a_runner_that_said_nothing_counts_nothing() {
        assert_eq!(of_nextest("error: could not compile"), Counts::default());
        assert_eq!(of_cargo_test("error: could not compile"), Counts::default());
        assert_eq!(of_node(""), Counts::default());
    }
}
