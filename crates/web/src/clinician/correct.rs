//! `/clients/{id}/entries/{entry}/correct`: an entry is put right or taken back, with a reason. Nothing is
//! overwritten: the correction is an entry of its own that points at the old one.

use super::desk::{Asked, Desk, Entered};
use super::entries;
use super::facts::{self, Told};
use super::problems::{Problems, Reading};
use super::sheet::{FormPart, Head, done, only_fields};
use crate::sent::{Form, Sent};
use crate::ui::{self, Act, Entries, EntryLine, Facts, Field, Notice, Page};
use crate::wrong::Wrong;
use askama::Template;
use attune_therapy::correction::{Replaced, Retracted};
use attune_therapy::ids::EntryId;
use attune_therapy::{Entry, Fact};
use axum::response::Response;
use std::sync::Arc;

#[derive(Template)]
#[template(path = "clinician/correct.html")]
struct CorrectPage {
    page: Page,
    head: Head,
    entry: Entries,
    about: Facts,
    earlier: Vec<(String, String)>,
    locked: Option<Notice>,
    correct: Option<FormPart>,
    take_back: Option<FormPart>,
    loss: String,
}

pub(super) async fn get(asked: Asked) -> Result<Response, Wrong> {
    let id: EntryId = asked.id("entry")?;
    let desk = asked.open("entry").await?;
    let entry = entry(&desk, id)?;
    page(&desk, &entry, None).await
}

pub(super) async fn post(asked: Asked, Form(sent): Form) -> Result<Response, Wrong> {
    let id: EntryId = asked.id("entry")?;
    let desk = asked.open("entry").await?;
    let entry = entry(&desk, id)?;
    let takes_back = sent.get("do") == "take-back";
    let read = if takes_back {
        sent.only(&["do", "back_why"])?;
        taken_back(&desk, id, &sent)
    } else {
        corrected(&desk, &entry, &sent)?
    };
    let fact = match read {
        Ok(fact) => fact,
        Err(problems) => return page(&desk, &entry, Some((takes_back, &sent, &problems))).await,
    };
    let new = desk.new_entry(fact, desk.now_here(), sent.token());
    match desk.enter(vec![new]).await? {
        Entered::Done(_) => {
            let what = if takes_back { "retracted" } else { "corrected" };
            Ok(done(&desk, "/history", what))
        }
        Entered::NotYet(problems) => {
            page(&desk, &entry, Some((takes_back, &sent, &problems))).await
        }
    }
}

fn entry(desk: &Desk, id: EntryId) -> Result<Arc<Entry>, Wrong> {
    let entry = desk.view.entry(id).ok_or(Wrong::NotFound)?;
    match entry.fact {
        // A correction is corrected at its target.
        Fact::Replaced(_) | Fact::Retracted(_) => Err(Wrong::NotFound),
        _ => Ok(Arc::clone(entry)),
    }
}

fn corrected(desk: &Desk, entry: &Entry, sent: &Sent) -> Result<Result<Fact, Problems>, Wrong> {
    let (fact, _, _) = entries::standing(&desk.view, entry);
    only_fields(
        sent,
        &facts::fields_of(desk, fact, sent),
        &["do", "why", "people", "gaps"],
    )?;
    let mut reading = Reading::new(desk.words(), sent);
    let reason = reading.required("why", 500);
    let reason = reading.done(Some(reason));
    let told = facts::read(desk, entry, fact, sent);
    Ok(match (told, reason) {
        (Ok(Told { fact, occurred }), Ok(reason)) => Ok(Fact::Replaced(Replaced {
            target: entry.id,
            new: Box::new(fact),
            occurred,
            reason,
        })),
        (Err(problems), _) | (_, Err(problems)) => Err(problems),
    })
}

fn taken_back(desk: &Desk, target: EntryId, sent: &Sent) -> Result<Fact, Problems> {
    let mut reading = Reading::new(desk.words(), sent);
    let reason = reading.text("back_why", 500);
    if reason.is_empty() {
        reading.wrong("back_why", desk.words().one_of("missing", "why"));
    }
    reading.done(Some(Fact::Retracted(Retracted { target, reason })))
}

type Refused<'a> = (bool, &'a Sent, &'a Problems);

