//! The arithmetic, laid out once when an instrument is loaded so that scoring a row is a few look-ups.

mod table;

use table::Table;

use crate::condition::Findings;
use crate::instrument::{Instrument, Item, ItemKind, Scoring, ScoringMethod, Subscale};

/// What scoring needs, by item index.
#[derive(Debug, Clone, PartialEq, Default)]
pub(crate) struct Plan {
    /// The ways in which a bare list of answers may be laid out, as item indices.
    pub(crate) layouts: Vec<Vec<usize>>,
    tables: Vec<Table>,
    total: Recipe,
    subscales: Vec<Recipe>,
    branching: bool,
}

/// Lowest and highest.
pub(crate) type Ends = (f64, f64);

/// How one number is made.
#[derive(Debug, Clone, PartialEq)]
struct Recipe {
    method: ScoringMethod,
    parts: Vec<(usize, f64)>,
    groups: Vec<Vec<usize>>,
    /// Indices of subscales with their weights.
    composite: Vec<(usize, f64)>,
    /// Mean and standard deviation by which a composite standardises this number.
    standardise: Option<[f64; 2]>,
    multiply: f64,
    prorate_up_to: usize,
}

impl Default for Recipe {
    fn default() -> Self {
        Self {
            method: ScoringMethod::None,
            parts: Vec::new(),
            groups: Vec::new(),
            composite: Vec::new(),
            standardise: None,
            multiply: 1.0,
            prorate_up_to: 0,
        }
    }
}

/// A number made from items, and whether means stood in for missing answers.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub(crate) struct Made {
    pub(crate) value: Option<f64>,
    pub(crate) prorated: bool,
}

/// All numbers of one form.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Numbers {
    pub(crate) total: Made,
    pub(crate) subscales: Vec<Made>,
    /// Indices of scored items that were asked and not answered.
    pub(crate) missing: Vec<usize>,
    /// Indices of items that the other answers rule out.
    pub(crate) not_asked: Vec<usize>,
}

impl Plan {
    /// Lays out the arithmetic of items that refer to one another correctly; ids that do not exist are left out, since
    /// the check of the file reports them.
    pub(crate) fn new(items: &[Item], scoring: &Scoring, subscales: &[Subscale]) -> Self {
        let index = |id: &str| items.iter().position(|item| item.id == id);
        let tables = items
            .iter()
            .map(|item| Table::new(item, scoring.reverse.contains(&item.id)))
            .collect();
        let grouped: Vec<&String> = scoring.groups.iter().flatten().collect();
        let parts = items
            .iter()
            .enumerate()
            .filter(|(_, item)| item.scored && !grouped.contains(&&item.id))
            .map(|(at, item)| (at, scoring.weights.get(&item.id).copied().unwrap_or(1.0)))
            .collect();
        let groups = scoring
            .groups
            .iter()
            .map(|group| group.iter().filter_map(|id| index(id)).collect())
            .collect();
        let total = Recipe {
            method: scoring.method,
            parts,
            groups,
            composite: Vec::new(),
            standardise: None,
            multiply: scoring.multiply.unwrap_or(1.0),
            prorate_up_to: scoring.prorate_up_to,
        };
        let recipe = |subscale: &Subscale| Recipe {
            method: subscale.method,
            parts: subscale
                .items
                .iter()
                .filter_map(|id| index(id))
                .map(|at| (at, 1.0))
                .collect(),
            groups: Vec::new(),
            composite: subscale
                .composite
                .iter()
                .filter_map(|(id, weight)| {
                    subscales
                        .iter()
                        .position(|other| other.id == *id)
                        .map(|at| (at, *weight))
                })
                .collect(),
            standardise: subscale.standardise,
            multiply: subscale.multiply.unwrap_or(1.0),
            prorate_up_to: subscale.prorate_up_to,
        };
        Self {
            layouts: layouts(items),
            tables,
            total,
            subscales: subscales.iter().map(recipe).collect(),
            branching: items.iter().any(|item| item.ask_when.is_some()),
        }
    }

    /// What an item's answer counts, or `None` where the item does not offer it.
    pub(crate) fn item_score(&self, item: usize, value: i64) -> Option<f64> {
        self.tables.get(item)?.score(value)
    }

