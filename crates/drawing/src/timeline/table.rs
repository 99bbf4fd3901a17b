//! The same tracks as rows, the earliest first.

use super::{Item, Lasting, Timeline};
use crate::frame::Table;

pub(crate) fn of(timeline: &Timeline) -> Table {
    let words = &timeline.table;
    let mut rows: Vec<_> = [&timeline.symptoms, &timeline.life]
        .into_iter()
        .flat_map(|track| track.items.iter().map(|item| (item, track.name.as_str())))
        .map(|(item, track)| {
            let linked = if item.linked_to_onset {
                words.linked.clone()
            } else {
                String::new()
            };
            (
                item.when.earliest,
                vec![when(item), item.words.clone(), track.to_owned(), linked],
            )
        })
        .collect();
    if let Some(onset) = &timeline.onset {
        let row = vec![
            onset.when.words.clone(),
            onset.words.clone(),
            timeline.symptoms.name.clone(),
            words.onset.clone(),
        ];
        rows.push((onset.when.earliest, row));
    }
    rows.sort_by_key(|(date, _)| *date);
    Table {
        caption: words.caption.clone(),
        head: vec![
            words.when.clone(),
            words.what.clone(),
            words.track.clone(),
            words.onset.clone(),
        ],
        rows: rows.into_iter().map(|(_, row)| row).collect(),
    }
}

/// From and until as they were said; a dash with nothing after it lasts.
pub(crate) fn when(item: &Item) -> String {
    match &item.lasting {
        Lasting::Moment => item.when.words.clone(),
        Lasting::Until(end) => format!("{} – {}", item.when.words, end.words),
        Lasting::Ongoing => format!("{} –", item.when.words),
    }
}
