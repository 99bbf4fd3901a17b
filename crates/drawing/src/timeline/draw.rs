//! Puts the two tracks on paper.

use super::layout::{self, Bar, Placed};
use super::{Onset, Timeline, table};
use crate::element::Element;
use crate::frame::{Frame, Grain, Words};
use crate::place::{Area, Point, RISE, point};
use crate::sheet::{Kind, Sheet, Type, block, disc, polyline, ring, solid, stroke};
use crate::text::{fit, width, wrap};
use crate::time::{TimeAxis, days};
use crate::trajectory::Series;

/// Thickness of a bar.
const BAR: f64 = 6.0;

/// How the paper is divided, from top to bottom.
struct Rows {
    /// First line of the upper track's lanes, counted upwards from the axis.
    axis_top: f64,
    axis_bottom: f64,
    lane: f64,
    size: f64,
}

impl Rows {
    /// The base line of an item's words, and the middle of its bar.
    fn lines(&self, lane: usize, above: bool) -> (f64, f64) {
        let lane = f64::from(u16::try_from(lane).unwrap_or(u16::MAX));
        let top = if above {
            self.axis_top - (lane + 1.0) * self.lane
        } else {
            self.axis_bottom + lane * self.lane + 5.0
        };
        let words = top + self.size * RISE;
        (words, words + self.size * 0.3 + 2.0 + BAR / 2.0)
    }
}

pub(crate) fn svg(timeline: &Timeline, frame: &Frame, words: &Words<'_>) -> String {
    let mut sheet = Sheet::default();
    let kind = Kind {
        name: "timeline",
        title: &timeline.title,
        description: &timeline.description,
        editable: false,
        data: Vec::new(),
    };
    let Some((first, last)) = layout::range(timeline) else {
        let height = empty(timeline, frame, &mut sheet);
        return sheet.finish(frame, kind, height);
    };
    let size = frame.small();
    let axis = TimeAxis::over(first, last, 14.0, frame.width - 14.0);
    let room = (3.0, frame.width - 3.0);
    let longest = if frame.is_narrow() { 190.0 } else { 240.0 };
    let onset = timeline.onset.as_ref();
    let above = layout::lanes(&timeline.symptoms, onset, &axis, size, room, longest);
    let below = layout::lanes(&timeline.life, onset, &axis, size, room, longest);

    let lane = size * 1.02 + BAR + 10.0;
    let heads = size * 1.5 + if onset.is_some() { size * 1.4 } else { 0.0 };
    let axis_top = heads + rows(&above) * lane + 4.0;
    let axis_bottom = axis_top + size * 1.7;
    let rows_below = rows(&below) * lane + 5.0;
    let floor = axis_bottom + rows_below;
    let strip = Area::new(
        axis.left,
        floor + size * 1.7,
        axis.right,
        floor + size * 1.7 + 46.0,
    );
    let foot = floor + size * 1.5;
    let height = if timeline.scores.is_some() {
        strip.bottom + size * 1.5 + 6.0
    } else {
        foot
    };
    let rows = Rows {
        axis_top,
        axis_bottom,
        lane,
        size,
    };

    sheet.add(fades(frame));
    time(&axis, &rows, floor, frame, words, &mut sheet);
    if let Some(onset) = onset {
        onset_line(onset, &axis, size * 1.5, floor, frame, &mut sheet);
    }
    track_name(
        &timeline.symptoms.name,
        size * RISE + 2.0,
        frame,
        &mut sheet,
    );
    for (placed, is_above) in above
        .iter()
        .map(|one| (one, true))
        .chain(below.iter().map(|one| (one, false)))
    {
        item(placed, is_above, onset, &axis, &rows, frame, &mut sheet);
    }
    let name_line = if timeline.scores.is_some() {
        floor + size * RISE + 2.0
    } else {
        foot - size * 0.4
    };
    track_name(&timeline.life.name, name_line, frame, &mut sheet);
    if let Some(series) = &timeline.scores {
        scores(
            series,
            timeline.gap_days,
            &axis,
            strip,
            frame,
            words,
            &mut sheet,
        );
    }
    sheet.finish(frame, kind, height)
}

