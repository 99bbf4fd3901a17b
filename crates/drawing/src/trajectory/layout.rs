//! How the paper is divided: lanes of flags, plot, sessions, dates; gutter at the left, last values at the right.

use super::data::{Series, Trajectory};
use super::flags::{Flag, Wanted, place};
use crate::frame::{Frame, Words};
use crate::place::Area;
use crate::scale::tidy;
use crate::text::{width, wrap};
use crate::time::TimeAxis;
use jiff::ToSpan;
use jiff::civil::Date;

/// A last point nearer to the end of the plot than this has its words beyond the plot.
const NEAR_END: f64 = 30.0;
/// Clear paper between the last point and its words.
const BESIDE: f64 = 12.0;

pub(crate) struct Layout {
    pub(crate) plot: Area,
    pub(crate) axis: TimeAxis,
    pub(crate) flags: Vec<Flag>,
    pub(crate) lane: f64,
    /// Right edge of the scale's figures, and of the band names to their left.
    pub(crate) figures: f64,
    pub(crate) names: f64,
    pub(crate) score: Option<Remark>,
    pub(crate) companion: Option<Remark>,
    pub(crate) sessions_line: f64,
    pub(crate) dates_line: f64,
    pub(crate) height: f64,
}

/// The last value of a series, written out beside its line.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Remark {
    date: Date,
    /// Where the last value stands on its scale, from 0 to 1.
    part: f64,
    pub(crate) name: String,
    pub(crate) value: String,
    pub(crate) meaning: Vec<String>,
    /// The meaning where it is too long to stand beside.
    pub(crate) below: String,
    /// The figure is set large under the name; otherwise both share a line.
    pub(crate) large: bool,
    pub(crate) width: f64,
    pub(crate) height: f64,
    pub(crate) left: f64,
    pub(crate) top: f64,
}

pub(crate) fn of(course: &Trajectory, frame: &Frame, words: &Words<'_>) -> Option<Layout> {
    let (first, last) = range(course)?;
    let small = frame.small();
    let span = TimeAxis::over(first, last, 0.0, 1.0);
    let mut score = remark(&course.score, true, &span, frame, words);
    let mut companion = course
        .companion
        .as_ref()
        .and_then(|series| remark(series, false, &span, frame, words));
    let (names, figures) = gutter(course, frame, words);
    let inset = if frame.is_narrow() { 6.0 } else { 9.0 };
    let left = figures + 6.0 + inset;
    let axis = axis(
        &span,
        left,
        inset,
        frame,
        score.as_ref(),
        companion.as_ref(),
    );

    let wanted: Vec<Wanted<'_>> = course
        .events
        .iter()
        .chain(&course.medication)
        .filter(|event| axis.holds(event.date))
        .map(|event| Wanted {
            x: axis.x(event.date),
            words: &event.words,
        })
        .collect();
    let longest = if frame.is_narrow() { 190.0 } else { 220.0 };
    let flags = place(&wanted, small, (3.0, frame.width - 3.0), longest);
    let lane = small * 1.5;
    let lanes = flags.iter().map(|flag| flag.lane + 1).max().unwrap_or(0);
    // A handful of lanes: exact.
    #[allow(clippy::cast_precision_loss)]
    let top = if lanes == 0 {
        small
    } else {
        3.0 + lanes as f64 * lane + 5.0
    };

    let sessions = if course.sessions.is_empty() {
        0.0
    } else {
        small * 1.35
    };
    let below = 5.0 + sessions + small * 1.35 + 4.0;
    let remarks: f64 = [&score, &companion]
        .into_iter()
        .flatten()
        .map(|remark| remark.height + 6.0)
        .sum();
    let has_bands = course
        .clinical
        .as_ref()
        .is_some_and(|clinical| !clinical.bands.is_empty());
    let least: f64 = match (frame.is_narrow(), has_bands) {
        (true, true) => 156.0,
        (true, false) => 112.0,
        (false, _) => 190.0,
    };
    let plot_height = (frame.height - top - below).max(least).max(remarks);
    let bottom = top + plot_height;
    let plot = Area::new(axis.left - inset, top, axis.right + inset, bottom);

    arrange(&plot, &axis, &mut score, &mut companion);
    Some(Layout {
        plot,
        axis,
        flags,
        lane,
        figures,
        names,
        score,
        companion,
        sessions_line: bottom + 5.0 + small * 0.95,
        dates_line: bottom + 5.0 + sessions + small * 0.95,
        height: bottom + below,
    })
}

