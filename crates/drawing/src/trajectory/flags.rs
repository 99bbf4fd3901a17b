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
    /// The part of the words that is lost.
    cut: f64,
    reach: (f64, f64),
}

/// What one more lane costs, and what is worth more lanes: a stem through words, words cut short, words leftward.
const LANE: f64 = 10.0;
const CROSSED: f64 = 45.0;
const CUT: f64 = 70.0;
const LEFTWARD: f64 = 3.0;

/// Flags in the order in which they were wanted.
pub(crate) fn place(wanted: &[Wanted<'_>], size: f64, room: (f64, f64), longest: f64) -> Vec<Flag> {
    let paper = Paper {
        size,
        room,
        longest,
    };
    let mut order: Vec<usize> = (0..wanted.len()).collect();
    order.sort_by(|a, b| wanted[*a].x.total_cmp(&wanted[*b].x).then(a.cmp(b)));
    let pyramids = (0..=order.len()).map(|split| pyramid(wanted, &order, split, paper));
    let pyramid = pyramids
        .min_by(|a, b| total(a).total_cmp(&total(b)))
        .unwrap_or_default();
    let backwards: Vec<usize> = order.iter().rev().copied().collect();
    let nothing = || vec![None; wanted.len()];
    [
        settle(wanted, &order, nothing(), paper),
        settle(wanted, &backwards, nothing(), paper),
        settle(
            wanted,
            &backwards,
            pyramid.into_iter().map(Some).collect(),
            paper,
        ),
    ]
    .into_iter()
    .min_by(|a, b| total(a).total_cmp(&total(b)))
    .unwrap_or_default()
}

/// Words of the first ones to the left, each higher than the one before; of the others to the right, each lower:
/// tall, but no stem runs through words.
fn pyramid(wanted: &[Wanted<'_>], order: &[usize], split: usize, paper: Paper) -> Vec<Flag> {
    let mut flags: Vec<(usize, Flag)> = Vec::new();
    for (rank, &i) in order.iter().enumerate() {
        let lane = if rank < split {
            rank
        } else {
            order.len() - 1 - rank
        };
        flags.push((i, Flag::new(wanted[i], lane, rank < split, paper)));
    }
    flags.sort_by_key(|(i, _)| *i);
    flags.into_iter().map(|(_, flag)| flag).collect()
}

impl Flag {
    fn new(wanted: Wanted<'_>, lane: usize, leftward: bool, paper: Paper) -> Self {
        let free = if leftward {
            wanted.x - paper.room.0
        } else {
            paper.room.1 - wanted.x
        } - PENNANT;
        let words = fit(wanted.words, paper.size, free.clamp(0.0, paper.longest));
        let extent = PENNANT + width(&words, paper.size);
        let reach = if leftward {
            (wanted.x - extent, wanted.x)
        } else {
            (wanted.x, wanted.x + extent)
        };
        let whole = width(wanted.words.trim(), paper.size).max(1.0);
        let cut = (1.0 - width(&words, paper.size) / whole).max(0.0);
        Self {
            x: wanted.x,
            lane,
            words,
            leftward,
            cut,
            reach,
        }
    }
}

#[derive(Debug, Clone, Copy)]
struct Paper {
    size: f64,
    room: (f64, f64),
    longest: f64,
}

/// One after the other, then each again in view of all the others, until none would rather move.
fn settle(
    wanted: &[Wanted<'_>],
    order: &[usize],
    mut flags: Vec<Option<Flag>>,
    paper: Paper,
) -> Vec<Flag> {
    for _ in 0..8 {
        let mut moved = false;
        for &i in order {
            let mine = flags[i].take();
            let others: Vec<&Flag> = flags.iter().flatten().collect();
            let best = cheapest(wanted[i], &others, paper);
            moved |= mine.as_ref() != Some(&best);
            flags[i] = Some(best);
        }
        if !moved {
            break;
        }
    }
    flags.into_iter().flatten().collect()
}

fn total(flags: &[Flag]) -> f64 {
    let each = flags.iter().enumerate().map(|(i, flag)| {
        let later: Vec<&Flag> = flags[i + 1..].iter().collect();
        price(flag, &later)
    });
    let highest = flags.iter().map(|flag| flag.lane).max().unwrap_or(0);
    each.sum::<f64>() + f64::from(u16::try_from(highest).unwrap_or(u16::MAX)) * LANE * 2.0
}

fn price(flag: &Flag, others: &[&Flag]) -> f64 {
    let crossed = others.iter().filter(|other| crosses(flag, other)).count();
    f64::from(u16::try_from(flag.lane).unwrap_or(u16::MAX)) * LANE
        + f64::from(u16::try_from(crossed).unwrap_or(u16::MAX)) * CROSSED
        + if flag.cut > 0.0 {
            10.0 + flag.cut * CUT
        } else {
            0.0
        }
        + if flag.leftward { LEFTWARD } else { 0.0 }
}

fn cheapest(wanted: Wanted<'_>, others: &[&Flag], paper: Paper) -> Flag {
    let mut best: Option<(Flag, f64)> = None;
    for leftward in [false, true] {
        let sample = Flag::new(wanted, 0, leftward, paper);
        for lane in 0..=others.len() {
            let flag = Flag {
                lane,
                ..sample.clone()
            };
            if others.iter().any(|other| flag.meets(other)) {
                continue;
            }
            let price = price(&flag, others);
            if best.as_ref().is_none_or(|(_, least)| price < *least) {
                best = Some((flag, price));
            }
        }
    }
    // The topmost lane is empty of others, so a place was found; the alternative is a bare flag there.
    best.map_or_else(
        || Flag {
            x: wanted.x,
            lane: others.len(),
            words: String::new(),
            leftward: false,
            cut: 1.0,
            reach: (wanted.x, wanted.x + PENNANT),
        },
        |(flag, _)| flag,
    )
}

impl Flag {
    fn meets(&self, other: &Self) -> bool {
        self.lane == other.lane
            && self.reach.0 < other.reach.1 + GAP
            && other.reach.0 < self.reach.1 + GAP
    }
}

/// A stem runs through the words of a flag in a lower lane.
fn crosses(one: &Flag, other: &Flag) -> bool {
    let (high, low) = if one.lane > other.lane {
        (one, other)
    } else {
        (other, one)
    };
    high.lane > low.lane && high.x > low.reach.0 + 1.0 && high.x < low.reach.1 - 1.0
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
        assert!(!crosses(&placed[0], &placed[1]));
    }

    #[test]
    fn a_dozen_flags_in_two_months_let_no_stem_run_through_words() {
        let xs: Vec<f64> = (0..12u8).map(|i| 300.0 + f64::from(i) * 17.0).collect();
        let placed = flags(&xs);
        for (i, one) in placed.iter().enumerate() {
            for other in &placed[i + 1..] {
                assert!(
                    !crosses(one, other) && !one.meets(other),
                    "{one:?} {other:?}"
                );
            }
        }
    }

    #[test]
    fn at_the_right_edge_the_words_stand_to_the_left() {
        let placed = flags(&[950.0]);
        assert!(placed[0].leftward);
        assert_eq!(placed[0].words, "moved house");
    }
}
