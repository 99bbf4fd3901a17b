//! The dependency rule: the tree shows the therapy, and the arrows between its crates point one way.

use std::collections::BTreeMap;

use serde_json::Value;

use crate::assert_none;
use crate::workspace::own_packages;

const PURE: [&str; 5] = [
    "attune-measures",
    "attune-outcomes",
    "attune-rehearsal",
    "attune-drawing",
    "attune-therapy",
];

/// Below the pages: what `web`, `fhir` and `documents` may build on.
const BELOW_THE_PAGES: &[&str] = &[
    "attune-measures",
    "attune-outcomes",
    "attune-rehearsal",
    "attune-drawing",
    "attune-therapy",
    "attune-record",
    "attune-identity",
];

/// Which of our crates each of our crates may depend on. `None`: there is no such crate in the design.
fn may_depend_on(package: &str) -> Option<&'static [&'static str]> {
    Some(match package {
        "attune-measures" | "attune-outcomes" | "attune-rehearsal" | "attune-drawing" | "xtask" => {
            &[]
        }
        "attune-therapy" => &["attune-measures", "attune-rehearsal"],
        "attune-record" => &["attune-therapy", "attune-measures"],
        // The types of a role and of a reader come from the domain, storage from the record.
        "attune-identity" => &["attune-record", "attune-therapy"],
        "attune-web" | "attune-fhir" | "attune-documents" => BELOW_THE_PAGES,
        "attune" => &[
            "attune-measures",
            "attune-outcomes",
            "attune-rehearsal",
            "attune-drawing",
            "attune-therapy",
            "attune-record",
            "attune-identity",
            "attune-web",
            "attune-fhir",
            "attune-documents",
        ],
        _ => return None,
    })
}

/// The libraries that only some of our crates may name, and which. A name ending in `*` stands for its family.
const KEPT_TO: [(&str, &[&str]); 3] = [
    ("sqlx*", &["attune-record", "attune-identity"]),
    ("axum*", &["attune-web", "attune-fhir", "attune"]),
    ("typst*", &["attune-documents"]),
];

/// What has no place in a crate that is handed the time, the ids and the chance from outside.
const NOT_PURE: [&str; 8] = [
    "tokio*",
    "async-std",
    "sqlx*",
    "axum*",
    "rand",
    "getrandom",
    "reqwest",
    "ureq",
];

/// Package name to the names of what it is built with; what only its tests use is its own affair.
type Graph = BTreeMap<String, Vec<String>>;

fn violations(graph: &Graph) -> Vec<String> {
    let mut found = Vec::new();
    for (package, dependencies) in graph {
        let Some(allowed) = may_depend_on(package) else {
            found.push(format!("{package} is not in the dependency rule: add it to xtask/tests/house/dependencies.rs"));
            continue;
        };
        for dependency in dependencies {
            let ours = graph.contains_key(dependency);
            if ours && !allowed.contains(&dependency.as_str()) {
                found.push(format!("{package} depends on {dependency}"));
            }
            for (library, owners) in KEPT_TO {
                if is(dependency, library) && !owners.contains(&package.as_str()) {
                    found.push(format!(
                        "{package} names {dependency}, which only {} may",
                        owners.join(", ")
                    ));
                }
            }
            if PURE.contains(&package.as_str())
                && NOT_PURE.iter().any(|library| is(dependency, library))
            {
                found.push(format!("{package} is pure and names {dependency}"));
            }
        }
    }
    found
}

fn is(dependency: &str, library: &str) -> bool {
    library
        .strip_suffix('*')
        .map_or(dependency == library, |family| {
            dependency == family
                || dependency
                    .strip_prefix(family)
                    .is_some_and(|rest| rest.starts_with('-'))
        })
}

fn graph(packages: &[Value]) -> Graph {
    let built_with = |package: &Value| -> Vec<String> {
        let dependencies = package["dependencies"].as_array().unwrap();
        dependencies
            .iter()
            .filter(|dependency| dependency["kind"].as_str() != Some("dev"))
            .map(|dependency| dependency["name"].as_str().unwrap().to_owned())
            .collect()
    };
    packages
        .iter()
        .map(|package| {
            (
                package["name"].as_str().unwrap().to_owned(),
                built_with(package),
            )
        })
        .collect()
}

fn planted(pairs: &[(&str, &[&str])]) -> Graph {
    pairs
        .iter()
        .map(|(package, names)| {
            (
                (*package).to_owned(),
                names.iter().map(|&name| name.to_owned()).collect(),
            )
        })
        .collect()
}

#[test]
fn the_crates_depend_on_each_other_in_one_direction_only() {
    let graph = graph(&own_packages());
    assert!(
        graph.contains_key("attune") && graph.contains_key("attune-therapy"),
        "{graph:?}"
    );
    assert_none(
        &violations(&graph),
        "The dependency rule of ARCHITECTURE.md is broken:",
    );
}

#[test]
fn the_dependency_rule_notices_an_arrow_that_points_back() {
    let graph = planted(&[
        ("attune-therapy", &["attune-record"]),
        ("attune-record", &["attune-therapy"]),
    ]);
    assert_eq!(
        violations(&graph),
        ["attune-therapy depends on attune-record"]
    );
}

#[test]
fn the_dependency_rule_notices_pages_that_wait_for_the_typesetter() {
    let graph = planted(&[
        ("attune-web", &["attune-documents"]),
        ("attune-documents", &["typst", "typst-pdf"]),
    ]);
    assert_eq!(
        violations(&graph),
        ["attune-web depends on attune-documents"]
    );
}

#[test]
fn the_dependency_rule_notices_a_library_in_the_wrong_hands() {
    let graph = planted(&[
        ("attune-web", &["sqlx"]),
        ("attune-record", &["axum-core"]),
        ("attune-fhir", &["axum"]),
    ]);
    assert_eq!(violations(&graph).len(), 2, "{:?}", violations(&graph));
}

#[test]
fn the_dependency_rule_notices_chance_in_a_pure_crate() {
    assert_eq!(
        violations(&planted(&[("attune-measures", &["rand"])])),
        ["attune-measures is pure and names rand"]
    );
}

#[test]
fn a_crate_without_a_place_in_the_design_is_noticed() {
    assert!(
        violations(&planted(&[("attune-helpers", &[])]))[0].contains("not in the dependency rule")
    );
}
