//! Every id that is named must exist.

use super::Checker;
use crate::condition::Condition;
use crate::file::is_valued;
use crate::file::structure::StructureFile;
use crate::instrument::Item;

/// Checks what scoring, subscales, branching and algorithms name.
pub(super) fn references(checker: &mut Checker<'_>, file: &StructureFile, items: &[Item]) {
    let known = |id: &str| items.iter().find(|item| item.id == id);
    let remedy = "Use the id of a scored item of this file";
    let scoring = file.scoring.get_ref();
    let named = scoring
        .reverse
        .iter()
        .chain(scoring.groups.iter().flatten())
        .chain(scoring.weights.keys());
    for id in named {
        if !known(id).is_some_and(|item| item.scored) {
            checker.at(
                &file.scoring,
                format!("scoring names '{id}', which is not a scored item"),
                remedy,
            );
        }
    }
    for subscale in &file.subscale {
        let part = subscale.get_ref();
        if part.items.is_empty() == part.composite.is_empty() {
            checker.at(
                subscale,
                format!(
                    "the subscale '{}' must be made either of items or of other subscales",
                    part.id
                ),
                "Write items = [...] or composite = { ... }",
            );
        }
        for id in &part.items {
            if !known(id).is_some_and(is_valued) {
                checker.at(
                    subscale,
                    format!(
                        "the subscale '{}' names '{id}', which is not a scored item",
                        part.id
                    ),
                    remedy,
                );
            }
        }
        let before = file
            .subscale
            .iter()
            .take_while(|other| other.span() != subscale.span());
        let before: Vec<&str> = before.map(|other| other.get_ref().id.as_str()).collect();
        for id in part
            .composite
            .keys()
            .filter(|id| !before.contains(&id.as_str()))
        {
            checker.at(
                subscale,
                format!(
                    "the composite '{}' names '{id}', which is not a subscale before it",
                    part.id
                ),
                "Put composites after the subscales that they are made of",
            );
        }
    }
    conditions(checker, file, items);
}

fn conditions(checker: &mut Checker<'_>, file: &StructureFile, items: &[Item]) {
    let valued = |id: &str| items.iter().any(|item| item.id == id && is_valued(item));
    for (at, item) in file.item.iter().enumerate() {
        let Some(Ok(condition)) = item
            .get_ref()
            .ask_when
            .as_ref()
            .map(|file| file.condition())
        else {
            continue;
        };
        let before: Vec<&str> = file
            .item
            .iter()
            .take(at)
            .map(|item| item.get_ref().id.as_str())
            .collect();
        for id in condition.items() {
            if !before.contains(&id) || !valued(id) {
                checker.at(
                    item,
                    format!(
                        "item '{}' is asked depending on '{id}', which does not come before it",
                        item.get_ref().id
                    ),
                    "Let ask_when look only at items with a value that come earlier",
                );
            }
        }
    }
    for algorithm in &file.algorithm {
        let rule = algorithm.get_ref();
        let last = rule.classes.len().saturating_sub(1);
        for (at, class) in rule.classes.iter().enumerate() {
            let Some(Ok(condition)) = class.when.as_ref().map(|file| file.condition()) else {
                if class.when.is_none() && at < last {
                    checker.at(
                        algorithm,
                        format!(
                            "in '{}' the class '{}' always holds, so that those after it never do",
                            rule.id, class.id
                        ),
                        "Put the class without a condition last",
                    );
                }
                continue;
            };
            for id in condition.items().into_iter().filter(|id| !valued(id)) {
                checker.at(
                    algorithm,
                    format!(
                        "the algorithm '{}' names '{id}', which is not an item with a value",
                        rule.id
                    ),
                    "Use the id of an item of this file",
                );
            }
            for id in subscales_of(&condition) {
                if !file
                    .subscale
                    .iter()
                    .any(|subscale| subscale.get_ref().id == id)
                {
                    checker.at(
                        algorithm,
                        format!(
                            "the algorithm '{}' names the subscale '{id}', which does not exist",
                            rule.id
                        ),
                        "Use the id of a [[subscale]] of this file",
                    );
                }
            }
        }
    }
}

fn subscales_of(condition: &Condition) -> Vec<&str> {
    match condition {
        Condition::Subscale { subscale, .. } => vec![subscale],
        Condition::All(conditions)
        | Condition::Any(conditions)
        | Condition::Some { of: conditions, .. } => {
            conditions.iter().flat_map(subscales_of).collect()
        }
        Condition::Not(condition) => subscales_of(condition),
        _ => Vec::new(),
    }
}
