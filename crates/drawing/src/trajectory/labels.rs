//! Words inside the plot (cut-off, corridor, baseline): each beside its line, where the curve leaves room.

use super::data::{Series, Trajectory};
use super::layout::Layout;
use crate::frame::Frame;
use crate::place::{Anchor, Area, Obstacles, Point, point};
use crate::sheet::{Sheet, Type};

/// What the labels should not cover.
pub(crate) fn obstacles(course: &Trajectory, layout: &Layout, sheet: &Sheet) -> Obstacles {
    let mut obstacles = Obstacles::default();
    for words in sheet.words() {
        obstacles.solid(words.grown(2.0));
    }
    for (series, price) in [
        (Some(&course.score), 40.0),
        (course.companion.as_ref(), 25.0),
    ] {
        let Some(series) = series else { continue };
        let places: Vec<Point> = places(series, layout);
        for pair in places.windows(2) {
            obstacles.stroke(pair[0], pair[1], price);
        }
        for place in places {
            obstacles.disc(place, 6.0, price);
        }
    }
    for flag in &layout.flags {
        obstacles.stroke(
            point(flag.x, layout.plot.top),
            point(flag.x, layout.plot.bottom),
            6.0,
        );
    }
    if let Some(clinical) = &course.clinical {
        let lines = clinical
            .cut_off
            .iter()
            .map(|cut| cut.at)
            .chain(clinical.bands.iter().map(|band| band.from));
        for at in lines {
            let y = layout.y(&course.score, at);
            obstacles.stroke(point(layout.plot.left, y), point(layout.plot.right, y), 5.0);
        }
    }
    obstacles
}

pub(crate) fn places(series: &Series, layout: &Layout) -> Vec<Point> {
    let shown = series
        .sorted()
        .into_iter()
        .filter(|score| layout.axis.holds(score.date));
    shown
        .map(|score| point(layout.axis.x(score.date), layout.y(series, score.value)))
        .collect()
}

/// A label that would cover more than this is better written under the picture.
const TOO_DEAR: f64 = 45.0;

/// Writes the labels, the most important first, and gives back those for which there is no good place.
pub(crate) fn write(
    course: &Trajectory,
    layout: &Layout,
    frame: &Frame,
    sheet: &mut Sheet,
) -> Vec<Homeless> {
    let mut homeless = Vec::new();
    let mut obstacles = obstacles(course, layout, sheet);
    let size = frame.small();
    if let Some(baseline) = &course.baseline
        && let Some(at) = baseline_place(course, layout)
    {
        let candidates = around(at, &baseline.words, size);
        homeless.extend(put(
            &baseline.words,
            candidates,
            size,
            "ink",
            &bounds(layout, frame),
            &mut obstacles,
            sheet,
        ));
    }
    let Some(clinical) = &course.clinical else {
        return homeless;
    };
    if let Some(cut_off) = &clinical.cut_off {
        let y = layout.y(&course.score, cut_off.at);
        let candidates = along(layout, &cut_off.words, size, &[y - 4.0, y + size + 1.0]);
        homeless.extend(put(
            &cut_off.words,
            candidates,
            size,
            "ink",
            &layout.plot,
            &mut obstacles,
            sheet,
        ));
    }
    if let Some(corridor) = &clinical.corridor {
        let (high, low) = (
            layout.y(&course.score, corridor.high),
            layout.y(&course.score, corridor.low),
        );
        let lines = [low - 4.0, high + size + 1.0, low + size + 1.0, high - 4.0];
        let candidates = along(layout, &corridor.words, size, &lines);
        homeless.extend(put(
            &corridor.words,
            candidates,
            size,
            "tie",
            &layout.plot,
            &mut obstacles,
            sheet,
        ));
    }
    homeless
}

/// Words without a place in the plot.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Homeless {
    pub(crate) words: String,
    pub(crate) class: &'static str,
}

/// Where the baseline's score stands.
pub(crate) fn baseline_place(course: &Trajectory, layout: &Layout) -> Option<Point> {
    let baseline = course
        .baseline
        .as_ref()
        .filter(|baseline| layout.axis.holds(baseline.date))?;
    let score = course
        .score
        .sorted()
        .into_iter()
        .find(|score| score.date == baseline.date)?;
    Some(point(
        layout.axis.x(score.date),
        layout.y(&course.score, score.value),
    ))
}

fn bounds(layout: &Layout, frame: &Frame) -> Area {
    Area::new(
        layout.plot.left,
        layout.plot.top - 2.0,
        frame.width - 4.0,
        layout.plot.bottom,
    )
}

fn around(at: Point, words: &str, size: f64) -> Vec<(Point, Area, f64)> {
    let mut candidates = Vec::new();
    let offsets = [
        (9.0, -6.0),
        (9.0, size + 3.0),
        (-3.0, -10.0),
        (-3.0, size + 10.0),
        (14.0, size * 0.35),
    ];
    for far in [0.0, 10.0, 22.0, 40.0] {
        for (i, (dx, dy)) in offsets.iter().enumerate() {
            let place = point(at.x + dx + far * 0.6, at.y + dy + far * dy.signum());
            let own = far * 0.4 + f64::from(u8::try_from(i).unwrap_or(9));
            candidates.push((place, Area::of_text(words, size, place, Anchor::Start), own));
        }
    }
    candidates
}

fn along(layout: &Layout, words: &str, size: f64, lines: &[f64]) -> Vec<(Point, Area, f64)> {
    let width = crate::text::width(words, size);
    let (mut x, end) = (layout.plot.left + 5.0, layout.plot.right - 5.0 - width);
    let mut candidates = Vec::new();
    while x <= end {
        for (i, y) in lines.iter().enumerate() {
            let place = point(x, *y);
            // Towards the end of the course the eye looks for what the last score is compared with.
            let own = (end - x) * 0.01 + f64::from(u8::try_from(i).unwrap_or(9)) * 1.5;
            candidates.push((place, Area::of_text(words, size, place, Anchor::Start), own));
        }
        x += 7.0;
    }
    candidates
}

fn put(
    words: &str,
    candidates: Vec<(Point, Area, f64)>,
    size: f64,
    class: &'static str,
    bounds: &Area,
    obstacles: &mut Obstacles,
    sheet: &mut Sheet,
) -> Option<Homeless> {
    match obstacles.cheapest(bounds, candidates) {
        Some((place, area)) if obstacles.price(&area).is_some_and(|price| price < TOO_DEAR) => {
            sheet.write(words, place, Type::start(size, class));
            obstacles.solid(area.grown(2.0));
            None
        }
        _ => Some(Homeless {
            words: words.to_owned(),
            class,
        }),
    }
}
