//! Scores of known patterns.

use attune_measures::{Answers, Instrument, Library, Scored, TriggerClass};

pub(crate) fn instrument(id: &str) -> &'static Instrument {
    Library::built_in()
        .get(id)
        .unwrap_or_else(|| panic!("{id} is built in"))
}

pub(crate) fn score(id: &str, line: &str) -> Scored {
    let instrument = instrument(id);
    instrument
        .score(&instrument.parse_answers(line).unwrap())
        .unwrap()
}

fn band(scored: &Scored) -> &str {
    scored.band.as_ref().map_or("none", |band| band.id.as_str())
}

#[test]
fn phq_9_sums_nine_items_and_leaves_the_difficulty_item_out() {
    let scored = score("phq-9", "1,2,0,3,1,0,2,1,0,3");
    assert_eq!(scored.total, Some(10.0));
    assert_eq!(band(&scored), "moderate");
    assert!(scored.complete && !scored.prorated && scored.critical.is_empty());
    assert_eq!(score("phq-9", "1,2,0,3,1,0,2,1,0").total, Some(10.0));
}

#[test]
fn a_missing_phq_9_answer_leaves_no_total() {
    let scored = score("phq-9", "1,2,,3,1,0,2,1,1");
    assert_eq!(scored.total, None);
    assert_eq!(scored.missing, ["3"]);
    assert!(!scored.complete);
    assert_eq!(scored.critical, ["9"]);
}

#[test]
fn item_nine_is_judged_alone_and_gives_an_urgency_not_a_level() {
    let phq = instrument("phq-9");
    assert!(phq.critical("9", &0.into()).is_none());
    assert_eq!(
        phq.critical("9", &1.into()).unwrap().class,
        TriggerClass::BeforeNextSession
    );
    assert_eq!(
        phq.critical("9", &3.into()).unwrap().class,
        TriggerClass::SameDay
    );
    assert!(phq.critical("8", &3.into()).is_none());
}

#[test]
fn the_phq_9_algorithm_counts_item_nine_from_several_days() {
    let class = |line| score("phq-9", line).algorithms["major-depressive-syndrome"].clone();
    assert_eq!(class("2,0,2,2,2,0,0,0,1").as_deref(), Some("criteria-met"));
    assert_eq!(
        class("1,1,3,3,3,3,3,3,3").as_deref(),
        Some("criteria-not-met")
    );
    assert_eq!(
        class("2,0,2,2,1,0,0,0,1").as_deref(),
        Some("criteria-not-met")
    );
    assert_eq!(
        class("2,0,2,2,,0,0,0,1"),
        None,
        "the missing answer could decide it"
    );
    assert_eq!(
        class("0,0,2,2,,0,0,0,1").as_deref(),
        Some("criteria-not-met"),
        "it cannot decide it"
    );
}

#[test]
fn the_json_has_the_agreed_fields() {
    let json = serde_json::to_value(score("phq-9", "3,3,3,3,3,3,3,3,3")).unwrap();
    assert_eq!(json["instrument"], "phq-9");
    assert_eq!(json["version"], "1");
    assert_eq!(json["complete"], true);
    assert_eq!(json["prorated"], false);
    assert_eq!(json["total"], 27);
    assert_eq!(json["band"], "severe");
    assert_eq!(json["critical"], serde_json::json!(["9"]));
    assert_eq!(json["subscales"], serde_json::json!({}));
    assert!(serde_json::to_value(score("phq-9", ",,,,,,,,")).unwrap()["total"].is_null());
}

#[test]
fn a_wrong_answer_names_its_place_and_what_is_allowed() {
    let phq = instrument("phq-9");
    let problem = phq
        .parse_answers("1,2,7,0,0,0,0,0,0")
        .unwrap_err()
        .to_string();
    assert!(
        problem.contains("answer 3 (item 3)") && problem.contains("'7'"),
        "{problem}"
    );
    assert!(problem.contains("3 (Nearly every day)"), "{problem}");
    let problem = phq.parse_answers("1,2").unwrap_err().to_string();
    assert!(
        problem.contains("takes 9 or 10 answers, and 2 were given"),
        "{problem}"
    );
    let unknown = phq
        .score(&Answers::from_iter([("17", 1)]))
        .unwrap_err()
        .to_string();
    assert!(unknown.contains("no item '17'"), "{unknown}");
}

