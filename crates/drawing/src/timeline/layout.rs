//! Lanes: each item's words above its bar, as near to the axis as there is room.

use super::{Item, Lasting, Onset, Timeline, Track};
use crate::text::{fit, width};
use crate::time::TimeAxis;
use jiff::civil::Date;

/// Clear paper between two items of a lane.
const GAP: f64 = 9.0;

/// An item in its lane; lane 0 is next to the axis.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Placed<'a> {
    pub(crate) item: &'a Item,
    pub(crate) lane: usize,
    pub(crate) words: String,
    /// Where the words begin.
    pub(crate) left: f64,
    pub(crate) bar: Bar,
}

/// Where a bar fades in, is full, and fades out again.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Bar {
    pub(crate) from: f64,
    pub(crate) full_from: f64,
    pub(crate) full_to: f64,
    pub(crate) to: f64,
    /// It goes on beyond the paper.
    pub(crate) open: bool,
    /// A moment on a known day is a point, not a bar.
    pub(crate) point: bool,
}

impl Bar {
    pub(crate) fn of(item: &Item, axis: &TimeAxis) -> Self {
        let x = |date: Date| axis.x(date).clamp(axis.left, axis.right);
        let (from, full_from) = (x(item.when.earliest), x(item.when.latest));
        match &item.lasting {
            Lasting::Moment if item.when.earliest == item.when.latest => Self {
                from,
                full_from: from,
                full_to: from,
                to: from,
                open: false,
                point: true,
            },
            Lasting::Moment => Self::closed(
                from,
                f64::midpoint(from, full_from),
                f64::midpoint(from, full_from),
                full_from,
            ),
            Lasting::Until(end) => Self::closed(from, full_from, x(end.earliest), x(end.latest)),
            Lasting::Ongoing => Self {
                from,
                full_from,
                full_to: axis.right,
                to: axis.right,
                open: true,
                point: false,
            },
        }
    }

    /// Where start and end are so uncertain that they overlap, the bar is full in the middle of the overlap only.
    fn closed(from: f64, full_from: f64, full_to: f64, to: f64) -> Self {
        let to = to.max(from + 3.0);
        let (full_from, full_to) = if full_from <= full_to {
            (full_from, full_to)
        } else {
            let middle = f64::midpoint(full_from, full_to).clamp(from, to);
            (middle, middle)
        };
        Self {
            from,
            full_from,
            full_to,
            to: to.max(full_to),
            open: false,
            point: false,
        }
    }
}

/// The days on paper: all that is known, or the caller's range.
pub(crate) fn range(timeline: &Timeline) -> Option<(Date, Date)> {
    if timeline.range.is_some() {
        return timeline.range;
    }
    let items = timeline.symptoms.items.iter().chain(&timeline.life.items);
    let ends = items.flat_map(|item| {
        let end = match &item.lasting {
            Lasting::Until(end) => end.latest,
            Lasting::Moment | Lasting::Ongoing => item.when.latest,
        };
        [item.when.earliest, item.when.latest, end]
    });
    let onset = timeline
        .onset
        .iter()
        .flat_map(|onset| [onset.when.earliest, onset.when.latest]);
    let scores = timeline
        .scores
        .iter()
        .flat_map(|series| &series.points)
        .map(|score| score.date);
    let dates = || ends.clone().chain(onset.clone()).chain(scores.clone());
    dates().min().zip(dates().max())
}

