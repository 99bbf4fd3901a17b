//! Angles for those who have none yet, and discs that do not hide each other.

use super::geometry::{FARTHEST, cartesian, ring_at};
use super::{Person, Place};
use crate::place::{Point, distance, point};

/// The first angle when nobody has been placed: names then stand beside their discs rather than above them.
const FIRST: f64 = 45.0;

/// An angle for each; those given are kept, the others are spread evenly over the gaps.
pub(crate) fn angles(given: &[Option<f64>]) -> Vec<f64> {
    let turn = |angle: f64| {
        if angle.is_finite() {
            angle.rem_euclid(360.0)
        } else {
            0.0
        }
    };
    let mut taken: Vec<f64> = given.iter().copied().flatten().map(turn).collect();
    taken.sort_by(f64::total_cmp);
    let missing = given.iter().filter(|angle| angle.is_none()).count();
    let mut free = spread(&taken, missing).into_iter();
    given
        .iter()
        .map(|angle| angle.map_or_else(|| free.next().unwrap_or(FIRST), turn))
        .collect()
}

fn spread(taken: &[f64], missing: usize) -> Vec<f64> {
    let part = |count: usize| f64::from(u32::try_from(count).unwrap_or(u32::MAX));
    let Some((first, last)) = taken.first().zip(taken.last()) else {
        return (0..missing)
            .map(|i| (FIRST + 360.0 * part(i) / part(missing)).rem_euclid(360.0))
            .collect();
    };
    let mut gaps: Vec<(f64, f64, usize)> = taken
        .windows(2)
        .map(|pair| (pair[0], pair[1] - pair[0], 0))
        .collect();
    gaps.push((*last, first + 360.0 - last, 0));
    for _ in 0..missing {
        // Each goes where it leaves most room: into the gap that is then still the widest between neighbours.
        let widest = gaps.iter_mut().max_by(|a, b| {
            let room = |gap: &(f64, f64, usize)| gap.1 / part(gap.2 + 2);
            room(a).total_cmp(&room(b)).then(b.0.total_cmp(&a.0))
        });
        if let Some(gap) = widest {
            gap.2 += 1;
        }
    }
    let within = |(start, length, count): (f64, f64, usize)| {
        (1..=count).map(move |i| (start + length * part(i) / part(count + 1)).rem_euclid(360.0))
    };
    gaps.into_iter().flat_map(within).collect()
}

/// A person's places on paper.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Placed<'a> {
    pub(crate) person: &'a Person,
    /// What is recorded, with the angle that was found where none was given.
    pub(crate) place: Place,
    pub(crate) angle: f64,
    pub(crate) disc: Point,
    pub(crate) before: Option<Point>,
    pub(crate) wished: Option<Point>,
}

/// The paper under the circle.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Ground {
    pub(crate) centre: Point,
    pub(crate) radius: f64,
    /// Radius of the client's own disc.
    pub(crate) own: f64,
}

impl Ground {
    pub(crate) fn point(&self, far: f64, angle: f64) -> Point {
        let (x, y) = cartesian(far.clamp(0.0, FARTHEST) * self.radius, angle);
        point(self.centre.x + x, self.centre.y + y)
    }
}

/// Everyone with a place, and the radius of the discs: as large as lets them stand side by side.
pub(crate) fn arrange<'a>(
    people: &[&'a Person],
    ground: &Ground,
    sizes: &[f64],
) -> (Vec<Placed<'a>>, f64) {
    let placed: Vec<(&Person, Place)> = people
        .iter()
        .filter_map(|person| person.place().map(|place| (*person, sane(place))))
        .collect();
    let given: Vec<Option<f64>> = placed.iter().map(|(_, place)| place.angle).collect();
    let angles = angles(&given);
    let smallest = sizes.last().copied().unwrap_or(10.0);
    let (discs, size) = sizes
        .iter()
        .find_map(|size| discs(&placed, &angles, ground, *size).map(|discs| (discs, *size)))
        // More people than the rings can hold side by side: they stand where they were placed.
        .unwrap_or_else(|| {
            let exact = placed
                .iter()
                .zip(&angles)
                .map(|((_, place), angle)| ground.point(place.distance, *angle));
            (exact.collect(), smallest)
        });
    let all = placed
        .into_iter()
        .zip(angles)
        .zip(discs)
        .map(|(((person, place), angle), disc)| {
            let near = |other: Option<Place>| {
                let other = sane(other?);
                let angle_there = other.angle.unwrap_or(angle);
                let same = (other.distance - place.distance).abs() < 0.02
                    && (angle_there - angle).abs() < 2.0;
                (!same).then(|| ground.point(other.distance, angle_there))
            };
            // A place that already stands for the disc itself is not drawn twice.
            let before = if person.now.is_some() {
                near(person.before)
            } else {
                None
            };
            let wished = if person.now.is_some() {
                near(person.wished)
            } else {
                None
            };
            Placed {
                person,
                place,
                angle,
                disc,
                before,
                wished,
            }
        });
    (all.collect(), size)
}

