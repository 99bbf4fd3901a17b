//! One of the two notes on the page: its form while it is written, its text once it is signed.

use super::{FORM, LONGEST, Pair};
use crate::clinician::desk::Desk;
use crate::clinician::entries;
use crate::clinician::problems::Problems;
use crate::clinician::sheet::FormPart;
use crate::drafts::{draft_fields, etag};
use crate::sent::Sent;
use crate::ui::{Act, Field, Page};
use crate::wrong::Wrong;
use attune_record::Draft;
use attune_therapy::ids::NoteId;
use attune_therapy::note::{Note, NotePart};

/// What the page shows of one note.
pub(super) struct Part {
    pub(super) id: &'static str,
    pub(super) title: String,
    pub(super) who_reads: String,
    /// Signed when and by whom, or who writes it.
    pub(super) state: Option<String>,
    /// The text, once it is locked or for those who only read.
    pub(super) text: Option<String>,
    /// The text that another window kept meanwhile.
    pub(super) elsewhere: Option<String>,
    /// When and by whom, and what was added.
    pub(super) amendments: Vec<(String, String)>,
    pub(super) form: Option<FormPart>,
}

/// One part of the pair; none where this reader has none and may write none.
pub(super) async fn of(
    desk: &Desk,
    page: &Page,
    pair: &Pair,
    part: NotePart,
    refused: Option<(NotePart, &Sent, &Problems)>,
) -> Result<Option<Part>, Wrong> {
    let words = desk.words();
    let id = match part {
        NotePart::Progress => pair.progress,
        NotePart::Process => pair.process,
    };
    let note = desk.view.note(id).filter(|note| note.part == part);
    let own = desk.who().session.account;
    let writes = desk.may_write(part.compartment(), "note.drafted")
        && note.is_none_or(|note| note.author == own);
    if note.is_none() && !writes {
        return Ok(None);
    }
    let writer = note.map_or(own, |note| note.author);
    let people = note
        .iter()
        .flat_map(|note| note.amendments.iter())
        .map(|one| one.author);
    let names = desk.names(people.chain([writer])).await?;
    let signed = note.and_then(|note| note.signed_at);
    let state = match signed {
        Some(at) => Some(
            words.t_with(
                "note-signed-by",
                &[
                    ("name", names.of(writer).into()),
                    (
                        "when",
                        words
                            .date_time(at.to_zoned(desk.who().zone()).datetime())
                            .into(),
                    ),
                ],
            ),
        ),
        None if note.is_some() && writer != own => {
            Some(words.t_with("note-written-by", &[("name", names.of(writer).into())]))
        }
        None => None,
    };
    let amendments = note.map_or_else(Vec::new, |note| {
        let line = |one: &attune_therapy::note::Amendment| {
            let who = words.t_with(
                "note-amended-by",
                &[
                    ("name", names.of(one.author).into()),
                    (
                        "when",
                        words
                            .date_time(one.at.to_zoned(desk.who().zone()).datetime())
                            .into(),
                    ),
                ],
            );
            (who, one.text.clone())
        };
        note.amendments.iter().map(line).collect()
    });
    let form = if writes {
        Some(form(desk, page, pair, part, id, note, refused).await?)
    } else {
        None
    };
    let clashes = refused
        .filter(|(_, sent, _)| sent.get("do") != "amend")
        .and(note)
        .filter(|note| {
            refused.is_some_and(|(_, sent, _)| sent.get(part.name()).trim() != note.text)
        });
    Ok(Some(Part {
        id: part.name(),
        title: entries::note_name(desk, part, None),
        who_reads: words.one_of("note-readers", part.name()).into_owned(),
        state,
        text: note
            .filter(|_| signed.is_some() || !writes)
            .map(|note| note.text.clone()),
        elsewhere: clashes
            .filter(|note| note.signed_at.is_none())
            .map(|note| note.text.clone()),
        amendments,
        form,
    }))
}

async fn form(
    desk: &Desk,
    page: &Page,
    pair: &Pair,
    part: NotePart,
    id: NoteId,
    note: Option<&Note>,
    refused: Option<(NotePart, &Sent, &Problems)>,
) -> Result<FormPart, Wrong> {
    let words = desk.words();
    let records = &desk.app().records;
    let draft = records
        .draft(&desk.reader, FORM, desk.record.0, id.0)
        .await?;
    let (nothing, none) = (Sent::default(), Problems::default());
    let (sent, problems) =
        refused.map_or((&nothing, &none), |(_, sent, problems)| (sent, problems));
    let session = pair
        .session
        .map_or_else(String::new, |number| number.to_string());
    let signed = note.is_some_and(|note| note.signed_at.is_some());
    let name = if signed {
        amendment_name(part)
    } else {
        part.name().to_owned()
    };
    let text = match refused {
        Some((_, sent, _)) => sent.get(&name).to_owned(),
        None => typed(draft.as_ref(), &name)
            .or_else(|| note.filter(|_| !signed).map(|note| note.text.clone()))
            .unwrap_or_default(),
    };
    let seen = note.map_or(0, |note| note.drafted_at.as_microsecond());
    let action = desk.at(&format!("/notes/{id}?session={session}&seen={seen}"));
    let field = if signed {
        Field::area(name, words.t("note-amendment")).help(words.t("note-amendment-help"))
    } else {
        Field::page(name, words.t("note-text")).help(words.one_of("note-help", part.name()))
    };
    let field = field.value(text).at_most(LONGEST);
    let mut form = FormPart::new(page, action, vec![field], sent, problems)
        .hide("part", part.name())
        .hide("session", session);
    form = if signed {
        form.hide("do", "amend")
            .act(Act::submit(words.t("note-amend")))
    } else {
        // One primary act a page: the progress note is what the session needs.
        let sign = Act::submit(words.t("note-sign")).named("do", "sign");
        let sign = match part {
            NotePart::Progress => sign.primary(),
            NotePart::Process => sign,
        };
        form.act(sign)
            .act(Act::submit(words.t("note-keep")).named("do", "keep"))
    };
    let address = format!("/drafts/{FORM}/{}/{id}", desk.record);
    form.draft = Some((address, draft.map(|draft| etag(draft.version))));
    Ok(form)
}

/// Both notes may be signed and stand on one page: each amendment has a name of its own.
pub(super) fn amendment_name(part: NotePart) -> String {
    format!("amendment-{}", part.name())
}

fn typed(draft: Option<&Draft>, name: &str) -> Option<String> {
    draft.and_then(|draft| draft_fields(draft).remove(name))
}
