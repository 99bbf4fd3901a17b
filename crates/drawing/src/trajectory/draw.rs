//! Puts the trajectory on paper, from the ground up.

use super::data::{Clinical, Series, Trajectory};
use super::flags::{Flag, PENNANT};
use super::labels;
use super::layout::{self, Layout, Remark};
use crate::element::Element;
use crate::frame::{Frame, Grain, Words};
use crate::place::{Area, Point, RISE, point};
use crate::sheet::{Kind, Sheet, Type, block, disc, hollow, polyline, ring, solid, stroke};
use crate::text::{fit, width, wrap};
use crate::time::days;

pub(crate) fn svg(course: &Trajectory, frame: &Frame, words: &Words<'_>) -> String {
    let mut sheet = Sheet::default();
    let kind = Kind {
        name: "trajectory",
        title: &course.title,
        description: &course.description,
        editable: false,
        data: Vec::new(),
    };
    let Some(layout) = layout::of(course, frame, words) else {
        empty(course, frame, frame.height / 2.0, &mut sheet);
        return sheet.finish(frame, kind, frame.height);
    };
    if let Some(clinical) = &course.clinical {
        tints(course, clinical, &layout, frame, &mut sheet);
    }
    scale(course, &layout, frame, words, &mut sheet);
    time(course, &layout, frame, words, &mut sheet);
    if let Some(clinical) = &course.clinical {
        cut_off(course, clinical, &layout, &mut sheet);
    }
    stems(&layout, &mut sheet);
    if let Some(companion) = &course.companion {
        series(
            companion,
            course.gap_days,
            &layout,
            false,
            frame,
            words,
            &mut sheet,
        );
    }
    series(
        &course.score,
        course.gap_days,
        &layout,
        true,
        frame,
        words,
        &mut sheet,
    );
    if let Some(at) = labels::baseline_place(course, &layout) {
        sheet.add(ring(
            at,
            if frame.is_narrow() { 6.0 } else { 7.5 },
            "tie baseline",
            1.2,
        ));
    }
    flags(course, &layout, frame, words, &mut sheet);
    for (remark, class) in remarks(&layout) {
        remark_words(remark, class, &layout, frame, &mut sheet);
    }
    let homeless = labels::write(course, &layout, frame, &mut sheet);
    let height = below(&layout, &homeless, frame, &mut sheet);
    if course.score.sorted().is_empty() {
        empty(course, frame, layout.plot.centre().y, &mut sheet);
    }
    sheet.finish(frame, kind, height)
}

fn remarks(layout: &Layout) -> impl Iterator<Item = (&Remark, &'static str)> {
    let score = layout.score.iter().map(|remark| (remark, "tie"));
    score.chain(layout.companion.iter().map(|remark| (remark, "voice")))
}

fn empty(course: &Trajectory, frame: &Frame, middle: f64, sheet: &mut Sheet) {
    let size = frame.body();
    let lines = wrap(&course.empty, size, frame.width - 60.0, 4);
    let bounds = Area::new(0.0, 0.0, frame.width, f64::MAX);
    let mut y = middle;
    for line in lines {
        sheet.write_if_free(
            &line,
            point(frame.width / 2.0, y),
            Type::middle(size, "soft halo"),
            &bounds,
        );
        y += size * 1.35;
    }
}

fn tints(
    course: &Trajectory,
    clinical: &Clinical,
    layout: &Layout,
    frame: &Frame,
    sheet: &mut Sheet,
) {
    let plot = layout.plot;
    for band in &clinical.bands {
        let (top, bottom) = (
            layout.y(&course.score, band.to),
            layout.y(&course.score, band.from),
        );
        let opacity = match band.class() {
            "band-1" => "0.12",
            "band-2" => "0.18",
            "band-3" => "0.24",
            _ => "0.3",
        };
        let area = Area::new(plot.left, top, plot.right, bottom);
        sheet.add(
            block(area, band.class())
                .with("fill-opacity", opacity)
                .hint(&band.name),
        );
        band_name(&band.name, layout, area, frame, sheet);
    }
    if let Some(corridor) = &clinical.corridor {
        let top = layout.y(&course.score, corridor.high);
        let bottom = layout.y(&course.score, corridor.low);
        let from = labels::baseline_place(course, layout).map_or(plot.left, |at| at.x);
        let area = Area::new(from, top, plot.right, bottom);
        sheet.add(
            block(area, "corridor")
                .with("fill-opacity", "0.1")
                .hint(&corridor.words),
        );
        for y in [top, bottom] {
            let edge = stroke(point(from, y), point(plot.right, y), "corridor", 0.75);
            sheet.add(edge.with("stroke-opacity", "0.55"));
        }
    }
}

