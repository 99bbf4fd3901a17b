//! Interpersonal inventory: the people in the client's life, and the closeness circle.

use crate::ids::{EntryId, PersonId};
use crate::refusal::Refusal;
use crate::text::{Text, required};
use jiff::Timestamp;
use serde::{Deserialize, Serialize};

/// How a person is related to the client.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Relation {
    /// Partner or spouse.
    Partner,
    /// Mother or father.
    Parent,
    /// Daughter or son.
    Child,
    /// Sister or brother.
    Sibling,
    /// Other family.
    Family,
    /// Friend.
    Friend,
    /// Colleague.
    Colleague,
    /// Manager.
    Manager,
    /// Neighbour.
    Neighbour,
    /// Doctor, teacher, counsellor.
    Professional,
    /// A former partner.
    FormerPartner,
    /// Anybody else.
    Other,
}

impl Relation {
    /// All relations, in the order of the form.
    pub const ALL: [Relation; 12] = [
        Relation::Partner,
        Relation::Parent,
        Relation::Child,
        Relation::Sibling,
        Relation::Family,
        Relation::Friend,
        Relation::Colleague,
        Relation::Manager,
        Relation::Neighbour,
        Relation::Professional,
        Relation::FormerPartner,
        Relation::Other,
    ];

    /// The name used in forms and message keys.
    pub fn name(self) -> &'static str {
        match self {
            Relation::Partner => "partner",
            Relation::Parent => "parent",
            Relation::Child => "child",
            Relation::Sibling => "sibling",
            Relation::Family => "family",
            Relation::Friend => "friend",
            Relation::Colleague => "colleague",
            Relation::Manager => "manager",
            Relation::Neighbour => "neighbour",
            Relation::Professional => "professional",
            Relation::FormerPartner => "former-partner",
            Relation::Other => "other",
        }
    }

    /// The relation of a name.
    pub fn from_name(name: &str) -> Option<Relation> {
        Relation::ALL
            .into_iter()
            .find(|relation| relation.name() == name)
    }
}

/// `person.added`: a person the client speaks of. Initials or a pseudonym will do: these people never consented.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct PersonAdded {
    /// Made by the writer.
    pub person: PersonId,
    /// Name, initials or pseudonym.
    pub name: Text,
    /// How related.
    pub relation: Relation,
    /// Whether the person has died.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub deceased: bool,
}

/// Ring of the closeness circle.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Ring {
    /// Those I could not imagine life without.
    Inner,
    /// Important but less close.
    Middle,
    /// In my life, less important.
    Outer,
    /// Outside the rings.
    Outside,
}

impl Ring {
    /// All rings from the middle outwards.
    pub const ALL: [Ring; 4] = [Ring::Inner, Ring::Middle, Ring::Outer, Ring::Outside];

    /// The name used in forms and message keys.
    pub fn name(self) -> &'static str {
        match self {
            Ring::Inner => "inner",
            Ring::Middle => "middle",
            Ring::Outer => "outer",
            Ring::Outside => "outside",
        }
    }

    /// The ring of a name.
    pub fn from_name(name: &str) -> Option<Ring> {
        Ring::ALL.into_iter().find(|ring| ring.name() == name)
    }

    /// 1 for the inner ring to 4 for outside.
    pub fn number(self) -> u8 {
        match self {
            Ring::Inner => 1,
            Ring::Middle => 2,
            Ring::Outer => 3,
            Ring::Outside => 4,
        }
    }
}

/// Which circle a placement belongs to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Circle {
    /// As it is now.
    Now,
    /// As it was before the onset.
    BeforeOnset,
    /// As the client wishes it.
    Wished,
}

impl Circle {
    /// All circles.
    pub const ALL: [Circle; 3] = [Circle::Now, Circle::BeforeOnset, Circle::Wished];

    /// The name used in forms and message keys.
    pub fn name(self) -> &'static str {
        match self {
            Circle::Now => "now",
            Circle::BeforeOnset => "before-onset",
            Circle::Wished => "wished",
        }
    }

    /// The circle of a name.
    pub fn from_name(name: &str) -> Option<Circle> {
        Circle::ALL.into_iter().find(|circle| circle.name() == name)
    }
}

/// `person.placed`: where on the circle.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct PersonPlaced {
    /// Who.
    pub person: PersonId,
    /// On which circle.
    pub circle: Circle,
    /// In which ring.
    pub ring: Ring,
    /// Degrees clockwise from the top, 0 to 359.
    pub angle: u16,
}

/// Where somebody stands, and since when.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Place {
    /// Which ring.
    pub ring: Ring,
    /// Degrees clockwise from the top.
    pub angle: u16,
    /// Since when.
    pub since: Timestamp,
}

/// A person of the inventory as folded.
#[derive(Debug, Clone, PartialEq)]
pub struct Person {
    /// Name in the record.
    pub id: PersonId,
    /// The entry that added the person.
    pub entry: EntryId,
    /// Name, initials or pseudonym.
    pub name: String,
    /// How related.
    pub relation: Relation,
    /// Whether the person has died.
    pub deceased: bool,
    /// Every placement in order of time: circle and place.
    pub places: Vec<(Circle, Place)>,
}

impl Person {
    /// The latest place on a circle.
    pub fn place(&self, circle: Circle) -> Option<&Place> {
        self.places
            .iter()
            .rev()
            .find(|(c, _)| *c == circle)
            .map(|(_, place)| place)
    }

    /// The first place on the circle "now": where the person stood at the beginning.
    pub fn first_place(&self) -> Option<&Place> {
        self.places
            .iter()
            .find(|(c, _)| *c == Circle::Now)
            .map(|(_, place)| place)
    }
}

impl PersonAdded {
    pub(crate) fn admit(&self, people: &[Person]) -> Result<(), Refusal> {
        required("name", &self.name)?;
        if people.iter().any(|person| person.id == self.person) {
            return Err(Refusal::Impossible {
                field: "person",
                why: "is in the inventory already".into(),
            });
        }
        Ok(())
    }
}

impl PersonPlaced {
    pub(crate) fn admit(&self, people: &[Person]) -> Result<(), Refusal> {
        if self.angle > 359 {
            return Err(Refusal::Impossible {
                field: "angle",
                why: "must be 0 to 359 degrees".into(),
            });
        }
        if !people.iter().any(|person| person.id == self.person) {
            return Err(Refusal::NoPerson);
        }
        Ok(())
    }
}
