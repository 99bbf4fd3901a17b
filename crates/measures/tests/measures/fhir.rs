//! Questionnaires in and out.

use attune_measures::fhir::{Imported, Terms, from_questionnaire, to_questionnaire};
use attune_measures::{Answer, Answers, Instrument, Library};
use serde_json::{Value, json};

use crate::scoring::instrument;

const BASE: &str = "https://clinic.example/fhir";

fn terms() -> Terms {
    Terms {
        verified_on: "2026-11-22".parse().unwrap(),
        verified_by: "the service lead".to_owned(),
    }
}

fn import(questionnaire: &Value) -> Imported {
    from_questionnaire(questionnaire, "form.json", &terms()).unwrap_or_else(|problems| {
        panic!(
            "{}",
            problems
                .iter()
                .map(ToString::to_string)
                .collect::<Vec<_>>()
                .join("\n")
        )
    })
}

/// Every item at the option in this place, counted around.
fn answers(instrument: &Instrument, place: usize) -> Answers {
    let mut answers = Answers::new();
    for (at, item) in instrument
        .items
        .iter()
        .enumerate()
        .filter(|(_, item)| !item.choices().is_empty())
    {
        let choice = &item.choices()[(place + at) % item.choices().len()];
        answers.insert(item.id.clone(), Answer::Value(choice.value));
    }
    answers
}

#[test]
fn the_export_carries_codes_prefixes_and_ordinals() {
    let json = to_questionnaire(instrument("phq-9"), "en", BASE);
    assert_eq!(json["resourceType"], "Questionnaire");
    assert_eq!(
        json["url"],
        "https://clinic.example/fhir/Questionnaire/phq-9"
    );
    assert_eq!(json["code"][0]["code"], "44249-1");
    let item = &json["item"][8];
    assert_eq!(
        (&item["linkId"], &item["type"]),
        (&json!("9"), &json!("choice"))
    );
    assert_eq!(item["code"][0]["code"], "44260-8");
    let option = &item["answerOption"][3];
    assert_eq!(
        option["valueCoding"],
        json!({ "system": "http://loinc.org", "code": "LA6571-9", "display": "Nearly every day" })
    );
    assert_eq!(option["extension"][1]["valueDecimal"], 3);
    assert!(json["copyright"].as_str().unwrap().contains("Spitzer"));
    assert!(json["copyright"].as_str().unwrap().contains("Regenstrief"));
    let spanish = to_questionnaire(instrument("phq-9"), "es-419", BASE);
    assert_eq!(
        spanish["item"][0]["answerOption"][0]["valueCoding"]["display"],
        "Ningún día"
    );
}

#[test]
fn instruments_without_sure_codes_go_out_without_loinc() {
    for id in ["pcl-5", "k10", "core-10", "asq", "phq-2", "gds-15"] {
        let text = to_questionnaire(instrument(id), "en", BASE).to_string();
        assert!(!text.contains("loinc"), "{id}");
    }
}

#[test]
fn every_built_in_instrument_comes_back_with_the_same_total() {
    for instrument in Library::built_in().iter() {
        let back = import(&to_questionnaire(instrument, "en", BASE)).instrument;
        assert_eq!(
            back.items.len(),
            instrument.items.len(),
            "{}",
            instrument.id
        );
        let summed = instrument.scoring.method == attune_measures::instrument::ScoringMethod::Sum
            && instrument
                .items
                .iter()
                .all(|item| item.choices().len() > 1 || !item.scored);
        for place in 0..5 {
            let answers = answers(instrument, place);
            let (before, after) = (
                instrument.score(&answers).unwrap(),
                back.score(&answers).unwrap(),
            );
            if summed {
                assert_eq!(before.total, after.total, "{}", instrument.id);
            }
            assert_eq!(before.not_asked, after.not_asked, "{}", instrument.id);
        }
    }
}

