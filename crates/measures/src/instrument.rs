//! What a questionnaire is: its items and options, how it scores, whose it is.

use std::cmp::Ordering;
use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::condition::{Condition, Range};
use crate::critical::CriticalRule;
use crate::norms::{Definition, Norm, Reliability};
use crate::scoring::Plan;
use crate::words::Words;

/// One version of one questionnaire, checked when it was loaded.
#[derive(Debug, Clone, PartialEq)]
pub struct Instrument {
    /// Its id, also the name of its folder: `phq-9`.
    pub id: String,
    /// Its version; wording, order, options and scoring never change within one.
    pub version: Version,
    /// False for forms of our own or of a clinic, which are shown as 'not a validated scale'.
    pub validated: bool,
    /// Who fills it in.
    pub rater: Rater,
    /// What a higher total means.
    pub higher_is: Direction,
    /// The length of time asked about, as an ISO 8601 duration, where there is a single one.
    pub recall: Option<String>,
    /// Whether it may be repeated to follow change, and how it is shown to the client.
    pub client: ClientDisplay,
    /// Whose it is and what may be done with it.
    pub licence: Licence,
    /// The items in order.
    pub items: Vec<Item>,
    /// How the total is made.
    pub scoring: Scoring,
    /// Parts with a score of their own, composites last.
    pub subscales: Vec<Subscale>,
    /// Ways to name totals, the default first. For clinicians.
    pub bands: Vec<BandScheme>,
    /// Published cut-offs. For clinicians.
    pub cutoffs: Vec<Cutoff>,
    /// Classes that follow from a pattern of answers rather than from a sum.
    pub algorithms: Vec<Algorithm>,
    /// Answers that a person must see.
    pub critical: Vec<CriticalRule>,
    /// Reliability coefficients.
    pub reliabilities: Vec<Reliability>,
    /// Means and spreads.
    pub norms: Vec<Norm>,
    /// Ways to judge change; the default first.
    pub definitions: Vec<Definition>,
    /// LOINC codes, only those graded A or B.
    pub loinc: Option<Loinc>,
    /// Words by language.
    pub words: BTreeMap<String, Words>,
    pub(crate) source_text: String,
    pub(crate) plan: Plan,
}

impl Instrument {
    /// An item by id.
    pub fn item(&self, id: &str) -> Option<&Item> {
        self.items.iter().find(|item| item.id == id)
    }

    /// All that the instrument was read from, in a fixed order: what a course pins, by hash. Feed it to
    /// [`crate::Library::from_source_text`] to have this very version again.
    pub fn source_text(&self) -> &str {
        &self.source_text
    }

    /// What must be shown as credit wherever the form is shown.
    pub fn attribution(&self) -> &str {
        &self.licence.attribution
    }

    /// The lowest and highest total.
    pub fn range(&self) -> Option<(f64, f64)> {
        self.scoring.range.map(|[low, high]| (low, high))
    }

    /// A definition of change by id.
    pub fn definition(&self, id: &str) -> Option<&Definition> {
        self.definitions
            .iter()
            .find(|definition| definition.id == id)
    }

    /// A norm by id.
    pub fn norm(&self, id: &str) -> Option<&Norm> {
        self.norms.iter().find(|norm| norm.id == id)
    }

    /// A reliability by id.
    pub fn reliability(&self, id: &str) -> Option<&Reliability> {
        self.reliabilities
            .iter()
            .find(|reliability| reliability.id == id)
    }

    /// The band of a total in the default scheme.
    pub fn band(&self, total: f64) -> Option<&Band> {
        self.bands.first()?.of(total)
    }
}

/// A version such as `1` or `2013.1`; compared number by number.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Version(String);

impl Version {
    /// Reads a version: numbers separated by full stops.
    pub fn new(text: &str) -> Option<Self> {
        let fits = !text.is_empty()
            && text.split('.').all(|part| {
                !part.is_empty() && part.len() <= 9 && part.bytes().all(|b| b.is_ascii_digit())
            });
        fits.then(|| Self(text.to_owned()))
    }

    /// The version as written.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    fn numbers(&self) -> impl Iterator<Item = u32> {
        self.0
            .split('.')
            .map(|part| part.parse().unwrap_or_default())
    }
}

