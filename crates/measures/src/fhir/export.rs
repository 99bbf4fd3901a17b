//! An instrument as a Questionnaire.

use serde_json::{Map, Value, json};

use super::{LEAST, LOINC, MOST, ORDINAL, PREFIX};
use crate::condition::{Condition, Range};
use crate::instrument::{Choice, Instrument, Item, ItemKind};

/// The instrument as a FHIR R4 Questionnaire in one language. `base` is the service's own address, to which the
/// canonical URL and the code system of options without LOINC codes belong.
pub fn to_questionnaire(instrument: &Instrument, locale: &str, base: &str) -> Value {
    let base = base.trim_end_matches('/');
    let words = instrument.words(locale);
    let loinc = instrument.loinc.as_ref();
    let mut copyright = instrument.licence.attribution.clone();
    if let Some(loinc) = loinc {
        copyright = format!("{copyright} {}", loinc.notice);
    }
    let mut questionnaire = json!({
        "resourceType": "Questionnaire",
        "id": instrument.id,
        "url": format!("{base}/Questionnaire/{}", instrument.id),
        "version": instrument.version.as_str(),
        "name": name(&instrument.id),
        "title": words.title,
        "status": "active",
        "experimental": !instrument.validated,
        "language": if instrument.available_in(locale) { locale } else { "en" },
        "subjectType": ["Patient"],
        "copyright": copyright,
        "item": instrument.items.iter().map(|item| question(instrument, item, locale, base)).collect::<Vec<_>>(),
    });
    if !words.instructions.is_empty() {
        questionnaire["description"] = json!(words.instructions);
    }
    if let Some(panel) = loinc.and_then(|loinc| loinc.panel.as_ref()) {
        questionnaire["code"] = json!([{ "system": LOINC, "code": panel }]);
    }
    questionnaire
}

fn question(instrument: &Instrument, item: &Item, locale: &str, base: &str) -> Value {
    let mut question = Map::new();
    question.insert("linkId".to_owned(), json!(item.id));
    question.insert(
        "text".to_owned(),
        json!(instrument.item_text(&item.id, locale)),
    );
    let kind = match &item.kind {
        ItemKind::Choice { .. } => "choice",
        ItemKind::Number { .. } => "integer",
        ItemKind::Time => "time",
        ItemKind::Text => "text",
    };
    question.insert("type".to_owned(), json!(kind));
    // A form may always be left, so that no answer is forced.
    question.insert("required".to_owned(), json!(false));
    if let Some(code) = &item.loinc {
        question.insert(
            "code".to_owned(),
            json!([{ "system": LOINC, "code": code }]),
        );
    }
    match &item.kind {
        ItemKind::Choice { choices, .. } => {
            let options: Vec<Value> = choices
                .iter()
                .map(|choice| option(instrument, item, choice, locale, base))
                .collect();
            question.insert("answerOption".to_owned(), json!(options));
        }
        ItemKind::Number { min, max } => {
            let ends = json!([{ "url": LEAST, "valueInteger": min }, { "url": MOST, "valueInteger": max }]);
            question.insert("extension".to_owned(), ends);
        }
        ItemKind::Time | ItemKind::Text => {}
    }
    if let Some(condition) = &item.ask_when {
        let (behaviour, when) = enable_when(instrument, condition, base);
        if when.len() > 1 {
            question.insert("enableBehavior".to_owned(), json!(behaviour));
        }
        if !when.is_empty() {
            question.insert("enableWhen".to_owned(), json!(when));
        }
    }
    Value::Object(question)
}

fn option(
    instrument: &Instrument,
    item: &Item,
    choice: &Choice,
    locale: &str,
    base: &str,
) -> Value {
    let mut coding = coding(instrument, item, choice, base);
    coding["display"] = json!(instrument.option_text(&item.id, choice.value, locale));
    let mut extensions = vec![json!({ "url": PREFIX, "valueString": choice.value.to_string() })];
    let place = instrument
        .items
        .iter()
        .position(|other| other.id == item.id);
    let score = place.and_then(|place| instrument.plan.item_score(place, choice.value));
    if let (true, Some(score)) = (item.scored, score) {
        extensions.push(json!({ "url": ORDINAL, "valueDecimal": number(score) }));
    }
    json!({ "extension": extensions, "valueCoding": coding })
}