#[test]
fn an_answer_may_be_the_words_of_its_option() {
    assert_eq!(
        score("gad-7", "not at all,1,Several days,0,0,0,3").total,
        Some(5.0)
    );
}

#[test]
fn a_row_scores_as_the_form_does() {
    let phq = instrument("phq-9");
    let row = [1, 2, 0, 3, 1, 0, 2, 1, 2].map(Some);
    let scored = phq.score_row(&row).unwrap();
    assert_eq!(scored.total, Some(12.0));
    assert_eq!(scored.critical, ["9"]);
    assert_eq!(scored.band.unwrap().id, "moderate");
    assert!(
        phq.score_row(&[Some(4); 9])
            .unwrap_err()
            .to_string()
            .contains("answer 1 (item 1)")
    );
}

fn repeat(value: &str, count: usize) -> String {
    vec![value; count].join(",")
}

#[test]
fn pcl_5_has_clusters_and_a_provisional_pattern() {
    let scored = score("pcl-5", &repeat("2", 20));
    assert_eq!(scored.total, Some(40.0));
    assert_eq!(scored.subscales["intrusion"], Some(10.0));
    assert_eq!(scored.subscales["avoidance"], Some(4.0));
    assert_eq!(scored.subscales["cognition-and-mood"], Some(14.0));
    assert_eq!(scored.subscales["arousal"], Some(12.0));
    assert_eq!(scored.cutoffs, ["provisional"]);
    let class = |line: &str| {
        score("pcl-5", line).algorithms["provisional-dsm-5"]
            .clone()
            .unwrap()
    };
    assert_eq!(class(&repeat("1", 20)), "pattern-not-met");
    // One of B, one of C, two of D, two of E: the least that meets the pattern, far below the cut-off.
    assert_eq!(
        class("2,0,0,0,0,2,0,2,2,0,0,0,0,0,2,2,0,0,0,0"),
        "pattern-met"
    );
    assert_eq!(
        class("2,0,0,0,0,2,0,2,0,0,0,0,0,0,2,2,0,0,0,0"),
        "pattern-not-met"
    );
}

#[test]
fn pc_ptsd_5_stops_with_zero_where_there_was_no_event() {
    let none = score("pc-ptsd-5", "no");
    assert_eq!((none.total, none.complete), (Some(0.0), true));
    assert_eq!(none.not_asked, ["1", "2", "3", "4", "5"]);
    assert_eq!(score("pc-ptsd-5", "yes,yes,yes,no,no,yes").total, Some(3.0));
    assert_eq!(score("pc-ptsd-5", "1,1,1,1,0").total, Some(4.0));
    assert_eq!(score("pc-ptsd-5", "yes,,,,,").total, None);
}

#[test]
fn audit_c_has_a_cut_off_for_women_and_one_for_men() {
    assert_eq!(score("audit-c", "1,1,1").cutoffs, ["women"]);
    assert_eq!(score("audit-c", "2,1,1").cutoffs, ["women", "men"]);
    assert!(score("audit-c", "1,1,0").cutoffs.is_empty());
}

#[test]
fn k10_runs_from_ten_to_fifty_and_k6_from_nought_to_twenty_four() {
    assert_eq!(band(&score("k10", &repeat("1", 10))), "low");
    assert_eq!(band(&score("k10", &repeat("3", 10))), "very-high");
    let general = &instrument("k10").bands[1];
    assert_eq!(general.of(24.0).unwrap().id, "likely-mild");
    assert_eq!(score("k6", &repeat("All of the time", 6)).total, Some(24.0));
    assert!(
        instrument("k10").parse_answers(&repeat("0", 10)).is_err(),
        "the US values are another form"
    );
}

