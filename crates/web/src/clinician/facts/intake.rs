//! The form of `intake.noted`: one for each part of the assessment.

use crate::clinician::desk::Desk;
use crate::clinician::problems::{Problems, Reading};
use crate::sent::Sent;
use crate::ui::Field;
use crate::words::Words;
use attune_therapy::intake::{IntakeNoted, IntakePart};

/// The field of a part, under a name of its own where several parts stand on one page.
pub(in crate::clinician) fn field(desk: &Desk, part: IntakePart, name: &str, text: &str) -> Field {
    let words = desk.words();
    Field::area(name, words.one_of("intake", part.name()))
        .value(text)
        .help(words.one_of("intake-help", part.name()))
}

pub(in crate::clinician) fn read(
    words: Words,
    part: IntakePart,
    name: &str,
    sent: &Sent,
) -> Result<IntakeNoted, Problems> {
    let mut reading = Reading::new(words, sent);
    let text = reading.text(name, 20_000);
    if text.is_empty() {
        reading.wrong(name, words.one_of("missing", "text"));
    }
    reading.done(Some(IntakeNoted { part, text }))
}

pub(in crate::clinician) fn typed(fact: &IntakeNoted) -> Sent {
    Sent::of([("text", fact.text.as_str())])
}
