//! Files with something wrong: each message names the file, the line and the remedy.

use attune_measures::{Library, check};

const GOOD: &str = r#"id = "form"
version = "1"
validated = false

[licence]
name = "Own"
holder = "A clinic"
attribution = "A clinic"
source_url = "none"
verified_on = "2026-11-22"
verified_by = "the service lead"
allows = { display = true, translate = true, modify = true, electronic = true, commercial = true, redistribute = true }

[[option_set]]
id = "much"
options = [ { value = 0 }, { value = 1 }, { value = 2 } ]

[[item]]
id = "1"
options = "much"

[[item]]
id = "2"
options = "much"

[scoring]
method = "sum"
range = [0, 4]

[[bands]]
id = "ours"
source = "Ours"
bands = [ { id = "few", from = 0, to = 1 }, { id = "many", from = 2, to = 4 } ]

[[critical]]
id = "two"
version = "1"
item = "2"
at_least = 2
class = "same-day"
why = "To be seen."
"#;

const WORDS: &str = r#"title = "A form"
short = "Form"

[items]
1 = "First?"
2 = "Second?"

[options.much]
0 = "Not"
1 = "Some"
2 = "Much"

[bands]
few = "Few"
many = "Many"
"#;

fn files(structure: &str, words: &str) -> Vec<(String, String)> {
    [("form/form.toml", structure), ("form/en.toml", words)]
        .map(|(p, t)| (p.to_owned(), t.to_owned()))
        .to_vec()
}

/// The one problem of a form in which something was replaced.
fn problem(from: &str, to: &str) -> String {
    assert!(GOOD.contains(from), "the form holds {from}");
    let problems = check(files(&GOOD.replacen(from, to, 1), WORDS));
    assert!(!problems.is_empty(), "{to} must be a problem");
    problems
        .iter()
        .map(ToString::to_string)
        .collect::<Vec<_>>()
        .join("\n")
}

fn line_of(text: &str) -> usize {
    GOOD.lines().position(|line| line.contains(text)).unwrap() + 1
}

#[test]
fn the_form_itself_is_sound() {
    assert_eq!(check(files(GOOD, WORDS)), []);
}

#[test]
fn bad_toml_names_its_line() {
    let found = problem("validated = false", "validated = fals");
    assert!(found.starts_with("form/form.toml:3: "), "{found}");
    let found = problem("validated = false", "validated = false\nvalidatd = false");
    assert!(found.contains("validatd"), "{found}");
}

#[test]
fn a_duplicate_id_names_both_lines() {
    let found = problem("id = \"2\"", "id = \"1\"");
    let [first, second] = [line_of("[[item]]"), line_of("[[item]]") + 4];
    assert!(
        found.contains(&format!(
            "form/form.toml:{second}: the id '1' of an item is used twice, first in line {first}"
        )),
        "{found}"
    );
}

#[test]
fn overlapping_bands_and_gaps_are_named() {
    let found = problem("from = 2, to = 4", "from = 1, to = 4");
    assert!(
        found.contains("'few' (0 to 1) and 'many' (1 to 4) overlap"),
        "{found}"
    );
    assert!(
        found.contains(&format!(":{}:", line_of("[[bands]]"))),
        "{found}"
    );
    let found = problem("from = 2, to = 4", "from = 3, to = 4");
    assert!(found.contains("gap from 1 to 3"), "{found}");
    assert!(problem("from = 2, to = 4", "from = 2, to = 5").contains("run from 0 to 5"));
}

#[test]
fn a_missing_or_forbidding_licence_is_refused() {
    let (before, rest) = GOOD.split_once("[licence]").unwrap();
    let (_, after) = rest.split_once("\n\n").unwrap();
    let problems = check(files(&format!("{before}{after}"), WORDS));
    assert!(
        problems[0].message.contains("licence is missing"),
        "{problems:?}"
    );
    assert!(problems[0].remedy.contains("[licence]"));
    assert!(problem("electronic = true", "electronic = false").contains("shown on a screen"));
    assert!(problem("holder = \"A clinic\"", "holder = \" \"").contains("holder empty"));
}