async fn page(
    desk: &Desk,
    entry: &Arc<Entry>,
    refused: Option<Refused<'_>>,
) -> Result<Response, Wrong> {
    let words = desk.words();
    let (fact, occurred, retracted) = entries::standing(&desk.view, entry);
    let title = words.t("correct-title");
    let page = desk.page(title.clone()).await?;
    let lines: Vec<EntryLine> = entries::lines(desk, &desk.view, [entry]).await?;
    let lines = lines
        .into_iter()
        .map(|line| EntryLine { href: None, ..line })
        .collect();
    let locked = locked(desk, entry, retracted);
    let opens = locked.is_none();
    let (nothing, none) = (Sent::default(), Problems::default());
    let of = |back: bool| {
        refused
            .filter(|(takes_back, _, _)| *takes_back == back)
            .map_or((&nothing, &none), |(_, sent, problems)| (sent, problems))
    };
    let filled = facts::form_of(desk, fact, occurred).filter(|_| opens);
    let correct = filled.map(|filled| {
        let (sent, problems) = of(false);
        let typed = if problems.is_empty() { &filled } else { sent };
        let mut fields = facts::fields_of(desk, fact, typed);
        fields.push(
            Field::area("why", words.t("correct-why"))
                .value(sent.get("why"))
                .help(words.t("correct-why-help")),
        );
        let action = desk.at(&format!("/entries/{}/correct", entry.id));
        let mut form = FormPart::new(&page, action, fields, sent, problems)
            .hide("do", "correct")
            .act(Act::submit(words.t("correct-do")).primary());
        form.compact = matches!(fact, Fact::MeasureCompleted(_));
        form
    });
    let take_back = (opens && may_take_back(fact)).then(|| {
        let (sent, problems) = of(true);
        let fields = vec![
            Field::area("back_why", words.t("take-back-why"))
                .value(sent.get("back_why"))
                .help(words.t("correct-why-help")),
        ];
        let action = desk.at(&format!("/entries/{}/correct", entry.id));
        FormPart::new(&page, action, fields, sent, problems)
            .hide("do", "take-back")
            .act(Act::submit(words.t("take-back-do")).danger())
            .act(Act::link(words.t("leave"), desk.at("/history")).bare())
    });
    let template = CorrectPage {
        head: Head::of(desk, title, "history"),
        entry: Entries { entries: lines },
        about: about(desk, entry),
        earlier: earlier(desk, entry).await?,
        locked,
        correct,
        take_back,
        loss: loss(desk, fact),
        page,
    };
    let status = refused.map_or(axum::http::StatusCode::OK, |(_, _, problems)| {
        problems.status()
    });
    Ok(ui::render(status, &template))
}

/// When the entry was made, as distinct from when it happened.
fn about(desk: &Desk, entry: &Entry) -> Facts {
    let words = desk.words();
    let time = |at: jiff::Timestamp| words.date_time(at.to_zoned(desk.who().zone()).datetime());
    Facts::new()
        .with(words.t("entry-happened"), time(entry.occurred.at))
        .with(words.t("entry-recorded"), time(entry.recorded_at))
        .with(
            words.t("entry-readers"),
            words.one_of("compartment", entries::compartment_name(entry)),
        )
}

/// What it said before each correction, with the reasons given.
async fn earlier(desk: &Desk, entry: &Entry) -> Result<Vec<(String, String)>, Wrong> {
    let words = desk.words();
    let corrections: Vec<&Arc<Entry>> = desk
        .view
        .entries()
        .iter()
        .filter(|other| match &other.fact {
            Fact::Replaced(fact) => fact.target == entry.id,
            Fact::Retracted(fact) => fact.target == entry.id,
            _ => false,
        })
        .collect();
    let names = desk
        .names(corrections.iter().map(|one| one.author.account))
        .await?;
    let mut said = entries::what(desk, &desk.view, &entry.fact);
    let mut list = Vec::new();
    for correction in corrections {
        let reason = match &correction.fact {
            Fact::Replaced(fact) => fact.reason.to_string(),
            Fact::Retracted(fact) => fact.reason.to_string(),
            _ => String::new(),
        };
        let about = words.t_with(
            "corrected-by",
            &[
                ("name", names.by(correction.author).into()),
                (
                    "when",
                    words
                        .near_date(desk.day(correction.recorded_at), desk.today())
                        .into(),
                ),
                ("reason", reason.into()),
            ],
        );
        list.push((said, about));
        said = match &correction.fact {
            Fact::Replaced(fact) => entries::what(desk, &desk.view, &fact.new),
            _ => String::new(),
        };
    }
    Ok(list)
}

/// Why an entry stays as it is, and what to do instead.
fn locked(desk: &Desk, entry: &Entry, retracted: bool) -> Option<Notice> {
    let words = desk.words();
    let may = desk.may_write(entry.compartment, entry.fact.kind());
    let signed = |note| {
        desk.view
            .note(note)
            .is_some_and(|note| note.signed_at.is_some())
    };
    let why = match &entry.fact {
        _ if retracted => words.t("locked-retracted"),
        _ if !may => words.one_of("entry-refused", "not-allowed"),
        Fact::NoteSigned(_) | Fact::NoteAmended(_) => words.one_of("entry-refused", "signed"),
        Fact::NoteDrafted(fact) if signed(fact.note) => words.one_of("entry-refused", "signed"),
        Fact::AlertAcknowledged(_) | Fact::AlertClosed(_) => words.t("locked-alert"),
        Fact::Opaque(_) => words.t("locked-opaque"),
        _ => return None,
    };
    Some(Notice::info(words.t("locked"), why))
}

fn may_take_back(fact: &Fact) -> bool {
    !matches!(fact, Fact::ClientRegistered(_))
}

/// What taking an entry back means for the rest of the record.
fn loss(desk: &Desk, fact: &Fact) -> String {
    let words = desk.words();
    let what = match fact {
        Fact::MeasureCompleted(_) => "measure",
        Fact::CriticalAnswered(_) => "critical",
        Fact::SessionHeld(_) => "session",
        Fact::PersonAdded(_) => "person",
        Fact::CourseOpened(_) => "course",
        _ => "entry",
    };
    words.one_of("take-back-loss", what).into_owned()
}