impl Ord for Version {
    fn cmp(&self, other: &Self) -> Ordering {
        // The text breaks the tie, so that `1` and `01` stay two versions wherever they are keys.
        self.numbers()
            .cmp(other.numbers())
            .then_with(|| self.0.cmp(&other.0))
    }
}

impl PartialOrd for Version {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl std::fmt::Display for Version {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.0)
    }
}

/// Who fills a form in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Rater {
    /// The client.
    #[default]
    SelfReport,
    /// A clinician.
    Clinician,
    /// A partner or parent.
    Informant,
}

/// What a higher total means.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Direction {
    /// More trouble.
    #[default]
    Worse,
    /// Less trouble.
    Better,
    /// Neither: a description.
    Neither,
}

/// What a client may see of their own results.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ClientDisplay {
    /// Their curve in plain words, or only that they answered.
    pub shows: ClientShows,
}

/// What a client may see of their own results.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum ClientShows {
    /// Their own curve, without bands, cut-offs, corridor or verdict.
    Curve,
    /// That it was answered, and when; the result is talked about, not shown.
    OnlyThatAnswered,
}

/// Whose an instrument is.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Licence {
    /// The licence or grant in a few words.
    pub name: String,
    /// Who holds the rights.
    pub holder: String,
    /// The credit that must be shown.
    pub attribution: String,
    /// Where the terms or the original can be read.
    pub source_url: String,
    /// When the terms were last looked at.
    pub verified_on: jiff::civil::Date,
    /// How they were looked at.
    pub verified_by: String,
    /// What the terms allow.
    pub allows: Allows,
}

/// What a licence allows.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Allows {
    /// To be shown to people.
    pub display: bool,
    /// To be translated.
    pub translate: bool,
    /// To be changed.
    pub modify: bool,
    /// To be given on a screen.
    pub electronic: bool,
    /// To be used for gain.
    pub commercial: bool,
    /// To be passed on.
    pub redistribute: bool,
}

/// A question.
#[derive(Debug, Clone, PartialEq)]
pub struct Item {
    /// Its id within the instrument; never its position.
    pub id: String,
    /// What an answer is.
    pub kind: ItemKind,
    /// Whether it counts toward the total or a class.
    pub scored: bool,
    /// When it is asked; always, where absent.
    pub ask_when: Option<Condition>,
    /// Its LOINC code.
    pub loinc: Option<String>,
}

impl Item {
    /// The id of its option set.
    pub fn option_set(&self) -> Option<&str> {
        match &self.kind {
            ItemKind::Choice { set, .. } => Some(set),
            _ => None,
        }
    }

    /// Its options; none for numbers, times and words.
    pub fn choices(&self) -> &[Choice] {
        match &self.kind {
            ItemKind::Choice { choices, .. } => choices,
            _ => &[],
        }
    }
}

/// What an answer is.
#[derive(Debug, Clone, PartialEq)]
pub enum ItemKind {
    /// One of a set of options.
    Choice {
        /// The option set's id, by which its words are found.
        set: String,
        /// The options in order.
        choices: Vec<Choice>,
    },
    /// A whole number.
    Number {
        /// The lowest.
        min: i64,
        /// The highest.
        max: i64,
    },
    /// A time of day, as `HH:MM`.
    Time,
    /// Words.
    Text,
}

/// An option.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Choice {
    /// The value printed beside it; what is stored.
    pub value: i64,
    /// What it counts before reversal, where that is not its value.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub score: Option<f64>,
    /// Its LOINC answer code.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub loinc: Option<String>,
}

impl Choice {
    /// What it counts before reversal.
    #[allow(clippy::cast_precision_loss)]
    pub fn score(&self) -> f64 {
        self.score.unwrap_or(self.value as f64)
    }
}

