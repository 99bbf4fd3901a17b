//! The forms of `course.opened` and `course.closed`.

use super::Told;
use crate::clinician::desk::Desk;
use crate::clinician::problems::{Problems, Reading};
use crate::sent::Sent;
use crate::ui::{Choice, Field};
use attune_therapy::Occurred;
use attune_therapy::course::{CourseClosed, CourseOpened, Ending};
use attune_therapy::ids::CourseId;
use jiff::civil::time;

pub(in crate::clinician) fn opened_fields(desk: &Desk, sent: &Sent) -> Vec<Field> {
    let (words, locale) = (desk.words(), desk.locale());
    let protocols = desk
        .content()
        .protocols()
        .map(|protocol| {
            let detail = words.t_with(
                "protocol-detail",
                &[
                    ("sessions", protocol.sessions.default.into()),
                    ("minutes", protocol.sessions.minutes.into()),
                    ("weeks", protocol.sessions.max_weeks.into()),
                    ("sources", protocol.evidence.citations.join(", ").into()),
                ],
            );
            Choice::new(protocol.id.clone(), protocol.title(locale)).detail(detail)
        })
        .collect();
    vec![
        Field::choose("protocol", words.t("course-protocol"), protocols)
            .value(sent.get("protocol")),
        Field::number("sessions", words.t("course-sessions"))
            .value(sent.get("sessions"))
            .help(words.t("course-sessions-help"))
            .at_most(3),
        Field::date("date", words.t("course-begins")).value(sent.get("date")),
        Field::date("ends_on", words.t("course-ends"))
            .value(sent.get("ends_on"))
            .help(words.t("course-ends-help")),
    ]
}

pub(in crate::clinician) fn read_opened(
    desk: &Desk,
    sent: &Sent,
    course: CourseId,
) -> Result<Told, Problems> {
    let words = desk.words();
    let mut reading = Reading::new(words, sent);
    let protocol = reading.choice("protocol", |id| desk.content().protocol_newest(id));
    let sessions = reading.number("sessions", 1, 60);
    let began = reading.date("date");
    let ends_on = reading.date("ends_on");
    if ends_on <= began {
        reading.wrong("ends_on", words.one_of("impossible", "ends_on"));
    }
    let told = protocol.map(|protocol| {
        let fact = CourseOpened {
            course,
            protocol: protocol.id.clone(),
            version: protocol.version.clone(),
            sessions,
            ends_on,
        };
        Told::at(fact, desk.then_here(began, time(9, 0, 0, 0)))
    });
    reading.done(told)
}

pub(in crate::clinician) fn opened_typed(fact: &CourseOpened, occurred: &Occurred) -> Sent {
    Sent::of([
        ("protocol", fact.protocol.as_str()),
        ("sessions", &fact.sessions.to_string()),
        ("date", &occurred.date().to_string()),
        ("ends_on", &fact.ends_on.to_string()),
    ])
}

pub(in crate::clinician) fn closed_fields(desk: &Desk, sent: &Sent) -> Vec<Field> {
    let words = desk.words();
    let endings = Ending::ALL
        .iter()
        .map(|ending| {
            Choice::new(ending.name(), words.one_of("ending", ending.name()))
                .detail(words.one_of("ending-detail", ending.name()))
        })
        .collect();
    vec![
        Field::choose("ending", words.t("course-ending"), endings).value(sent.get("ending")),
        Field::area("reason", words.t("course-ending-words"))
            .value(sent.get("reason"))
            .help(words.t("course-ending-words-help")),
    ]
}

pub(in crate::clinician) fn read_closed(
    desk: &Desk,
    sent: &Sent,
    course: CourseId,
) -> Result<CourseClosed, Problems> {
    let mut reading = Reading::new(desk.words(), sent);
    let ending = reading.choice("ending", Ending::from_name);
    let reason = reading.required("reason", 4000);
    let closed = ending.map(|ending| CourseClosed {
        course,
        ending,
        reason,
    });
    reading.done(closed)
}

pub(in crate::clinician) fn closed_typed(fact: &CourseClosed) -> Sent {
    Sent::of([
        ("ending", fact.ending.name()),
        ("reason", fact.reason.as_str()),
    ])
}