/// The items that reach into the days shown, in lanes.
pub(crate) fn lanes<'a>(
    track: &'a Track,
    onset: Option<&Onset>,
    axis: &TimeAxis,
    size: f64,
    room: (f64, f64),
    longest: f64,
) -> Vec<Placed<'a>> {
    let mut items: Vec<&Item> = track
        .items
        .iter()
        .filter(|item| reaches(item, axis))
        .collect();
    items.sort_by_key(|item| item.when.earliest);
    let onset = onset.map(|onset| middle(onset, axis));
    let mut taken: Vec<Vec<(f64, f64)>> = Vec::new();
    let mut placed = Vec::new();
    for item in items {
        let bar = Bar::of(item, axis);
        let words = fit(&item.words, size, longest);
        let wide = width(&words, size);
        let start = if bar.point { bar.from - 4.0 } else { bar.from };
        let left = start.min(room.1 - wide).max(room.0);
        let link = onset.filter(|_| item.linked_to_onset);
        let first = left.min(start).min(link.unwrap_or(f64::MAX));
        let last = (left + wide)
            .max(bar.to + 4.0)
            .max(link.unwrap_or(f64::MIN));
        let free = |lane: &Vec<(f64, f64)>| {
            lane.iter()
                .all(|(a, b)| first >= b + GAP || *a >= last + GAP)
        };
        let lane = taken.iter().position(free).unwrap_or(taken.len());
        if lane == taken.len() {
            taken.push(Vec::new());
        }
        if let Some(lane) = taken.get_mut(lane) {
            lane.push((first, last));
        }
        placed.push(Placed {
            item,
            lane,
            words,
            left,
            bar,
        });
    }
    placed
}

/// Where the line of the onset stands.
pub(crate) fn middle(onset: &Onset, axis: &TimeAxis) -> f64 {
    f64::midpoint(axis.x(onset.when.earliest), axis.x(onset.when.latest))
        .clamp(axis.left, axis.right)
}

fn reaches(item: &Item, axis: &TimeAxis) -> bool {
    let ends = match &item.lasting {
        Lasting::Moment => item.when.latest,
        Lasting::Until(end) => end.latest.max(item.when.latest),
        Lasting::Ongoing => axis.last.max(item.when.latest),
    };
    item.when.earliest <= axis.last && ends >= axis.first
}

#[cfg(test)]
mod tests {
    use super::super::When;
    use super::*;
    use jiff::civil::date;

    fn axis() -> TimeAxis {
        TimeAxis::over(date(2025, 1, 1), date(2025, 12, 31), 0.0, 364.0)
    }

    fn item(when: When, lasting: Lasting) -> Item {
        Item {
            id: String::new(),
            words: "words".into(),
            when,
            lasting,
            linked_to_onset: false,
        }
    }

    #[test]
    fn what_is_uncertain_fades_and_what_is_known_is_full() {
        let spring = When::between(date(2025, 3, 1), date(2025, 5, 31), "spring");
        let summer = When::between(date(2025, 6, 30), date(2025, 8, 31), "summer");
        let bar = Bar::of(&item(spring.clone(), Lasting::Until(summer)), &axis());
        assert_eq!(
            (bar.from, bar.full_from, bar.full_to, bar.to),
            (59.0, 150.0, 180.0, 242.0)
        );
        let moment = Bar::of(&item(spring, Lasting::Moment), &axis());
        assert!(!moment.point && moment.full_from == moment.full_to);
        let day = Bar::of(
            &item(When::on(date(2025, 3, 1), ""), Lasting::Moment),
            &axis(),
        );
        assert!(day.point);
    }

    #[test]
    fn items_at_the_same_time_stand_in_different_lanes() {
        let when = When::on(date(2025, 3, 1), "");
        let items = vec![
            item(when.clone(), Lasting::Moment),
            item(when, Lasting::Ongoing),
        ];
        let track = Track {
            name: String::new(),
            items,
        };
        let placed = lanes(&track, None, &axis(), 12.0, (0.0, 364.0), 200.0);
        assert_ne!(placed[0].lane, placed[1].lane);
    }

    #[test]
    fn items_outside_the_days_shown_are_left_to_the_table() {
        let items = vec![
            item(When::on(date(2019, 3, 1), ""), Lasting::Moment),
            item(When::on(date(2019, 3, 1), ""), Lasting::Ongoing),
        ];
        let track = Track {
            name: String::new(),
            items,
        };
        assert_eq!(
            lanes(&track, None, &axis(), 12.0, (0.0, 364.0), 200.0).len(),
            1
        );
    }
}
