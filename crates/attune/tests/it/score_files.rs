//! `attune score --csv`: how files are read, and what is said about bad ones.

use crate::program::{Folder, attune, attune_reading};
use serde_json::json;

/// The results of a file as CSV.
fn scored(text: &str, more: &[&str]) -> String {
    let mut arguments = vec!["score", "phq-9", "--csv", "-", "--csv-out", "-"];
    arguments.extend(more);
    attune_reading(&arguments, text.as_bytes()).expect(0).out
}

const ZEROES: &str = "0,0,0,0,0,0,0,0,0";
const RESULT: &str = "phq-9,1,yes,no,0,minimal,";

#[test]
fn columns_are_found_by_item_by_name_or_by_place() {
    let headers = [
        "",
        "1,2,3,4,5,6,7,8,9\n",
        "item1,item2,item3,item4,item5,item6,item7,item8,item9\n",
        "q01,q02,q03,q04,q05,q06,q07,q08,q09\n",
        "phq9_1,phq9_2,phq9_3,phq9_4,phq9_5,phq9_6,phq9_7,phq9_8,phq9_9\n",
        "interest,mood,sleep,energy,appetite,failure,focus,slow,death\n",
    ];
    for header in headers {
        let out = scored(&format!("{header}{ZEROES}\n"), &[]);
        assert_eq!(out.lines().nth(1), Some(RESULT), "{header:?}");
        assert_eq!(out.lines().count(), 2, "{header:?}");
    }
}

#[test]
fn named_columns_may_stand_in_any_order_and_others_are_kept() {
    let out = scored(
        "9,8,7,6,5,4,3,2,1,client,total\n1,0,0,0,0,0,0,0,0,\"Lee, A\",99\n",
        &[],
    );
    let expected = "client,given_total,instrument,version,complete,prorated,total,band,critical\n\
                    \"Lee, A\",99,phq-9,1,yes,no,1,minimal,9\n";
    assert_eq!(out, expected);
}

#[test]
fn semicolons_tabs_windows_lines_and_a_byte_mark_are_read() {
    for text in [
        "0;0;0;0;0;0;0;0;0\r\n".to_owned(),
        "0\t0\t0\t0\t0\t0\t0\t0\t0\n".to_owned(),
        format!("\u{feff}{ZEROES}\r\n\r\n"),
        "0.0,0,0,0,0,0,0,0,0".to_owned(),
    ] {
        assert_eq!(scored(&text, &[]).lines().nth(1), Some(RESULT), "{text:?}");
    }
}

#[test]
fn a_reference_in_front_is_kept_and_missing_answers_are_missing() {
    let out = scored("S-1,0,0,0,0,0,0,0,0,0\nS-2,NA,,0,0,0,0,0,0,2\n", &[]);
    let lines: Vec<&str> = out.lines().collect();
    assert_eq!(lines[1], format!("S-1,{RESULT}"));
    assert_eq!(lines[2], "S-2,phq-9,1,no,no,,,9");
}

#[test]
fn json_is_one_object_a_line_with_what_was_kept() {
    let text = "client,1,2,3,4,5,6,7,8,9\nS-1,0,0,0,0,0,0,0,0,0\nS-2,3,3,3,3,3,3,3,3,3\n";
    let said =
        attune_reading(&["score", "phq-9", "--csv", "-", "--json"], text.as_bytes()).expect(0);
    let lines: Vec<serde_json::Value> = said
        .out
        .lines()
        .map(|line| serde_json::from_str(line).unwrap())
        .collect();
    assert_eq!(lines.len(), 2);
    assert_eq!(lines[1]["total"], 27);
    assert_eq!(lines[1]["columns"], json!({ "client": "S-2" }));
}

#[test]
fn a_first_line_that_may_be_either_is_asked_about() {
    let ask = ["score", "phq-2", "--csv", "-", "--csv-out", "-"];
    attune_reading(&ask, b"1,2\n0,0\n").refused(1, "--header");
    let with = |header: &str| {
        let mut arguments = ask.to_vec();
        arguments.extend(["--header", header]);
        attune_reading(&arguments, b"1,2\n0,0\n")
            .expect(0)
            .out
            .lines()
            .count()
    };
    assert_eq!((with("yes"), with("no")), (2, 3));
}

#[test]
fn a_bad_line_is_named_by_line_and_column_and_nothing_is_printed() {
    let bad = [
        (
            format!("{ZEROES}\n0,0,0,0,0,0,0,0,4\n"),
            "line 2, column 9 (item 9): '4'",
        ),
        (
            "client,1,2,3,4,5,6,7,8,9\nS-1,0,x,0,0,0,0,0,0,0\n".to_owned(),
            "line 2, column 3 (item 2): 'x'",
        ),
        (
            format!("{ZEROES}\n0,0,0\n"),
            "line 2: has 3 columns and the first line has 9",
        ),
        ("0,0,0,0,0,0,0,0,7\n".to_owned(), "line 1, column 9"),
        (
            "0,0,0,0,0\n".to_owned(),
            "takes 9 or 10 answers, and the line has 5 columns",
        ),
        ("1,2,3,4,5,6,7,8,9\n".to_owned(), "no line below"),
        (
            "q1,q2,q3,q4,q5,q6,q7,q8\n0,0,0,0,0,0,0,0\n".to_owned(),
            "no column for item 9",
        ),
        (
            "q1,q1,q3,q4,q5,q6,q7,q8,q9\n0,0,0,0,0,0,0,0,0\n".to_owned(),
            "both name item 1",
        ),
        (String::new(), "is empty"),
        ("\n\n".to_owned(), "is empty"),
    ];
    for (text, because) in bad {
        for form in [&["--csv-out", "-"][..], &["--json"], &[]] {
            let mut arguments = vec!["score", "phq-9", "--csv", "-"];
            arguments.extend(form);
            attune_reading(&arguments, text.as_bytes()).refused(1, because);
        }
    }
    let not_text = b"0,0,0,0,0,0,0,0,0\n0,0,\xff,0,0,0,0,0,0\n";
    attune_reading(&["score", "phq-9", "--csv", "-"], not_text)
        .refused(1, "line 2, column 3: is no UTF-8 text");
}

#[test]
fn a_file_that_cannot_be_read_or_written_is_called_wrongly() {
    let folder = Folder::new();
    let here = folder.path().display().to_string();
    attune(&["score", "phq-9", "--csv", &folder.file("none.csv")]).refused(2, "there is no file");
    attune(&["score", "phq-9", "--csv", &here]).refused(2, "is a folder");
    let file = folder.write("a.csv", format!("{ZEROES}\n"));
    let nowhere = folder.file("no/where.csv");
    attune(&["score", "phq-9", "--csv", &file, "--csv-out", &nowhere])
        .refused(2, "cannot be written");
    let out = folder.file("out.csv");
    attune(&["score", "phq-9", "--csv", &file, "--csv-out", &out]).expect(0);
    let written = std::fs::read_to_string(&out).unwrap();
    assert_eq!(written.lines().nth(1), Some(RESULT));
    assert!(!std::path::Path::new(&format!("{out}.part")).exists());
}
