//! Folding: entries in order give a case. Corrections stand in their target's place.

use super::{Case, IntakeNote, Standing};
use crate::attachment::Attachment;
use crate::client::Client;
use crate::clinic::{Clinic, Hold, Pinned};
use crate::correction::Replaced;
use crate::course::Course;
use crate::entry::{Entry, Occurred};
use crate::fact::Fact;
use crate::ids::EntryId;
use crate::inventory::{Person, Place};
use crate::measure::{KnownTotal, Measured};
use crate::note::{Amendment, Note};
use crate::risk::{Alert, Closure};
use crate::session::Session;
use crate::timeline::Event;
use std::collections::{BTreeMap, HashMap};
use std::sync::Arc;

impl Case {
    /// Folds entries in the order of the record.
    pub fn fold(entries: impl IntoIterator<Item = Arc<Entry>>) -> Case {
        let entries: Vec<Arc<Entry>> = entries.into_iter().collect();
        let standing = standing(&entries);
        let mut case = Case::default();
        *case.standing = standing;
        for entry in entries {
            case.take(entry);
        }
        case
    }

    /// The case with one more entry.
    pub fn append(&mut self, entry: Arc<Entry>) {
        if matches!(entry.fact, Fact::Replaced(_) | Fact::Retracted(_)) {
            // Rare, and it may change anything that came before.
            let mut entries = std::mem::take(&mut self.entries);
            entries.push(entry);
            *self = Case::fold(entries);
        } else {
            self.take(entry);
        }
    }

    fn take(&mut self, entry: Arc<Entry>) {
        self.index.insert(entry.id, self.entries.len());
        self.tokens.insert(entry.token, entry.id);
        self.entries.push(Arc::clone(&entry));
        match self.standing.get(&entry.id).cloned() {
            None | Some(Standing::AsEntered) => {
                self.apply(&entry, &entry.fact, &entry.occurred, false)
            }
            Some(Standing::Replaced { fact, occurred, .. }) => {
                let occurred = occurred.unwrap_or_else(|| entry.occurred.clone());
                self.apply(&entry, &fact, &occurred, false);
            }
            // An answer never vanishes from an alert's history.
            Some(Standing::Retracted { .. }) if matches!(entry.fact, Fact::CriticalAnswered(_)) => {
                self.apply(&entry, &entry.fact, &entry.occurred, true);
            }
            Some(Standing::Retracted { .. }) => {}
        }
    }

    fn apply(&mut self, entry: &Entry, fact: &Fact, occurred: &Occurred, retracted: bool) {
        match fact {
            Fact::ClientRegistered(fact) => self.client = Some(Client::from(fact)),
            Fact::DetailsChanged(fact) => {
                if let Some(client) = &mut self.client {
                    client.change(fact);
                }
            }
            Fact::AttachmentAdded(fact) => self.attachments.push(Attachment {
                entry: entry.id,
                added: fact.clone(),
                occurred: occurred.clone(),
                author: entry.author,
            }),
            Fact::ClinicFounded(_)
            | Fact::SettingChanged(_)
            | Fact::ContentPinned(_)
            | Fact::HoldSet(_) => self.apply_to_clinic(entry, fact),
            Fact::CourseOpened(fact) => self.courses.push(Course {
                entry: entry.id,
                opened: fact.clone(),
                began: occurred.date(),
                opened_at: occurred.at,
                sessions_held: 0,
                closed: None,
            }),
            Fact::CourseClosed(fact) => {
                if let Some(course) = self
                    .courses
                    .iter_mut()
                    .find(|c| c.opened.course == fact.course)
                {
                    course.closed = Some((occurred.at, fact.clone()));
                }
            }
            Fact::IntakeNoted(fact) => {
                let note = IntakeNote {
                    entry: entry.id,
                    text: fact.text.to_string(),
                    at: occurred.at,
                    author: entry.author.account,
                };
                self.intake.insert(fact.part, note);
            }
            Fact::PersonAdded(fact) => self.people.push(Person {
                id: fact.person,
                entry: entry.id,
                name: fact.name.to_string(),
                relation: fact.relation,
                deceased: fact.deceased,
                places: Vec::new(),
            }),
            Fact::PersonPlaced(fact) => {
                if let Some(person) = self.people.iter_mut().find(|p| p.id == fact.person) {
                    let place = Place {
                        ring: fact.ring,
                        angle: fact.angle,
                        since: occurred.at,
                    };
                    person.places.push((fact.circle, place));
                }
            }
            Fact::EventNoted(fact) => self.events.push(Event {
                entry: entry.id,
                noted: fact.clone(),
            }),
            Fact::CriticalAnswered(fact) => {
                self.heard.insert((
                    fact.instrument.clone(),
                    fact.item.clone(),
                    fact.occasion.clone(),
                ));
                let mut alert = Alert::opened_by(entry, fact);
                alert.occurred = occurred.clone();
                alert.retracted = retracted;
                match self.alerts.iter_mut().find(|open| open.takes_in(&alert)) {
                    Some(open) => open.take_in(alert),
                    None => self.alerts.push(alert),
                }
            }
            Fact::MeasureCompleted(fact) => self.measures.push(Arc::new(Measured {
                entry: entry.id,
                course: entry.course,
                occurred: occurred.clone(),
                author: entry.author,
                completed: fact.clone(),
                known_total: KnownTotal::default(),
            })),
            Fact::SessionHeld(fact) => self.hold_session(entry, occurred, fact),
            Fact::NoteDrafted(fact) => {
                match self.notes.iter_mut().find(|note| note.id == fact.note) {
                    Some(note) => {
                        note.text = fact.text.to_string();
                        note.drafted_at = occurred.at;
                    }
                    None => self.notes.push(Note {
                        id: fact.note,
                        entry: entry.id,
                        part: fact.part,
                        session: fact.session,
                        author: entry.author.account,
                        text: fact.text.to_string(),
                        drafted_at: occurred.at,
                        signed_at: None,
                        amendments: Vec::new(),
                    }),
                }
            }
            Fact::NoteSigned(fact) => {
                if let Some(note) = self.notes.iter_mut().find(|note| note.id == fact.note) {
                    note.signed_at = Some(occurred.at);
                }
            }
            Fact::NoteAmended(fact) => {
                if let Some(note) = self.notes.iter_mut().find(|note| note.id == fact.note) {
                    note.amendments.push(Amendment {
                        at: occurred.at,
                        author: entry.author.account,
                        text: fact.text.to_string(),
                    });
                }
            }
            Fact::AlertAcknowledged(fact) => {
                if let Some(alert) = self
                    .alerts
                    .iter_mut()
                    .find(|alert| alert.trigger == fact.trigger)
                {
                    alert
                        .acknowledged
                        .get_or_insert((entry.author, occurred.at));
                }
            }
            Fact::AlertClosed(fact) => {
                if let Some(alert) = self
                    .alerts
                    .iter_mut()
                    .find(|alert| alert.trigger == fact.trigger)
                {
                    alert.closed = Some(Closure {
                        by: entry.author,
                        at: occurred.at,
                        disposition: fact.disposition,
                        rationale: fact.rationale.to_string(),
                    });
                }
            }
            Fact::Replaced(_) | Fact::Retracted(_) | Fact::Opaque(_) => {}
        }
    }

