//! `/clients/{id}/alerts/{trigger}`: the answers that were given, who took note, and what a person decided. No level
//! of risk is computed, and nothing closes by itself.

use super::alerts::age;
use super::desk::{Asked, Desk, Entered};
use super::entries;
use super::problems::{Problems, Reading};
use super::risk::{answer_words, due_words, option_words};
use super::sheet::{FormPart, Head, done, said};
use crate::sent::{Form, Sent};
use crate::ui::{self, Act, Choice, Facts, Field, Line, Lines, Notice, Page};
use crate::wrong::Wrong;
use askama::Template;
use attune_therapy::Fact;
use attune_therapy::ids::EntryId;
use attune_therapy::risk::{Alert, AlertAcknowledged, AlertClosed, Disposition};
use axum::extract::Query;
use axum::response::Response;
use serde::Deserialize;

#[derive(Deserialize)]
pub(super) struct Wanted {
    done: Option<String>,
}

#[derive(Template)]
#[template(path = "clinician/alert.html")]
struct AlertPage {
    page: Page,
    head: Head,
    question: String,
    facts: Facts,
    context: Vec<String>,
    measure: Option<Lines>,
    acknowledge: Option<FormPart>,
    close: Option<FormPart>,
    closed: Option<Notice>,
    refused: Option<Notice>,
    rationale: Option<String>,
}

pub(super) async fn get(asked: Asked, Query(wanted): Query<Wanted>) -> Result<Response, Wrong> {
    let trigger: EntryId = asked.id("trigger")?;
    let desk = asked.open("alert").await?;
    page(&desk, trigger, None, wanted.done.as_deref()).await
}

pub(super) async fn post(asked: Asked, Form(sent): Form) -> Result<Response, Wrong> {
    let trigger: EntryId = asked.id("trigger")?;
    let desk = asked.open("alert").await?;
    alert(&desk, trigger)?;
    sent.only(&["do", "disposition", "rationale"])?;
    let closes = sent.get("do") == "close";
    let fact = if closes {
        match closed(&desk, trigger, &sent) {
            Ok(fact) => fact,
            Err(problems) => return page(&desk, trigger, Some((&sent, &problems)), None).await,
        }
    } else {
        Fact::AlertAcknowledged(AlertAcknowledged { trigger })
    };
    let entry = desk.new_entry(fact, desk.now_here(), sent.token());
    match desk.enter(vec![entry]).await? {
        Entered::Done(_) => {
            let what = if closes {
                "alert-closed"
            } else {
                "acknowledged"
            };
            Ok(done(&desk, &format!("/alerts/{trigger}"), what))
        }
        Entered::NotYet(problems) => page(&desk, trigger, Some((&sent, &problems)), None).await,
    }
}

fn alert(desk: &Desk, trigger: EntryId) -> Result<&Alert, Wrong> {
    let found = desk
        .view
        .alerts()
        .iter()
        .find(|alert| alert.trigger == trigger);
    found.ok_or(Wrong::NotFound)
}

fn closed(desk: &Desk, trigger: EntryId, sent: &Sent) -> Result<Fact, Problems> {
    let mut reading = Reading::new(desk.words(), sent);
    let disposition = reading.choice("disposition", Disposition::from_name);
    let rationale = reading.required("rationale", 4000);
    let closed = disposition.map(|disposition| {
        Fact::AlertClosed(AlertClosed {
            trigger,
            disposition,
            rationale,
        })
    });
    reading.done(closed)
}

async fn page(
    desk: &Desk,
    trigger: EntryId,
    refused: Option<(&Sent, &Problems)>,
    just_done: Option<&str>,
) -> Result<Response, Wrong> {
    let words = desk.words();
    let alert = alert(desk, trigger)?;
    let title = answer_words(desk.content(), words, &alert.answered);
    let mut page = desk.page(title.clone()).await?;
    // This page is what the notice leads to.
    let here = desk.at(&format!("/alerts/{trigger}"));
    page.risks.retain(|notice| !notice.leads_to(&here));
    said(&mut page, just_done);
    let acts = desk.may_write(attune_therapy::Compartment::Progress, "alert.closed");
    let (nothing, none) = (Sent::default(), Problems::default());
    let (sent, problems) = refused.unwrap_or((&nothing, &none));
    let acknowledge = (alert.is_open() && alert.acknowledged.is_none() && acts).then(|| {
        FormPart::new(&page, here.clone(), Vec::new(), &nothing, &none)
            .hide("do", "acknowledge")
            .act(Act::submit(words.t("alert-acknowledge")).primary())
    });
    let close = (alert.is_open() && acts)
        .then(|| close_form(desk, &page, &here, sent, problems, acknowledge.is_none()));
    let accounts = [alert.author.account]
        .into_iter()
        .chain(alert.acknowledged.iter().map(|(author, _)| author.account))
        .chain(alert.closed.iter().map(|closure| closure.by.account));
    let names = desk.names(accounts).await?;
    let closed = alert.closed.as_ref().map(|closure| {
        let what = words.one_of("disposition", closure.disposition.name());
        let by = words.t_with(
            "alert-closed-by",
            &[
                ("name", names.by(closure.by).into()),
                ("when", time(desk, closure.at).into()),
            ],
        );
        Notice::info(words.t("alert-closed"), what).more(by)
    });
    let acknowledged = alert.acknowledged.as_ref().map(|(author, at)| {
        words.t_with(
            "alert-acknowledged-by",
            &[
                ("name", names.by(*author).into()),
                ("when", time(desk, *at).into()),
            ],
        )
    });
    let locale = desk.locale();
    let instrument = desk
        .content()
        .instrument(&alert.answered.instrument, &alert.answered.version);
    let question = instrument
        .and_then(|found| found.item_text(&alert.answered.item, locale))
        .unwrap_or_default()
        .to_owned();
    let status = refused.map_or(axum::http::StatusCode::OK, |(_, problems)| {
        problems.status()
    });
    // Closed by somebody else meanwhile: there is no form any more that could keep what was typed.
    let refused = refused.filter(|_| close.is_none()).map(|(sent, problems)| {
        let why = problems.place([]).unwrap_or_default();
        Notice::info(words.t("form-refused"), why).more(sent.get("rationale"))
    });
    let template = AlertPage {
        head: Head::of(desk, title, "case"),
        question,
        facts: facts(desk, alert, acknowledged),
        context: context(desk, alert),
        measure: measure(desk, alert),
        acknowledge,
        close,
        refused,
        rationale: alert
            .closed
            .as_ref()
            .map(|closure| closure.rationale.clone()),
        closed,
        page,
    };
    Ok(ui::render(status, &template))
}

