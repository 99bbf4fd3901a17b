//! One question a screen. The answer is saved before the next question is shown; one that a person has to see is
//! entered in the record at once, and help comes before anything else.

use super::sheet::{self, Sheet};
use super::{closed, plain_name};
use crate::client::words_for::{read_line, readers};
use crate::frame;
use crate::sent::{Form, Sent};
use crate::ui::{self, Act, Choice, Field, Guard, Icon, Page, Steps};
use crate::who::ClientHere;
use crate::words::Words;
use crate::wrong::Wrong;
use askama::Template;
use attune_measures::Answer;
use attune_measures::instrument::{Instrument, Item, ItemKind};
use attune_record::NewEntry;
use attune_therapy::Occurred;
use attune_therapy::measure::{AnswerMode, CriticalAnswered};
use attune_therapy::text::Text;
use axum::extract::Path;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};

/// The most characters that an answer in words may have.
const LONGEST: usize = 2000;
/// A number with no more values than this is chosen from a list.
const FEW: i64 = 11;

#[derive(Template)]
#[template(path = "client/question.html")]
struct QuestionPage {
    page: Page,
    guard: Guard,
    action: String,
    steps: Steps,
    stem: String,
    title: Option<String>,
    field: Field,
    answered: bool,
    skip: Option<Act>,
    before: Option<String>,
    readers: Option<String>,
    read: Option<String>,
}

type Address = Path<(String, String, String)>;

/// Shows a question.
pub(in crate::client) async fn show(
    here: ClientHere,
    Path((instrument, occasion, place)): Address,
) -> Result<Response, Wrong> {
    let sheet = match sheet::open(here, &instrument, &occasion).await? {
        Ok(sheet) => sheet,
        Err((here, why)) => return Ok(closed::page(&here, &why, StatusCode::OK)),
    };
    let place = place.parse().map_err(|_| Wrong::NotFound)?;
    let item = sheet.item(place).ok_or(Wrong::NotFound)?;
    if !sheet.asked().iter().any(|asked| asked.id == item.id) {
        // Other answers rule this one out.
        return Ok(Redirect::to(&sheet.address_after(place)).into_response());
    }
    page(&sheet, place, item, StatusCode::OK, None).await
}

/// Saves the answer and goes on.
pub(in crate::client) async fn answer(
    here: ClientHere,
    Path((instrument, occasion, place)): Address,
    Form(sent): Form,
) -> Result<Response, Wrong> {
    sent.only(&["answer", "skip"])?;
    let mut sheet = match sheet::open(here, &instrument, &occasion).await? {
        Ok(sheet) => sheet,
        Err((here, why)) => return Ok(closed::page(&here, &why, StatusCode::CONFLICT)),
    };
    let place = place.parse().map_err(|_| Wrong::NotFound)?;
    let item = sheet.item(place).ok_or(Wrong::NotFound)?.clone();
    let answer = match read(sheet.here.who.words(), sheet.instrument(), &item, &sent) {
        Ok(answer) => answer,
        Err(wrong) => {
            let refused = Refused { wrong, sent: &sent };
            return page(
                &sheet,
                place,
                &item,
                StatusCode::UNPROCESSABLE_ENTITY,
                Some(refused),
            )
            .await;
        }
    };
    let critical = answer
        .as_ref()
        .filter(|answer| sheet.instrument().critical(&item.id, answer).is_some())
        .cloned();
    let Some(critical) = critical else {
        sheet.keep(&item.id, answer, false).await?;
        return Ok(Redirect::to(&sheet.address_after(place)).into_response());
    };
    let told = tell(&sheet, &item.id, critical, &sent).await;
    if let Err(wrong) = sheet.keep(&item.id, answer, told).await {
        // Help is shown whatever else fails.
        tracing::error!(
            kind = wrong.key(),
            "a draft was not saved beside a critical answer"
        );
    }
    let not_sent = if told { "" } else { "?sent=no" };
    let help = format!("{}/help-now/{place}{not_sent}", sheet.address());
    Ok(Redirect::to(&help).into_response())
}

/// Enters a critical answer at once, before the form is finished; whether it is in the record now.
async fn tell(sheet: &Sheet, item: &str, answer: Answer, sent: &Sent) -> bool {
    if sheet.begun.told.get(item) == Some(&answer) {
        return true;
    }
    let who = &sheet.here.who;
    let fact = CriticalAnswered {
        instrument: sheet.due.instrument.clone(),
        version: sheet.begun.version.clone(),
        item: item.to_owned(),
        answer,
        occasion: sheet.due.occasion.clone(),
        mode: AnswerMode::Portal,
    };
    let occurred = Occurred {
        at: who.now(),
        zone: who.session.settings.time_zone.clone(),
    };
    let entry = NewEntry {
        occurred,
        ..NewEntry::now(fact, who.now(), sent.token())
    };
    let records = &who.app().records;
    match records
        .append(&who.reader, sheet.here.record, vec![entry], who.now())
        .await
    {
        Ok(_) => true,
        Err(error) => {
            tracing::error!(
                kind = error.kind(),
                "a critical answer was not entered; its client was told so"
            );
            false
        }
    }
}