/// How a number is made from items.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Scoring {
    /// The rule.
    pub method: ScoringMethod,
    /// Ids of items whose scores are turned round.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub reverse: Vec<String>,
    /// For `max-of-groups`: items of which only the highest counts.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub groups: Vec<Vec<String>>,
    /// For `weighted`: weights by item id; an item without one counts once.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub weights: BTreeMap<String, f64>,
    /// The result is multiplied by this.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub multiply: Option<f64>,
    /// How many answers may be missing and be stood in for by the mean of the others. None, where absent.
    #[serde(default, skip_serializing_if = "is_zero")]
    pub prorate_up_to: usize,
    /// The lowest and highest result, proved when the file is loaded.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub range: Option<[f64; 2]>,
    /// Where the rule was published.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub source: String,
}

#[allow(clippy::trivially_copy_pass_by_ref)] // the shape serde asks for
fn is_zero(number: &usize) -> bool {
    *number == 0
}

/// How a number is made from items.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum ScoringMethod {
    /// No number: the answers, or a class, are the result.
    None,
    /// The sum.
    Sum,
    /// The mean.
    Mean,
    /// The sum of the highest of each group; an item in no group counts by itself.
    MaxOfGroups,
    /// The sum after weighting.
    Weighted,
}

/// A part with a score of its own.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Subscale {
    /// Its id.
    pub id: String,
    /// Its items; reversal is the instrument's.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub items: Vec<String>,
    /// Sum or mean.
    #[serde(default = "sum")]
    pub method: ScoringMethod,
    /// Mean and standard deviation by which a composite standardises this subscale.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub standardise: Option<[f64; 2]>,
    /// For a composite: other subscales with their weights, in place of items.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub composite: BTreeMap<String, f64>,
    /// The result is multiplied by this.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub multiply: Option<f64>,
    /// How many answers may be missing.
    #[serde(default, skip_serializing_if = "is_zero")]
    pub prorate_up_to: usize,
    /// The lowest and highest result.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub range: Option<[f64; 2]>,
}

fn sum() -> ScoringMethod {
    ScoringMethod::Sum
}

/// A way to name totals.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct BandScheme {
    /// Its id.
    pub id: String,
    /// Where it was published.
    pub source: String,
    /// The bands, lowest first, without gap or overlap.
    pub bands: Vec<Band>,
}

impl BandScheme {
    /// The band of a total. A prorated total between two whole numbers belongs to the band below it.
    pub fn of(&self, total: f64) -> Option<&Band> {
        let band = self.bands.iter().rev().find(|band| total >= band.from)?;
        let last = self.bands.last()?;
        (total <= last.to).then_some(band)
    }
}

/// A band of totals.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Band {
    /// Its id, by which its words are found.
    pub id: String,
    /// The lowest total in it.
    pub from: f64,
    /// The highest total in it.
    pub to: f64,
}

/// A published cut-off.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Cutoff {
    /// Its id.
    pub id: String,
    /// The first total that is positive.
    pub at: f64,
    /// What or whom it is for, in English, for clinicians.
    pub meaning: String,
    /// Where it was published.
    pub source: String,
}

impl Cutoff {
    /// Whether a total is positive.
    pub fn reached(&self, total: f64, higher_is: Direction) -> bool {
        match higher_is {
            Direction::Better => total <= self.at,
            Direction::Worse | Direction::Neither => Range {
                at_least: Some(self.at),
                at_most: None,
            }
            .holds(total),
        }
    }
}

/// Classes by conditions, tried in order.
#[derive(Debug, Clone, PartialEq)]
pub struct Algorithm {
    /// Its id.
    pub id: String,
    /// Raised whenever a condition changes.
    pub version: String,
    /// Where it was published.
    pub source: String,
    /// The classes; the first whose condition holds is the result.
    pub classes: Vec<Class>,
}

/// A class of an algorithm.
#[derive(Debug, Clone, PartialEq)]
pub struct Class {
    /// Its id, by which its words are found among the bands.
    pub id: String,
    /// When it holds; a class without a condition holds where none before it did.
    pub when: Option<Condition>,
}

/// LOINC codes of the whole.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Loinc {
    /// The panel.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub panel: Option<String>,
    /// The total.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub total: Option<String>,
    /// How sure we are of all codes in this file, the lowest of what was found: A or B.
    pub grade: String,
    /// The notice that must travel with the codes.
    pub notice: String,
}
