//! What must hold of every instrument, whatever the answers.

use attune_measures::instrument::{ItemKind, ScoringMethod};
use attune_measures::{Answer, Answers, Instrument, Item, Library};
use proptest::prelude::*;

fn all() -> impl Iterator<Item = &'static Instrument> {
    Library::built_in().iter()
}

/// The answer of an item that counts most or least.
fn extreme(instrument: &Instrument, item: &Item, most: bool) -> Option<Answer> {
    let reversed = instrument.scoring.reverse.contains(&item.id);
    let highest = most != reversed;
    match &item.kind {
        ItemKind::Choice { choices, .. } => {
            let by_score = |a: &&attune_measures::instrument::Choice,
                            b: &&attune_measures::instrument::Choice| {
                a.score().total_cmp(&b.score())
            };
            let choice = if highest {
                choices.iter().max_by(by_score)
            } else {
                choices.iter().min_by(by_score)
            };
            choice.map(|choice| Answer::Value(choice.value))
        }
        ItemKind::Number { min, max } => Some(Answer::Value(if highest { *max } else { *min })),
        _ => None,
    }
}

fn extremes(instrument: &Instrument, most: bool) -> Answers {
    let mut answers = Answers::new();
    for item in &instrument.items {
        // What opens further questions is answered so that they are asked.
        let answer = if item.scored {
            extreme(instrument, item, most)
        } else {
            extreme(instrument, item, true)
        };
        if let Some(answer) = answer {
            answers.insert(item.id.clone(), answer);
        }
    }
    answers
}

#[test]
fn every_instrument_reaches_both_ends_of_its_stated_range() {
    for instrument in all() {
        let Some((low, high)) = instrument.range() else {
            assert_eq!(
                instrument.scoring.method,
                ScoringMethod::None,
                "{}",
                instrument.id
            );
            continue;
        };
        let total = |most| instrument.score(&extremes(instrument, most)).unwrap().total;
        assert_eq!(total(false), Some(low), "{} at its least", instrument.id);
        assert_eq!(total(true), Some(high), "{} at its most", instrument.id);
    }
}

#[test]
fn every_total_from_end_to_end_has_exactly_one_band_in_every_scheme() {
    for instrument in all() {
        let Some((low, high)) = instrument.range() else {
            continue;
        };
        for scheme in &instrument.bands {
            let mut total = low;
            while total <= high {
                let held = scheme
                    .bands
                    .iter()
                    .filter(|band| (band.from..=band.to).contains(&total))
                    .count();
                assert_eq!(held, 1, "{} {}", instrument.id, total);
                assert!(scheme.of(total).is_some());
                total += 1.0;
            }
            assert!(scheme.of(high + 1.0).is_none() && scheme.of(low - 1.0).is_none());
        }
    }
}

#[test]
fn a_form_without_answers_has_no_total_and_no_class_of_finding() {
    for instrument in all() {
        let scored = instrument.score(&Answers::new()).unwrap();
        assert_eq!(scored.total, None, "{}", instrument.id);
        assert!(
            !scored.complete && scored.critical.is_empty(),
            "{}",
            instrument.id
        );
        assert!(
            scored.algorithms.values().all(Option::is_none),
            "{}",
            instrument.id
        );
    }
}

#[test]
fn one_missing_answer_leaves_no_total_unless_the_rule_says_so() {
    for instrument in all().filter(|instrument| instrument.range().is_some()) {
        let mut answers = extremes(instrument, true);
        let item = instrument
            .items
            .iter()
            .rev()
            .find(|item| item.scored)
            .unwrap();
        answers.0.remove(&item.id);
        let scored = instrument.score(&answers).unwrap();
        let allowed = instrument.scoring.prorate_up_to > 0;
        assert_eq!(scored.total.is_some(), allowed, "{}", instrument.id);
        assert_eq!(scored.prorated, allowed, "{}", instrument.id);
        assert_eq!(scored.missing, [item.id.as_str()], "{}", instrument.id);
    }
}

#[test]
fn our_own_forms_say_that_they_are_not_validated_and_speak_both_languages() {
    let own: Vec<&Instrument> = all()
        .filter(|instrument| instrument.licence.name.contains("Attune"))
        .collect();
    assert_eq!(own.len(), 10);
    for instrument in own {
        assert!(!instrument.validated, "{}", instrument.id);
        assert!(
            instrument.available_in("en") && instrument.available_in("es-419"),
            "{}",
            instrument.id
        );
    }
    assert!(
        all()
            .filter(|instrument| !instrument.licence.name.contains("Attune"))
            .all(|other| other.validated)
    );
}