    /// Whether a value may be given to an item.
    pub(crate) fn allows(&self, item: usize, value: i64) -> bool {
        self.item_score(item, value).is_some()
    }

    /// The lowest and highest number that answers can make: of the total, and of each subscale.
    pub(crate) fn ranges(&self) -> (Option<Ends>, Vec<Option<Ends>>) {
        let ends: Vec<Option<Ends>> = self.tables.iter().map(Table::ends).collect();
        let subscales = self
            .subscales
            .iter()
            .fold(Vec::new(), |mut ranges, recipe| {
                ranges.push(recipe.range(&ends, &self.subscales, &ranges));
                ranges
            });
        (
            self.total.range(&ends, &self.subscales, &subscales),
            subscales,
        )
    }
}

impl Instrument {
    /// All numbers from values in item order. Values are known to be allowed.
    pub(crate) fn numbers(&self, values: &[Option<i64>]) -> Numbers {
        let plan = &self.plan;
        let not_asked = if plan.branching {
            self.not_asked(values)
        } else {
            Vec::new()
        };
        let mut missing = Vec::new();
        // An item that was rightly not asked counts nothing and is not missing.
        let score = |at: usize| -> Option<f64> {
            if not_asked.contains(&at) {
                return Some(0.0);
            }
            values
                .get(at)
                .copied()
                .flatten()
                .and_then(|value| plan.item_score(at, value))
        };
        for (at, item) in self.items.iter().enumerate() {
            if item.scored && score(at).is_none() {
                missing.push(at);
            }
        }
        let mut subscales: Vec<Made> = Vec::with_capacity(plan.subscales.len());
        for recipe in &plan.subscales {
            let made = recipe.make(&score, &plan.subscales, &subscales);
            subscales.push(made);
        }
        let total = plan.total.make(&score, &plan.subscales, &subscales);
        Numbers {
            total,
            subscales,
            missing,
            not_asked,
        }
    }
}

impl Instrument {
    /// The items that the other answers rule out, in order: an item ruled out rules out those that hang on it.
    pub(crate) fn not_asked(&self, values: &[Option<i64>]) -> Vec<usize> {
        let mut not_asked = Vec::new();
        for (at, item) in self.items.iter().enumerate() {
            let findings = Values {
                instrument: self,
                values,
                not_asked: &not_asked,
                numbers: None,
            };
            if item
                .ask_when
                .as_ref()
                .and_then(|when| when.holds(&findings))
                == Some(false)
            {
                not_asked.push(at);
            }
        }
        not_asked
    }
}

impl Recipe {
    fn make(&self, score: &impl Fn(usize) -> Option<f64>, recipes: &[Self], made: &[Made]) -> Made {
        if !self.composite.is_empty() {
            return self.compose(recipes, made);
        }
        if self.method == ScoringMethod::None {
            return Made::default();
        }
        let (mut sum, mut weights, mut answered, mut missing) = (0.0, 0.0, 0_usize, 0_usize);
        let mut all_weights = 0.0;
        for &(at, weight) in &self.parts {
            all_weights += weight;
            match score(at) {
                Some(score) => {
                    sum += score * weight;
                    weights += weight;
                    answered += 1;
                }
                None => missing += 1,
            }
        }
        for group in &self.groups {
            let highest = group
                .iter()
                .map(|&at| score(at))
                .try_fold(f64::MIN, |highest, score| {
                    score.map(|score| highest.max(score))
                });
            all_weights += 1.0;
            match highest {
                Some(highest) => {
                    sum += highest;
                    weights += 1.0;
                    answered += 1;
                }
                None => missing += 1,
            }
        }
        if missing > self.prorate_up_to || answered == 0 || weights == 0.0 {
            return Made::default();
        }
        let value = match self.method {
            ScoringMethod::Mean => sum / weights,
            _ if missing == 0 => sum,
            _ => sum * all_weights / weights,
        };
        Made {
            value: Some(value * self.multiply),
            prorated: missing > 0,
        }
    }

