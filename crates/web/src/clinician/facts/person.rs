//! The forms of `person.added` and `person.placed`.

use crate::clinician::desk::Desk;
use crate::clinician::problems::{Problems, Reading};
use crate::sent::Sent;
use crate::ui::{Choice, Field};
use crate::words::Words;
use attune_therapy::ids::PersonId;
use attune_therapy::inventory::{PersonAdded, PersonPlaced, Relation, Ring};

pub(in crate::clinician) fn fields(desk: &Desk, sent: &Sent) -> Vec<Field> {
    let words = desk.words();
    let relations = Relation::ALL
        .iter()
        .map(|relation| Choice::new(relation.name(), words.one_of("relation", relation.name())))
        .collect();
    vec![
        Field::text("name", words.t("person-name"))
            .value(sent.get("name"))
            .help(words.t("person-name-help"))
            .at_most(60),
        Field::select("relation", words.t("person-relation"), relations)
            .value(sent.get("relation")),
        Field::tick(
            "deceased",
            words.t("person-deceased"),
            sent.get("deceased") == "yes",
        ),
    ]
}

/// In which ring; the values are the numbers that the drawing and its script use.
pub(in crate::clinician) fn ring_field(desk: &Desk, name: &str, value: &str) -> Field {
    let words = desk.words();
    let rings = Ring::ALL
        .iter()
        .map(|ring| Choice::new(ring.number().to_string(), words.one_of("ring", ring.name())))
        .collect();
    Field::select(name, words.t("person-ring"), rings).value(value)
}

/// The ring of a number, or of a name.
pub(in crate::clinician) fn ring(sent: &str) -> Option<Ring> {
    Ring::ALL
        .into_iter()
        .find(|ring| ring.number().to_string() == sent || ring.name() == sent)
}

pub(in crate::clinician) fn read(
    words: Words,
    person: PersonId,
    sent: &Sent,
) -> Result<PersonAdded, Problems> {
    let mut reading = Reading::new(words, sent);
    let name = reading.line("name", 60);
    let relation = reading.choice("relation", Relation::from_name);
    let added = relation.map(|relation| PersonAdded {
        person,
        name,
        relation,
        deceased: sent.get("deceased") == "yes",
    });
    reading.done(added)
}

pub(in crate::clinician) fn read_placed(
    words: Words,
    placed: &PersonPlaced,
    sent: &Sent,
) -> Result<PersonPlaced, Problems> {
    let mut reading = Reading::new(words, sent);
    let ring = reading.choice("ring", ring);
    let placed = ring.map(|ring| PersonPlaced {
        ring,
        ..placed.clone()
    });
    reading.done(placed)
}

pub(in crate::clinician) fn typed(fact: &PersonAdded) -> Sent {
    let mut pairs = vec![
        ("name", fact.name.as_str()),
        ("relation", fact.relation.name()),
    ];
    if fact.deceased {
        pairs.push(("deceased", "yes"));
    }
    Sent::of(pairs)
}

pub(in crate::clinician) fn placed_typed(fact: &PersonPlaced) -> Sent {
    Sent::of([("ring", fact.ring.number().to_string().as_str())])
}
