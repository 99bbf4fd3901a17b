//! Ways of scoring that a service's own packs may use and that no instrument of ours needs.

use attune_measures::{Instrument, Library};

const HEAD: &str = r#"id = "form"
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
options = [ { value = 0 }, { value = 1 }, { value = 2 }, { value = 3 } ]
"#;

/// A form of items that take 0 to 3, with the rest of the file as given.
fn form(items: &[&str], rest: &str) -> Instrument {
    let mut structure = HEAD.to_owned();
    let mut words = "title = \"A form\"\nshort = \"Form\"\n[items]\n".to_owned();
    for id in items {
        structure.push_str(&format!("\n[[item]]\nid = \"{id}\"\noptions = \"much\"\n"));
        words.push_str(&format!("{id} = \"Question {id}\"\n"));
    }
    structure.push_str(rest);
    words.push_str("[options.much]\n0 = \"Not\"\n1 = \"Some\"\n2 = \"Much\"\n3 = \"Most\"\n");
    words.push_str(
        "[bands]\nyes = \"Yes\"\nno = \"No\"\n[subscales]\na = \"A\"\nb = \"B\"\nboth = \"Both\"\n",
    );
    let files = [("form/form.toml", structure), ("form/en.toml", words)]
        .map(|(path, text)| (path.to_owned(), text));
    let library = Library::load(files).unwrap_or_else(|problems| panic!("{problems:?}"));
    library.get("form").unwrap().clone()
}

fn total(form: &Instrument, line: &str) -> Option<f64> {
    form.score(&form.parse_answers(line).unwrap())
        .unwrap()
        .total
}

#[test]
fn the_highest_of_a_group_counts_and_the_others_of_it_do_not() {
    let form = form(
        &["1", "2", "3", "4"],
        "[scoring]\nmethod = \"max-of-groups\"\ngroups = [[\"1\", \"2\"], [\"3\"]]\nrange = [0, 9]\n",
    );
    assert_eq!(total(&form, "1,3,2,1"), Some(6.0));
    assert_eq!(total(&form, "1,,2,1"), None);
}

#[test]
fn weights_and_multipliers_hold() {
    let weighted = form(
        &["1", "2"],
        "[scoring]\nmethod = \"weighted\"\nweights = { 1 = 2.5 }\nrange = [0, 10.5]\n",
    );
    assert_eq!(total(&weighted, "2,1"), Some(6.0));
    let times_four = form(
        &["1", "2"],
        "[scoring]\nmethod = \"sum\"\nmultiply = 4\nrange = [0, 24]\n",
    );
    assert_eq!(total(&times_four, "3,2"), Some(20.0));
    let mean = form(
        &["1", "2"],
        "[scoring]\nmethod = \"mean\"\nrange = [0, 3]\nreverse = [\"2\"]\n",
    );
    assert_eq!(total(&mean, "3,0"), Some(3.0));
}

#[test]
fn reversal_is_bound_to_the_item_and_not_to_its_place() {
    let scoring = "[scoring]\nmethod = \"sum\"\nrange = [0, 6]\nreverse = [\"b\"]\n";
    let (one, other) = (form(&["a", "b"], scoring), form(&["b", "a"], scoring));
    assert_eq!(total(&one, "1,3"), Some(1.0));
    assert_eq!(total(&other, "3,1"), Some(1.0));
}

#[test]
fn a_composite_is_made_of_subscales_and_is_missing_where_one_is() {
    let form = form(
        &["1", "2"],
        "[scoring]\nmethod = \"none\"\n\
         [[subscale]]\nid = \"a\"\nitems = [\"1\"]\n[[subscale]]\nid = \"b\"\nitems = [\"2\"]\n\
         [[subscale]]\nid = \"both\"\ncomposite = { a = 1, b = -0.5 }\nrange = [-1.5, 3]\n",
    );
    let score = |line| form.score(&form.parse_answers(line).unwrap()).unwrap();
    assert_eq!(score("3,2").subscales["both"], Some(2.0));
    assert_eq!(score("3,").subscales["both"], None);
    assert_eq!(score("3,").subscales["a"], Some(3.0));
}

#[test]
fn a_rule_on_the_total_alerts_as_one_on_an_item_does() {
    let form = form(
        &["1", "2"],
        "[scoring]\nmethod = \"sum\"\nrange = [0, 6]\n\
         [[critical]]\nid = \"high\"\nversion = \"3\"\nat_least = 5\nclass = \"before-next-session\"\nwhy = \"Ours.\"\n",
    );
    let score = |line| form.score(&form.parse_answers(line).unwrap()).unwrap();
    assert_eq!(score("3,2").critical_rules, ["high@3"]);
    assert!(score("3,2").critical.is_empty(), "no single item is meant");
    assert!(score("3,1").critical_rules.is_empty());
}

#[test]
fn where_more_is_better_improvement_is_a_rise() {
    let form = form(
        &["1", "2", "3", "4"],
        "[scoring]\nmethod = \"sum\"\nrange = [0, 12]\n\
         [[definition]]\nid = \"ours\"\nversion = \"1\"\nname = \"Ours\"\nsource = \"Ours\"\nrule = { is = \"points\", points = 3 }\n",
    );
    let mut better = form.clone();
    better.higher_is = attune_measures::instrument::Direction::Better;
    let point = |total| attune_measures::change::Point {
        total,
        prorated: false,
        version: "1".to_owned(),
    };
    let class = |form: &Instrument| {
        form.judge(&form.definitions[0], Some(&point(4.0)), Some(&point(8.0)))
            .class
    };
    assert_eq!(
        class(&form),
        attune_measures::change::Class::ReliablyDeteriorated
    );
    assert_eq!(
        class(&better),
        attune_measures::change::Class::ReliablyImproved
    );
}
