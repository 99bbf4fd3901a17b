//! Distances, angles and rings.

/// The radii of the three rings in parts of the outermost.
pub const RINGS: [f64; 3] = [0.42, 0.71, 1.0];

/// The farthest a disc stands outside the rings.
pub(crate) const FARTHEST: f64 = 1.16;

/// The rings of closeness.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Ring {
    /// Those one could not imagine life without.
    Inner,
    /// Important but less close.
    Middle,
    /// In one's life, less important.
    Outer,
    /// No longer within the rings.
    Outside,
}

impl Ring {
    /// All rings, the innermost first.
    pub const ALL: [Ring; 4] = [Self::Inner, Self::Middle, Self::Outer, Self::Outside];

    /// 1 to 3 from the innermost; 4 is outside.
    pub fn number(self) -> u8 {
        match self {
            Self::Inner => 1,
            Self::Middle => 2,
            Self::Outer => 3,
            Self::Outside => 4,
        }
    }

    /// The ring of a number; anything but 1 to 3 is outside.
    pub fn of(number: u8) -> Self {
        match number {
            1 => Self::Inner,
            2 => Self::Middle,
            3 => Self::Outer,
            _ => Self::Outside,
        }
    }

    /// The distance of its middle line, where a disc stands that was given a ring but no place in it.
    pub fn middle(self) -> f64 {
        match self {
            Self::Inner => 0.28,
            Self::Middle => 0.565,
            Self::Outer => 0.855,
            Self::Outside => 1.1,
        }
    }

    /// The distances between which it lies.
    pub fn span(self) -> (f64, f64) {
        match self {
            Self::Inner => (0.0, RINGS[0]),
            Self::Middle => (RINGS[0], RINGS[1]),
            Self::Outer => (RINGS[1], RINGS[2]),
            Self::Outside => (RINGS[2], FARTHEST),
        }
    }
}

/// The ring a distance lies in; a disc on a line belongs to the ring within.
pub fn ring_at(distance: f64) -> Ring {
    Ring::ALL
        .into_iter()
        .find(|ring| distance <= ring.span().1)
        .unwrap_or(Ring::Outside)
}

/// From distance and angle (degrees clockwise from the top) to right and down.
pub fn cartesian(distance: f64, angle: f64) -> (f64, f64) {
    let (sin, cos) = angle.to_radians().sin_cos();
    (distance * sin, -distance * cos)
}

/// From right and down to distance and angle; the angle lies from 0 up to 360.
pub fn polar(x: f64, y: f64) -> (f64, f64) {
    let angle = x.atan2(-y).to_degrees().rem_euclid(360.0);
    // rem_euclid of a tiny negative number rounds up to 360 itself.
    (x.hypot(y), if angle >= 360.0 { 0.0 } else { angle })
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn angles_run_clockwise_from_the_top() {
        let (x, y) = cartesian(1.0, 90.0);
        assert!((x - 1.0).abs() < 1e-9 && y.abs() < 1e-9);
        let (x, y) = cartesian(1.0, 180.0);
        assert!(x.abs() < 1e-9 && (y - 1.0).abs() < 1e-9);
    }

    #[test]
    fn a_disc_on_a_line_belongs_to_the_ring_within() {
        assert_eq!(ring_at(0.0), Ring::Inner);
        assert_eq!(ring_at(RINGS[0]), Ring::Inner);
        assert_eq!(ring_at(RINGS[0] + 0.01), Ring::Middle);
        assert_eq!(ring_at(0.9), Ring::Outer);
        assert_eq!(ring_at(1.01), Ring::Outside);
        assert_eq!(ring_at(f64::INFINITY), Ring::Outside);
        assert_eq!(ring_at(f64::NAN), Ring::Outside);
    }

    #[test]
    fn every_ring_holds_its_own_middle_and_is_found_by_its_number() {
        for ring in Ring::ALL {
            assert_eq!(ring_at(ring.middle()), ring);
            assert_eq!(Ring::of(ring.number()), ring);
        }
    }

    proptest! {
        #[test]
        fn polar_undoes_cartesian(distance in 0.01f64..1.2, angle in 0.0f64..359.99) {
            let (x, y) = cartesian(distance, angle);
            let (back, turned) = polar(x, y);
            prop_assert!((back - distance).abs() < 1e-9);
            prop_assert!((turned - angle).abs() < 1e-6 || (turned - angle).abs() > 359.99);
        }
    }
}
