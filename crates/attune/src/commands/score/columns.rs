//! Which column of a file is which item.

use super::Header;
use attune_measures::instrument::ItemKind;
use attune_measures::{Instrument, Item};

/// A column that holds answers.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct ItemColumn {
    /// Its place in the line, from 0.
    pub(super) at: usize,
    /// Its place among all items that have one, from 0.
    pub(super) place: usize,
    /// The item.
    pub(super) item: String,
}

/// What the first line says about all lines.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Columns {
    /// Whether the first line names the columns.
    pub(super) named: bool,
    /// How many columns a line has.
    pub(super) count: usize,
    /// Those with answers.
    pub(super) items: Vec<ItemColumn>,
    /// Those that are kept beside the result: place and name.
    pub(super) kept: Vec<(usize, String)>,
}

impl Columns {
    /// Reads the first line.
    pub(super) fn of(
        instrument: &Instrument,
        first: &[&str],
        header: Header,
    ) -> Result<Columns, String> {
        let names: Vec<Option<usize>> = first
            .iter()
            .map(|cell| item_named(instrument, cell))
            .collect();
        let answers = unnamed(instrument, first);
        let answered = answers
            .as_ref()
            .is_some_and(|columns| columns.fit(instrument, first));
        let by_name = by_name(instrument, first, &names);
        let named = match header {
            Header::Yes => true,
            Header::No => false,
            Header::Auto if by_name.is_ok() && answered => {
                return Err(format!(
                    "line 1: '{}' may name the columns or be answers; say which with --header yes or --header no",
                    first.join(",")
                ));
            }
            // A line with a number in it that names not every item is a line of answers, right or wrong.
            Header::Auto => by_name.is_ok() || !(answered || has_number(instrument, first)),
        };
        match (named, names.iter().any(Option::is_some)) {
            (false, _) => answers.ok_or_else(|| wrong_count(instrument, first.len())),
            (true, true) => by_name,
            (true, false) => in_order(instrument, first),
        }
    }

    /// Whether the line holds an allowed answer, or none, at every item.
    fn fit(&self, instrument: &Instrument, line: &[&str]) -> bool {
        self.items
            .iter()
            .all(|column| is_answer(instrument, &column.item, line[column.at]))
    }
}

/// Items that have a place in a line: all but those answered in free words.
pub(super) fn placed(instrument: &Instrument) -> Vec<&Item> {
    instrument
        .items
        .iter()
        .filter(|item| item.kind != ItemKind::Text)
        .collect()
}

/// The lengths that a bare list may have, each with the places of its items.
fn layouts(instrument: &Instrument) -> Vec<Vec<usize>> {
    let items = placed(instrument);
    let those = |wanted: &dyn Fn(&Item) -> bool| -> Vec<usize> {
        items
            .iter()
            .enumerate()
            .filter(|(_, item)| wanted(item))
            .map(|(at, _)| at)
            .collect()
    };
    let mut layouts: Vec<Vec<usize>> = Vec::new();
    for layout in [
        those(&|_| true),
        those(&|item| item.scored),
        those(&|item| item.ask_when.is_none()),
    ] {
        if !layout.is_empty() && layouts.iter().all(|known| known.len() != layout.len()) {
            layouts.push(layout);
        }
    }
    layouts
}

fn columns(instrument: &Instrument, layout: &[usize], from: usize) -> Vec<ItemColumn> {
    let items = placed(instrument);
    let column = |(at, &place): (usize, &usize)| ItemColumn {
        at: from + at,
        place,
        item: items[place].id.clone(),
    };
    layout.iter().enumerate().map(column).collect()
}

/// A line of answers without names. What stands before them is kept only where it cannot be an answer: a number in
/// front may be a reference or an answer too many, and nobody could tell.
fn unnamed(instrument: &Instrument, first: &[&str]) -> Option<Columns> {
    let layouts = layouts(instrument);
    let is_reference =
        |cell: &&str| cell.chars().any(char::is_alphabetic) && !could_answer(instrument, cell);
    let before = first.iter().take_while(|cell| is_reference(cell)).count();
    let layout = layouts
        .iter()
        .find(|layout| layout.len() + before == first.len())?;
    let kept = (0..before)
        .map(|at| (at, format!("column {}", at + 1)))
        .collect();
    Some(Columns {
        named: false,
        count: first.len(),
        items: columns(instrument, layout, before),
        kept,
    })
}

