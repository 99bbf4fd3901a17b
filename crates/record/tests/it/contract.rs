//! The catalogue's contract: every statement means the same to both engines, names the clinic, and reads no table
//! from end to end.

use crate::site::Site;
use attune_record::db::{Db, Engine};
use attune_record::statements as sql;

/// Statements that need not name the clinic, and why.
const WITHOUT_CLINIC: &[(&str, &str)] = &[
    (
        "ANY_CLINIC",
        "asks which clinic the keys belong to, before anything is known",
    ),
    (
        "ANY_CLINIC_OF_DATA",
        "asks which clinic the data belong to, before anything is known",
    ),
];

/// Statements that may read a table from end to end, and why.
const MAY_SCAN: &[(&str, &str)] = &[
    (
        "ANY_CLINIC",
        "one row answers it, and the table has three rows a clinic",
    ),
    (
        "ANY_CLINIC_OF_DATA",
        "one row answers it, and the table has one row a clinic",
    ),
];

fn texts() -> Vec<(&'static str, &'static str, String)> {
    let mut list = Vec::new();
    for (part, statements) in [("data", sql::DATA), ("keys", sql::KEYS)] {
        list.extend(
            statements
                .iter()
                .map(|statement| (part, statement.name, statement.sql.to_owned())),
        );
    }
    for (part, inserts) in [("data", sql::DATA_INSERTS), ("keys", sql::KEYS_INSERTS)] {
        for insert in inserts {
            list.extend([1, 4].map(|rows| (part, insert.name, insert.sql(rows))));
        }
    }
    list
}

async fn databases(site: &Site) -> (Db, Db) {
    let records = site.open().await;
    (records.db().clone(), records.keys().db().clone())
}

fn of<'d>(part: &str, (data, keys): &'d (Db, Db)) -> &'d Db {
    if part == "data" { data } else { keys }
}

#[tokio::test]
async fn both_engines_see_the_same_parameters_and_columns_in_every_statement() {
    let sqlite = Site::new(Engine::Sqlite).await.unwrap();
    let Some(postgres) = Site::new(Engine::Postgres).await else {
        return;
    };
    let (one, other) = (databases(&sqlite).await, databases(&postgres).await);
    for (part, name, text) in texts() {
        let mine = of(part, &one).describe(&text).await;
        let theirs = of(part, &other).describe(&text).await;
        let (mine, theirs) = (
            mine.unwrap(),
            theirs.unwrap_or_else(|e| panic!("{name}: {e}")),
        );
        assert_eq!(mine, theirs, "{name}: {text}");
    }
    postgres.end().await;
}

#[tokio::test]
async fn every_statement_names_the_clinic_and_none_listens_or_locks() {
    for (_, name, text) in texts() {
        let named = text.contains("tenant");
        let excused = WITHOUT_CLINIC.iter().any(|(excused, _)| *excused == name);
        assert!(named, "{name} does not name the tenant: {text}");
        assert!(
            excused || text.starts_with("INSERT") || text.contains("tenant = $1"),
            "{name} does not keep to one tenant: {text}"
        );
        for word in ["NOTIFY", "LISTEN", "FOR UPDATE", "ADVISORY", "ON CONFLICT"] {
            assert!(!text.to_uppercase().contains(word), "{name} uses {word}");
        }
    }
}

#[tokio::test]
async fn no_statement_reads_a_table_from_end_to_end() {
    let site = Site::new(Engine::Sqlite).await.unwrap();
    let databases = databases(&site).await;
    for (part, name, text) in texts() {
        if MAY_SCAN.iter().any(|(excused, _)| *excused == name) {
            continue;
        }
        let plan = of(part, &databases).plan(&text).await.unwrap();
        let scans: Vec<_> = plan
            .iter()
            .filter(|step| step.starts_with("SCAN") && !step.contains("VALUES CLAUSE"))
            .collect();
        assert!(scans.is_empty(), "{name}: {plan:?}");
    }
}

#[test]
fn every_statement_has_a_name_of_its_own() {
    for list in [sql::DATA, sql::KEYS] {
        let mut names: Vec<_> = list.iter().map(|statement| statement.name).collect();
        names.sort_unstable();
        names.dedup();
        assert_eq!(names.len(), list.len());
    }
}
