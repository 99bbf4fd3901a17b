//! The form of `session.held`.

use super::Told;
use crate::clinician::desk::Desk;
use crate::clinician::problems::{Problems, Reading};
use crate::sent::Sent;
use crate::ui::{Choice, Field};
use attune_therapy::Occurred;
use attune_therapy::session::{Mode, SessionHeld};

pub(in crate::clinician) fn fields(desk: &Desk, sent: &Sent) -> Vec<Field> {
    let words = desk.words();
    let modes = Mode::ALL
        .iter()
        .map(|mode| Choice::new(mode.name(), words.one_of("mode", mode.name())))
        .collect();
    vec![
        Field::date("date", words.t("session-date")).value(sent.get("date")),
        Field::time("time", words.t("session-time")).value(sent.get("time")),
        Field::number("minutes", words.t("session-minutes"))
            .value(sent.get("minutes"))
            .at_most(3),
        Field::choose("mode", words.t("session-mode"), modes).value(sent.get("mode")),
        Field::text("theme", words.t("session-theme"))
            .value(sent.get("theme"))
            .help(words.t("session-theme-help"))
            .optional(words)
            .at_most(200),
    ]
}

pub(in crate::clinician) fn read(desk: &Desk, number: u16, sent: &Sent) -> Result<Told, Problems> {
    let words = desk.words();
    let mut reading = Reading::new(words, sent);
    let day = reading.date("date");
    let time = reading.time("time");
    if day > desk.today() {
        reading.wrong("date", words.one_of("entry-refused", "future"));
    }
    let minutes = reading.number("minutes", 1, 480);
    let mode = reading.choice("mode", Mode::from_name);
    let theme = reading.text("theme", 200);
    let told = mode.map(|mode| {
        let held = SessionHeld {
            number,
            minutes,
            mode,
            theme,
        };
        Told::at(held, desk.then_here(day, time))
    });
    reading.done(told)
}

pub(in crate::clinician) fn typed(fact: &SessionHeld, occurred: &Occurred) -> Sent {
    let zone = jiff::tz::TimeZone::get(&occurred.zone).unwrap_or(jiff::tz::TimeZone::UTC);
    let time = occurred.at.to_zoned(zone).time();
    Sent::of([
        ("date", occurred.date().to_string().as_str()),
        ("time", &format!("{:02}:{:02}", time.hour(), time.minute())),
        ("minutes", &fact.minutes.to_string()),
        ("mode", fact.mode.name()),
        ("theme", fact.theme.as_str()),
    ])
}