/// Names that say nothing about items: taken in order, if they are as many.
fn in_order(instrument: &Instrument, first: &[&str]) -> Result<Columns, String> {
    let references = [
        "id",
        "client",
        "patient",
        "person",
        "participant",
        "case",
        "ref",
        "reference",
        "date",
        "time",
        "visit",
        "session",
        "week",
        "row",
        "record",
    ];
    let is_reference = |cell: &&str| {
        let letters = letters(cell);
        references
            .iter()
            .any(|name| letters == *name || letters.strip_suffix("id") == Some(name))
    };
    let before = first.iter().take_while(|cell| is_reference(cell)).count();
    let layouts = layouts(instrument);
    let Some(layout) = layouts
        .iter()
        .find(|layout| layout.len() + before == first.len())
    else {
        let items: Vec<&str> = placed(instrument)
            .iter()
            .map(|item| item.id.as_str())
            .collect();
        return Err(format!(
            "line 1: no column is named for an item of {}; name them {} (or item1, q1 and so on)",
            instrument.id,
            items.join(", ")
        ));
    };
    let kept = first
        .iter()
        .take(before)
        .enumerate()
        .map(|(at, name)| (at, (*name).to_owned()))
        .collect();
    Ok(Columns {
        named: true,
        count: first.len(),
        items: columns(instrument, layout, before),
        kept,
    })
}

fn by_name(
    instrument: &Instrument,
    first: &[&str],
    names: &[Option<usize>],
) -> Result<Columns, String> {
    let placed = placed(instrument);
    let mut items: Vec<ItemColumn> = Vec::new();
    let mut kept = Vec::new();
    for (at, (cell, place)) in first.iter().zip(names).enumerate() {
        let Some(place) = *place else {
            kept.push((at, (*cell).to_owned()));
            continue;
        };
        if let Some(other) = items.iter().find(|column| column.place == place) {
            return Err(format!(
                "line 1: columns {} and {} both name item {}; remove one",
                other.at + 1,
                at + 1,
                other.item
            ));
        }
        items.push(ItemColumn {
            at,
            place,
            item: placed[place].id.clone(),
        });
    }
    let lacking: Vec<&str> = placed
        .iter()
        .enumerate()
        .filter(|(place, item)| {
            item.scored
                && item.ask_when.is_none()
                && items.iter().all(|column| column.place != *place)
        })
        .map(|(_, item)| item.id.as_str())
        .collect();
    if !lacking.is_empty() {
        return Err(format!(
            "line 1: there is no column for item {} of {}; add it, left empty where nobody answered",
            lacking.join(", "),
            instrument.id
        ));
    }
    Ok(Columns {
        named: true,
        count: first.len(),
        items,
        kept,
    })
}

/// The item that a column's name means, as a place: `1`, `item1`, `Q01`, `phq9_1`, or its LOINC code.
fn item_named(instrument: &Instrument, cell: &str) -> Option<usize> {
    let items = placed(instrument);
    let find = |name: &str| {
        items.iter().position(|item| {
            item.id.eq_ignore_ascii_case(name) || item.loinc.as_deref() == Some(name)
        })
    };
    let cell = cell.trim();
    if let Some(place) = find(cell) {
        return Some(place);
    }
    let name = letters(cell);
    let whole = letters(&instrument.id);
    let short = whole.trim_end_matches(|c: char| c.is_ascii_digit());
    // `phq9` alone is the questionnaire and not its ninth item.
    let name = name
        .strip_prefix(&whole)
        .or_else(|| name.strip_prefix(short))
        .unwrap_or(&name);
    let name = ["item", "question", "q", "i"]
        .iter()
        .find_map(|prefix| name.strip_prefix(prefix))
        .unwrap_or(name);
    let plain = name.trim_start_matches('0');
    if plain.is_empty() {
        return None;
    }
    items.iter().position(|item| letters(&item.id) == plain)
}

fn letters(text: &str) -> String {
    text.chars()
        .filter(char::is_ascii_alphanumeric)
        .map(|c| c.to_ascii_lowercase())
        .collect()
}

fn is_answer(instrument: &Instrument, item: &str, cell: &str) -> bool {
    super::rows::is_missing(cell) || instrument.parse_item_answer(item, cell).is_ok()
}

fn could_answer(instrument: &Instrument, cell: &str) -> bool {
    placed(instrument)
        .iter()
        .any(|item| is_answer(instrument, &item.id, cell))
}

/// Whether anything in a line is meant as an answer: a number, or the words of an option.
fn has_number(instrument: &Instrument, first: &[&str]) -> bool {
    let meant = |cell: &&str| {
        cell.parse::<f64>().is_ok() || (!cell.is_empty() && could_answer(instrument, cell))
    };
    first.iter().any(meant)
}

fn wrong_count(instrument: &Instrument, given: usize) -> String {
    let mut lengths: Vec<usize> = layouts(instrument).iter().map(Vec::len).collect();
    lengths.sort_unstable();
    let lengths: Vec<String> = lengths.iter().map(usize::to_string).collect();
    format!(
        "line 1: {} takes {} answers, and the line has {given} columns; name the columns in a first line if some are no answers",
        instrument.id,
        lengths.join(" or ")
    )
}
