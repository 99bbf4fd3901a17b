//! A questionnaire that is being answered: what is asked, what was answered so far, and where that is kept.
//!
//! What is answered is kept item by item as a sealed draft, so that it can be gone on with on another device. Two
//! devices never lose each other's answers: a save changes one item of what is there at that moment.

use crate::who::ClientHere;
use crate::wrong::Wrong;
use attune_measures::instrument::{Instrument, Item};
use attune_measures::{Answer, Answers};
use attune_record::DraftError;
use attune_therapy::due::{Due, due};
use attune_therapy::ids::CourseId;
use attune_therapy::measure::{Measured, Occasion};
use attune_therapy::{Content, View};
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use std::collections::BTreeSet;
use std::sync::Arc;
use uuid::Uuid;

/// The name of the drafts.
pub(super) const FORM: &str = "check-in";

/// How often a save is tried again when another device saves at the same moment.
const TRIES: usize = 5;

/// What was answered so far.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub(super) struct Begun {
    /// The version that is being answered; a questionnaire begun in one version is finished in it.
    pub(super) version: String,
    /// The answers.
    pub(super) answers: Answers,
    /// Items that were left out on purpose.
    #[serde(default)]
    pub(super) skipped: BTreeSet<String>,
    /// Critical answers that reached the record, with the item each.
    #[serde(default)]
    pub(super) told: Answers,
}

/// A questionnaire that is due and being answered.
pub(super) struct Sheet {
    /// Who answers.
    pub(super) here: ClientHere,
    /// What is due.
    pub(super) due: Due,
    /// What was answered so far.
    pub(super) begun: Begun,
    /// Counts the saves, 0 before the first.
    pub(super) saves: i64,
    instrument: Instrument,
}

/// Why a questionnaire cannot be answered now.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Closed {
    /// It was answered for this occasion.
    Answered(jiff::Timestamp),
    /// It is not due: not yet, not any more, or never was.
    NotDue,
}

/// Finds the questionnaire of an address, if it is due.
pub(super) async fn open(
    here: ClientHere,
    instrument: &str,
    occasion: &str,
) -> Result<Result<Sheet, (ClientHere, Closed)>, Wrong> {
    let view = view(&here).await?;
    let content = Arc::clone(here.who.app().records.content());
    let Some(occasion) = Occasion::parse(occasion) else {
        return Err(Wrong::NotFound);
    };
    if content.instrument_newest(instrument).is_none() {
        return Err(Wrong::NotFound);
    }
    let found = due_now(&here, &view, &content)
        .into_iter()
        .find(|due| due.instrument == instrument && due.occasion == occasion);
    let Some(due) = found else {
        let answered = answered(&view, instrument, &occasion);
        let closed = answered.map_or(Closed::NotDue, |measured| {
            Closed::Answered(measured.occurred.at)
        });
        return Ok(Err((here, closed)));
    };
    let (begun, saves) = load(&here, &due).await?;
    let begun = begun
        .filter(|begun| content.instrument(instrument, &begun.version).is_some())
        .unwrap_or_else(|| Begun {
            version: due.version.clone(),
            ..Begun::default()
        });
    let instrument = content
        .instrument(instrument, &begun.version)
        .ok_or(Wrong::NotFound)?
        .clone();
    Ok(Ok(Sheet {
        here,
        due,
        begun,
        saves,
        instrument,
    }))
}

/// The client's record, as a page of the check-in.
pub(super) async fn view(here: &ClientHere) -> Result<View, Wrong> {
    let who = &here.who;
    let records = &who.app().records;
    Ok(records
        .view(&who.reader, here.record, "check-in", who.now())
        .await?)
}

/// What is due for this client, in the language in which they read.
pub(in crate::client) fn due_now(here: &ClientHere, view: &View, content: &Content) -> Vec<Due> {
    due(
        view,
        content,
        here.who.words().language().tag(),
        here.who.now(),
    )
}

/// What was answered for an occasion of the present course.
pub(super) fn answered<'v>(
    view: &'v View,
    instrument: &str,
    occasion: &Occasion,
) -> Option<&'v Measured> {
    let course = view.current_course().map(|course| course.opened.course);
    let of_occasion = |measured: &&Arc<Measured>| {
        measured.completed.instrument == instrument
            && measured.completed.occasion == *occasion
            && (measured.course == course || measured.course.is_none())
    };
    view.measures()
        .iter()
        .rev()
        .find(of_occasion)
        .map(Arc::as_ref)
}

/// The draft of a due questionnaire: always the same for the same course, questionnaire and occasion.
pub(in crate::client) fn draft_id(due: &Due) -> Uuid {
    derived("check-in", &due.course, &due.instrument, &due.occasion)
}

fn derived(what: &str, course: &CourseId, instrument: &str, occasion: &Occasion) -> Uuid {
    let digest = Sha256::new()
        .chain_update(what)
        .chain_update([0])
        .chain_update(course.0.as_bytes())
        .chain_update(instrument)
        .chain_update([0])
        .chain_update(occasion.to_string())
        .finalize();
    let mut bytes = [0; 16];
    bytes.copy_from_slice(&digest[..16]);
    uuid::Builder::from_custom_bytes(bytes).into_uuid()
}

async fn load(here: &ClientHere, due: &Due) -> Result<(Option<Begun>, i64), Wrong> {
    let who = &here.who;
    let found = who
        .app()
        .records
        .draft(&who.reader, FORM, here.record.0, draft_id(due))
        .await?;
    Ok(found.map_or((None, 0), |draft| {
        (serde_json::from_str(&draft.text).ok(), draft.version)
    }))
}

