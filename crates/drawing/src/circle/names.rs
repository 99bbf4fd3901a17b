//! Names beside their discs, off each other, off the discs and off the arrows.

use super::arrange::{Ground, Placed};
use crate::place::{Anchor, Area, DROP, Obstacles, Point, RISE, distance, point};
use crate::text::fit;

/// A name and where it stands.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Name {
    pub(crate) words: String,
    pub(crate) at: Point,
    pub(crate) area: Area,
    /// The name stands so far away that a hairline leads to it.
    pub(crate) led: bool,
}

/// A name farther from its disc than this is led to by a hairline.
const NEAR: f64 = 9.0;
const ON_DISC: f64 = 1000.0;
const ON_MARK: f64 = 200.0;
const NEAR_ANOTHER: f64 = 22.0;
const ON_ARROW: f64 = 60.0;
const ON_RING: f64 = 3.0;

/// A name for each disc, in the same order; an empty one stays away.
pub(crate) fn place(
    people: &[Placed<'_>],
    ground: &Ground,
    disc: f64,
    size: f64,
    paper: &Area,
) -> Vec<Option<Name>> {
    let longest = (paper.right - paper.left) * 0.34;
    let words: Vec<String> = people
        .iter()
        .map(|one| fit(&one.person.name, size, longest))
        .collect();
    let fixed = marks(people, ground, disc);
    let mut names: Vec<Option<Name>> = vec![None; people.len()];
    // The first pass takes them as they come; the next let each look again now that all the others stand.
    for _ in 0..3 {
        for i in 0..people.len() {
            if words[i].is_empty() {
                continue;
            }
            let mut obstacles = fixed.clone();
            for other in people
                .iter()
                .enumerate()
                .filter(|(j, _)| *j != i)
                .map(|(_, other)| other)
            {
                // Beside another's disc it would be taken for the other's name.
                obstacles.disc(other.disc, disc + 8.0, NEAR_ANOTHER);
            }
            for (j, name) in names.iter().enumerate().filter(|(j, _)| *j != i) {
                let Some(name) = name else { continue };
                obstacles.solid(name.area.grown(1.5));
                if name.led {
                    obstacles.stroke(people[j].disc, name.area.nearest(people[j].disc), ON_ARROW);
                }
            }
            let found = beside(
                &words[i],
                people[i].disc,
                disc,
                size,
                ground,
                &obstacles,
                paper,
            )
            // Rather farther away than on a disc.
            .filter(|name| {
                obstacles
                    .price(&name.area)
                    .is_some_and(|price| price < ON_DISC)
            })
            .or_else(|| anywhere(&words[i], people[i].disc, size, &obstacles, paper));
            names[i] = found.or_else(|| names[i].take());
        }
    }
    names
}

fn marks(people: &[Placed<'_>], ground: &Ground, disc: f64) -> Obstacles {
    let mut obstacles = Obstacles::default();
    obstacles.disc(ground.centre, ground.own + 1.0, ON_DISC);
    for one in people {
        obstacles.disc(one.disc, disc + 1.0, ON_DISC);
        if let Some(before) = one.before {
            obstacles.disc(before, 4.0, ON_MARK);
            obstacles.stroke(before, one.disc, ON_ARROW);
        }
        if let Some(wished) = one.wished {
            obstacles.disc(wished, disc * 0.7, ON_MARK);
            obstacles.stroke(one.disc, wished, ON_ARROW);
        }
    }
    for ring in super::RINGS {
        obstacles.ring(ground.centre, ring * ground.radius, ON_RING);
    }
    obstacles
}

fn beside(
    words: &str,
    disc: Point,
    radius: f64,
    size: f64,
    ground: &Ground,
    obstacles: &Obstacles,
    paper: &Area,
) -> Option<Name> {
    let outward = point(disc.x - ground.centre.x, disc.y - ground.centre.y);
    let mut candidates = Vec::new();
    for far in [0.0, 7.0, 16.0, 28.0, 44.0, 64.0] {
        for step in 0..16u8 {
            let (dx, dy) = super::cartesian(1.0, f64::from(step) * 22.5);
            let edge = point(
                disc.x + dx * (radius + 3.5 + far),
                disc.y + dy * (radius + 3.5 + far),
            );
            let area = touching(words, size, edge, (dx, dy));
            // Beside reads better than above or below, and outward better than inward.
            let sideways = (1.0 - dx.abs()) * 5.0;
            let inward = if dx * outward.x + dy * outward.y < 0.0 {
                3.0
            } else {
                0.0
            };
            let leader = if far > NEAR {
                f64::from(
                    u16::try_from(obstacles.crossed(disc, area.nearest(disc))).unwrap_or(u16::MAX),
                ) * ON_ARROW
            } else {
                0.0
            };
            candidates.push(((far, area), area, far * 1.6 + sideways + inward + leader));
        }
    }
    let ((far, area), _) = obstacles.cheapest(paper, candidates)?;
    Some(name(words, area, size, far > NEAR))
}

/// The box of the words that touches the point from the direction in which it lies.
fn touching(words: &str, size: f64, edge: Point, (dx, dy): (f64, f64)) -> Area {
    let width = crate::text::width(words, size);
    let height = size * (RISE + DROP);
    let left = edge.x - width * (1.0 - (dx + 1.0) / 2.0);
    let left = if dx > 0.3 {
        edge.x
    } else if dx < -0.3 {
        edge.x - width
    } else {
        left
    };
    let top = edge.y - height * (1.0 - (dy + 1.0) / 2.0);
    Area::new(left, top, left + width, top + height)
}

/// The free place on the whole paper that is nearest to the disc.
fn anywhere(
    words: &str,
    disc: Point,
    size: f64,
    obstacles: &Obstacles,
    paper: &Area,
) -> Option<Name> {
    let width = crate::text::width(words, size);
    let height = size * (RISE + DROP);
    let mut candidates = Vec::new();
    let mut top = paper.top;
    while top + height <= paper.bottom {
        let mut left = paper.left;
        while left + width <= paper.right {
            let area = Area::new(left, top, left + width, top + height);
            candidates.push((area, area, distance(area.nearest(disc), disc)));
            left += 6.0;
        }
        top += 4.0;
    }
    let (area, _) = obstacles.cheapest(paper, candidates)?;
    Some(name(words, area, size, true))
}

fn name(words: &str, area: Area, size: f64, led: bool) -> Name {
    let at = point(area.left, area.top + size * RISE);
    let area = Area::of_text(words, size, at, Anchor::Start);
    Name {
        words: words.to_owned(),
        at,
        area,
        led,
    }
}
