//! The client: who is in therapy.

use crate::dates::ApproximateDate;
use crate::refusal::Refusal;
use crate::text::{Text, required};
use serde::{Deserialize, Serialize};

/// `client.registered`: the first entry of a client's record.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct ClientRegistered {
    /// What the client is called.
    pub name: Text,
    /// A reference of the clinic's own, such as a file number.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reference: Option<Text>,
    /// Date or year of birth.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub born: Option<ApproximateDate>,
    /// Preferred language, for example `es-419`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub locale: Option<String>,
    /// The client's time zone.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub zone: Option<String>,
    /// Made up for demonstration; shown as such on every page.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub fictitious: bool,
}

/// `client.details_changed`: name or contact are different from now on.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct DetailsChanged {
    /// The new name.
    pub name: Text,
    /// The new reference.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reference: Option<Text>,
    /// Date or year of birth.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub born: Option<ApproximateDate>,
}

/// The client as folded.
#[derive(Debug, Clone, PartialEq)]
pub struct Client {
    /// What the client is called.
    pub name: String,
    /// The clinic's reference.
    pub reference: Option<String>,
    /// Date or year of birth.
    pub born: Option<ApproximateDate>,
    /// Preferred language.
    pub locale: Option<String>,
    /// Time zone.
    pub zone: Option<String>,
    /// Made up for demonstration.
    pub fictitious: bool,
}

impl From<&ClientRegistered> for Client {
    fn from(fact: &ClientRegistered) -> Client {
        Client {
            name: fact.name.to_string(),
            reference: fact.reference.as_ref().map(Text::to_string),
            born: fact.born,
            locale: fact.locale.clone(),
            zone: fact.zone.clone(),
            fictitious: fact.fictitious,
        }
    }
}

impl Client {
    pub(crate) fn change(&mut self, fact: &DetailsChanged) {
        self.name = fact.name.to_string();
        self.reference = fact.reference.as_ref().map(Text::to_string);
        self.born = fact.born;
    }
}

impl ClientRegistered {
    pub(crate) fn admit(&self) -> Result<(), Refusal> {
        required("name", &self.name)
    }
}

impl DetailsChanged {
    pub(crate) fn admit(&self) -> Result<(), Refusal> {
        required("name", &self.name)
    }
}
