//! The daily rhythm log over a week: how regular a person's days are.
//!
//! The rule is that of Monk et al. 2002 for the SRM-5. For every activity with at least three times in the week: take
//! the mean time, leave out times further than 1.5 standard deviations from it, take the mean again, and count the days
//! within 45 minutes of it. The score is the hits divided by the number of activities scored, 0 to 7. The log itself
//! is ours and unvalidated; there is no clinical cut-off.

use serde::{Deserialize, Serialize};

use crate::answers::{Answer, Answers};

/// The instrument that holds a day.
pub const INSTRUMENT: &str = "daily-rhythm";
/// The activities, by item id, in the order of the day.
pub const ACTIVITIES: [&str; 5] = ["up", "contact", "start", "dinner", "bed"];
/// Fewer times than this in the week, and an activity is not scored.
pub const FEWEST_TIMES: usize = 3;
/// Times further than this many standard deviations from the mean are left out of it.
pub const OUTLIER_SDS: f64 = 1.5;
/// A day within this many minutes of the habitual time is a hit.
pub const HIT_MINUTES: f64 = 45.0;

const DAY: f64 = 24.0 * 60.0;

/// A week's rhythm.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Rhythm {
    /// Hits per activity scored, 0 to 7; none where no activity has enough times.
    pub score: Option<f64>,
    /// The activities that were scored.
    pub activities: Vec<Activity>,
}

/// One activity over the week.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Activity {
    /// The item's id.
    pub id: String,
    /// The habitual time, in minutes after midnight, 0 to below 1440.
    pub habitual_minutes: f64,
    /// Days with a time.
    pub times: usize,
    /// Times left out of the mean as outliers.
    pub outliers: usize,
    /// Days within 45 minutes of the habitual time.
    pub hits: usize,
}

/// Scores up to seven days of one week. The order of the days does not matter.
pub fn score(days: &[Answers]) -> Rhythm {
    let activities: Vec<Activity> = ACTIVITIES
        .iter()
        .filter_map(|id| {
            let times: Vec<f64> = days
                .iter()
                .filter_map(|day| minutes(day.get(id)?))
                .collect();
            activity(id, &times)
        })
        .collect();
    let hits: usize = activities.iter().map(|activity| activity.hits).sum();
    #[allow(clippy::cast_precision_loss)]
    let score = (!activities.is_empty()).then(|| hits as f64 / activities.len() as f64);
    Rhythm { score, activities }
}

fn minutes(answer: &Answer) -> Option<f64> {
    let Answer::Text(text) = answer else {
        return None;
    };
    let time: jiff::civil::Time = text.parse().ok()?;
    Some(f64::from(time.hour()) * 60.0 + f64::from(time.minute()))
}

fn activity(id: &str, times: &[f64]) -> Option<Activity> {
    if times.len() < FEWEST_TIMES {
        return None;
    }
    // 00:30 is an hour after 23:30, not 23 hours before it: all times are counted from the middle of the times.
    let middle = middle(times);
    let offsets: Vec<f64> = times.iter().map(|time| offset(*time, middle)).collect();
    let (mean, sd) = mean_and_sd(&offsets);
    let kept: Vec<f64> = offsets
        .iter()
        .copied()
        .filter(|offset| (offset - mean).abs() <= OUTLIER_SDS * sd)
        .collect();
    let (habitual, _) = mean_and_sd(if kept.is_empty() { &offsets } else { &kept });
    let hits = offsets
        .iter()
        .filter(|offset| (*offset - habitual).abs() <= HIT_MINUTES)
        .count();
    Some(Activity {
        id: id.to_owned(),
        habitual_minutes: (middle + habitual).rem_euclid(DAY),
        times: times.len(),
        outliers: offsets.len() - kept.len(),
        hits,
    })
}

/// The mean direction on the clock's face.
fn middle(times: &[f64]) -> f64 {
    let angle = |time: &f64| time / DAY * std::f64::consts::TAU;
    let (sines, cosines) = times.iter().map(angle).fold((0.0, 0.0), |(s, c), angle| {
        (s + angle.sin(), c + angle.cos())
    });
    (sines.atan2(cosines) / std::f64::consts::TAU * DAY).rem_euclid(DAY)
}

/// Minutes from `middle`, at most half a day either way.
fn offset(time: f64, middle: f64) -> f64 {
    (time - middle + DAY / 2.0).rem_euclid(DAY) - DAY / 2.0
}

#[allow(clippy::cast_precision_loss)]
fn mean_and_sd(values: &[f64]) -> (f64, f64) {
    let count = values.len() as f64;
    let mean = values.iter().sum::<f64>() / count;
    let squares: f64 = values.iter().map(|value| (value - mean).powi(2)).sum();
    (
        mean,
        if values.len() < 2 {
            0.0
        } else {
            (squares / (count - 1.0)).sqrt()
        },
    )
}

#[cfg(test)]
mod tests {
    #![allow(clippy::panic)]

    use super::*;

    fn week(id: &str, times: &[&str]) -> Vec<Answers> {
        let day = |time: &&str| Answers::from_iter([(id, Answer::Text((*time).to_owned()))]);
        times.iter().map(day).collect()
    }

    #[test]
    fn seven_days_at_the_same_time_score_seven() {
        let rhythm = score(&week("up", &["07:00"; 7]));
        assert_eq!(rhythm.score, Some(7.0));
    }

    #[test]
    fn bed_times_on_both_sides_of_midnight_belong_together() {
        let rhythm = score(&week("bed", &["23:40", "00:20", "23:50", "00:10", "00:00"]));
        assert_eq!(rhythm.score, Some(5.0));
        let habitual = rhythm
            .activities
            .first()
            .map(|activity| activity.habitual_minutes);
        assert!(
            habitual.is_some_and(|time| !(1.0..=1_439.0).contains(&time)),
            "{habitual:?}"
        );
    }

    #[test]
    fn an_outlier_is_left_out_of_the_mean_and_is_no_hit() {
        let rhythm = score(&week(
            "up",
            &[
                "07:00", "07:10", "06:50", "07:00", "07:05", "06:55", "12:00",
            ],
        ));
        let [activity] = rhythm.activities.as_slice() else {
            panic!("one activity")
        };
        assert_eq!(
            (activity.outliers, activity.hits, activity.times),
            (1, 6, 7)
        );
        assert!((activity.habitual_minutes - 420.0).abs() < 1.0);
    }

    #[test]
    fn fewer_than_three_times_are_not_scored() {
        assert_eq!(
            score(&week("up", &["07:00", "07:00"])),
            Rhythm {
                score: None,
                activities: vec![]
            }
        );
    }

    #[test]
    fn the_score_is_hits_per_activity_scored() {
        let mut days = week("up", &["07:00"; 4]);
        for (day, time) in days.iter_mut().zip(["18:00", "20:00", "22:00", "18:10"]) {
            day.insert("dinner", Answer::Text(time.to_owned()));
        }
        // Up: four hits. Dinner: the mean is 19:32, with none within 45 minutes but 20:00.
        assert_eq!(score(&days).score, Some(2.5));
    }
}
