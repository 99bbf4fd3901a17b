//! Puts the circle on paper.

use super::arrange::{Ground, Placed, arrange};
use super::geometry::{FARTHEST, RINGS};
use super::names::{self, Name};
use super::{Circle, Ring};
use crate::element::{Element, exact, number};
use crate::frame::Frame;
use crate::place::{Anchor, Area, Obstacles, Point, distance, point};
use crate::sheet::{
    Kind, Sheet, Type, block, disc, hollow, line_of_text, path, ring, solid, stroke,
};
use crate::text::fit;

pub(crate) fn svg(circle: &Circle, frame: &Frame) -> String {
    let mut sheet = Sheet::default();
    let sizes: &[f64] = if frame.is_narrow() {
        &[14.0, 12.5, 11.0, 10.0]
    } else {
        &[17.0, 15.0, 13.0, 11.5]
    };
    let people: Vec<_> = circle.shown().collect();
    let ground = ground(circle, frame, sizes[0]);
    let (placed, radius) = arrange(&people, &ground, sizes);
    let paper = Area::new(3.0, 3.0, frame.width - 3.0, frame.height - 3.0);
    let names = names::place(&placed, &ground, radius, frame.body(), &paper);

    for far in RINGS {
        sheet.add(ring(ground.centre, far * ground.radius, "soft ring", 0.75));
    }
    ring_names(circle, &ground, &placed, &names, radius, frame, &mut sheet);
    for one in &placed {
        moves(one, radius, &mut sheet);
    }
    own_disc(circle, &ground, frame, &mut sheet);
    for (one, name) in placed.iter().zip(&names) {
        sheet.add(person(one, name.as_ref(), radius, frame, circle.editable));
    }
    let kind = Kind {
        name: "circle",
        title: &circle.title,
        description: &circle.description,
        editable: circle.editable,
        data: vec![
            (
                "data-centre",
                format!("{} {}", number(ground.centre.x), number(ground.centre.y)),
            ),
            ("data-radius", number(ground.radius)),
            ("data-rings", RINGS.map(exact).join(" ")),
            ("data-farthest", exact(FARTHEST)),
        ],
    };
    sheet.finish(frame, kind, frame.height)
}

/// As large as the paper allows; the margin outside the rings is kept only where somebody stands or may be moved.
fn ground(circle: &Circle, frame: &Frame, disc: f64) -> Ground {
    let shorter = frame.width.min(frame.height);
    let places = circle
        .shown()
        .flat_map(|person| [person.now, person.before, person.wished])
        .flatten();
    let outside = places
        .into_iter()
        .any(|place| place.ring() == Ring::Outside);
    let farthest = if circle.editable || outside {
        FARTHEST
    } else {
        1.0
    };
    let radius = ((shorter / 2.0 - disc - 4.0) / farthest).max(20.0);
    let own = disc * if frame.is_narrow() { 1.0 } else { 1.1 };
    Ground {
        centre: point(frame.width / 2.0, frame.height / 2.0),
        radius,
        own,
    }
}