/// Band names stand in the gutter beside their tint, in as many lines as its height allows.
fn band_name(name: &str, layout: &Layout, area: Area, frame: &Frame, sheet: &mut Sheet) {
    let size = frame.small();
    let leading = size * 1.12;
    let fitting = ((area.bottom - area.top) / leading).floor().clamp(0.0, 3.0);
    let count = [1usize, 2, 3]
        .into_iter()
        .filter(|n| f64::from(u8::try_from(*n).unwrap_or(0)) <= fitting)
        .max();
    let Some(most) = count else { return };
    let lines = wrap(name, size, (layout.names - 2.0).max(0.0), most);
    let bounds = Area::new(0.0, 0.0, layout.names + 1.0, layout.height);
    let spare = f64::from(u8::try_from(lines.len().saturating_sub(1)).unwrap_or(0)) * leading;
    let mut y = area.centre().y + size * 0.34 - spare / 2.0;
    for line in lines {
        sheet.write_if_free(
            &line,
            point(layout.names, y),
            Type::end(size, "soft"),
            &bounds,
        );
        y += leading;
    }
}

fn scale(
    course: &Trajectory,
    layout: &Layout,
    frame: &Frame,
    words: &Words<'_>,
    sheet: &mut Sheet,
) {
    let size = frame.small();
    let plot = layout.plot;
    let bounds = Area::new(0.0, 0.0, frame.width, layout.height);
    for value in layout::grid(course) {
        let y = layout.y(&course.score, value);
        sheet.add(stroke(
            point(plot.left, y),
            point(plot.right, y),
            "line",
            0.75,
        ));
        let at = point(layout.figures, y + size * 0.34);
        sheet.write_if_free(&words.number(value), at, Type::end(size, "soft"), &bounds);
    }
}

fn time(course: &Trajectory, layout: &Layout, frame: &Frame, words: &Words<'_>, sheet: &mut Sheet) {
    let size = frame.small();
    let plot = layout.plot;
    let bounds = Area::new(1.0, 0.0, frame.width - 1.0, layout.height + 1.0);
    sheet.add(stroke(
        point(plot.left, plot.bottom),
        point(plot.right, plot.bottom),
        "soft",
        0.75,
    ));
    let sample = width(&words.date(layout.axis.first, Grain::Day), size);
    for tick in layout.axis.ticks((sample * 1.45).max(34.0), words) {
        let x = layout.axis.x(tick.date);
        sheet.add(stroke(
            point(x, plot.bottom),
            point(x, plot.bottom + 4.0),
            "soft",
            0.75,
        ));
        let half = width(&tick.label, size) / 2.0;
        let centre = x.clamp(
            bounds.left + half,
            (bounds.right - half).max(bounds.left + half),
        );
        sheet.write_if_free(
            &tick.label,
            point(centre, layout.dates_line),
            Type::middle(size, "soft"),
            &bounds,
        );
    }
    sessions(course, layout, frame, &bounds, sheet);
}