    fn apply_to_clinic(&mut self, entry: &Entry, fact: &Fact) {
        match (fact, &mut *self.clinic) {
            (Fact::ClinicFounded(fact), clinic) => {
                *clinic = Some(Clinic {
                    entry: entry.id,
                    name: fact.name.as_ref().map(ToString::to_string),
                    settings: BTreeMap::new(),
                    pinned: BTreeMap::new(),
                });
            }
            (Fact::SettingChanged(fact), Some(clinic)) if fact.value.is_empty() => {
                clinic.settings.remove(&fact.name);
            }
            (Fact::SettingChanged(fact), Some(clinic)) => {
                let (name, value) = (fact.name.clone(), fact.value.to_string());
                clinic.settings.insert(name, value);
            }
            (Fact::ContentPinned(fact), Some(clinic)) => {
                let key = (fact.content, fact.id.clone(), fact.version.clone());
                let pinned = Pinned {
                    entry: entry.id,
                    sha256: fact.sha256.clone(),
                };
                clinic.pinned.insert(key, pinned);
            }
            (Fact::HoldSet(fact), _) => {
                self.hold = fact.held.then(|| Hold {
                    by: entry.author,
                    since: entry.occurred.at,
                    reason: fact.reason.to_string(),
                });
            }
            _ => {}
        }
    }

    fn hold_session(
        &mut self,
        entry: &Entry,
        occurred: &Occurred,
        fact: &crate::session::SessionHeld,
    ) {
        let Some(course) = entry.course else { return };
        if let Some(course) = self.courses.iter_mut().find(|c| c.opened.course == course) {
            course.sessions_held = course.sessions_held.max(fact.number);
        }
        self.sessions.push(Session {
            entry: entry.id,
            course,
            occurred: occurred.clone(),
            held: fact.clone(),
        });
    }
}

/// What each corrected entry says now: the latest correction wins.
fn standing(entries: &[Arc<Entry>]) -> HashMap<EntryId, Standing> {
    let mut standing = HashMap::new();
    for entry in entries {
        match &entry.fact {
            Fact::Replaced(Replaced {
                target,
                new,
                occurred,
                ..
            }) => {
                let replaced = Standing::Replaced {
                    by: entry.id,
                    fact: (**new).clone(),
                    occurred: occurred.clone(),
                };
                standing.insert(*target, replaced);
            }
            Fact::Retracted(fact) => {
                standing.insert(fact.target, Standing::Retracted { by: entry.id });
            }
            _ => {}
        }
    }
    standing
}