#[test]
fn a_form_with_link_ids_and_codes_of_its_own_is_read() {
    let option = |code: &str, display: &str, ordinal: f64| {
        json!({
            "valueCoding": { "system": "http://loinc.org", "code": code, "display": display },
            "extension": [{ "url": "http://hl7.org/fhir/StructureDefinition/ordinalValue", "valueDecimal": ordinal }],
        })
    };
    let imported = import(&json!({
        "resourceType": "Questionnaire",
        "id": "clinic-form",
        "version": "2.1.0",
        "title": "A clinic's form",
        "copyright": "© A clinic. For its own use.",
        "item": [
            { "linkId": "/g", "type": "group", "text": "Sleep", "item": [
                { "linkId": "/1", "type": "choice", "text": "How did you sleep?", "answerOption": [
                    option("LA1", "Well", 0.0), option("LA2", "Badly", 2.0), option("LA3", "Not at all", 2.5),
                ] },
                { "linkId": "/2", "type": "text", "text": "What kept you awake?", "enableWhen": [
                    { "question": "/1", "operator": "=", "answerCoding": { "code": "LA2" } },
                    { "question": "/1", "operator": "=", "answerCoding": { "code": "LA3" } },
                ], "enableBehavior": "any" },
            ] },
            { "linkId": "/3", "type": "boolean", "text": "Did you nap?" },
            { "linkId": "/sum", "type": "decimal", "text": "Total score" },
        ],
    }));
    let form = &imported.instrument;
    assert_eq!(
        (form.id.as_str(), form.version.as_str()),
        ("clinic-form", "2.1.0")
    );
    assert!(!form.validated);
    assert_eq!(form.range(), Some((0.0, 2.5)));
    let badly = form
        .score(&form.parse_answers("not at all,yes").unwrap())
        .unwrap();
    assert_eq!(badly.total, Some(2.5));
    assert!(badly.not_asked.is_empty());
    let well = form.score(&form.parse_answers("Well,no").unwrap()).unwrap();
    assert_eq!(well.not_asked, ["2"]);
    assert!(
        imported
            .notes
            .iter()
            .any(|note| note.contains("Total score")),
        "{:?}",
        imported.notes
    );
    assert!(
        imported.notes.iter().any(|note| note.contains("alerts")),
        "{:?}",
        imported.notes
    );
    let again = Library::load(imported.files.clone()).unwrap();
    assert_eq!(again.get("clinic-form"), Some(form));
}

#[test]
fn what_cannot_be_read_is_refused_with_the_item_that_is_meant() {
    let problem = |questionnaire: Value| {
        let problems = from_questionnaire(&questionnaire, "form.json", &terms()).unwrap_err();
        problems
            .iter()
            .map(ToString::to_string)
            .collect::<Vec<_>>()
            .join("\n")
    };
    assert!(problem(json!({ "resourceType": "Patient" })).contains("not a FHIR Questionnaire"));
    let base = |item: Value| json!({ "resourceType": "Questionnaire", "id": "f", "copyright": "c", "item": [item] });
    let found = problem(base(
        json!({ "linkId": "a", "type": "attachment", "text": "A file" }),
    ));
    assert!(
        found.contains("form.json:1") && found.contains("'a'"),
        "{found}"
    );
    let found = problem(base(
        json!({ "linkId": "b", "type": "choice", "text": "Which?", "answerValueSet": "http://x" }),
    ));
    assert!(
        found.contains("'b'") && found.contains("answerOption"),
        "{found}"
    );
    let silent = json!({ "resourceType": "Questionnaire", "id": "f", "item": [{ "linkId": "a", "type": "text", "text": "A" }] });
    assert!(problem(silent).contains("copyright"));
}

#[test]
fn a_question_known_to_be_critical_brings_its_rules_along() {
    let back = import(&to_questionnaire(instrument("phq-9"), "en", BASE));
    let rule = |value| {
        back.instrument
            .critical("9", &Answer::Value(value))
            .map(|rule| rule.class)
    };
    let original = |value| {
        instrument("phq-9")
            .critical("9", &Answer::Value(value))
            .map(|rule| rule.class)
    };
    for value in 0..4 {
        assert_eq!(rule(value), original(value), "{value}");
    }
    assert!(
        back.notes
            .iter()
            .any(|note| note.contains("Look through the others")),
        "{:?}",
        back.notes
    );
}
