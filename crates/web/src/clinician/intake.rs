//! `/clients/{id}/intake`: the assessment, part by part, in any order; what is being typed is kept as it is typed.

use super::desk::{Asked, Desk, Entered};
use super::facts::intake as forms;
use super::problems::Problems;
use super::sheet::{FormPart, Head, done, said};
use crate::drafts::{draft_fields, etag};
use crate::sent::{Form, Sent};
use crate::ui::{self, Act, Page};
use crate::wrong::Wrong;
use askama::Template;
use attune_record::Draft;
use attune_therapy::Compartment;
use attune_therapy::intake::IntakePart;
use axum::extract::Query;
use axum::response::Response;
use serde::Deserialize;
use uuid::Uuid;

/// The name of the drafts.
const FORM: &str = "intake";

#[derive(Deserialize)]
pub(super) struct Wanted {
    done: Option<String>,
}

#[derive(Template)]
#[template(path = "clinician/intake.html")]
struct IntakePage {
    page: Page,
    head: Head,
    parts: Vec<Part>,
}

/// One part: who noted what is there, its form, or its text for those who only read.
struct Part {
    id: &'static str,
    title: String,
    noted: Option<String>,
    text: String,
    own_words: bool,
    form: Option<FormPart>,
}

pub(super) async fn get(asked: Asked, Query(wanted): Query<Wanted>) -> Result<Response, Wrong> {
    let desk = open(asked).await?;
    page(&desk, None, wanted.done.as_deref()).await
}

pub(super) async fn post(asked: Asked, Form(sent): Form) -> Result<Response, Wrong> {
    let desk = open(asked).await?;
    let part = IntakePart::from_name(sent.get("part")).ok_or(Wrong::NotFound)?;
    let name = field_name(part);
    sent.only(&["part", &name])?;
    let noted = match forms::read(desk.words(), part, &name, &sent) {
        Ok(noted) => noted,
        Err(problems) => return page(&desk, Some((part, &sent, &problems)), None).await,
    };
    let entry = desk.new_entry(noted, desk.now_here(), sent.token());
    match desk.enter_draft(vec![entry], FORM, draft_id(part)).await? {
        Entered::Done(_) => Ok(done(&desk, "/intake", "intake")),
        Entered::NotYet(problems) => page(&desk, Some((part, &sent, &problems)), None).await,
    }
}

async fn open(asked: Asked) -> Result<Desk, Wrong> {
    let desk = asked.open("intake").await?;
    if desk.view_is_clinical() {
        Ok(desk)
    } else {
        Err(Wrong::NotFound)
    }
}

fn field_name(part: IntakePart) -> String {
    format!("text-{}", part.name())
}

/// One draft for each part.
fn draft_id(part: IntakePart) -> Uuid {
    let at = IntakePart::ALL.iter().position(|one| *one == part);
    Uuid::from_u128(at.unwrap_or_default() as u128 + 1)
}

async fn page(
    desk: &Desk,
    refused: Option<(IntakePart, &Sent, &Problems)>,
    just_done: Option<&str>,
) -> Result<Response, Wrong> {
    let words = desk.words();
    let mut page = desk.page(words.t("tab-intake")).await?;
    said(&mut page, just_done);
    let records = &desk.app().records;
    let drafts = records.drafts_of(&desk.reader, FORM, desk.record.0).await?;
    let authors = desk.view.intake().values().map(|note| note.author);
    let names = desk.names(authors).await?;
    let edits = desk.may_write(Compartment::Progress, "intake.noted");
    let parts = IntakePart::ALL.iter().map(|part| {
        let note = desk.view.intake().get(part);
        let noted = note.map(|note| {
            words.t_with(
                "noted-by",
                &[
                    ("name", names.of(note.author).into()),
                    (
                        "day",
                        words.near_date(desk.day(note.at), desk.today()).into(),
                    ),
                ],
            )
        });
        let text = note.map_or_else(String::new, |note| note.text.clone());
        let draft = drafts.iter().find(|draft| draft.id == draft_id(*part));
        let refused = refused.filter(|(of, _, _)| of == part);
        Part {
            id: part.name(),
            title: words.one_of("intake", part.name()).into_owned(),
            noted,
            own_words: *part == IntakePart::PresentingProblem,
            form: edits.then(|| form(&page, desk, *part, &text, draft, refused)),
            text,
        }
    });
    let parts = parts.collect();
    let status = refused.map_or(axum::http::StatusCode::OK, |(_, _, problems)| {
        problems.status()
    });
    let template = IntakePage {
        head: Head::of(desk, words.t("tab-intake"), "intake"),
        parts,
        page,
    };
    Ok(ui::render(status, &template))
}

fn form(
    page: &Page,
    desk: &Desk,
    part: IntakePart,
    noted: &str,
    draft: Option<&Draft>,
    refused: Option<(IntakePart, &Sent, &Problems)>,
) -> FormPart {
    let (nothing, none) = (Sent::default(), Problems::default());
    let (sent, problems) =
        refused.map_or((&nothing, &none), |(_, sent, problems)| (sent, problems));
    let name = field_name(part);
    let drafted = draft.and_then(|draft| draft_fields(draft).remove(&name));
    let text = match refused {
        Some((_, sent, _)) => sent.get(&name).to_owned(),
        None => drafted.unwrap_or_else(|| noted.to_owned()),
    };
    let fields = vec![forms::field(desk, part, &name, &text)];
    let mut form = FormPart::new(page, desk.at("/intake"), fields, sent, problems)
        .hide("part", part.name())
        .act(Act::submit(desk.words().t("intake-note")));
    let address = format!("/drafts/{FORM}/{}/{}", desk.record, draft_id(part));
    form.draft = Some((address, draft.map(|draft| etag(draft.version))));
    form
}
