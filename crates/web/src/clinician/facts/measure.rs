//! The form of `measure.completed`, as it is entered from paper: every question on one page.

use super::Told;
use crate::clinician::desk::Desk;
use crate::clinician::problems::{Problems, Reading};
use crate::sent::Sent;
use crate::ui::{Choice, Field};
use attune_measures::{Answer, Answers, Instrument, Item, ItemKind};
use attune_therapy::Occurred;
use attune_therapy::measure::{MeasureCompleted, Occasion};
use jiff::civil::time;

/// The day, and a field for each question.
pub(in crate::clinician) fn answer_fields(
    desk: &Desk,
    instrument: &Instrument,
    sent: &Sent,
) -> Vec<Field> {
    let words = desk.words();
    let mut fields = vec![
        Field::date("date", words.t("measure-date"))
            .value(sent.get("date"))
            .help(words.t("measure-date-help")),
    ];
    let questions = instrument
        .items
        .iter()
        .enumerate()
        .map(|(at, item)| answer_field(desk, instrument, at + 1, item, sent));
    fields.extend(questions);
    let gaps = missing(instrument, sent).len();
    if gaps > 0 && gaps < instrument.items.len() && any_answer(instrument, sent) {
        fields.push(Field::tick(
            "gaps",
            words.t("measure-gaps"),
            sent.get("gaps") == "yes",
        ));
    }
    fields
}

fn answer_field(
    desk: &Desk,
    instrument: &Instrument,
    number: usize,
    item: &Item,
    sent: &Sent,
) -> Field {
    let locale = desk.locale();
    let name = field_name(&item.id);
    let text = instrument.item_text(&item.id, locale).unwrap_or(&item.id);
    let label = format!("{number}. {text}");
    let value = sent.get(&name).to_owned();
    match &item.kind {
        ItemKind::Choice { .. } => {
            let choices = instrument
                .options(item, locale)
                .map(|(value, text)| Choice::new(value.to_string(), format!("{value}  {text}")))
                .collect();
            Field::choose(name, label, choices).value(value)
        }
        ItemKind::Number { min, max } => {
            let help = desk.words().t_with(
                "number-between",
                &[("from", (*min).into()), ("to", (*max).into())],
            );
            Field::number(name, label).value(value).help(help)
        }
        ItemKind::Time => Field::time(name, label).value(value),
        ItemKind::Text => Field::area(name, label).value(value).optional(desk.words()),
    }
}

fn field_name(item: &str) -> String {
    format!("item-{item}")
}

fn any_answer(instrument: &Instrument, sent: &Sent) -> bool {
    let answered = |item: &Item| !sent.get(&field_name(&item.id)).trim().is_empty();
    instrument.items.iter().any(answered)
}

/// Questions that count, are always asked, and have no answer.
fn missing<'a>(instrument: &'a Instrument, sent: &Sent) -> Vec<&'a Item> {
    let unanswered = |item: &&Item| {
        item.scored && item.ask_when.is_none() && sent.get(&field_name(&item.id)).trim().is_empty()
    };
    instrument.items.iter().filter(unanswered).collect()
}

/// Reads the answers; `about` says which questionnaire, for which occasion, and how it came in.
pub(in crate::clinician) fn read(
    desk: &Desk,
    about: &MeasureCompleted,
    sent: &Sent,
) -> Result<Told, Problems> {
    let words = desk.words();
    let mut reading = Reading::new(words, sent);
    let day = reading.date("date");
    if day > desk.today() {
        reading.wrong("date", words.one_of("entry-refused", "future"));
    }
    let instrument = desk.content().instrument(&about.instrument, &about.version);
    let mut answers = Answers::new();
    for item in instrument.iter().flat_map(|instrument| &instrument.items) {
        let name = field_name(&item.id);
        let typed = reading.text(&name, 2000);
        if typed.is_empty() {
            continue;
        }
        match instrument.map(|instrument| instrument.parse_item_answer(&item.id, typed.as_str())) {
            Some(Ok(answer)) => answers.insert(item.id.clone(), answer),
            _ => reading.wrong(&name, words.t("not-an-answer")),
        }
    }
    if let Some(instrument) = instrument
        && sent.get("gaps") != "yes"
    {
        for item in missing(instrument, sent) {
            reading.wrong(&field_name(&item.id), words.t("missing-answer"));
        }
    }
    let told = instrument.map(|_| {
        let completed = MeasureCompleted {
            answers,
            total_only: None,
            ..about.clone()
        };
        Told::at(completed, desk.then_here(day, time(12, 0, 0, 0)))
    });
    reading.done(told)
}

pub(in crate::clinician) fn typed(
    desk: &Desk,
    fact: &MeasureCompleted,
    occurred: &Occurred,
) -> Option<Sent> {
    desk.content().instrument(&fact.instrument, &fact.version)?;
    let pairs: Vec<(String, String)> = fact
        .answers
        .iter()
        .map(|(item, answer): (&str, &Answer)| (field_name(item), answer.to_string()))
        .collect();
    let date = occurred.date().to_string();
    let mut all: Vec<(&str, &str)> = pairs
        .iter()
        .map(|(name, value)| (name.as_str(), value.as_str()))
        .collect();
    all.push(("date", &date));
    Some(Sent::of(all))
}

/// For which occasion the answers are: one of the sessions that has none yet, or none of them.
pub(in crate::clinician) fn occasion_field(
    desk: &Desk,
    instrument: &Instrument,
    sent: &Sent,
) -> Field {
    let words = desk.words();
    let course = desk.view.open_course();
    let mut choices: Vec<Choice> = Vec::new();
    if let Some(course) = course {
        let open = (1..=course.next_session().min(course.opened.sessions))
            .rev()
            .filter(|number| {
                let occasion = Occasion::Session(*number);
                !desk
                    .view
                    .answered(Some(course.opened.course), &instrument.id, &occasion)
            });
        choices.extend(open.map(|number| {
            let label = words.t_with("occasion-session", &[("number", number.into())]);
            Choice::new(Occasion::Session(number).to_string(), label)
        }));
    }
    choices.push(Choice::new("extra", words.t("occasion-extra")));
    Field::select("occasion", words.t("measure-occasion"), choices).value(sent.get("occasion"))
}
