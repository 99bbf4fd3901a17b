//! Where labels go: boxes, obstacles, and the cheapest free place.

/// A point of the picture.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Point {
    pub(crate) x: f64,
    pub(crate) y: f64,
}

pub(crate) fn point(x: f64, y: f64) -> Point {
    Point { x, y }
}

/// Where a text starts from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Anchor {
    Start,
    Middle,
    End,
}

/// An upright box.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Area {
    pub(crate) left: f64,
    pub(crate) top: f64,
    pub(crate) right: f64,
    pub(crate) bottom: f64,
}

/// How far letters rise above and hang below their line, in parts of their size.
pub(crate) const RISE: f64 = 0.78;
pub(crate) const DROP: f64 = 0.24;

impl Area {
    pub(crate) fn new(left: f64, top: f64, right: f64, bottom: f64) -> Self {
        Self {
            left,
            top,
            right,
            bottom,
        }
    }

    /// The box of a line of text whose base line starts, is centred or ends at `at`.
    pub(crate) fn of_text(text: &str, size: f64, at: Point, anchor: Anchor) -> Self {
        let width = crate::text::width(text, size);
        let left = match anchor {
            Anchor::Start => at.x,
            Anchor::Middle => at.x - width / 2.0,
            Anchor::End => at.x - width,
        };
        Self::new(left, at.y - size * RISE, left + width, at.y + size * DROP)
    }

    pub(crate) fn grown(self, by: f64) -> Self {
        Self::new(
            self.left - by,
            self.top - by,
            self.right + by,
            self.bottom + by,
        )
    }

    pub(crate) fn overlaps(&self, other: &Self) -> bool {
        self.left < other.right
            && other.left < self.right
            && self.top < other.bottom
            && other.top < self.bottom
    }

    pub(crate) fn within(&self, outer: &Self) -> bool {
        self.left >= outer.left
            && self.right <= outer.right
            && self.top >= outer.top
            && self.bottom <= outer.bottom
    }

    pub(crate) fn centre(&self) -> Point {
        point(
            f64::midpoint(self.left, self.right),
            f64::midpoint(self.top, self.bottom),
        )
    }

    /// The point of the box that is nearest to `to`.
    pub(crate) fn nearest(&self, to: Point) -> Point {
        point(
            to.x.clamp(self.left, self.right),
            to.y.clamp(self.top, self.bottom),
        )
    }

    /// Whether a disc reaches into the box.
    pub(crate) fn meets_disc(&self, centre: Point, radius: f64) -> bool {
        square(self.nearest(centre), centre) < radius * radius
    }

    /// Whether a circle's line runs through the box.
    pub(crate) fn meets_ring(&self, centre: Point, radius: f64) -> bool {
        let across = (centre.x - self.left)
            .abs()
            .max((centre.x - self.right).abs());
        let down = (centre.y - self.top)
            .abs()
            .max((centre.y - self.bottom).abs());
        let squared = radius * radius;
        square(self.nearest(centre), centre) < squared && across * across + down * down > squared
    }

    /// Whether a straight stroke runs through the box.
    pub(crate) fn meets_stroke(&self, from: Point, to: Point) -> bool {
        // Clip the stroke to the box (Liang and Barsky): what remains must have a length.
        let (dx, dy) = (to.x - from.x, to.y - from.y);
        let (mut start, mut end) = (0.0_f64, 1.0_f64);
        for (step, room) in [
            (-dx, from.x - self.left),
            (dx, self.right - from.x),
            (-dy, from.y - self.top),
            (dy, self.bottom - from.y),
        ] {
            if step == 0.0 {
                if room < 0.0 {
                    return false;
                }
            } else if step < 0.0 {
                start = start.max(room / step);
            } else {
                end = end.min(room / step);
            }
        }
        start <= end
    }
}

fn distance_to_stroke(p: Point, from: Point, to: Point) -> f64 {
    let (dx, dy) = (to.x - from.x, to.y - from.y);
    let length = dx * dx + dy * dy;
    let part = if length > 0.0 {
        ((p.x - from.x) * dx + (p.y - from.y) * dy) / length
    } else {
        0.0
    };
    let part = part.clamp(0.0, 1.0);
    distance(p, point(from.x + dx * part, from.y + dy * part))
}

pub(crate) fn distance(a: Point, b: Point) -> f64 {
    square(a, b).sqrt()
}

/// The square of a distance. Placing compares very many, and the numbers of a drawing are far from where squaring
/// would lose them, so neither a root nor `hypot` is needed.
fn square(a: Point, b: Point) -> f64 {
    let (x, y) = (a.x - b.x, a.y - b.y);
    x * x + y * y
}

/// What a label must not cover (other words) and what it should rather not (marks and strokes, at a price).
#[derive(Debug, Clone, Default)]
pub(crate) struct Obstacles {
    solid: Vec<Area>,
    areas: Vec<(Area, f64)>,
    discs: Vec<(Point, f64, f64)>,
    rings: Vec<(Point, f64, f64)>,
    strokes: Vec<(Point, Point, f64)>,
}