/// Small ticks on the axis; the first is named in full, the others are numbered as far as there is room.
fn sessions(course: &Trajectory, layout: &Layout, frame: &Frame, bounds: &Area, sheet: &mut Sheet) {
    let size = frame.small();
    let mut held: Vec<_> = course
        .sessions
        .iter()
        .filter(|session| layout.axis.holds(session.date))
        .collect();
    held.sort_by_key(|session| session.date);
    let widest = held
        .iter()
        .map(|session| width(&session.mark, size))
        .fold(0.0, f64::max)
        + 7.0;
    let each = f64::from(u16::try_from(held.len()).unwrap_or(u16::MAX)).max(1.0);
    let apart = (layout.plot.right - layout.plot.left) / each;
    let stride = [1usize, 2, 4, 5, 10, 20, 50]
        .into_iter()
        .find(|n| f64::from(u8::try_from(*n).unwrap_or(50)) * apart >= widest)
        .unwrap_or(100);
    for (i, session) in held.iter().enumerate() {
        let x = layout.axis.x(session.date);
        let tick = stroke(
            point(x, layout.plot.bottom - 5.0),
            point(x, layout.plot.bottom),
            "ink",
            1.5,
        );
        sheet.add(tick.hint(&session.name));
        if i == 0 {
            let at = point(x - 3.0, layout.sessions_line);
            sheet.write_if_free(&session.name, at, Type::start(size, "ink"), bounds);
        } else if (i + 1) % stride == 0 {
            let at = point(x, layout.sessions_line);
            sheet.write_if_free(&session.mark, at, Type::middle(size, "ink"), bounds);
        }
    }
}

fn cut_off(course: &Trajectory, clinical: &Clinical, layout: &Layout, sheet: &mut Sheet) {
    let Some(cut_off) = &clinical.cut_off else {
        return;
    };
    let y = layout.y(&course.score, cut_off.at);
    let line = stroke(
        point(layout.plot.left, y),
        point(layout.plot.right, y),
        "ink cut-off",
        1.0,
    );
    sheet.add(line.with("stroke-dasharray", "6 4").hint(&cut_off.words));
}

fn stems(layout: &Layout, sheet: &mut Sheet) {
    for flag in &layout.flags {
        let from = point(flag.x, layout.plot.top);
        let down = stroke(from, point(flag.x, layout.plot.bottom), "soft stem", 0.75);
        sheet.add(down.with("stroke-dasharray", "1 3"));
        let up = stroke(
            point(flag.x, lane_top(layout, flag)),
            from,
            "soft stem",
            0.75,
        );
        sheet.add(up);
    }
}

fn lane_top(layout: &Layout, flag: &Flag) -> f64 {
    let lane = f64::from(u16::try_from(flag.lane).unwrap_or(u16::MAX));
    layout.plot.top - 5.0 - (lane + 1.0) * layout.lane + 2.0
}

/// Joined where scores follow each other closely enough; a wider gap stays a gap.
fn series(
    data: &Series,
    gap_days: u16,
    layout: &Layout,
    main: bool,
    frame: &Frame,
    words: &Words<'_>,
    sheet: &mut Sheet,
) {
    let (class, weight) = if main { ("tie", 2.2) } else { ("voice", 1.1) };
    let radius = if main { 3.4 } else { 1.9 } * if frame.is_narrow() { 0.85 } else { 1.0 };
    let shown: Vec<_> = data
        .sorted()
        .into_iter()
        .filter(|score| layout.axis.holds(score.date))
        .collect();
    let at = |score: &super::Score| point(layout.axis.x(score.date), layout.y(data, score.value));
    let joined = |a: &super::Score, b: &super::Score| {
        gap_days == 0 || days(a.date, b.date) <= f64::from(gap_days)
    };
    for run in shown.chunk_by(joined) {
        if run.len() > 1 {
            let points: Vec<Point> = run.iter().map(at).collect();
            let line = polyline(&points, &format!("{class} series"), weight);
            sheet.add(if main {
                line
            } else {
                line.with("stroke-dasharray", "5 3")
            });
        }
    }
    let last = shown.len().saturating_sub(1);
    for (i, score) in shown.iter().enumerate() {
        let hint = format!(
            "{}: {}",
            words.date(score.date, Grain::Full),
            words.number(score.value)
        );
        let radius = if main && i == last {
            radius + 1.6
        } else {
            radius
        };
        let mut mark = Element::new("g").class("score").hint(&hint);
        if score.estimated {
            mark = mark.holding_all(hollow(at(score), radius, class, 1.3));
        } else {
            mark.push(disc(at(score), radius, class));
        }
        sheet.add(mark);
    }
}