#[test]
fn no_word_for_clients_is_a_band_or_a_verdict() {
    for instrument in all() {
        for words in instrument.words.values() {
            let plain = format!(
                "{} {} {}",
                words.client.about, words.client.higher, words.client.lower
            )
            .to_lowercase();
            for verdict in [
                "severe",
                "grave",
                "deteriorat",
                "empeor",
                "clinical",
                "cut-off",
                "disorder",
            ] {
                assert!(!plain.contains(verdict), "{}: {plain}", instrument.id);
            }
        }
    }
}

/// An instrument with a total, and a choice (or none) for each of its items.
fn filled() -> impl Strategy<Value = (&'static Instrument, Vec<Option<prop::sample::Index>>)> {
    let ids: Vec<&'static Instrument> = all()
        .filter(|instrument| instrument.range().is_some())
        .collect();
    prop::sample::select(ids).prop_flat_map(|instrument| {
        let answers = prop::collection::vec(
            prop::option::weighted(0.9, any::<prop::sample::Index>()),
            instrument.items.len(),
        );
        (Just(instrument), answers)
    })
}

fn values(item: &Item) -> Vec<i64> {
    match &item.kind {
        ItemKind::Choice { choices, .. } => choices.iter().map(|choice| choice.value).collect(),
        ItemKind::Number { min, max } => (*min..=*max).collect(),
        _ => Vec::new(),
    }
}

fn row(instrument: &Instrument, picks: &[Option<prop::sample::Index>]) -> Vec<Option<i64>> {
    let valued = instrument
        .items
        .iter()
        .zip(picks)
        .filter(|(item, _)| item.kind != ItemKind::Text);
    valued
        .map(|(item, pick)| pick.map(|pick| *pick.get(&values(item))))
        .collect()
}

fn as_answers(instrument: &Instrument, row: &[Option<i64>]) -> Answers {
    let pairs = instrument.columns().zip(row);
    pairs
        .filter_map(|(id, value)| Some((id, Answer::Value((*value)?))))
        .collect()
}

proptest! {
    #[test]
    fn a_row_and_a_form_agree_and_stay_in_range((instrument, picks) in filled()) {
        let row = row(instrument, &picks);
        let fast = instrument.score_row(&row).unwrap();
        let slow = instrument.score(&as_answers(instrument, &row)).unwrap();
        prop_assert_eq!(fast.total, slow.total);
        prop_assert_eq!(fast.band, slow.band.as_ref());
        prop_assert_eq!(fast.critical, slow.critical.iter().map(String::as_str).collect::<Vec<_>>());
        prop_assert_eq!(fast.complete, slow.complete);
        if let (Some(total), Some((low, high))) = (slow.total, instrument.range()) {
            prop_assert!((low..=high).contains(&total), "{} {}", instrument.id, total);
            if !instrument.bands.is_empty() {
                prop_assert!(slow.band.is_some(), "{} {}", instrument.id, total);
            }
        }
        if !slow.complete {
            prop_assert!(slow.total.is_none() || slow.prorated);
        }
    }

    #[test]
    fn raising_what_an_answer_counts_never_lowers_the_total(
        (instrument, picks) in filled(), item in any::<prop::sample::Index>(), to in any::<prop::sample::Index>(),
    ) {
        let scored: Vec<usize> = instrument.items.iter().enumerate()
            .filter(|(_, item)| item.scored).map(|(at, _)| at).collect();
        let full: Vec<Option<prop::sample::Index>> =
            picks.iter().map(|pick| pick.or(Some(to))).collect();
        let before = row(instrument, &full);
        let at = *item.get(&scored);
        let column = instrument.columns().position(|id| id == instrument.items[at].id).unwrap();
        let mut after = before.clone();
        after[column] = Some(*to.get(&values(&instrument.items[at])));
        let reversed = instrument.scoring.reverse.contains(&instrument.items[at].id);
        let rises = if reversed { after[column] <= before[column] } else { after[column] >= before[column] };
        let total = |row: &[Option<i64>]| instrument.score_row(row).unwrap().total.unwrap();
        prop_assert_eq!(total(&after) >= total(&before) - 1e-9 || !rises, true);
    }

    #[test]
    fn reversing_twice_is_not_reversing(line in prop::collection::vec(0_i64..=4, 10)) {
        let core = Library::built_in().get("core-10").unwrap();
        let row: Vec<Option<i64>> = line.iter().copied().map(Some).collect();
        let mut turned = row.clone();
        for at in [1, 2] {
            turned[at] = row[at].map(|value| 4 - value);
        }
        let plain: i64 = turned.iter().flatten().sum();
        #[allow(clippy::cast_precision_loss)]
        let plain = plain as f64;
        prop_assert_eq!(core.score_row(&row).unwrap().total, Some(plain));
    }

    #[test]
    fn no_line_of_text_makes_the_parser_fall_over(line in ".{0,60}") {
        for instrument in all() {
            if let Ok(answers) = instrument.parse_answers(&line) {
                prop_assert!(instrument.score(&answers).is_ok());
            }
        }
    }
}