impl Layout {
    pub(crate) fn y(&self, series: &Series, value: f64) -> f64 {
        self.plot.bottom - series.part(value) * (self.plot.bottom - self.plot.top)
    }
}

fn range(course: &Trajectory) -> Option<(Date, Date)> {
    if let Some(range) = course.range {
        return Some(range);
    }
    let scores = course
        .score
        .points
        .iter()
        .chain(course.companion.iter().flat_map(|series| &series.points));
    let dates = scores
        .map(|score| score.date)
        .chain(course.sessions.iter().map(|session| session.date))
        .chain(
            course
                .events
                .iter()
                .chain(&course.medication)
                .map(|event| event.date),
        );
    let (mut first, mut last) = (None, None);
    for date in dates {
        first = Some(first.map_or(date, |known: Date| known.min(date)));
        last = Some(last.map_or(date, |known: Date| known.max(date)));
    }
    let (first, last) = first.zip(last)?;
    // A course that has just begun stands at the left of its first four weeks.
    Some((first, last.max(first.saturating_add(28.days()))))
}

fn remark(
    series: &Series,
    large: bool,
    span: &TimeAxis,
    frame: &Frame,
    words: &Words<'_>,
) -> Option<Remark> {
    let last = series
        .sorted()
        .into_iter()
        .rfind(|score| span.holds(score.date))?;
    let room = if frame.is_narrow() { 64.0 } else { 156.0 };
    let (small, body) = (frame.small(), frame.body());
    let name = crate::text::fit(&series.name, small, room);
    let value = words.number(last.value);
    let beside = wrap(&series.meaning, small, room, 8);
    // On a phone a sentence stands under the picture, where it has the whole width.
    let most = if frame.is_narrow() { 1 } else { 3 };
    let (meaning, below) = if beside.len() <= most {
        (beside, String::new())
    } else {
        (Vec::new(), series.meaning.clone())
    };
    let head = if large {
        width(&name, small).max(width(&value, frame.large()))
    } else {
        width(&name, small) + 5.0 + width(&value, body)
    };
    let widest = meaning
        .iter()
        .map(|line| width(line, small))
        .fold(head, f64::max);
    // A few lines: exact.
    #[allow(clippy::cast_precision_loss)]
    let lines = meaning.len() as f64 * small * 1.25;
    let height = if large {
        small * 1.1 + frame.large() * 1.24
    } else {
        body * 1.2
    } + lines;
    Some(Remark {
        date: last.date,
        part: series.part(last.value),
        name,
        value,
        meaning,
        below,
        large,
        width: widest,
        height,
        left: 0.0,
        top: 0.0,
    })
}

/// Right edges of the band names and of the scale's figures.
fn gutter(course: &Trajectory, frame: &Frame, words: &Words<'_>) -> (f64, f64) {
    let small = frame.small();
    let figures = grid(course)
        .into_iter()
        .map(|value| width(&words.number(value), small))
        .fold(8.0, f64::max);
    let bands = course.clinical.iter().flat_map(|clinical| &clinical.bands);
    let (most, lines) = if frame.is_narrow() {
        (70.0, 2)
    } else {
        (130.0, 1)
    };
    let names = bands
        .flat_map(|band| wrap(&band.name, small, most, lines))
        .map(|line| width(&line, small) + 2.5)
        .fold(0.0, f64::max);
    let names_edge = if names > 0.0 { 3.0 + names } else { 0.0 };
    (
        names_edge,
        names_edge + if names > 0.0 { 6.0 } else { 3.0 } + figures,
    )
}

