//! `attune import measures`: a dry run, the real one, the same again, and bad lines.

use crate::engine::{Place, places};
use crate::server::Server;

/// A sample clinic that is not served any more; its clients are S-0001 and so on.
fn clinic(place: &Place) {
    let mut arguments = place.arguments();
    arguments.extend(["--clients".to_owned(), "3".to_owned()]);
    assert_eq!(Server::start("demo", &arguments).stop(), 0);
}

fn entries(place: &Place) -> u64 {
    let said = place.attune(&["verify", "--json"]).expect(0).json();
    said["entries"].as_u64().unwrap()
}

const GOOD: &str = "client,date,instrument,answers,total\n\
                    S-0001,2024-03-21,phq-9,1 2 3 0 1 2 1 0 0,\n\
                    S-0002,2024-03-22,gad-7,,11\n";

#[test]
fn a_dry_run_enters_nothing_and_applying_twice_enters_once() {
    for place in places() {
        clinic(&place);
        let file = place.folder.write("scores.csv", GOOD);
        let before = entries(&place);
        let dry = place
            .attune(&["import", "measures", &file, "--json"])
            .expect(0)
            .json();
        assert_eq!(dry["applied"], false);
        assert_eq!(dry["good"].as_array().map(Vec::len), Some(2));
        assert_eq!(entries(&place), before, "a dry run enters nothing");
        let first = place
            .attune(&["import", "measures", &file, "--apply", "--json"])
            .expect(0)
            .json();
        assert_eq!(
            (first["entered"].as_u64(), first["duplicates"].as_u64()),
            (Some(2), Some(0))
        );
        let after = entries(&place);
        assert!(after >= before + 2);
        let again = place
            .attune(&["import", "measures", &file, "--apply", "--json"])
            .expect(0)
            .json();
        assert_eq!(
            (again["entered"].as_u64(), again["duplicates"].as_u64()),
            (Some(0), Some(2))
        );
        assert_eq!(entries(&place), after, "the same file again enters nothing");
    }
}

#[test]
fn bad_lines_are_listed_with_line_column_and_reason_and_the_good_ones_go_in() {
    let place = places().remove(0);
    clinic(&place);
    let text = "client,date,instrument,answers\n\
                S-0001,2024-03-21,phq-9,1 2 3 0 1 2 1 0 0\n\
                S-9999,2024-03-21,phq-9,1 2 3 0 1 2 1 0 0\n\
                S-0001,21 March,phq-9,1 2 3 0 1 2 1 0 0\n\
                S-0001,2024-03-21,phq-99,1 2 3\n\
                S-0001,2024-03-21,phq-9,1 2 3 9 1 2 1 0 0\n\
                S-0001,2999-01-01,phq-9,1 2 3 0 1 2 1 0 0\n";
    let file = place.folder.write("scores.csv", text);
    let said = place
        .attune(&["import", "measures", &file, "--apply", "--json"])
        .expect(1)
        .json();
    assert_eq!(said["entered"], 1);
    let bad: Vec<(u64, &str)> = said["bad"]
        .as_array()
        .unwrap()
        .iter()
        .map(|bad| {
            (
                bad["line"].as_u64().unwrap(),
                bad["column"].as_str().unwrap(),
            )
        })
        .collect();
    assert_eq!(
        bad,
        [
            (3, "client"),
            (4, "date"),
            (5, "instrument"),
            (6, "answers"),
            (7, "date")
        ]
    );
}