/// How many items of each begun questionnaire are answered, by draft.
pub(in crate::client) async fn begun_counts(
    here: &ClientHere,
) -> Result<std::collections::HashMap<Uuid, usize>, Wrong> {
    let who = &here.who;
    let drafts = who
        .app()
        .records
        .drafts_of(&who.reader, FORM, here.record.0)
        .await?;
    let counted = drafts.into_iter().filter_map(|draft| {
        let begun: Begun = serde_json::from_str(&draft.text).ok()?;
        Some((draft.id, begun.answers.0.len()))
    });
    Ok(counted.collect())
}

impl Sheet {
    /// What is asked.
    pub(super) fn instrument(&self) -> &Instrument {
        &self.instrument
    }

    /// The language in which it is asked.
    pub(super) fn locale(&self) -> &'static str {
        self.here.who.words().language().tag()
    }

    /// The items that are asked after these answers, in order.
    pub(super) fn asked(&self) -> Vec<&Item> {
        let not_asked = self
            .instrument
            .score(&self.begun.answers)
            .map(|scored| scored.not_asked)
            .unwrap_or_default();
        let items = self.instrument.items.iter();
        items.filter(|item| !not_asked.contains(&item.id)).collect()
    }

    /// The item of a place, from 1; places count every item, so that an address keeps its question.
    pub(super) fn item(&self, place: usize) -> Option<&Item> {
        self.instrument.items.get(place.checked_sub(1)?)
    }

    /// The place of an item.
    pub(super) fn place_of(&self, id: &str) -> usize {
        let at = self.instrument.items.iter().position(|item| item.id == id);
        at.map_or(1, |at| at + 1)
    }

    /// The place of the item asked after this one.
    pub(super) fn after(&self, place: usize) -> Option<usize> {
        self.places().into_iter().find(|other| *other > place)
    }

    /// The place of the item asked before this one.
    pub(super) fn before(&self, place: usize) -> Option<usize> {
        self.places().into_iter().rev().find(|other| *other < place)
    }

    /// The first place that has neither an answer nor was left out; none when all have.
    pub(super) fn first_open(&self) -> Option<usize> {
        let open = |item: &&&Item| {
            self.begun.answers.get(&item.id).is_none() && !self.begun.skipped.contains(&item.id)
        };
        self.asked()
            .iter()
            .find(open)
            .map(|item| self.place_of(&item.id))
    }

    fn places(&self) -> Vec<usize> {
        self.asked()
            .iter()
            .map(|item| self.place_of(&item.id))
            .collect()
    }

    /// The address of the questionnaire, to which a place or a page is added.
    pub(super) fn address(&self) -> String {
        format!("/check-in/{}/{}", self.due.instrument, self.due.occasion)
    }

    /// The address of the question after this one, or of the page on which everything is looked over.
    pub(super) fn address_after(&self, place: usize) -> String {
        match self.after(place) {
            Some(next) => format!("{}/{next}", self.address()),
            None => format!("{}/review", self.address()),
        }
    }

    /// Keeps the answer to one item, or that it was left out; what another device saved meanwhile stays.
    pub(super) async fn keep(
        &mut self,
        item: &str,
        answer: Option<Answer>,
        told: bool,
    ) -> Result<(), Wrong> {
        for _ in 0..TRIES {
            let mut begun = self.begun.clone();
            match &answer {
                Some(answer) => {
                    begun.answers.insert(item, answer.clone());
                    begun.skipped.remove(item);
                    if told {
                        begun.told.insert(item, answer.clone());
                    }
                }
                None => {
                    begun.answers.0.remove(item);
                    begun.skipped.insert(item.to_owned());
                }
            }
            let text = serde_json::to_string(&begun).map_err(|_| Wrong::Ours)?;
            let who = &self.here.who;
            let name = (FORM, self.here.record.0, draft_id(&self.due));
            let saved = who
                .app()
                .records
                .put_draft(&who.reader, name, self.saves, &text, who.now())
                .await;
            match saved {
                Ok(saves) => {
                    (self.begun, self.saves) = (begun, saves);
                    return Ok(());
                }
                Err(DraftError::Changed(_)) => {
                    let (theirs, saves) = load(&self.here, &self.due).await?;
                    self.saves = saves;
                    if let Some(theirs) = theirs {
                        self.begun = theirs;
                    }
                }
                Err(error) => return Err(error.into()),
            }
        }
        Err(Wrong::Conflict(
            "another device is saving answers at the same moment; try again".to_owned(),
        ))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn due_for(instrument: &str, session: u16) -> Due {
        Due {
            course: CourseId(Uuid::nil()),
            instrument: instrument.to_owned(),
            version: "1".to_owned(),
            occasion: Occasion::Session(session),
            opens: jiff::Timestamp::UNIX_EPOCH,
        }
    }

    #[test]
    fn a_draft_is_found_again_by_course_questionnaire_and_occasion_alone() {
        let id = draft_id(&due_for("phq-9", 3));
        let again = Due {
            version: "2".to_owned(),
            opens: jiff::Timestamp::MAX,
            ..due_for("phq-9", 3)
        };
        assert_eq!(draft_id(&again), id);
        assert_ne!(draft_id(&due_for("phq-9", 4)), id);
        assert_ne!(draft_id(&due_for("gad-7", 3)), id);
        let other = Due {
            course: CourseId(Uuid::max()),
            ..due_for("phq-9", 3)
        };
        assert_ne!(draft_id(&other), id);
    }
}