impl Obstacles {
    pub(crate) fn solid(&mut self, area: Area) {
        self.solid.push(area);
    }

    pub(crate) fn area(&mut self, area: Area, price: f64) {
        self.areas.push((area, price));
    }

    pub(crate) fn disc(&mut self, centre: Point, radius: f64, price: f64) {
        self.discs.push((centre, radius, price));
    }

    pub(crate) fn ring(&mut self, centre: Point, radius: f64, price: f64) {
        self.rings.push((centre, radius, price));
    }

    pub(crate) fn stroke(&mut self, from: Point, to: Point, price: f64) {
        self.strokes.push((from, to, price));
    }

    /// What it costs to put a label here; `None` where other words are.
    pub(crate) fn price(&self, label: &Area) -> Option<f64> {
        if self.solid.iter().any(|solid| solid.overlaps(label)) {
            return None;
        }
        let areas = self
            .areas
            .iter()
            .filter(|(area, _)| area.overlaps(label))
            .map(|(_, price)| price);
        let discs = self
            .discs
            .iter()
            .filter(|(c, r, _)| label.meets_disc(*c, *r))
            .map(|(_, _, price)| price);
        let rings = self
            .rings
            .iter()
            .filter(|(c, r, _)| label.meets_ring(*c, *r))
            .map(|(_, _, price)| price);
        let strokes = self
            .strokes
            .iter()
            .filter(|(a, b, _)| label.meets_stroke(*a, *b))
            .map(|(_, _, price)| price);
        Some(areas.chain(discs).chain(rings).chain(strokes).sum())
    }

    /// How many words and discs a stroke would run through, but for the disc that it starts from.
    pub(crate) fn crossed(&self, from: Point, to: Point) -> usize {
        let words = self
            .solid
            .iter()
            .filter(|solid| solid.meets_stroke(from, to))
            .count();
        let discs = self.discs.iter().filter(|(centre, radius, price)| {
            *price >= 500.0
                && distance(*centre, from) > 1.0
                && distance_to_stroke(*centre, from, to) < *radius
        });
        words + discs.count()
    }

    /// The cheapest of the candidates (place, box, own price) that lies within the bounds; the first of equals.
    pub(crate) fn cheapest<T>(
        &self,
        bounds: &Area,
        candidates: impl IntoIterator<Item = (T, Area, f64)>,
    ) -> Option<(T, Area)> {
        let mut best: Option<(T, Area, f64)> = None;
        for (place, area, own) in candidates {
            if !area.within(bounds) || best.as_ref().is_some_and(|(_, _, price)| own >= *price) {
                continue;
            }
            let Some(price) = self.price(&area).map(|price| price + own) else {
                continue;
            };
            if best.as_ref().is_none_or(|(_, _, least)| price < *least) {
                best = Some((place, area, price));
            }
        }
        best.map(|(place, area, _)| (place, area))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_stroke_through_the_box_is_seen_and_one_beside_it_is_not() {
        let area = Area::new(10.0, 10.0, 20.0, 20.0);
        assert!(area.meets_stroke(point(0.0, 15.0), point(30.0, 15.0)));
        assert!(area.meets_stroke(point(0.0, 0.0), point(30.0, 30.0)));
        assert!(!area.meets_stroke(point(0.0, 5.0), point(30.0, 5.0)));
        assert!(!area.meets_stroke(point(0.0, 15.0), point(5.0, 15.0)));
    }

    #[test]
    fn a_ring_meets_the_box_that_it_runs_through_but_not_one_within_or_beyond() {
        let centre = point(0.0, 0.0);
        assert!(Area::new(8.0, -1.0, 12.0, 1.0).meets_ring(centre, 10.0));
        assert!(!Area::new(2.0, -1.0, 6.0, 1.0).meets_ring(centre, 10.0));
        assert!(!Area::new(12.0, -1.0, 16.0, 1.0).meets_ring(centre, 10.0));
    }

    #[test]
    fn the_cheapest_free_place_wins_and_words_are_never_covered() {
        let mut obstacles = Obstacles::default();
        obstacles.solid(Area::new(0.0, 0.0, 10.0, 10.0));
        obstacles.area(Area::new(10.0, 0.0, 20.0, 10.0), 5.0);
        let bounds = Area::new(0.0, 0.0, 100.0, 10.0);
        let at = |x: f64, price: f64| (x, Area::new(x, 0.0, x + 9.0, 9.0), price);
        let best = obstacles.cheapest(
            &bounds,
            [at(0.0, 0.0), at(11.0, 0.0), at(30.0, 4.0), at(95.0, 0.0)],
        );
        assert_eq!(best.map(|(x, _)| x), Some(30.0));
    }
}
