//! Figures: ranges, bands, cut-offs, definitions of change, codes.

use std::collections::BTreeSet;

use toml::Spanned;

use super::Checker;
use crate::change::Method;
use crate::file::structure::{ItemFile, StructureFile, inner};
use crate::instrument::{BandScheme, Item, ScoringMethod};
use crate::norms::{CutoffChoice, Rule};
use crate::scoring::Plan;

/// The stated ranges must be those that the answers can make, and the bands must fill them.
pub(super) fn ranges(checker: &mut Checker<'_>, file: &StructureFile, items: &[Item]) {
    let subscales = inner(file.subscale.clone());
    let plan = Plan::new(items, file.scoring.get_ref(), &subscales);
    let (total, parts) = plan.ranges();
    let stated = file.scoring.get_ref().range;
    match (file.scoring.get_ref().method, stated, total) {
        (ScoringMethod::None, None, _) => {}
        (ScoringMethod::None, Some(_), _) => checker.at(
            &file.scoring,
            "a range is stated although there is no total",
            "Remove the range, or choose a scoring method",
        ),
        (_, None, _) => {
            checker.at(
                &file.scoring,
                "the range of the total is missing",
                "Write range = [lowest, highest]",
            );
        }
        (_, Some([low, high]), Some(made)) if !same((low, high), made) => checker.at(
            &file.scoring,
            format!(
                "the range is stated as {low} to {high}, but the answers make {} to {}",
                made.0, made.1
            ),
            "Correct the range, the options or the scoring",
        ),
        _ => {}
    }
    for (subscale, made) in file.subscale.iter().zip(parts) {
        let part = subscale.get_ref();
        if let (Some([low, high]), Some(made)) = (part.range, made)
            && !same((low, high), made)
        {
            checker.at(
                subscale,
                format!(
                    "the range of '{}' is stated as {low} to {high}, but the answers make {} to {}",
                    part.id, made.0, made.1
                ),
                "Correct the range, the options or the items",
            );
        }
    }
    for scheme in &file.bands {
        bands(checker, scheme, stated);
    }
    for cutoff in &file.cutoff {
        let inside = stated.is_some_and(|[low, high]| (low..=high).contains(&cutoff.get_ref().at));
        if !inside {
            checker.at(
                cutoff,
                format!(
                    "the cut-off '{}' lies outside the range of the total",
                    cutoff.get_ref().id
                ),
                "Correct the cut-off or the range",
            );
        }
    }
}

fn same(stated: (f64, f64), made: (f64, f64)) -> bool {
    (stated.0 - made.0).abs() < 0.005 && (stated.1 - made.1).abs() < 0.005
}

fn bands(checker: &mut Checker<'_>, scheme: &Spanned<BandScheme>, range: Option<[f64; 2]>) {
    let bands = &scheme.get_ref().bands;
    let name = &scheme.get_ref().id;
    let mut ids = BTreeSet::new();
    for band in bands {
        if !ids.insert(&band.id) {
            checker.at(
                scheme,
                format!("the band '{}' is in '{name}' twice", band.id),
                "Give each band an id of its own",
            );
        }
        if band.from > band.to {
            checker.at(
                scheme,
                format!(
                    "the band '{}' runs from {} down to {}",
                    band.id, band.from, band.to
                ),
                "Write the lower end first",
            );
        }
    }
    for pair in bands.windows(2) {
        let [lower, upper] = pair else { continue };
        if upper.from <= lower.to {
            checker.at(
                scheme,
                format!(
                    "the bands '{}' ({} to {}) and '{}' ({} to {}) overlap",
                    lower.id, lower.from, lower.to, upper.id, upper.from, upper.to
                ),
                "Let each band begin above the end of the one before it",
            );
        } else if upper.from - lower.to > 1.0 {
            checker.at(
                scheme,
                format!(
                    "between the bands '{}' and '{}' there is a gap from {} to {}",
                    lower.id, upper.id, lower.to, upper.from
                ),
                "Let each band begin where the one before it ends",
            );
        }
    }
    if let (Some([low, high]), Some(first), Some(last)) = (range, bands.first(), bands.last())
        && ((first.from - low).abs() > 0.005 || (last.to - high).abs() > 0.005)
    {
        checker.at(
            scheme,
            format!(
                "the bands of '{name}' run from {} to {}, the totals from {low} to {high}",
                first.from, last.to
            ),
            "Let the bands fill the range exactly",
        );
    }
}

