//! What ships with the program.

use attune_measures::{Library, check};

fn files() -> Vec<(String, String)> {
    Library::built_in_files()
        .map(|(path, text)| (path.to_owned(), text.to_owned()))
        .collect()
}

#[test]
fn the_built_in_instruments_have_no_problem() {
    let problems: Vec<String> = check(files()).iter().map(ToString::to_string).collect();
    assert!(problems.is_empty(), "{}", problems.join("\n"));
    assert!(Library::built_in().get("phq-9").is_some());
}

#[test]
fn a_pinned_source_text_gives_the_same_instrument_again() {
    for instrument in Library::built_in().iter() {
        let again = Library::from_source_text(instrument.source_text()).unwrap();
        assert_eq!(&again, instrument);
    }
}

#[test]
fn an_instrument_is_found_however_its_name_is_spelled() {
    let library = Library::built_in();
    for name in ["phq-9", "PHQ-9", "phq9", "PHQ_9"] {
        assert_eq!(
            library.find(name).map(|found| found.id.as_str()),
            Some("phq-9"),
            "{name}"
        );
    }
    assert!(library.find("phq").is_none() && library.find("").is_none());
}

#[test]
fn instruments_come_in_the_order_of_their_ids_with_a_licence_each() {
    let ids: Vec<&str> = Library::built_in()
        .iter()
        .map(|instrument| instrument.id.as_str())
        .collect();
    let mut sorted = ids.clone();
    sorted.sort_unstable();
    assert_eq!(ids, sorted);
    for instrument in Library::built_in().iter() {
        let licence = &instrument.licence;
        assert!(
            licence.allows.redistribute,
            "{} may not be shipped",
            instrument.id
        );
        assert!(!licence.attribution.is_empty() && !licence.source_url.is_empty());
    }
}

#[test]
fn instruments_that_may_never_ship_are_not_there() {
    for id in [
        "epds",
        "wsas",
        "isi",
        "iip-32",
        "wai-sr",
        "qids-sr16",
        "mini-spin",
        "bdi-ii",
        "ors",
        "srs",
        "oq-45",
    ] {
        assert!(Library::built_in().find(id).is_none(), "{id}");
    }
}