fn rows(placed: &[Placed<'_>]) -> f64 {
    let most = placed.iter().map(|one| one.lane + 1).max().unwrap_or(0);
    f64::from(u16::try_from(most).unwrap_or(u16::MAX))
}

fn empty(timeline: &Timeline, frame: &Frame, sheet: &mut Sheet) -> f64 {
    let size = frame.body();
    let mut y = size * 2.0;
    for line in wrap(&timeline.empty, size, frame.width - 40.0, 6) {
        sheet.write(
            &line,
            point(frame.width / 2.0, y),
            Type::middle(size, "soft"),
        );
        y += size * 1.4;
    }
    y + size
}

/// One fade in and one fade out for the bars of each track.
fn fades(frame: &Frame) -> Element {
    let mut defs = Element::new("defs");
    for class in ["tie", "ink", "voice"] {
        for (way, from, to) in [("in", "0.08", "1"), ("out", "1", "0.08")] {
            let stop = |offset: &str, opacity: &str| {
                Element::new("stop")
                    .with("offset", offset)
                    .with("stop-color", "currentColor")
                    .with("stop-opacity", opacity)
            };
            let gradient = Element::new("linearGradient")
                .class(class)
                .with("id", frame.id(&format!("{class}-{way}")))
                .holding(stop("0", from))
                .holding(stop("1", to));
            defs.push(gradient);
        }
    }
    defs
}

fn track_name(name: &str, y: f64, frame: &Frame, sheet: &mut Sheet) {
    let size = frame.small();
    let name = fit(name, size, frame.width * 0.8);
    sheet.write(&name, point(4.0, y), Type::start(size, "soft").bold());
}

fn time(
    axis: &TimeAxis,
    rows: &Rows,
    floor: f64,
    frame: &Frame,
    words: &Words<'_>,
    sheet: &mut Sheet,
) {
    let size = rows.size;
    let bounds = Area::new(1.0, 0.0, frame.width - 1.0, f64::MAX);
    let line = rows.axis_bottom - size * 0.62;
    let sample = width(&words.date(axis.first, Grain::MonthYear), size);
    for y in [rows.axis_top, rows.axis_bottom] {
        sheet.add(stroke(
            point(2.0, y),
            point(frame.width - 2.0, y),
            "soft",
            0.75,
        ));
    }
    for tick in axis.ticks((sample * 1.2).max(46.0), words) {
        let x = axis.x(tick.date);
        sheet.add(stroke(
            point(x, size * 1.5),
            point(x, rows.axis_top),
            "line",
            0.75,
        ));
        sheet.add(stroke(
            point(x, rows.axis_bottom),
            point(x, floor),
            "line",
            0.75,
        ));
        let half = width(&tick.label, size) / 2.0;
        let centre = x.clamp(
            bounds.left + half,
            (bounds.right - half).max(bounds.left + half),
        );
        sheet.write_if_free(
            &tick.label,
            point(centre, line),
            Type::middle(size, "soft"),
            &bounds,
        );
    }
}

fn onset_line(
    onset: &Onset,
    axis: &TimeAxis,
    top: f64,
    floor: f64,
    frame: &Frame,
    sheet: &mut Sheet,
) {
    let size = frame.small();
    let x = layout::middle(onset, axis);
    let clamp = |x: f64| x.clamp(axis.left, axis.right);
    let (from, to) = (
        clamp(axis.x(onset.when.earliest)),
        clamp(axis.x(onset.when.latest)),
    );
    let start = top + size * 1.3;
    for (a, b, way) in [(from, x, "in"), (x, to, "out")] {
        if b - a > 1.0 {
            let area = block(Area::new(a, start, b, floor), "voice").with("fill-opacity", "0.16");
            sheet.add(replace_fill(area, frame, "voice", way));
        }
    }
    sheet.add(stroke(point(x, start), point(x, floor), "voice onset", 1.2).hint(&onset.when.words));
    let words = fit(&onset.words, size, frame.width - 12.0);
    let half = width(&words, size) / 2.0;
    let centre = x.clamp(4.0 + half, (frame.width - 4.0 - half).max(4.0 + half));
    sheet.write(
        &words,
        point(centre, top + size * RISE),
        Type::middle(size, "voice").bold(),
    );
}

fn replace_fill(element: Element, frame: &Frame, class: &str, way: &str) -> Element {
    element.replacing(
        "fill",
        format!("url(#{})", frame.id(&format!("{class}-{way}"))),
    )
}

fn item(
    placed: &Placed<'_>,
    above: bool,
    onset: Option<&Onset>,
    axis: &TimeAxis,
    rows: &Rows,
    frame: &Frame,
    sheet: &mut Sheet,
) {
    let class = if above { "tie" } else { "ink" };
    let (line, middle) = rows.lines(placed.lane, above);
    let hint = format!("{}: {}", table::when(placed.item), placed.item.words);
    let mut group = Element::new("g")
        .class("item")
        .with("data-item", placed.item.id.as_str())
        .hint(&hint);
    if let Some(onset) = onset.filter(|_| placed.item.linked_to_onset) {
        link(placed, layout::middle(onset, axis), middle, &mut group);
    }
    bar(&placed.bar, middle, class, frame, &mut group);
    sheet.add(group);
    sheet.write(
        &placed.words,
        point(placed.left, line),
        Type::start(rows.size, "ink halo"),
    );
}

/// A thin thread from what happened to the line of the onset.
fn link(placed: &Placed<'_>, onset: f64, y: f64, group: &mut Element) {
    let bar = &placed.bar;
    let near = if onset < bar.from {
        bar.from
    } else if onset > bar.to {
        bar.to
    } else {
        onset
    };
    if (near - onset).abs() > 1.0 {
        let thread = stroke(point(near, y), point(onset, y), "voice link", 1.1);
        group.push(thread.with("stroke-dasharray", "2 2.5"));
    }
    group.push(ring(point(onset, y), 3.4, "voice link", 1.3));
}

fn bar(bar: &Bar, middle: f64, class: &str, frame: &Frame, group: &mut Element) {
    if bar.point {
        group.push(disc(point(bar.from, middle), 4.2, class));
        return;
    }
    let (top, bottom) = (middle - BAR / 2.0, middle + BAR / 2.0);
    let full_to = if bar.open {
        bar.full_to - 5.0
    } else {
        bar.full_to
    };
    if bar.full_from - bar.from > 0.5 {
        let area = block(Area::new(bar.from, top, bar.full_from, bottom), class);
        group.push(replace_fill(area, frame, class, "in"));
    }
    // A little longer than it is, so that no seam shows where it meets the fades.
    let full = Area::new(
        (bar.full_from - 0.6).max(bar.from),
        top,
        (full_to + 0.6).min(bar.to),
        bottom,
    );
    group.push(block(full, class));
    if bar.open {
        let tip = [
            point(full_to, top - 2.5),
            point(bar.to + 3.0, middle),
            point(full_to, bottom + 2.5),
        ];
        group.push(solid(&tip, class));
    } else if bar.to - bar.full_to > 0.5 {
        let area = block(Area::new(bar.full_to, top, bar.to, bottom), class);
        group.push(replace_fill(area, frame, class, "out"));
    }
}

/// The scores below, with the name at the left and the last value at its end.
fn scores(
    series: &Series,
    gap_days: u16,
    axis: &TimeAxis,
    strip: Area,
    frame: &Frame,
    words: &Words<'_>,
    sheet: &mut Sheet,
) {
    let size = frame.small();
    let shown: Vec<_> = series
        .sorted()
        .into_iter()
        .filter(|score| axis.holds(score.date))
        .collect();
    let at = |score: &crate::trajectory::Score| -> Point {
        point(
            axis.x(score.date),
            strip.bottom - series.part(score.value) * (strip.bottom - strip.top),
        )
    };
    sheet.add(stroke(
        point(2.0, strip.bottom),
        point(frame.width - 2.0, strip.bottom),
        "line",
        0.75,
    ));
    let joined = |a: &crate::trajectory::Score, b: &crate::trajectory::Score| {
        gap_days == 0 || days(a.date, b.date) <= f64::from(gap_days)
    };
    for run in shown.chunk_by(joined).filter(|run| run.len() > 1) {
        let points: Vec<Point> = run.iter().map(at).collect();
        sheet.add(polyline(&points, "tie series", 1.6));
    }
    for score in &shown {
        let hint = format!(
            "{}: {}",
            words.date(score.date, Grain::Full),
            words.number(score.value)
        );
        sheet.add(disc(at(score), 2.1, "tie").hint(&hint));
    }
    let last = shown
        .last()
        .map(|score| words.number(score.value))
        .unwrap_or_default();
    let remark = [series.name.as_str(), last.as_str(), series.meaning.as_str()]
        .iter()
        .filter(|part| !part.is_empty())
        .copied()
        .collect::<Vec<_>>()
        .join(" ");
    let remark = fit(&remark, size, frame.width - 12.0);
    let line = strip.bottom + size * 1.25;
    sheet.write(
        &remark,
        point(frame.width - 4.0, line),
        Type::end(size, "tie").bold(),
    );
}