fn flags(
    course: &Trajectory,
    layout: &Layout,
    frame: &Frame,
    words: &Words<'_>,
    sheet: &mut Sheet,
) {
    let size = frame.small();
    let shown = |event: &&super::Event| layout.axis.holds(event.date);
    let life = course
        .events
        .iter()
        .filter(shown)
        .map(|event| (event, true));
    let medication = course
        .medication
        .iter()
        .filter(shown)
        .map(|event| (event, false));
    for (flag, (event, is_life)) in layout.flags.iter().zip(life.chain(medication)) {
        let top = lane_top(layout, flag);
        let way = if flag.leftward { -1.0 } else { 1.0 };
        let hint = format!("{}: {}", words.date(event.date, Grain::Full), event.words);
        let mark = if is_life {
            let tip = [
                point(flag.x, top),
                point(flag.x + 7.0 * way, top + 3.5),
                point(flag.x, top + 7.0),
            ];
            solid(&tip, "ink flag")
        } else {
            let (a, b) = (flag.x - 1.0 * way, flag.x + 7.5 * way);
            let pill = Area::new(a.min(b), top + 1.0, a.max(b), top + 6.0);
            block(pill, "soft medication").at("rx", 2.5)
        };
        sheet.add(mark.hint(&hint));
        let at = point(flag.x + PENNANT * way, top + size * RISE - 1.0);
        let style = if flag.leftward {
            Type::end(size, "ink")
        } else {
            Type::start(size, "ink")
        };
        sheet.write(&flag.words, at, style);
    }
}

fn remark_words(remark: &Remark, class: &str, layout: &Layout, frame: &Frame, sheet: &mut Sheet) {
    let (small, body, large) = (frame.small(), frame.body(), frame.large());
    // Inside the plot, lines pass behind the words.
    let halo = if remark.left < layout.plot.right {
        " veil"
    } else {
        ""
    };
    let (class, soft) = (format!("{class}{halo}"), format!("soft{halo}"));
    let mut y = remark.top + small * RISE + 1.0;
    if remark.large {
        sheet.write(
            &remark.name,
            point(remark.left, y),
            Type::start(small, &class).bold(),
        );
        y += large * 0.98;
        sheet.write(
            &remark.value,
            point(remark.left, y),
            Type::start(large, &class).bold(),
        );
    } else {
        sheet.write(
            &remark.name,
            point(remark.left, y),
            Type::start(small, &class),
        );
        let after = remark.left + width(&remark.name, small) + 5.0;
        sheet.write(
            &remark.value,
            point(after, y),
            Type::start(body, &class).bold(),
        );
    }
    for line in &remark.meaning {
        y += small * 1.25;
        sheet.write(line, point(remark.left, y), Type::start(small, &soft));
    }
}

/// Sentences that need the whole width stand under the dates. Gives the height of the picture.
fn below(layout: &Layout, homeless: &[labels::Homeless], frame: &Frame, sheet: &mut Sheet) -> f64 {
    let size = frame.small();
    let (left, room) = (4.0, frame.width - 8.0);
    let mut y = layout.height + size * 0.15;
    let start = y;
    for (remark, class) in remarks(layout).filter(|(remark, _)| !remark.below.is_empty()) {
        let head = fit(
            &format!("{} {}", remark.name, remark.value),
            size,
            room / 2.0,
        );
        let indent = width(&head, size) + 7.0;
        y += size * 1.3;
        sheet.write(
            &head,
            point(left, y - size * 0.4),
            Type::start(size, class).bold(),
        );
        for (i, line) in wrap(&remark.below, size, room - indent, 4)
            .iter()
            .enumerate()
        {
            y += if i == 0 { 0.0 } else { size * 1.3 };
            sheet.write(
                line,
                point(left + indent, y - size * 0.4),
                Type::start(size, "ink"),
            );
        }
    }
    for label in homeless {
        for line in wrap(&label.words, size, room, 2) {
            y += size * 1.3;
            sheet.write(
                &line,
                point(left, y - size * 0.4),
                Type::start(size, label.class),
            );
        }
    }
    if y > start { y + 3.0 } else { layout.height }
}