/// The scores that get a figure and a light line: the edges of the bands, or quarters of the scale.
pub(crate) fn grid(course: &Trajectory) -> Vec<f64> {
    let (least, most) = (course.score.least, course.score.most);
    let mut values = vec![least, most];
    match course
        .clinical
        .as_ref()
        .filter(|clinical| !clinical.bands.is_empty())
    {
        Some(clinical) => values.extend(clinical.bands.iter().map(|band| band.from)),
        None => {
            let step = tidy((most - least) / 4.0);
            let mut value = (least / step).ceil() * step;
            while step > 0.0 && value < most && values.len() < 12 {
                values.push(value);
                value += step;
            }
        }
    }
    values.retain(|value| value.is_finite() && (least..=most).contains(value));
    values.sort_by(f64::total_cmp);
    values.dedup();
    values
}

/// The axis ends where the words beside the last points still have room.
fn axis(
    span: &TimeAxis,
    left: f64,
    inset: f64,
    frame: &Frame,
    score: Option<&Remark>,
    companion: Option<&Remark>,
) -> TimeAxis {
    let remarks = || [score, companion].into_iter().flatten();
    let widest = remarks().map(|remark| remark.width).fold(0.0, f64::max);
    let widest_right = frame.width - if frame.is_narrow() { 8.0 } else { 14.0 };
    let part = remarks()
        .map(|remark| span.x(remark.date))
        .fold(0.0, f64::max);
    let room = frame.width - 4.0 - BESIDE - widest - left;
    let right = if part > 0.01 {
        (left + room / part).min(widest_right)
    } else {
        widest_right
    };
    let right = if (right - left) * (1.0 - part) < NEAR_END {
        right.min(frame.width - 8.0 - widest - inset)
    } else {
        right
    };
    TimeAxis {
        left,
        right: right.max(left + 40.0),
        ..*span
    }
}

/// Puts the remarks beside their last points, and one under the other where both want the same place.
fn arrange(
    plot: &Area,
    axis: &TimeAxis,
    score: &mut Option<Remark>,
    companion: &mut Option<Remark>,
) {
    let mut wanted: Vec<(&mut Remark, f64)> = Vec::new();
    let mut last = plot.left;
    for remark in [score, companion].into_iter().filter_map(Option::as_mut) {
        last = axis.x(remark.date).max(last);
        let at = plot.bottom - remark.part * (plot.bottom - plot.top);
        let lead = if remark.large {
            remark.height.min(26.0)
        } else {
            9.0
        };
        wanted.push((remark, at - lead));
    }
    let left = if axis.right - last < NEAR_END {
        (last + BESIDE).max(plot.right + 4.0)
    } else {
        last + BESIDE
    };
    wanted.sort_by(|a, b| a.1.total_cmp(&b.1));
    let mut floor = plot.bottom
        - wanted
            .iter()
            .map(|(remark, _)| remark.height + 6.0)
            .sum::<f64>()
        + 6.0;
    let mut ceiling = plot.top;
    for (remark, top) in wanted {
        remark.left = left;
        remark.top = top.max(ceiling).min(floor.max(ceiling));
        ceiling = remark.top + remark.height + 6.0;
        floor += remark.height + 6.0;
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::trajectory::{Band, Clinical};

    #[test]
    fn the_grid_stands_at_the_edges_of_the_bands_or_at_round_figures() {
        let mut course = Trajectory {
            score: Series::on(0.0, 27.0),
            ..Trajectory::default()
        };
        assert_eq!(grid(&course), [0.0, 10.0, 20.0, 27.0]);
        let bands = [(0.0, 5.0), (5.0, 10.0), (10.0, 27.0)];
        let bands = bands
            .map(|(from, to)| Band {
                from,
                to,
                name: String::new(),
                tint: 1,
            })
            .to_vec();
        course.clinical = Some(Clinical {
            bands,
            ..Clinical::default()
        });
        assert_eq!(grid(&course), [0.0, 5.0, 10.0, 27.0]);
    }
}