fn sane(place: Place) -> Place {
    let distance = if place.distance.is_finite() {
        place.distance.clamp(0.0, FARTHEST)
    } else {
        FARTHEST
    };
    Place {
        distance,
        angle: place.angle.filter(|angle| angle.is_finite()),
    }
}

/// Each disc as near to its place as the others allow, those that were placed by hand first.
fn discs(
    people: &[(&Person, Place)],
    angles: &[f64],
    ground: &Ground,
    size: f64,
) -> Option<Vec<Point>> {
    let mut order: Vec<usize> = (0..people.len()).collect();
    order.sort_by_key(|i| people[*i].1.angle.is_none());
    let mut found: Vec<Option<Point>> = vec![None; people.len()];
    for i in order {
        let (far, angle) = (people[i].1.distance, angles[i]);
        let free = |at: &Point| {
            distance(*at, ground.centre) >= ground.own + size + 2.0
                && found
                    .iter()
                    .flatten()
                    .all(|other| distance(*at, *other) >= size * 2.0 + 2.0)
        };
        let exact = ground.point(far, angle);
        // Most stand where they were placed; only for the others are the places around looked at.
        found[i] = if free(&exact) {
            Some(exact)
        } else {
            Some(nearby(far, angle, ground, size).find(free)?)
        };
    }
    found.into_iter().collect()
}

/// Places in the same ring, the nearest first.
fn nearby(far: f64, angle: f64, ground: &Ground, size: f64) -> impl Iterator<Item = Point> {
    let (from, to) = ring_at(far).span();
    let reach = size / ground.radius;
    let (low, high) = (
        from + reach * 0.6,
        (to - reach * 0.6).max(from + reach * 0.6),
    );
    let mut options: Vec<(f64, Point)> = Vec::new();
    for step in -12i8..=12 {
        let distance = (far + f64::from(step) * 0.025).clamp(low.min(far), high.max(far));
        for turn in -60i8..=60 {
            let moved = f64::from(turn) * 3.0;
            let at = ground.point(distance, angle + moved);
            options.push((crate::place::distance(at, ground.point(far, angle)), at));
        }
    }
    options.sort_by(|a, b| a.0.total_cmp(&b.0));
    options.into_iter().map(|(_, at)| at)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn those_without_an_angle_are_spread_evenly() {
        assert_eq!(
            angles(&[None, None, None, None]),
            [45.0, 135.0, 225.0, 315.0]
        );
    }

    #[test]
    fn given_angles_are_kept_and_the_others_fill_the_gaps() {
        assert_eq!(
            angles(&[Some(0.0), None, Some(180.0), None]),
            [0.0, 90.0, 180.0, 270.0]
        );
        assert_eq!(
            angles(&[Some(10.0), None, None, None]),
            [10.0, 100.0, 190.0, 280.0]
        );
        assert_eq!(angles(&[Some(-90.0)]), [270.0]);
    }

    #[test]
    fn a_disc_that_is_alone_stands_exactly_where_it_was_placed() {
        let ground = Ground {
            centre: point(200.0, 200.0),
            radius: 150.0,
            own: 16.0,
        };
        let person = Person {
            now: Some(Place::at(0.6, 90.0)),
            ..Person::default()
        };
        let (placed, size) = arrange(&[&person], &ground, &[14.0, 10.0]);
        assert!((size - 14.0).abs() < 1e-9);
        assert!((placed[0].disc.x - 290.0).abs() < 1e-9 && (placed[0].disc.y - 200.0).abs() < 1e-9);
    }

    proptest! {
        #[test]
        fn up_to_twelve_discs_never_hide_each_other_nor_leave_their_ring(
            places in prop::collection::vec((0.0f64..1.2, prop::option::of(0.0f64..360.0)), 0..=12),
        ) {
            let people: Vec<Person> = places
                .iter()
                .map(|(distance, angle)| Person {
                    now: Some(Place { distance: *distance, angle: *angle }),
                    ..Person::default()
                })
                .collect();
            let people: Vec<&Person> = people.iter().collect();
            let ground = Ground { centre: point(171.0, 200.0), radius: 130.0, own: 14.0 };
            let (placed, size) = arrange(&people, &ground, &[13.0, 11.5, 10.0]);
            for (i, one) in placed.iter().enumerate() {
                let far = distance(one.disc, ground.centre) / ground.radius;
                prop_assert_eq!(ring_at(far - 1e-9), one.place.ring());
                prop_assert!(distance(one.disc, ground.centre) >= ground.own + size);
                for other in &placed[i + 1..] {
                    prop_assert!(distance(one.disc, other.disc) >= size * 2.0);
                }
            }
        }
    }
}
