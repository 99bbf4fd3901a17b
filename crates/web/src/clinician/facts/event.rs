//! The form of `event.noted`.

use crate::clinician::desk::Desk;
use crate::clinician::problems::{Problems, Reading};
use crate::sent::Sent;
use crate::ui::{Choice, Field};
use attune_therapy::ids::PersonId;
use attune_therapy::timeline::{EventKind, EventNoted};

pub(in crate::clinician) fn fields(desk: &Desk, sent: &Sent) -> Vec<Field> {
    let words = desk.words();
    let kinds = EventKind::ALL
        .iter()
        .map(|kind| Choice::new(kind.name(), words.one_of("event-kind", kind.name())))
        .collect();
    let mut fields = vec![
        Field::text("title", words.t("event-title"))
            .value(sent.get("title"))
            .help(words.t("event-title-help"))
            .at_most(120),
        Field::text("when", words.t("event-when"))
            .value(sent.get("when"))
            .help(words.t("event-when-help"))
            .at_most(10),
        Field::select("kind", words.t("event-kind"), kinds)
            .value(sent.get("kind"))
            .help(words.t("event-kind-help")),
    ];
    let people: Vec<Choice> = desk
        .view
        .people()
        .iter()
        .map(|person| {
            let id = person.id.to_string();
            let chosen = sent.all("people").any(|sent| sent == id);
            Choice::new(id, person.name.clone()).chosen(chosen)
        })
        .collect();
    if !people.is_empty() {
        fields.push(Field::choose_any("people", words.t("event-people"), people).optional(words));
    }
    fields.push(
        Field::tick("onset", words.t("event-onset"), sent.get("onset") == "yes")
            .help(words.t("event-onset-help")),
    );
    fields
}

pub(in crate::clinician) fn read(desk: &Desk, sent: &Sent) -> Result<EventNoted, Problems> {
    let words = desk.words();
    let mut reading = Reading::new(words, sent);
    let title = reading.line("title", 120);
    let when = reading.approximate("when");
    if when.is_none() {
        reading.wrong("when", words.t("missing-when"));
    }
    if when.is_some_and(|when| when.earliest() > desk.today()) {
        reading.wrong("when", words.one_of("entry-refused", "future"));
    }
    let kind = reading.choice("kind", EventKind::from_name);
    let known = |id: &PersonId| desk.view.people().iter().any(|person| person.id == *id);
    let people = sent
        .all("people")
        .filter_map(|id| id.parse().ok())
        .filter(known)
        .collect();
    let noted = when.zip(kind).map(|(when, kind)| EventNoted {
        title,
        kind,
        when,
        people,
        onset: sent.get("onset") == "yes",
    });
    reading.done(noted)
}

pub(in crate::clinician) fn typed(fact: &EventNoted) -> Sent {
    let people: Vec<String> = fact.people.iter().map(PersonId::to_string).collect();
    let when = fact.when.to_string();
    let mut pairs = vec![
        ("title", fact.title.as_str()),
        ("when", &when),
        ("kind", fact.kind.name()),
    ];
    if fact.onset {
        pairs.push(("onset", "yes"));
    }
    pairs.extend(people.iter().map(|person| ("people", person.as_str())));
    Sent::of(pairs)
}