    fn compose(&self, recipes: &[Self], made: &[Made]) -> Made {
        let mut sum = 0.0;
        let mut prorated = false;
        for &(at, weight) in &self.composite {
            let Some(Made {
                value: Some(value),
                prorated: part,
            }) = made.get(at).copied()
            else {
                return Made::default();
            };
            let standardise = recipes.get(at).and_then(|recipe| recipe.standardise);
            sum += weight * standardise.map_or(value, |[mean, sd]| (value - mean) / sd);
            prorated |= part;
        }
        Made {
            value: Some(sum * self.multiply),
            prorated,
        }
    }

    fn range(
        &self,
        items: &[Option<Ends>],
        recipes: &[Self],
        made: &[Option<Ends>],
    ) -> Option<Ends> {
        if self.method == ScoringMethod::None && self.composite.is_empty() {
            return None;
        }
        let weigh = |(low, high): (f64, f64), weight: f64| {
            let (one, other) = (low * weight, high * weight);
            (one.min(other), one.max(other))
        };
        let add = |sum: (f64, f64), part: (f64, f64)| (sum.0 + part.0, sum.1 + part.1);
        let mut sum = (0.0, 0.0);
        let mut weights = 0.0;
        for &(at, weight) in &self.composite {
            let (low, high) = (*made.get(at)?)?;
            let standard = recipes
                .get(at)
                .and_then(|recipe| recipe.standardise)
                .unwrap_or([0.0, 1.0]);
            let [low, high] = [low, high].map(|end| (end - standard[0]) / standard[1]);
            sum = add(sum, weigh((low, high), weight));
        }
        for &(at, weight) in &self.parts {
            sum = add(sum, weigh((*items.get(at)?)?, weight));
            weights += weight;
        }
        for group in &self.groups {
            let ends: Option<Vec<(f64, f64)>> = group.iter().map(|&at| *items.get(at)?).collect();
            let ends = ends?;
            // The highest of a group is least when every item is at its lowest.
            let low = ends.iter().map(|ends| ends.0).fold(f64::MIN, f64::max);
            let high = ends.iter().map(|ends| ends.1).fold(f64::MIN, f64::max);
            sum = add(sum, (low, high));
        }
        if self.method == ScoringMethod::Mean && self.composite.is_empty() {
            sum = (sum.0 / weights, sum.1 / weights);
        }
        Some(weigh(sum, self.multiply))
    }
}

/// A list may hold every item but those in free text, or only the scored ones, or only those always asked.
fn layouts(items: &[Item]) -> Vec<Vec<usize>> {
    let those = |wanted: &dyn Fn(&Item) -> bool| -> Vec<usize> {
        let all = items
            .iter()
            .enumerate()
            .filter(|(_, item)| item.kind != ItemKind::Text);
        all.filter(|(_, item)| wanted(item))
            .map(|(at, _)| at)
            .collect()
    };
    let mut layouts: Vec<Vec<usize>> = Vec::new();
    for layout in [
        those(&|_| true),
        those(&|item| item.scored),
        those(&|item| item.ask_when.is_none()),
    ] {
        let known = layouts.iter().any(|known| known.len() == layout.len());
        if !known && !layout.is_empty() {
            layouts.push(layout);
        }
    }
    layouts
}

/// Values and numbers, as conditions ask for them.
pub(crate) struct Values<'a> {
    pub(crate) instrument: &'a Instrument,
    pub(crate) values: &'a [Option<i64>],
    pub(crate) not_asked: &'a [usize],
    pub(crate) numbers: Option<&'a Numbers>,
}

impl Findings for Values<'_> {
    #[allow(clippy::cast_precision_loss)]
    fn item(&self, id: &str) -> Option<f64> {
        let at = self
            .instrument
            .items
            .iter()
            .position(|item| item.id == id)?;
        if self.not_asked.contains(&at) {
            // Known to have no answer: no range holds, and nothing is left open.
            return Some(f64::NAN);
        }
        self.values
            .get(at)
            .copied()
            .flatten()
            .map(|value| value as f64)
    }

    fn missing(&self, id: &str) -> bool {
        self.item(id).is_none()
    }

    fn subscale(&self, id: &str) -> Option<f64> {
        let at = self
            .instrument
            .subscales
            .iter()
            .position(|subscale| subscale.id == id)?;
        self.numbers?.subscales.get(at)?.value
    }

    fn total(&self) -> Option<f64> {
        self.numbers?.total.value
    }
}