#[test]
fn gds_15_counts_no_on_five_items() {
    assert_eq!(
        score(
            "gds-15",
            "no,yes,yes,yes,no,yes,no,yes,yes,yes,no,yes,no,yes,yes"
        )
        .total,
        Some(15.0)
    );
    assert_eq!(
        score(
            "gds-15",
            "yes,no,no,no,yes,no,yes,no,no,no,yes,no,yes,no,no"
        )
        .total,
        Some(0.0)
    );
    assert_eq!(score("gds-15", &repeat("yes", 15)).total, Some(10.0));
    assert_eq!(score("gds-15", &repeat("no", 15)).total, Some(5.0));
}

#[test]
fn cesd_r_counts_its_top_two_options_the_same_and_its_algorithm_tells_them_apart() {
    assert_eq!(score("cesd-r", &repeat("4", 20)).total, Some(60.0));
    assert_eq!(score("cesd-r", &repeat("3", 20)).total, Some(60.0));
    let class = |line: &str| score("cesd-r", line).algorithms["dsm"].clone().unwrap();
    assert_eq!(class(&repeat("4", 20)), "meets-criteria");
    assert_eq!(
        class(&repeat("3", 20)),
        "subthreshold",
        "no core symptom nearly every day for two weeks"
    );
    assert_eq!(class(&repeat("0", 20)), "no-clinical-significance");
    // Sadness nearly every day (item 4), with appetite, sleep and tiredness on 5-7 days.
    assert_eq!(class("3,0,0,4,3,0,3,0,0,0,0,0,0,0,0,0,0,0,0,0"), "probable");
    assert_eq!(class("3,0,0,4,3,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0"), "possible");
    let scored = score("cesd-r", "0,0,0,0,0,0,0,0,0,0,0,0,0,1,1,0,0,0,0,0");
    assert_eq!(scored.critical, ["14", "15"]);
    assert_eq!(
        scored.critical_rules,
        ["wished-dead@1", "wanted-to-hurt-myself@1"]
    );
}

#[test]
fn asq_has_a_class_and_no_total_and_every_item_is_critical() {
    let class = |line: &str| score("asq", line).algorithms["screen"].clone();
    assert_eq!(class("no,no,no,no").as_deref(), Some("negative"));
    assert_eq!(
        class("no,yes,no,no,no").as_deref(),
        Some("non-acute-positive")
    );
    assert_eq!(class("no,yes,no,no,yes").as_deref(), Some("acute-positive"));
    assert_eq!(
        class("no,yes,no,no,").as_deref(),
        Some("positive-acuity-open")
    );
    assert_eq!(
        class("no,yes,,,no").as_deref(),
        Some("non-acute-positive"),
        "one yes is enough"
    );
    assert_eq!(class("no,,no,no"), None, "a gap is not a negative screen");
    let scored = score("asq", "no,no,no,yes,yes");
    assert_eq!(
        (scored.total, scored.critical),
        (None, vec!["4".to_owned(), "5".to_owned()])
    );
    let asq = instrument("asq");
    assert_eq!(
        asq.critical("5", &1.into()).unwrap().class,
        TriggerClass::Immediate
    );
    assert_eq!(
        asq.critical("1", &1.into()).unwrap().class,
        TriggerClass::SameDay
    );
    assert_eq!(
        score("asq", "no,no,no,no").not_asked,
        ["4-how", "4-when", "5", "5-describe"]
    );
}

#[test]
fn core_10_turns_two_items_round_and_stands_in_for_one_missing() {
    assert_eq!(score("core-10", "0,4,4,0,0,0,0,0,0,0").total, Some(0.0));
    assert_eq!(score("core-10", "4,0,0,4,4,4,4,4,4,4").total, Some(40.0));
    let prorated = score("core-10", "2,2,2,2,2,0,2,2,2,");
    assert!(prorated.prorated && !prorated.complete);
    assert!((prorated.total.unwrap() - 160.0 / 9.0).abs() < 1e-9);
    assert_eq!(band(&prorated), "moderate");
    assert_eq!(score("core-10", "2,2,2,2,2,0,2,2,,").total, None);
    let core = instrument("core-10");
    assert_eq!(
        core.critical("6", &1.into()).unwrap().class,
        TriggerClass::Immediate
    );
}

