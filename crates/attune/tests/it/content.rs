//! `attune instruments` and `attune content check`.

use crate::program::{Folder, attune};

#[test]
fn each_instrument_is_listed_with_its_licence() {
    let listed = attune(&["instruments", "--json"]).expect(0).json();
    let listed = listed.as_array().unwrap();
    assert!(listed.len() > 10);
    for instrument in listed {
        for field in ["id", "version", "title", "licence", "holder"] {
            assert!(
                instrument[field]
                    .as_str()
                    .is_some_and(|text| !text.is_empty()),
                "{instrument}"
            );
        }
        assert!(
            instrument["languages"]
                .as_array()
                .is_some_and(|all| !all.is_empty())
        );
        assert!(instrument["validated"].is_boolean());
    }
    let table = attune(&["instruments"]).expect(0).out;
    assert_eq!(table.lines().count(), listed.len() + 1);
}

#[test]
fn one_instrument_is_shown_with_items_and_licence() {
    let shown = attune(&["instruments", "show", "PHQ9"]).expect(0).out;
    for words in [
        "Little interest or pleasure",
        "3 Nearly every day",
        "[critical]",
        "Licence:",
        "Credit:",
    ] {
        assert!(shown.contains(words), "{words}");
    }
    let shown = attune(&[
        "instruments",
        "show",
        "phq-9",
        "--language",
        "es-419",
        "--json",
    ])
    .expect(0)
    .json();
    assert_eq!(
        shown["items"][0]["text"],
        "Poco interés o placer en hacer cosas"
    );
    attune(&["instruments", "show", "nothing"]).refused(2, "there is no questionnaire");
    attune(&["instruments", "show", "gad-7", "--language", "tlh"]).refused(2, "has no words in");
}

#[test]
fn what_is_built_in_has_no_problem() {
    let said = attune(&["content", "check", "--json"]).expect(0).json();
    assert_eq!(said["ok"], true);
    assert_eq!(said["problems"], serde_json::json!([]));
}

#[test]
fn each_problem_is_named_by_file_and_line_with_a_remedy() {
    let folder = Folder::new();
    folder.write(
        "instruments/sleep/sleep.toml",
        "id = \"sleep\"\nversion = \"1\"\nfrobnicate = 3\n",
    );
    folder.write("instruments/latin/latin.toml", b"id = \"latin\"\n# \xe9\n");
    folder.write("instruments/stray.toml", "id = \"stray\"\n");
    let protocol = std::fs::read_to_string(concat!(
        env!("CARGO_MANIFEST_DIR"),
        "/../../content/protocols/ipt-b-8/ipt-b-8.toml"
    ))
    .unwrap();
    let broken = protocol
        .replace("\"gad-7\"", "\"gad-77\"")
        .replace("id = \"ipt-b-8\"", "id = \"other\"");
    folder.write("protocols/other/other.toml", broken);
    folder.write(
        "protocols/gap/gap.toml",
        protocol.replace("from = 3", "from = 4"),
    );
    let here = folder.path().display().to_string();
    let said = attune(&["content", "check", &here, "--json"])
        .expect(1)
        .json();
    let problems: Vec<String> = said["problems"]
        .as_array()
        .unwrap()
        .iter()
        .map(|problem| {
            format!(
                "{}:{} {}",
                problem["file"].as_str().unwrap(),
                problem["line"],
                problem["message"]
            )
        })
        .collect();
    let expected = [
        "sleep.toml:3 ",
        "latin.toml:2 \"this is no UTF-8 text",
        "stray.toml:1 ",
        "other.toml:38 \"there is no questionnaire \\\"gad-77",
        "gap.toml:",
    ];
    for start in expected {
        assert!(
            problems.iter().any(|problem| problem.contains(start)),
            "{start}: {problems:#?}"
        );
    }
    let text = attune(&["content", "check", &here]).expect(1).out;
    assert!(
        text.contains("other.toml:38: there is no questionnaire \"gad-77\". Name one"),
        "{text}"
    );
    let empty = Folder::new();
    let empty = empty.path().display().to_string();
    attune(&["content", "check", &empty]).refused(2, "neither a questionnaire nor a protocol");
    attune(&["content", "check", &folder.file("gone")]).refused(2, "there is no folder");
}

#[test]
fn a_clinics_own_questionnaire_is_scored_from_its_folder() {
    let folder = Folder::new();
    let shipped = concat!(
        env!("CARGO_MANIFEST_DIR"),
        "/../../content/instruments/session-mood"
    );
    for entry in std::fs::read_dir(shipped).unwrap() {
        let path = entry.unwrap().path();
        let name = path
            .file_name()
            .unwrap()
            .to_string_lossy()
            .replace("session-mood", "our-mood");
        let text = std::fs::read_to_string(&path)
            .unwrap()
            .replace("\"session-mood\"", "\"our-mood\"");
        folder.write(&format!("instruments/our-mood/{name}"), text);
    }
    let here = folder.path().display().to_string();
    attune(&["content", "check", &here]).expect(0);
    let scored = attune(&[
        "score",
        "our-mood",
        "--answers",
        "7",
        "--json",
        "--content",
        &here,
    ])
    .expect(0)
    .json();
    assert_eq!(
        (scored["instrument"].as_str(), scored["total"].as_i64()),
        (Some("our-mood"), Some(7))
    );
}
