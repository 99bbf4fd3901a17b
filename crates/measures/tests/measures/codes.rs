//! Each LOINC code that ships, against a list with its name and grade. Public code is full of wrong ones.

use std::collections::BTreeSet;

use attune_measures::Library;

/// Instrument, what it codes, code, name, the lower of the gradings found.
const KNOWN: &[(&str, &str, &str, &str, &str)] = &[
    (
        "phq-9",
        "panel",
        "44249-1",
        "PHQ-9 quick depression assessment panel",
        "A",
    ),
    ("phq-9", "total", "44261-6", "PHQ-9 total score", "A"),
    (
        "phq-9",
        "1",
        "44250-9",
        "Little interest or pleasure in doing things",
        "A",
    ),
    (
        "phq-9",
        "2",
        "44255-8",
        "Feeling down, depressed, or hopeless",
        "A",
    ),
    (
        "phq-9",
        "3",
        "44259-0",
        "Trouble falling or staying asleep, or sleeping too much",
        "A",
    ),
    (
        "phq-9",
        "4",
        "44254-1",
        "Feeling tired or having little energy",
        "A",
    ),
    ("phq-9", "5", "44251-7", "Poor appetite or overeating", "A"),
    ("phq-9", "6", "44258-2", "Feeling bad about yourself", "A"),
    (
        "phq-9",
        "7",
        "44252-5",
        "Trouble concentrating on things",
        "A",
    ),
    ("phq-9", "8", "44253-3", "Moving or speaking so slowly", "B"),
    (
        "phq-9",
        "9",
        "44260-8",
        "Thoughts that you would be better off dead",
        "A",
    ),
    (
        "phq-9",
        "difficulty",
        "69722-7",
        "How difficult have these problems made it",
        "B",
    ),
    ("gad-7", "panel", "69737-5", "GAD-7 panel", "A"),
    ("gad-7", "total", "70274-6", "GAD-7 total score", "B"),
    (
        "gad-7",
        "1",
        "69725-0",
        "Feeling nervous, anxious or on edge",
        "B",
    ),
    (
        "gad-7",
        "2",
        "68509-9",
        "Not being able to stop or control worrying",
        "B",
    ),
    (
        "gad-7",
        "3",
        "69733-4",
        "Worrying too much about different things",
        "B",
    ),
    ("gad-7", "4", "69734-2", "Trouble relaxing", "B"),
    (
        "gad-7",
        "5",
        "69735-9",
        "Being so restless that it is hard to sit still",
        "B",
    ),
    (
        "gad-7",
        "6",
        "69689-8",
        "Becoming easily annoyed or irritable",
        "B",
    ),
    (
        "gad-7",
        "7",
        "69736-7",
        "Feeling afraid as if something awful might happen",
        "B",
    ),
    ("phq-4", "panel", "69724-3", "PHQ-4 panel", "B"),
    ("audit-c", "panel", "72109-2", "AUDIT-C panel", "A"),
    ("audit-c", "total", "75626-2", "Total score [AUDIT-C]", "A"),
    (
        "audit-c",
        "1",
        "68518-0",
        "How often do you have a drink containing alcohol",
        "B",
    ),
    (
        "audit-c",
        "2",
        "68519-8",
        "How many standard drinks on a typical day",
        "A",
    ),
    (
        "audit-c",
        "3",
        "68520-6",
        "How often do you have 6 or more drinks on 1 occasion",
        "A",
    ),
    ("cesd-r", "total", "89205-9", "CESD-R total score", "B"),
];

#[test]
fn every_code_that_ships_is_listed_with_a_grade_of_a_or_b() {
    let mut shipped = BTreeSet::new();
    for instrument in Library::built_in().iter() {
        let Some(loinc) = &instrument.loinc else {
            continue;
        };
        assert!(
            loinc.notice.contains("Regenstrief"),
            "{}: the notice must travel",
            instrument.id
        );
        let whole = [("panel", &loinc.panel), ("total", &loinc.total)];
        for (what, code) in whole
            .into_iter()
            .filter_map(|(what, code)| Some((what, code.as_ref()?)))
        {
            shipped.insert((instrument.id.clone(), what.to_owned(), code.clone()));
        }
        for item in &instrument.items {
            shipped.extend(
                item.loinc
                    .clone()
                    .map(|code| (instrument.id.clone(), item.id.clone(), code)),
            );
        }
    }
    let owned = |(id, what, code, _, grade): &(&str, &str, &str, &str, &str)| {
        assert!(matches!(*grade, "A" | "B"), "{code}");
        ((*id).to_owned(), (*what).to_owned(), (*code).to_owned())
    };
    assert_eq!(shipped, KNOWN.iter().map(owned).collect());
}

#[test]
fn codes_known_to_be_wrong_are_nowhere() {
    for (path, text) in Library::built_in_files() {
        for wrong in [
            "44261-8", "89208-3", "68517-2", "76504-0", "44262-4", "55757-9", "55758-7",
        ] {
            assert!(!text.contains(wrong), "{path} holds {wrong}");
        }
    }
}