#[test]
fn phq_4_is_two_subscales_and_the_short_screens_have_no_self_harm_item() {
    let scored = score("phq-4", "3,2,1,0");
    assert_eq!(
        (scored.subscales["anxiety"], scored.subscales["depression"]),
        (Some(5.0), Some(1.0))
    );
    for id in ["phq-2", "gad-2", "phq-4", "gad-7", "gds-15", "k10", "k6"] {
        assert!(instrument(id).critical.is_empty(), "{id}");
    }
}

#[test]
fn ipip_ipc_places_a_person_on_two_axes_by_the_authors_norms() {
    let scored = score("ipip-ipc", &repeat("3", 32));
    assert_eq!(scored.subscales["pa"], Some(3.0));
    let z = |mean: f64, sd: f64| (3.0 - mean) / sd;
    let dominance = 0.25 * (z(2.66, 0.71) - z(3.20, 0.63))
        + 0.17675 * (z(3.64, 0.78) + z(2.27, 0.69) - z(2.68, 0.79) - z(3.64, 0.58));
    assert!((scored.subscales["dominance"].unwrap() - dominance).abs() < 1e-9);
    assert_eq!(scored.total, None);
}

#[test]
fn spanish_is_offered_only_where_an_official_or_own_version_exists() {
    assert!(instrument("phq-9").available_in("es-419"));
    for id in ["gad-7", "phq-2", "pcl-5", "core-10", "asq", "k10"] {
        assert!(!instrument(id).available_in("es-419"), "{id}");
    }
    assert_eq!(
        instrument("gad-7").title("es-419"),
        "Generalized Anxiety Disorder-7",
        "English stands in for staff"
    );
}

#[test]
fn an_item_shown_by_itself_brings_its_stem() {
    assert!(
        instrument("phq-9")
            .stem("1", "en")
            .starts_with("Over the last 2 weeks")
    );
    assert_eq!(instrument("phq-9").stem("difficulty", "en"), "");
    assert_eq!(
        instrument("pc-ptsd-5").stem("3", "en"),
        "In the past month, have you…"
    );
}

#[test]
fn a_skipped_area_of_functioning_is_stood_in_for_and_flagged() {
    let scored = score("functioning", "2,2,,2,2,2");
    assert_eq!((scored.total, scored.prorated), (Some(2.0), true));
}

#[test]
fn a_day_of_the_rhythm_log_takes_times() {
    let log = instrument("daily-rhythm");
    let answers = log.parse_answers("7:05,1,07:30,,,,,,00:30,0,-2,3");
    let problem = answers.unwrap_err().to_string();
    assert!(
        problem.contains("answer 1 (item up)") && problem.contains("07:30"),
        "{problem}"
    );
    let answers = log
        .parse_answers("07:05,1,07:30,,,,,,00:30,0,-2,3")
        .unwrap();
    let scored = log.score(&answers).unwrap();
    assert_eq!(scored.total, None);
    assert_eq!(
        scored.missing,
        [
            "contact-with",
            "start",
            "start-with",
            "dinner",
            "dinner-with"
        ]
    );
}

#[test]
fn a_form_asks_on_as_answers_come_in() {
    let asq = instrument("asq");
    let mut answers = Answers::new();
    assert_eq!(asq.asks("1", &answers), Some(true));
    assert_eq!(asq.asks("5", &answers), None);
    answers.insert("2", 1);
    assert_eq!(asq.asks("5", &answers), Some(true));
    let no = Answers::from_iter([("1", 0), ("2", 0), ("3", 0), ("4", 0)]);
    assert_eq!(
        (asq.asks("5", &no), asq.asks("5-describe", &no)),
        (Some(false), Some(false))
    );
}
