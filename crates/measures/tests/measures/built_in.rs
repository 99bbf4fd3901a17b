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