/// What was answered; none if the question is left out on purpose.
fn read(
    words: Words,
    instrument: &Instrument,
    item: &Item,
    sent: &Sent,
) -> Result<Option<Answer>, String> {
    let typed = sent.get("answer").trim();
    if typed.is_empty() {
        let may_be_empty = item.kind == ItemKind::Text || sent.get("skip") == "yes";
        return if may_be_empty {
            Ok(None)
        } else {
            Err(words.t("checkin-nothing-chosen").into_owned())
        };
    }
    if item.kind == ItemKind::Text {
        let text = Text::parse_up_to(typed, LONGEST);
        let too_long = |_| words.t_with("checkin-too-long", &[("most", LONGEST.into())]);
        return text
            .map(|text| Some(Answer::Text(text.to_string())))
            .map_err(too_long);
    }
    let answer = instrument.parse_item_answer(&item.id, typed);
    answer.map(Some).map_err(|_| match item.kind {
        ItemKind::Number { min, max } => words.t_with(
            "checkin-not-a-number",
            &[("min", min.into()), ("max", max.into())],
        ),
        ItemKind::Time => words.t("checkin-not-a-time").into_owned(),
        _ => words.t("checkin-not-an-answer").into_owned(),
    })
}

struct Refused<'a> {
    wrong: String,
    sent: &'a Sent,
}

async fn page(
    sheet: &Sheet,
    place: usize,
    item: &Item,
    status: StatusCode,
    refused: Option<Refused<'_>>,
) -> Result<Response, Wrong> {
    let here = &sheet.here;
    let words = here.who.words();
    let mut page = frame::client(here, plain_name(words, sheet.instrument()), "/check-in");
    page.back = Some((words.t("checkin-stop").into_owned(), "/today".to_owned()));
    let mut guard = page.guard();
    let stored = sheet.begun.answers.get(&item.id).map(ToString::to_string);
    let value = match &refused {
        Some(refused) => {
            guard.token = refused.sent.token().0;
            refused.sent.get("answer").to_owned()
        }
        None => stored.clone().unwrap_or_default(),
    };
    let (title, field) = field(words, sheet, item);
    let is_empty_refused = refused.as_ref().is_some_and(|_| value.trim().is_empty());
    let skip = words.t("checkin-leave-out");
    let first = sheet.before(place).is_none();
    let asked = sheet.asked();
    let at = asked
        .iter()
        .position(|asked| asked.id == item.id)
        .map_or(1, |at| at + 1);
    let shown = QuestionPage {
        guard,
        action: format!("{}/{place}", sheet.address()),
        steps: Steps::new(words, at, asked.len()),
        stem: sheet.instrument().stem(&item.id, sheet.locale()).to_owned(),
        title,
        field: field
            .value(value)
            .error(refused.map(|refused| refused.wrong)),
        answered: stored.is_some(),
        skip: is_empty_refused.then(|| Act::submit(skip).named("skip", "yes")),
        before: sheet
            .before(place)
            .map(|before| format!("{}/{before}", sheet.address())),
        readers: if first {
            readers(here, "checkin-readers").await?
        } else {
            None
        },
        read: if first {
            Some(read_line(&here.who).await)
        } else {
            None
        },
        page,
    };
    Ok(ui::render(status, &shown))
}

/// The field that fits the item, and the heading above it where the field's own label is not the question.
fn field(words: Words, sheet: &Sheet, item: &Item) -> (Option<String>, Field) {
    let (instrument, locale) = (sheet.instrument(), sheet.locale());
    let question = instrument.item_text(&item.id, locale).unwrap_or_default();
    let own = words.t("checkin-your-answer");
    match item.kind {
        ItemKind::Choice { .. } => {
            let options = instrument.options(item, locale).zip('1'..='9');
            let choice = |((value, text), key): ((i64, &str), char)| {
                Choice::new(value.to_string(), text).key(key)
            };
            (
                None,
                Field::choose("answer", question, options.map(choice).collect()).as_title(),
            )
        }
        ItemKind::Number { min, max } if max - min < FEW => {
            let ends = instrument.words(locale).anchors.get(&item.id);
            (
                None,
                Field::choose("answer", question, scale(min, max, ends)).as_title(),
            )
        }
        ItemKind::Number { min, max } => {
            let help = words.t_with(
                "checkin-from-to",
                &[("min", min.into()), ("max", max.into())],
            );
            (
                Some(question.to_owned()),
                Field::number("answer", own).help(help),
            )
        }
        ItemKind::Time => (Some(question.to_owned()), Field::time("answer", own)),
        ItemKind::Text => {
            let area = Field::area("answer", own).at_most(LONGEST).optional(words);
            (Some(question.to_owned()), area)
        }
    }
}

/// A choice for each number, with words at both ends; the key is the number itself where it has one figure.
fn scale(min: i64, max: i64, ends: Option<&[String; 2]>) -> Vec<Choice> {
    let choice = |value: i64| {
        let choice = Choice::new(value.to_string(), value.to_string());
        let end = match ends {
            Some([low, _]) if value == min => Some(low),
            Some([_, high]) if value == max => Some(high),
            _ => None,
        };
        let choice = match end {
            Some(words) => choice.detail(words.clone()),
            None => choice,
        };
        match u32::try_from(value)
            .ok()
            .and_then(|value| char::from_digit(value, 10))
        {
            Some(key) => choice.key(key),
            None => choice,
        }
    };
    (min..=max).map(choice).collect()
}