fn time(desk: &Desk, at: jiff::Timestamp) -> String {
    desk.words()
        .date_time(at.to_zoned(desk.who().zone()).datetime())
}

fn close_form(
    desk: &Desk,
    page: &Page,
    action: &str,
    sent: &Sent,
    problems: &Problems,
    is_next: bool,
) -> FormPart {
    let words = desk.words();
    let dispositions = Disposition::ALL
        .iter()
        .map(|one| Choice::new(one.name(), words.one_of("disposition", one.name())))
        .collect();
    let fields = vec![
        Field::choose("disposition", words.t("alert-disposition"), dispositions)
            .value(sent.get("disposition")),
        Field::area("rationale", words.t("alert-rationale"))
            .value(sent.get("rationale"))
            .help(words.t("alert-rationale-help")),
    ];
    let act = Act::submit(words.t("alert-close"));
    FormPart::new(page, action, fields, sent, problems)
        .hide("do", "close")
        .act(if is_next { act.primary() } else { act })
}

/// What was answered, when, and what became of it; facts only.
fn facts(desk: &Desk, alert: &Alert, acknowledged: Option<String>) -> Facts {
    let words = desk.words();
    let content = desk.content();
    let mut facts = Facts::new()
        .with(
            words.t("alert-answer"),
            option_words(content, words, &alert.answered, &alert.answered.answer),
        )
        .with(words.t("alert-when"), time(desk, alert.occurred.at));
    for (at, answer) in &alert.earlier {
        let earlier = option_words(content, words, &alert.answered, answer);
        facts = facts.with(
            words.t("alert-earlier"),
            format!("{earlier}, {}", time(desk, *at)),
        );
    }
    if alert
        .recorded_at
        .duration_since(alert.occurred.at)
        .as_hours()
        >= 1
    {
        facts = facts.with(words.t("alert-arrived"), time(desk, alert.recorded_at));
    }
    if alert.is_open() {
        let now = desk.who().now();
        facts = facts.with(words.t("alert-waits"), age(words, alert.recorded_at, now));
        if let Some(due) = due_words(content, words, &alert.answered) {
            facts = facts.with(words.t("alert-due"), due);
        }
    }
    let nobody = || {
        let waits = alert.is_open();
        waits.then(|| words.t("risk-nobody-looked").into_owned())
    };
    if let Some(state) = acknowledged.or_else(nobody) {
        facts = facts.with(words.t("alert-state"), state);
    }
    if alert.retracted {
        facts = facts.with(words.t("alert-note"), words.t("alert-retracted"));
    }
    if alert.review {
        facts = facts.with(words.t("alert-note"), words.t("alert-review"));
    }
    facts
}

/// What else the record says that a person will want to have in sight: risk as assessed, and what happened lately.
fn context(desk: &Desk, alert: &Alert) -> Vec<String> {
    let words = desk.words();
    let mut context = Vec::new();
    let risk = desk
        .view
        .intake()
        .get(&attune_therapy::intake::IntakePart::Risk);
    if let Some(risk) = risk {
        context.push(words.t_with(
            "alert-context-intake",
            &[
                ("text", entries::excerpt(&risk.text, 300).into()),
                ("day", words.date(desk.day(risk.at)).into()),
            ],
        ));
    }
    let same = |other: &&Alert| {
        other.trigger != alert.trigger
            && other.answered.instrument == alert.answered.instrument
            && other.answered.item == alert.answered.item
    };
    let before = desk.view.alerts().iter().filter(same).count();
    if before > 0 {
        context.push(words.count("alert-context-before", before));
    }
    let day = desk.day(alert.occurred.at);
    let lately = desk.view.events().iter().filter(|event| {
        let days = (day - event.noted.when.earliest()).get_days();
        (0..=60).contains(&days)
    });
    context.extend(lately.map(|event| {
        words.t_with(
            "alert-context-event",
            &[
                ("title", event.noted.title.to_string().into()),
                (
                    "when",
                    super::drawn::when_words(words, event.noted.when).into(),
                ),
            ],
        )
    }));
    context
}

/// The whole questionnaire, once it was finished.
fn measure(desk: &Desk, alert: &Alert) -> Option<Lines> {
    let words = desk.words();
    let found = desk.view.measures().iter().find(|measured| {
        measured.completed.instrument == alert.answered.instrument
            && measured.completed.occasion == alert.answered.occasion
    })?;
    Some(Lines {
        lines: vec![Line {
            what: words.t("alert-measure").into_owned(),
            detail: Some(entries::measure_line(desk, &found.completed)),
            href: desk.at(&format!("/measures/{}", found.entry)),
        }],
    })
}