#[test]
fn an_unknown_option_set_lists_those_that_exist() {
    let found = problem("options = \"much\"", "options = \"mucho\"");
    assert!(
        found.contains("'mucho', which does not exist. Use one of: much"),
        "{found}"
    );
}

#[test]
fn a_range_that_answers_cannot_make_is_refused() {
    assert!(problem("range = [0, 4]", "range = [0, 6]").contains("but the answers make 0 to 4"));
}

#[test]
fn a_critical_rule_that_catches_nothing_is_refused() {
    assert!(
        problem("at_least = 2", "at_least = 3").contains("catches no answer that item '2' offers")
    );
    assert!(problem("item = \"2\"", "item = \"9\"").contains("'9', which is not an item"));
    assert!(problem("at_least = 2\n", "").contains("does not say which answers"));
}

#[test]
fn scoring_that_names_an_unknown_item_is_refused() {
    let found = problem("method = \"sum\"", "method = \"sum\"\nreverse = [\"7\"]");
    assert!(found.contains("scoring names '7'"), "{found}");
}

#[test]
fn words_must_match_the_structure() {
    let with = |words: &str| {
        check(files(GOOD, words))
            .iter()
            .map(ToString::to_string)
            .collect::<Vec<_>>()
            .join("\n")
    };
    assert!(with(&WORDS.replace("2 = \"Second?\"", "")).contains("form/en.toml:4: item '2'"));
    assert!(
        with(&WORDS.replace("2 = \"Second?\"", "2 = \"Second?\"\n3 = \"Third?\""))
            .contains("item '3'")
    );
    assert!(with(&WORDS.replace("2 = \"Much\"", "")).contains("option 2 of 'much' has no words"));
    assert!(with(&WORDS.replace("many = \"Many\"", "")).contains("'many' has no name"));
}

#[test]
fn a_made_up_loinc_code_is_refused() {
    let coded = GOOD.replace(
        "[[option_set]]",
        "[loinc]\npanel = \"44249-2\"\ngrade = \"A\"\nnotice = \"n\"\n\n[[option_set]]",
    );
    assert!(
        check(files(&coded, WORDS))[0]
            .message
            .contains("'44249-2' is not a LOINC code")
    );
    let ungraded = coded
        .replace("44249-2", "44249-1")
        .replace("grade = \"A\"", "grade = \"C\"");
    assert!(
        check(files(&ungraded, WORDS))[0]
            .message
            .contains("without a grade")
    );
}

#[test]
fn a_translation_that_the_licence_forbids_must_say_that_it_is_official() {
    let strict = GOOD.replace("translate = true", "translate = false");
    let mut all = files(&strict, WORDS);
    all.push(("form/es-419.toml".to_owned(), WORDS.to_owned()));
    let problems = check(all.clone());
    assert!(
        problems[0].message.contains("allows no translation"),
        "{problems:?}"
    );
    all[2].1 = format!("translation = \"Official\"\n{WORDS}");
    assert_eq!(check(all), []);
}

#[test]
fn a_service_adds_versions_but_cannot_change_one() {
    let mut library = Library::load(files(GOOD, WORDS)).unwrap();
    let newer = GOOD.replace("version = \"1\"\nvalidated", "version = \"1.1\"\nvalidated");
    assert_eq!(
        library.overlay(&Library::load(files(&newer, WORDS)).unwrap()),
        []
    );
    assert_eq!(library.get("form").unwrap().version.as_str(), "1.1");
    assert!(
        library.version("form", "1").is_some(),
        "an old course keeps its version"
    );
    let changed = Library::load(files(GOOD, &WORDS.replace("First", "Erste"))).unwrap();
    let problems = library.overlay(&changed);
    assert!(
        problems[0].message.contains("a version never changes"),
        "{problems:?}"
    );
    assert_eq!(
        library.version("form", "1").unwrap().item_text("1", "en"),
        Some("First?")
    );
}

#[test]
fn a_sound_form_loads_although_its_neighbour_is_broken() {
    let mut all = files(GOOD, WORDS);
    all.push(("other/other.toml".to_owned(), "id = ".to_owned()));
    let (library, problems) = Library::load_what_can_be(all);
    assert!(library.get("form").is_some());
    assert!(problems[0].file == "other/other.toml", "{problems:?}");
}