pub(super) fn definitions(checker: &mut Checker<'_>, file: &StructureFile) {
    for reliability in &file.reliability {
        let value = reliability.get_ref().value;
        if !(0.0..1.0).contains(&value) {
            checker.at(
                reliability,
                format!("{value} is not a reliability"),
                "Write a number from 0 to below 1",
            );
        }
    }
    for norm in &file.norm {
        if norm.get_ref().sd <= 0.0 {
            checker.at(
                norm,
                format!("{} is not a standard deviation", norm.get_ref().sd),
                "Write a number above 0",
            );
        }
    }
    for definition in &file.definition {
        let Rule::ReliableChange {
            method,
            clinical,
            normal,
            reliability,
            confidence,
            cutoff,
            after,
        } = &definition.get_ref().rule
        else {
            continue;
        };
        let id = &definition.get_ref().id;
        for norm in std::iter::once(clinical).chain(normal) {
            if !file.norm.iter().any(|known| known.get_ref().id == *norm) {
                checker.at(
                    definition,
                    format!("'{id}' names the norm '{norm}', which does not exist"),
                    "Add it as [[norm]], with its source",
                );
            }
        }
        if !file
            .reliability
            .iter()
            .any(|known| known.get_ref().id == *reliability)
        {
            checker.at(
                definition,
                format!("'{id}' names the reliability '{reliability}', which does not exist"),
                "Add it as [[reliability]], with its source",
            );
        }
        if crate::change::z_of(*confidence).is_none() {
            checker.at(
                definition,
                format!("{confidence} is not a confidence that is in use"),
                "Write 0.8, 0.9, 0.95 or 0.99",
            );
        }
        if after.is_none() && matches!(method, Method::Hsu | Method::HagemanArrindell) {
            checker.at(
                definition,
                format!("'{id}' needs figures of a group after treatment for its method"),
                "Write after = { mean = .., sd = .., correlation = .. } from the service's own courses, or choose another method",
            );
        }
        if normal.is_none() && matches!(cutoff, CutoffChoice::B | CutoffChoice::C) {
            checker.at(
                definition,
                format!("'{id}' needs a norm of people at large for its cut-off"),
                "Name it as normal, or choose cutoff = \"a\"",
            );
        }
    }
}

pub(super) fn loinc(checker: &mut Checker<'_>, file: &StructureFile) {
    let graded = file
        .loinc
        .as_ref()
        .is_some_and(|codes| matches!(codes.grade.as_str(), "A" | "B"));
    let coded = |item: &Spanned<ItemFile>| item.get_ref().loinc.clone();
    let mut codes: Vec<String> = file.item.iter().filter_map(coded).collect();
    codes.extend(
        file.loinc
            .iter()
            .flat_map(|whole| whole.panel.clone().into_iter().chain(whole.total.clone())),
    );
    if (file.loinc.is_some() || !codes.is_empty()) && !graded {
        checker.at(
            &file.id,
            "LOINC codes are given without a grade of A or B",
            "Add [loinc] with grade = \"A\" or \"B\", or leave the codes out: none is better than a wrong one",
        );
    }
    for code in codes.iter().filter(|code| !is_loinc(code)) {
        checker.at(
            &file.id,
            format!("'{code}' is not a LOINC code: its last digit does not check"),
            "Look the code up again, or leave it out",
        );
    }
}

/// Digits, a hyphen, and the check digit by the Luhn rule.
fn is_loinc(code: &str) -> bool {
    let Some((digits, check)) = code.split_once('-') else {
        return false;
    };
    if digits.is_empty()
        || !digits
            .bytes()
            .chain(check.bytes())
            .all(|b| b.is_ascii_digit())
    {
        return false;
    }
    let sum: u32 = digits
        .bytes()
        .rev()
        .enumerate()
        .map(|(at, digit)| {
            let digit = u32::from(digit - b'0') * if at % 2 == 0 { 2 } else { 1 };
            if digit > 9 { digit - 9 } else { digit }
        })
        .sum();
    check == ((10 - sum % 10) % 10).to_string()
}