/// The rings are named on their own line, where nobody stands.
fn ring_names(
    circle: &Circle,
    ground: &Ground,
    people: &[Placed<'_>],
    names: &[Option<Name>],
    disc: f64,
    frame: &Frame,
    sheet: &mut Sheet,
) {
    let size = frame.small();
    let mut obstacles = Obstacles::default();
    obstacles.disc(ground.centre, ground.own + 2.0, 1000.0);
    for one in people {
        obstacles.disc(one.disc, disc + 2.0, 1000.0);
        for (other, reach) in [(one.before, 4.0), (one.wished, disc * 0.7)] {
            if let Some(other) = other {
                obstacles.disc(other, reach, 100.0);
                obstacles.stroke(one.disc, other, 20.0);
            }
        }
    }
    for (one, name) in people
        .iter()
        .zip(names)
        .filter_map(|(one, name)| Some((one, name.as_ref()?)))
    {
        obstacles.solid(name.area.grown(2.0));
        if name.led {
            obstacles.area(name.area.grown(6.0), 10.0);
            obstacles.stroke(one.disc, name.area.nearest(one.disc), 30.0);
        }
    }
    let paper = Area::new(2.0, 2.0, frame.width - 2.0, frame.height - 2.0);
    for (ring, name) in Ring::ALL.into_iter().zip(&circle.rings) {
        if name.is_empty()
            || (ring == Ring::Outside && people.iter().all(|one| one.place.ring() != ring))
        {
            continue;
        }
        let (from, to) = ring.span();
        let line = if ring == Ring::Outside {
            from * ground.radius + size
        } else {
            to * ground.radius
        };
        let words = fit(name, size, frame.width / 2.0);
        let candidates = (-18i16..=18).flat_map(|step| {
            let angle = f64::from(step) * 10.0;
            let words = &words;
            let centred = ground.point(line / ground.radius, angle);
            let at = point(centred.x, centred.y + size * 0.33);
            let area = Area::of_text(words, size, at, Anchor::Middle);
            // The top is where one looks for a heading; the bottom comes next, the sides last.
            let own =
                angle.to_radians().sin().abs() * 8.0 + if angle.abs() > 90.0 { 5.0 } else { 0.0 };
            Some((at, area, own))
        });
        if let Some((at, area)) = obstacles.cheapest(&paper, candidates)
            && obstacles.price(&area).is_some_and(|price| price < 90.0)
        {
            // The ring is interrupted by its name.
            sheet.add(block(area, "ground").replacing("fill", "#fff"));
            sheet.write(&words, at, Type::middle(size, "soft"));
            obstacles.solid(area.grown(2.0));
        }
    }
}

/// The thin arrow from before to now, and the hollow place that is wished for.
fn moves(one: &Placed<'_>, radius: f64, sheet: &mut Sheet) {
    if let Some(before) = one.before {
        let length = distance(before, one.disc);
        if length > radius + 7.0 {
            let (ux, uy) = (
                (one.disc.x - before.x) / length,
                (one.disc.y - before.y) / length,
            );
            let tip = point(
                one.disc.x - ux * (radius + 1.5),
                one.disc.y - uy * (radius + 1.5),
            );
            let base = point(tip.x - ux * 7.0, tip.y - uy * 7.0);
            sheet.add(stroke(before, base, "soft moved", 1.1));
            let side = |by: f64| point(base.x - uy * by, base.y + ux * by);
            sheet.add(solid(&[tip, side(3.2), side(-3.2)], "soft moved"));
        }
        sheet.add(disc(before, 3.2, "soft before"));
    }
    if let Some(wished) = one.wished {
        let reach = radius * 0.7;
        let length = distance(wished, one.disc);
        if length > radius + reach {
            let (ux, uy) = (
                (wished.x - one.disc.x) / length,
                (wished.y - one.disc.y) / length,
            );
            let from = point(one.disc.x + ux * radius, one.disc.y + uy * radius);
            let to = point(wished.x - ux * reach, wished.y - uy * reach);
            sheet.add(stroke(from, to, "voice wish", 1.0).with("stroke-dasharray", "2 3"));
        }
        let place = hollow(wished, reach, "voice wished", 1.2);
        sheet.add(Element::new("g").class("wished").holding_all(place));
    }
}

fn own_disc(circle: &Circle, ground: &Ground, frame: &Frame, sheet: &mut Sheet) {
    sheet.add(disc(ground.centre, ground.own, "ink client"));
    let size = frame.small();
    let words = fit(&circle.centre, size, ground.own * 1.9);
    if !words.is_empty() {
        let at = point(ground.centre.x, ground.centre.y + size * 0.35);
        sheet.add(reversed(&words, at, size));
    }
}

/// Letters in the colour of the ground, on a filled disc.
fn reversed(words: &str, at: Point, size: f64) -> Element {
    Element::new("text")
        .class("ground")
        .at("x", at.x)
        .at("y", at.y)
        .at("font-size", size)
        .with("font-weight", "600")
        .with("text-anchor", "middle")
        .with("fill", "#fff")
        .saying(words)
}

/// One group that a script can move as a whole; its data is what was recorded, not where paper had room.
fn person(
    one: &Placed<'_>,
    name: Option<&Name>,
    radius: f64,
    frame: &Frame,
    editable: bool,
) -> Element {
    let at = one.disc;
    let here = |p: Point| point(p.x - at.x, p.y - at.y);
    let absent = one.person.now.is_none();
    let mut classes = String::from("person");
    if one.person.deceased {
        classes.push_str(" deceased");
    }
    if absent {
        classes.push_str(" absent");
    }
    let mut group = Element::new("g")
        .class(&classes)
        .with(
            "transform",
            format!("translate({} {})", number(at.x), number(at.y)),
        )
        .with("data-person", one.person.id.as_str())
        .with("data-ring", one.place.ring().number().to_string())
        .with("data-distance", exact(one.place.distance))
        .with("data-angle", exact(one.angle));
    if editable {
        group = group
            .with("tabindex", "0")
            .with("role", "button")
            .with("aria-label", one.person.label.as_str())
            .holding(
                ring(point(0.0, 0.0), radius + 3.5, "ink focus", 2.0).with("visibility", "hidden"),
            );
    } else {
        group = group.hint(&one.person.label);
    }
    if let Some(name) = name.filter(|name| name.led) {
        let end = here(name.area.nearest(at));
        let length = end.x.hypot(end.y).max(1.0);
        let from = point(end.x / length * radius, end.y / length * radius);
        group.push(stroke(from, end, "soft leader", 0.75));
    }
    let size = (radius * 0.82).min(frame.small());
    let initials = fit(&one.person.initials, size, radius * 1.9);
    let middle = point(0.0, size * 0.35);
    if absent {
        // Only a former or a wished place is known: an outline, not a presence.
        let [ground, outline] = hollow(point(0.0, 0.0), radius, "soft", 1.2);
        group.push(ground);
        group.push(outline.with("stroke-dasharray", "3 2.5"));
        group.push(line_of_text(&initials, middle, Type::middle(size, "ink")));
    } else {
        group.push(disc(point(0.0, 0.0), radius, "tie"));
        group.push(reversed(&initials, middle, size));
    }
    if one.person.deceased {
        group.push(cross(radius));
    }
    if let Some(name) = name {
        group.push(line_of_text(
            &name.words,
            here(name.at),
            Type::start(frame.body(), "ink halo"),
        ));
    }
    group
}

/// A small cross at the disc's shoulder, with clear paper around it.
fn cross(radius: f64) -> Element {
    let at = point(radius * 0.74, -radius * 0.74);
    let (x, y) = (number(at.x), number(at.y));
    let arms = format!(
        "M{x} {}V{}M{} {y}H{}",
        number(at.y - 4.5),
        number(at.y + 6.0),
        number(at.x - 3.4),
        number(at.x + 3.4)
    );
    let [clear, _] = hollow(point(at.x, at.y + 0.8), 7.0, "soft", 0.0);
    Element::new("g")
        .class("cross")
        .holding(clear)
        .holding(path(&arms, "ink", 1.6))
}