fn coding(instrument: &Instrument, item: &Item, choice: &Choice, base: &str) -> Value {
    match &choice.loinc {
        Some(code) => json!({ "system": LOINC, "code": code }),
        None => json!({
            "system": format!("{base}/CodeSystem/{}-{}", instrument.id, item.option_set().unwrap_or_default()),
            "code": choice.value.to_string(),
        }),
    }
}

/// The conditions that FHIR can say: one of some answers was given. Others are left out, so that the item is asked of
/// everybody rather than of nobody.
fn enable_when(
    instrument: &Instrument,
    condition: &Condition,
    base: &str,
) -> (&'static str, Vec<Value>) {
    match condition {
        Condition::Item { item, range } => ("any", answered(instrument, item, *range, base)),
        Condition::Count { of, range }
            if range.at_least == Some(1.0) && range.at_most.is_none() =>
        {
            let when = of.iter().flat_map(|group| {
                let range = Range {
                    at_least: group.at_least,
                    at_most: group.at_most,
                };
                group
                    .items
                    .iter()
                    .flat_map(move |item| answered(instrument, item, range, base))
            });
            ("any", when.collect())
        }
        Condition::Any(conditions) => {
            let parts = conditions
                .iter()
                .map(|condition| enable_when(instrument, condition, base).1);
            let parts: Vec<Vec<Value>> = parts.collect();
            if parts.iter().any(Vec::is_empty) {
                return ("any", Vec::new());
            }
            ("any", parts.concat())
        }
        Condition::All(conditions) => {
            let parts = conditions
                .iter()
                .map(|condition| enable_when(instrument, condition, base).1);
            let parts: Vec<Vec<Value>> = parts.collect();
            // All of several is only sayable where each is a single answer.
            if parts.iter().any(|part| part.len() != 1) {
                return ("all", Vec::new());
            }
            ("all", parts.concat())
        }
        _ => ("any", Vec::new()),
    }
}

fn answered(instrument: &Instrument, item_id: &str, range: Range, base: &str) -> Vec<Value> {
    let Some(item) = instrument.item(item_id) else {
        return Vec::new();
    };
    #[allow(clippy::cast_precision_loss)]
    let fits = |choice: &&Choice| range.holds(choice.value as f64);
    match &item.kind {
        ItemKind::Choice { choices, .. } => choices
            .iter()
            .filter(fits)
            .map(|choice| {
                let coding = coding(instrument, item, choice, base);
                json!({ "question": item_id, "operator": "=", "answerCoding": coding })
            })
            .collect(),
        ItemKind::Number { .. } => {
            let at_least = range.at_least.map(|end| (">=", end));
            let ends = at_least
                .into_iter()
                .chain(range.at_most.map(|end| ("<=", end)));
            let ends: Vec<Value> = ends
                .map(|(operator, end)| {
                    json!({ "question": item_id, "operator": operator, "answerInteger": number(end) })
                })
                .collect();
            // Two ends would need 'all' inside 'any'.
            if ends.len() == 1 { ends } else { Vec::new() }
        }
        ItemKind::Time | ItemKind::Text => Vec::new(),
    }
}

/// A whole number without a decimal point.
fn number(value: f64) -> Value {
    #[allow(clippy::cast_possible_truncation)]
    if value.fract() == 0.0 {
        json!(value as i64)
    } else {
        json!(value)
    }
}

/// `phq-9` as `Phq9`: FHIR names are for machines and start with a capital.
fn name(id: &str) -> String {
    let mut name = String::new();
    for part in id.split('-') {
        let mut letters = part.chars();
        name.extend(letters.next().map(|first| first.to_ascii_uppercase()));
        name.push_str(letters.as_str());
    }
    if name.starts_with(|first: char| first.is_ascii_uppercase()) {
        name
    } else {
        format!("Q{name}")
    }
}
