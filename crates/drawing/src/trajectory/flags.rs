//! Flags above the plot: which lane each stands in, so that words meet neither words nor the stems of others.

use crate::text::{fit, width};

/// From the stem to the first letter: room for the pennant.
pub(crate) const PENNANT: f64 = 10.0;
/// Clear paper between two flags in a lane.
const GAP: f64 = 7.0;

/// A flag to be placed.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Wanted<'a> {
    pub(crate) x: f64,
    pub(crate) words: &'a str,
}

/// A flag in its lane; lane 0 is the one next to the plot.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Flag {
    pub(crate) x: f64,
    pub(crate) lane: usize,
    pub(crate) words: String,
    /// The words stand to the left of the stem.
    pub(crate) leftward: bool,
    reach: (f64, f64),
}

/// Flags in the order in which they were wanted.
pub(crate) fn place(wanted: &[Wanted<'_>], size: f64, room: (f64, f64), longest: f64) -> Vec<Flag> {
    let mut order: Vec<usize> = (0..wanted.len()).collect();
    // From right to left: words run to the right of their stem, so that an earlier flag passes above later ones.
    order.sort_by(|a, b| wanted[*b].x.total_cmp(&wanted[*a].x).then(b.cmp(a)));
    let mut placed: Vec<(usize, Flag)> = Vec::new();
    for index in order {
        let flag = cheapest(wanted[index], &placed, size, room, longest);
        placed.push((index, flag));
    }
    placed.sort_by_key(|(index, _)| *index);
    placed.into_iter().map(|(_, flag)| flag).collect()
}

fn cheapest(
    wanted: Wanted<'_>,
    placed: &[(usize, Flag)],
    size: f64,
    room: (f64, f64),
    longest: f64,
) -> Flag {
    let mut best: Option<(Flag, f64)> = None;
    for leftward in [false, true] {
        let free = if leftward {
            wanted.x - room.0
        } else {
            room.1 - wanted.x
        } - PENNANT;
        let words = fit(wanted.words, size, free.clamp(0.0, longest));
        let extent = PENNANT + width(&words, size);
        let reach = if leftward {
            (wanted.x - extent, wanted.x)
        } else {
            (wanted.x, wanted.x + extent)
        };
        let cut = if words == wanted.words.trim() {
            0.0
        } else {
            14.0
        };
        for lane in 0..=placed.len() {
            let clear = placed.iter().all(|(_, other)| {
                other.lane != lane
                    || reach.0 >= other.reach.1 + GAP
                    || other.reach.0 >= reach.1 + GAP
            });
            if !clear {
                continue;
            }
            let crossed = placed
                .iter()
                .filter(|(_, other)| crosses(wanted.x, lane, reach, other))
                .count();
            // A count of flags is small enough to be exact.
            #[allow(clippy::cast_precision_loss)]
            let price =
                lane as f64 * 10.0 + crossed as f64 * 60.0 + cut + if leftward { 4.0 } else { 0.0 };
            if best.as_ref().is_none_or(|(_, least)| price < *least) {
                best = Some((
                    Flag {
                        x: wanted.x,
                        lane,
                        words: words.clone(),
                        leftward,
                        reach,
                    },
                    price,
                ));
            }
        }
    }
    // The topmost lane is empty of others, so a place was found; the alternative is a bare flag there.
    best.map_or_else(
        || Flag {
            x: wanted.x,
            lane: placed.len(),
            words: String::new(),
            leftward: false,
            reach: (wanted.x, wanted.x + PENNANT),
        },
        |(flag, _)| flag,
    )
}

fn crosses(x: f64, lane: usize, reach: (f64, f64), other: &Flag) -> bool {
    let stem_through_words = other.lane > lane && other.x > reach.0 + 1.0 && other.x < reach.1;
    let words_on_stem = lane > other.lane && x > other.reach.0 + 1.0 && x < other.reach.1;
    stem_through_words || words_on_stem
}

#[cfg(test)]
mod tests {
    use super::*;

    fn flags(xs: &[f64]) -> Vec<Flag> {
        let wanted: Vec<Wanted<'_>> = xs
            .iter()
            .map(|x| Wanted {
                x: *x,
                words: "moved house",
            })
            .collect();
        place(&wanted, 12.0, (4.0, 956.0), 200.0)
    }

    #[test]
    fn flags_far_apart_share_the_lowest_lane() {
        assert!(
            flags(&[100.0, 300.0, 500.0])
                .iter()
                .all(|flag| flag.lane == 0)
        );
    }

    #[test]
    fn an_earlier_flag_passes_above_a_later_one_so_that_no_stem_runs_through_words() {
        let placed = flags(&[8.0, 38.0]);
        assert_eq!((placed[0].lane, placed[1].lane), (1, 0));
        assert!(!crosses(
            placed[0].x,
            placed[0].lane,
            placed[0].reach,
            &placed[1]
        ));
    }

    #[test]
    fn at_the_right_edge_the_words_stand_to_the_left() {
        let placed = flags(&[950.0]);
        assert!(placed[0].leftward);
        assert_eq!(placed[0].words, "moved house");
    }
}
