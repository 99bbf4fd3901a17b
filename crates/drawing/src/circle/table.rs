//! The same people as rows.

use super::{Circle, Place};
use crate::frame::Table;

pub(crate) fn of(circle: &Circle) -> Table {
    let words = &circle.table;
    let ring = |place: Option<Place>| {
        let index = place.map(|place| usize::from(place.ring().number()) - 1);
        index
            .and_then(|index| circle.rings.get(index))
            .cloned()
            .unwrap_or_default()
    };
    let has_before = circle.shown().any(|person| person.before.is_some());
    let has_wished = circle.shown().any(|person| person.wished.is_some());
    let mut head = vec![words.person.clone()];
    head.extend(has_before.then(|| words.before.clone()));
    head.push(words.now.clone());
    head.extend(has_wished.then(|| words.wished.clone()));
    let rows = circle.shown().map(|person| {
        let name = if person.deceased {
            format!("{} {}", person.name, words.deceased)
        } else {
            person.name.clone()
        };
        let mut cells = vec![name.trim_end().to_owned()];
        cells.extend(has_before.then(|| ring(person.before)));
        cells.push(ring(person.now));
        cells.extend(has_wished.then(|| ring(person.wished)));
        cells
    });
    Table {
        caption: words.caption.clone(),
        rows: rows.collect(),
        head,
    }
}
