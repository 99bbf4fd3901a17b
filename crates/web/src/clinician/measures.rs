//! `/clients/{id}/measures/new`: a questionnaire that was answered on paper is entered.

use super::desk::{Asked, Desk, Entered};
use super::facts::measure as forms;
use super::problems::Problems;
use super::sheet::{FormPage, FormPart, Head, done, only_fields, shown};
use crate::sent::{Form, Sent};
use crate::ui::{Act, Facts, Line, Lines, Page};
use crate::wrong::Wrong;
use askama::Template;
use attune_measures::Instrument;
use attune_measures::instrument::Rater;
use attune_therapy::due::due;
use attune_therapy::measure::{AnswerMode, MeasureCompleted, Occasion};
use axum::extract::Query;
use axum::response::Response;
use serde::Deserialize;

#[derive(Deserialize, Default)]
pub(super) struct Wanted {
    instrument: Option<String>,
}

#[derive(Template)]
#[template(path = "clinician/choose.html")]
struct ChoosePage {
    page: Page,
    head: Head,
    lead: String,
    due: Option<Lines>,
    all: Lines,
}

pub(super) async fn get(asked: Asked, Query(wanted): Query<Wanted>) -> Result<Response, Wrong> {
    let desk = open(asked).await?;
    match &wanted.instrument {
        None => choose(&desk).await,
        Some(id) => {
            let instrument = desk
                .content()
                .instrument_newest(id)
                .ok_or(Wrong::NotFound)?;
            page(&desk, instrument, &Sent::default(), &Problems::default()).await
        }
    }
}

pub(super) async fn post(
    asked: Asked,
    Query(wanted): Query<Wanted>,
    Form(sent): Form,
) -> Result<Response, Wrong> {
    let desk = open(asked).await?;
    let id = wanted.instrument.ok_or(Wrong::NotFound)?;
    let instrument = desk
        .content()
        .instrument_newest(&id)
        .ok_or(Wrong::NotFound)?;
    only_fields(
        &sent,
        &forms::answer_fields(&desk, instrument, &sent),
        &["occasion", "gaps"],
    )?;
    let about = about(&desk, instrument, &sent);
    let told = match forms::read(&desk, &about, &sent) {
        Ok(told) => told,
        Err(problems) => return page(&desk, instrument, &sent, &problems).await,
    };
    let occurred = told.occurred.unwrap_or_else(|| desk.now_here());
    let entry = desk.new_entry(told.fact, occurred, sent.token());
    match desk.enter(vec![entry]).await? {
        Entered::Done(outcomes) => {
            let rest = outcomes.first().map_or_else(String::new, |outcome| {
                format!("/measures/{}", outcome.entry())
            });
            Ok(done(&desk, &rest, "entered"))
        }
        Entered::NotYet(problems) => page(&desk, instrument, &sent, &problems).await,
    }
}

async fn open(asked: Asked) -> Result<Desk, Wrong> {
    let desk = asked.open("measure").await?;
    if desk.may_treat() {
        Ok(desk)
    } else {
        Err(Wrong::NotFound)
    }
}

/// Which questionnaire, for which occasion. One outside the schedule gets the form's token for a name, so that the
/// same form twice is one entry.
fn about(desk: &Desk, instrument: &Instrument, sent: &Sent) -> MeasureCompleted {
    let extra = || Occasion::Unscheduled(format!("paper-{}", sent.token()));
    let locale = desk.locale();
    let shown_in = if instrument.available_in(locale) {
        locale
    } else {
        "en"
    };
    MeasureCompleted {
        instrument: instrument.id.clone(),
        version: instrument.version.to_string(),
        locale: shown_in.to_owned(),
        occasion: Occasion::parse(sent.get("occasion")).unwrap_or_else(extra),
        answers: attune_measures::Answers::new(),
        total_only: None,
        mode: AnswerMode::Paper,
    }
}

/// Those that are due come first; then all that clients fill in.
async fn choose(desk: &Desk) -> Result<Response, Wrong> {
    let words = desk.words();
    let title = words.t("measure-enter");
    let page = desk.page(title.clone()).await?;
    let content = desk.content();
    let locale = desk.locale();
    let line = |instrument: &Instrument| Line {
        what: instrument.short(locale).to_owned(),
        detail: Some(detail(desk, instrument)),
        href: desk.at(&format!("/measures/new?instrument={}", instrument.id)),
    };
    let due: Vec<Line> = due(&desk.view, content, "en", desk.who().now())
        .iter()
        .filter_map(|due| content.instrument_newest(&due.instrument))
        .map(line)
        .collect();
    let all = content
        .library()
        .iter()
        .filter(|instrument| instrument.rater != Rater::Informant)
        .map(line)
        .collect();
    Ok(shown(&ChoosePage {
        head: Head::of(desk, title, "case"),
        lead: words.t("measure-choose").into_owned(),
        due: (!due.is_empty()).then_some(Lines { lines: due }),
        all: Lines { lines: all },
        page,
    }))
}

fn detail(desk: &Desk, instrument: &Instrument) -> String {
    let words = desk.words();
    let mut parts = vec![
        instrument.title(desk.locale()).to_owned(),
        words.count("questions", instrument.items.len()),
    ];
    if !instrument.available_in(desk.locale()) {
        parts.push(words.t("only-in-english").into_owned());
    }
    if !instrument.validated {
        parts.push(words.t("not-validated").into_owned());
    }
    parts.join(" · ")
}

async fn page(
    desk: &Desk,
    instrument: &Instrument,
    sent: &Sent,
    problems: &Problems,
) -> Result<Response, Wrong> {
    let (words, locale) = (desk.words(), desk.locale());
    let title = words.t_with(
        "measure-new-title",
        &[("name", instrument.short(locale).to_owned().into())],
    );
    let page = desk.page(title.clone()).await?;
    let typed = sent.clone().or("date", desk.today().to_string());
    let mut fields = forms::answer_fields(desk, instrument, &typed);
    fields.insert(1, forms::occasion_field(desk, instrument, &typed));
    let action = desk.at(&format!("/measures/new?instrument={}", instrument.id));
    let mut form = FormPart::new(&page, action, fields, sent, problems)
        .act(Act::submit(words.t("measure-save")).primary())
        .act(Act::link(words.t("leave"), desk.at("")).bare());
    form.compact = true;
    let facts = Facts::new()
        .with(words.t("measure-full-name"), instrument.title(locale))
        .with(words.t("measure-credit"), instrument.attribution());
    let page = FormPage {
        head: Head::of(desk, title, "case"),
        lead: Some(instrument.instructions(locale).to_owned()),
        facts: Some(facts),
        form,
        page,
    };
    Ok(page.show(problems))
}
