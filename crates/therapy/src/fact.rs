//! Facts: what was entered. One enum, one variant per kind of thing; each variant's data lives in the module
//! of the therapy that it belongs to.

use crate::attachment::AttachmentAdded;
use crate::client::{ClientRegistered, DetailsChanged};
use crate::clinic::{ClinicFounded, ContentPinned, HoldSet, SettingChanged};
use crate::confidentiality::Compartment;
use crate::correction::{Replaced, Retracted};
use crate::course::{CourseClosed, CourseOpened};
use crate::intake::IntakeNoted;
use crate::inventory::{PersonAdded, PersonPlaced};
use crate::measure::{CriticalAnswered, MeasureCompleted};
use crate::note::{NoteAmended, NoteDrafted, NoteSigned};
use crate::risk::{AlertAcknowledged, AlertClosed};
use crate::session::SessionHeld;
use crate::timeline::EventNoted;
use serde::de::DeserializeOwned;
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use serde_json::Value;

macro_rules! facts {
    ($( $(#[$doc:meta])* $variant:ident($data:ty) = $kind:literal v $version:literal, )*) => {
        /// Something that was entered.
        #[derive(Debug, Clone, PartialEq)]
        pub enum Fact {
            $( $(#[$doc])* $variant($data), )*
            /// Of a kind or version that this program does not know: kept as it is, never dropped.
            Opaque(Opaque),
        }

        impl Fact {
            /// Every kind that this program knows.
            pub const KINDS: &'static [&'static str] = &[$($kind),*];

            /// The kind, `noun.verb`.
            pub fn kind(&self) -> &str {
                match self {
                    $( Fact::$variant(_) => $kind, )*
                    Fact::Opaque(opaque) => &opaque.kind,
                }
            }

            /// The version of the kind's data.
            pub fn version(&self) -> u32 {
                match self {
                    $( Fact::$variant(_) => $version, )*
                    Fact::Opaque(opaque) => opaque.version,
                }
            }

            fn body(&self) -> Result<Value, serde_json::Error> {
                match self {
                    $( Fact::$variant(data) => serde_json::to_value(data), )*
                    Fact::Opaque(opaque) => Ok(opaque.body.clone()),
                }
            }

            /// Reads a fact. A known kind of a known version must have all its data; anything else is opaque.
            pub fn parse(kind: &str, version: u32, body: Value) -> Result<Fact, serde_json::Error> {
                match kind {
                    $( $kind if version <= $version => read(body).map(Fact::$variant), )*
                    _ => Ok(Fact::Opaque(Opaque { kind: kind.to_owned(), version, body })),
                }
            }
        }

        $( impl From<$data> for Fact {
            fn from(data: $data) -> Fact { Fact::$variant(data) }
        } )*
    };
}

facts! {
    /// A client was registered.
    ClientRegistered(ClientRegistered) = "client.registered" v 1,
    /// A client's name or contact changed.
    DetailsChanged(DetailsChanged) = "client.details_changed" v 1,
    /// A course of therapy was opened with a protocol.
    CourseOpened(CourseOpened) = "course.opened" v 1,
    /// A course of therapy ended.
    CourseClosed(CourseClosed) = "course.closed" v 1,
    /// Part of the intake assessment was noted.
    IntakeNoted(IntakeNoted) = "intake.noted" v 1,
    /// A person joined the interpersonal inventory.
    PersonAdded(PersonAdded) = "person.added" v 1,
    /// A person was placed on the closeness circle.
    PersonPlaced(PersonPlaced) = "person.placed" v 1,
    /// A life event was noted.
    EventNoted(EventNoted) = "event.noted" v 1,
    /// A critical item was answered, entered before the form is finished.
    CriticalAnswered(CriticalAnswered) = "measure.critical_answered" v 1,
    /// A measure was completed.
    MeasureCompleted(MeasureCompleted) = "measure.completed" v 1,
    /// A session took place.
    SessionHeld(SessionHeld) = "session.held" v 1,
    /// A note was drafted.
    NoteDrafted(NoteDrafted) = "note.drafted" v 1,
    /// A note was signed and thereby locked.
    NoteSigned(NoteSigned) = "note.signed" v 1,
    /// A signed note was amended.
    NoteAmended(NoteAmended) = "note.amended" v 1,
    /// Somebody took note of a risk alert.
    AlertAcknowledged(AlertAcknowledged) = "alert.acknowledged" v 1,
    /// A clinician closed a risk alert and said why.
    AlertClosed(AlertClosed) = "alert.closed" v 1,
    /// A file was added.
    AttachmentAdded(AttachmentAdded) = "attachment.added" v 1,
    /// The clinic's own record was begun.
    ClinicFounded(ClinicFounded) = "clinic.founded" v 1,
    /// A setting of the clinic changed.
    SettingChanged(SettingChanged) = "setting.changed" v 1,
    /// A protocol or questionnaire was used for the first time in a version.
    ContentPinned(ContentPinned) = "content.pinned" v 1,
    /// A legal hold was put on a record or lifted.
    HoldSet(HoldSet) = "record.hold_set" v 1,
    /// An earlier entry was replaced by a corrected one.
    Replaced(Replaced) = "entry.replaced" v 1,
    /// An earlier entry was taken back.
    Retracted(Retracted) = "entry.retracted" v 1,
}

/// A fact that this program cannot read, kept for one that can.
#[derive(Debug, Clone, PartialEq)]
pub struct Opaque {
    /// Its kind.
    pub kind: String,
    /// Its version.
    pub version: u32,
    /// Its data.
    pub body: Value,
}

impl Fact {
    /// The compartment that this fact belongs to by its nature. A correction belongs where its target is, so the
    /// record decides; `None` for those.
    pub fn compartment(&self) -> Option<Compartment> {
        Some(match self {
            Fact::ClientRegistered(_)
            | Fact::DetailsChanged(_)
            | Fact::ClinicFounded(_)
            | Fact::SettingChanged(_)
            | Fact::ContentPinned(_)
            | Fact::HoldSet(_) => Compartment::Administrative,
            Fact::AttachmentAdded(added) => added.compartment,
            Fact::CourseOpened(_)
            | Fact::CourseClosed(_)
            | Fact::IntakeNoted(_)
            | Fact::CriticalAnswered(_)
            | Fact::MeasureCompleted(_)
            | Fact::SessionHeld(_)
            | Fact::AlertAcknowledged(_)
            | Fact::AlertClosed(_) => Compartment::Progress,
            Fact::NoteDrafted(note) => note.part.compartment(),
            Fact::PersonAdded(_) | Fact::PersonPlaced(_) | Fact::EventNoted(_) => {
                Compartment::Shared
            }
            Fact::NoteSigned(_) | Fact::NoteAmended(_) | Fact::Replaced(_) | Fact::Retracted(_) => {
                return None;
            }
            Fact::Opaque(_) => Compartment::Restricted,
        })
    }
}

fn read<T: DeserializeOwned>(body: Value) -> Result<T, serde_json::Error> {
    serde_json::from_value(body)
}

#[derive(Serialize, Deserialize)]
struct Written {
    kind: String,
    v: u32,
    body: Value,
}

impl Serialize for Fact {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let body = self.body().map_err(serde::ser::Error::custom)?;
        Written {
            kind: self.kind().to_owned(),
            v: self.version(),
            body,
        }
        .serialize(serializer)
    }
}

impl<'de> Deserialize<'de> for Fact {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Fact, D::Error> {
        let written = Written::deserialize(deserializer)?;
        Fact::parse(&written.kind, written.v, written.body).map_err(serde::de::Error::custom)
    }
}
