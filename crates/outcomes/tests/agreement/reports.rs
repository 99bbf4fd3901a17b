//! The analysts' commands from bytes to report.

use attune_outcomes::cli::{
    MetaOptions, NumberOptions, OutcomesOptions, PowerOptions, RandomiseOptions, Wanted, exit_code,
    run_meta, run_outcomes, run_power, run_randomise,
};
use attune_outcomes::random::Random;
use attune_outcomes::report::{parse_csv, read_metapsy};
use serde_json::Value;

/// 40 persons in two groups at weeks 0, 4, 8 and 12.
fn long() -> String {
    let mut random = Random::new(51);
    let mut csv = String::from("id,week,phq,arm\n");
    for person in 1..=40 {
        let arm = if person % 2 == 0 { "ipt" } else { "control" };
        let (level, slope) = (
            18.0 + 4.0 * random.normal(),
            if arm == "ipt" { -0.8 } else { -0.3 } + 0.2 * random.normal(),
        );
        for week in [0, 4, 8, 12] {
            let score = (level + slope * f64::from(week) + 2.0 * random.normal())
                .round()
                .clamp(0.0, 27.0);
            csv.push_str(&format!("{person},{week},{score},{arm}\n"));
        }
    }
    csv
}

fn options() -> OutcomesOptions {
    OutcomesOptions {
        id: Some("id".into()),
        time: Some("week".into()),
        score: Some("phq".into()),
        group: Some("arm".into()),
        pre: Some("0".into()),
        post: Some("12".into()),
        reliability: Some(0.84),
        functional_mean: Some(2.9),
        functional_sd: Some(3.5),
        lower_is_better: true,
        wanted: Wanted {
            json: true,
            ..Wanted::default()
        },
        ..OutcomesOptions::default()
    }
}

fn json(options: &OutcomesOptions, csv: &str) -> Value {
    serde_json::from_str(&run_outcomes(options, "test", csv.as_bytes()).unwrap().text).unwrap()
}

#[track_caller]
fn refused(options: &OutcomesOptions, csv: &str, exit: u8, words: &[&str]) {
    let error = run_outcomes(options, "test", csv.as_bytes()).unwrap_err();
    assert_eq!(exit_code(&error), exit, "{error}");
    for word in words {
        assert!(
            error.to_string().contains(word),
            "\"{error}\" does not say \"{word}\""
        );
    }
}

#[test]
fn the_json_has_counts_and_each_persons_row_at_the_top() {
    let report = json(&options(), &long());
    let count = |key: &str| report[key].as_u64().unwrap();
    assert_eq!(count("n"), 40);
    assert_eq!(
        count("n"),
        count("recovered") + count("improved") + count("unchanged") + count("deteriorated")
    );
    let rows = report["rows"].as_array().unwrap();
    assert_eq!(rows.len(), 40);
    for key in [
        "id",
        "group",
        "pre",
        "post",
        "change",
        "index",
        "category",
        "clinical_pre",
        "functional_post",
    ] {
        assert!(!rows[0][key].is_null(), "{key}");
    }
    assert_eq!(report["mixed"]["fixed"].as_array().unwrap().len(), 4);
    assert!(
        report["ancova"]["differences"][0]["estimate"]
            .as_f64()
            .unwrap()
            < 0.0,
        "the treated end lower"
    );
}

#[test]
fn semicolons_decimal_commas_and_a_bom_change_nothing() {
    let plain = json(&options(), &long());
    let german: String = "\u{feff}".to_owned()
        + &long()
            .replace(',', ";")
            .replace(";ipt", ",0;ipt")
            .replace(";control", ",0;control");
    assert_eq!(plain, json(&options(), &german));
    assert!(german.contains(",0;ipt"));
    let utf16: Vec<u8> = [0xFF, 0xFE]
        .into_iter()
        .chain(long().encode_utf16().flat_map(u16::to_le_bytes))
        .collect();
    assert_eq!(
        plain,
        serde_json::from_str::<Value>(&run_outcomes(&options(), "test", &utf16).unwrap().text)
            .unwrap()
    );
    assert_eq!(plain, json(&options(), &long().replace('\n', "\r\n")));
}

#[test]
fn a_wide_table_gives_the_same_change_as_a_long_one() {
    let table = parse_csv(&long()).unwrap();
    let mut wide = String::from("who;arm;w0;w4;w8;w12\n");
    for row in (0..table.rows()).step_by(4) {
        let score = |i: usize| table.cell(row + i, 2);
        wide.push_str(&format!(
            "{};{};{};{};{};{}\n",
            table.cell(row, 0),
            table.cell(row, 3),
            score(0),
            score(1),
            score(2),
            score(3)
        ));
    }
    let wide_options = OutcomesOptions {
        id: Some("who".into()),
        time: None,
        score: None,
        wide: ["w0", "w4", "w8", "w12"].map(String::from).to_vec(),
        times: Some("0,4,8,12".into()),
        pre: None,
        post: None,
        ..options()
    };
    let (a, b) = (json(&options(), &long()), json(&wide_options, &wide));
    assert_eq!(a["rows"], b["rows"]);
    assert_eq!(a["mixed"], b["mixed"]);
}

#[test]
fn every_method_makes_a_report() {
    for method in ["jt", "en", "gln", "ha", "hll", "nk", "hlm"] {
        let report = json(
            &OutcomesOptions {
                method: Some(method.into()),
                ..options()
            },
            &long(),
        );
        assert_eq!(report["rows"].as_array().unwrap().len(), 40, "{method}");
    }
    let anchor = OutcomesOptions {
        method: Some("anchor".into()),
        mid: Some(5.0),
        ..options()
    };
    assert_eq!(json(&anchor, &long())["n"], 40);
    let without_norms = json(
        &OutcomesOptions {
            functional_mean: None,
            functional_sd: None,
            ..anchor
        },
        &long(),
    );
    assert!(
        without_norms["recovered"].is_null(),
        "recovery needs a cut-off"
    );
}

#[test]
fn bad_input_is_refused_with_line_and_column() {
    let o = OutcomesOptions {
        group: None,
        ..options()
    };
    refused(
        &o,
        "id,week,phq\n1,0,20\n1,12,twelve\n",
        1,
        &["line 3", "\"phq\"", "twelve"],
    );
    refused(
        &o,
        "id,week,phq\n1,0,20\n1,12,9\n1,12,8\n",
        1,
        &["lines 3 and 4", "--duplicates"],
    );
    refused(&o, "id,week,phq\n1,0\n", 1, &["line 2", "2 cells"]);
    refused(&o, "id,week\n1,0\n", 2, &["no column \"phq\"", "id, week"]);
    refused(
        &o,
        "id,week,phq\n,0,20\n",
        1,
        &["line 2", "\"id\"", "empty"],
    );
    refused(
        &o,
        "id,week,phq\n1,0,20\n1,12,-99\n",
        1,
        &["line 3", "--missing -99"],
    );
    refused(&o, "id,week,phq\n1,0,NaN\n1,12,1e999\n", 1, &["line 3"]);
    refused(
        &o,
        "id,week,phq\n1,0,\"1,5\"\n1,12,2.5\n",
        1,
        &["decimal comma", "line 3"],
    );
    refused(&o, "", 1, &["empty"]);
    refused(&o, "id,week,phq\n", 1, &["no rows"]);
    refused(
        &o,
        "id,week,phq\n1,0,20\n2,0,20\n",
        2,
        &["--post 12", "no such time"],
    );
    refused(
        &o,
        "id,week,phq\n1,0,20\n1,12,12\n2,0,20\n2,12,9\n",
        1,
        &["no variance"],
    );
    refused(
        &o,
        "id,week,phq\n1,0,20\n2,12,9\n",
        1,
        &["no person has a score at both"],
    );
    refused(
        &options(),
        "id,week,phq,arm\n1,0,20,a\n1,12,9,b\n",
        1,
        &["line 3", "\"arm\"", "line 2"],
    );
    refused(
        &OutcomesOptions {
            reliability: Some(1.0),
            ..options()
        },
        &long(),
        2,
        &["reliability"],
    );
    refused(
        &OutcomesOptions {
            functional_sd: None,
            ..options()
        },
        &long(),
        2,
        &["belong together"],
    );
    refused(
        &OutcomesOptions {
            lower_is_better: false,
            ..options()
        },
        &long(),
        2,
        &["--lower-is-better"],
    );
    refused(
        &OutcomesOptions {
            method: Some("rci".into()),
            ..options()
        },
        &long(),
        2,
        &["jt, en"],
    );
}

#[test]
fn a_code_for_missing_can_be_named() {
    let csv = long().replacen("\n1,4,", "\n1,4,-99 ", 1);
    let csv = csv
        .lines()
        .map(|l| {
            if l.starts_with("1,4,") {
                "1,4,-99,control"
            } else {
                l
            }
        })
        .collect::<Vec<_>>()
        .join("\n");
    let numbers = NumberOptions {
        missing: vec!["-99".into()],
        ..NumberOptions::default()
    };
    let report = json(
        &OutcomesOptions {
            numbers,
            ..options()
        },
        &csv,
    );
    assert_eq!(report["data"]["missing"], 1);
}

#[test]
fn one_group_is_reported_without_comparison_and_one_visit_without_change() {
    let o = OutcomesOptions {
        reliability: None,
        functional_mean: None,
        functional_sd: None,
        ..options()
    };
    let one: String = long().replace("control", "ipt");
    let report = json(&o, &one);
    assert!(report["between"].as_array().unwrap().is_empty() && report["ancova"].is_null());
    assert!(report["notes"].to_string().contains("only one group"));
    let single = OutcomesOptions {
        pre: None,
        post: None,
        ..o
    };
    let output = run_outcomes(
        &single,
        "test",
        b"id,week,phq,arm\n1,0,20,a\n2,0,14,b\n3,0,9,a\n4,0,12,b\n",
    )
    .unwrap();
    assert_eq!(output.exit, 1);
    let report: Value = serde_json::from_str(&output.text).unwrap();
    assert!(report["within"].as_array().unwrap().is_empty());
    assert!(
        report["refused"]
            .to_string()
            .contains("no person has a score")
    );
}

#[test]
fn tables_on_the_terminal_align_whatever_the_names() {
    let csv = long().replace(",ipt", ",Interpersonelle Psychotherapie (für Ältere)");
    let text = run_outcomes(
        &OutcomesOptions {
            wanted: Wanted::default(),
            ..options()
        },
        "test",
        csv.as_bytes(),
    )
    .unwrap()
    .text;
    let table: Vec<&str> = text
        .lines()
        .skip_while(|l| !l.starts_with("Scores by time"))
        .skip(1)
        .take(10)
        .collect();
    let ends: Vec<usize> = table.iter().map(|l| l.chars().count()).collect();
    assert!(
        ends.iter().all(|e| *e == ends[0]),
        "{ends:?}\n{}",
        table.join("\n")
    );
    assert!(text.contains('●'));
}

#[test]
fn the_html_is_one_self_contained_file_and_names_are_escaped() {
    let csv = long().replace(",ipt", ",<script>alert(1)</script>");
    let output = run_outcomes(
        &OutcomesOptions {
            wanted: Wanted {
                html: true,
                svg: true,
                json: false,
            },
            impute: Some(3),
            ..options()
        },
        "a & b.csv",
        csv.as_bytes(),
    )
    .unwrap();
    let html = output.html.unwrap();
    assert!(!html.contains("<script>") && html.contains("&lt;script&gt;"));
    assert!(html.contains("a &amp; b.csv"));
    for outside in ["src=", "href=", "@import", "url("] {
        assert!(!html.contains(outside), "{outside}");
    }
    assert_eq!(
        output.figures.iter().map(|f| f.name).collect::<Vec<_>>(),
        ["course", "change", "categories"]
    );
    for figure in &output.figures {
        assert!(
            figure.svg.starts_with("<svg")
                && figure.svg.contains("<title")
                && figure.svg.contains("<desc")
        );
        assert!(!figure.svg.contains("NaN"), "{}", figure.name);
    }
}

fn trials() -> String {
    let mut csv = String::from("trial;g;se;format;year\n");
    for (i, (g, se)) in [
        (0.4, 0.2),
        (0.9, 0.3),
        (0.1, 0.15),
        (0.6, 0.25),
        (0.7, 0.2),
        (0.2, 0.1),
    ]
    .iter()
    .enumerate()
    {
        csv.push_str(
            &format!(
                "Trial {i};{g};{se};{};{}\n",
                if i % 2 == 0 { "ind" } else { "grp" },
                1990 + 5 * i
            )
            .replace('.', ","),
        );
    }
    csv
}

fn meta_options() -> MetaOptions {
    MetaOptions {
        effect: Some("g".into()),
        se: Some("se".into()),
        study: Some("trial".into()),
        wanted: Wanted {
            json: true,
            html: true,
            svg: true,
        },
        ..MetaOptions::default()
    }
}

#[test]
fn a_meta_analysis_reports_the_named_fields() {
    let output = run_meta(
        &MetaOptions {
            knapp_hartung: true,
            subgroup: Some("format".into()),
            predictors: vec!["year".into()],
            ..meta_options()
        },
        "test",
        trials().as_bytes(),
    )
    .unwrap();
    let report: Value = serde_json::from_str(&output.text).unwrap();
    assert_eq!(report["k"], 6);
    for key in ["estimate", "se", "tau2", "i2", "q"] {
        assert!(report[key].is_number(), "{key}");
    }
    for key in ["ci", "prediction_interval"] {
        assert_eq!(report[key].as_array().unwrap().len(), 2, "{key}");
    }
    assert_eq!(report["subgroups"]["groups"].as_array().unwrap().len(), 2);
    assert_eq!(report["regression"]["coefficients"][1]["name"], "year");
    assert_eq!(
        output.figures.iter().map(|f| f.name).collect::<Vec<_>>(),
        ["forest", "funnel", "baujat"]
    );
    assert!(output.html.unwrap().contains("Forest plot"));
}

#[test]
fn several_effects_of_one_trial_are_noticed() {
    let csv = trials()
        .replace("Trial 1", "Trial 0")
        .replace("Trial 3", "Trial 2");
    let report: Value = serde_json::from_str(
        &run_meta(&meta_options(), "test", csv.as_bytes())
            .unwrap()
            .text,
    )
    .unwrap();
    assert_eq!(report["cluster_robust"]["clusters"], 4);
    assert!(report["notes"].to_string().contains("not independent"));
}

#[test]
fn a_standard_error_of_zero_and_an_empty_filter_are_refused() {
    let zero = trials().replace("0,15", "0");
    assert!(
        run_meta(&meta_options(), "test", zero.as_bytes())
            .unwrap_err()
            .to_string()
            .contains("line 4, column \"se\"")
    );
    let nothing = MetaOptions {
        filters: vec!["format=tel".into()],
        ..meta_options()
    };
    assert!(
        run_meta(&nothing, "test", trials().as_bytes())
            .unwrap_err()
            .to_string()
            .contains("after the filters")
    );
    let error = run_meta(
        &MetaOptions {
            se: None,
            ..meta_options()
        },
        "test",
        trials().as_bytes(),
    )
    .unwrap_err();
    assert_eq!(exit_code(&error), 2);
}

#[test]
fn the_metapsy_format_is_read_with_decimal_commas() {
    let csv = "\"\";\"study\";\"condition_arm1\";\"condition_arm2\";\".g\";\".g_se\";\"year\";\"rob\"\n\
               \"1\";\"Doe, 2001\";\"ipt\";\"cau\";0,5;0,2;2001;3\n\"2\";\"Roe, 2003\";\"cbt\";\"wl\";NA;NA;2003;NA\n";
    let rows = read_metapsy(&parse_csv(csv).unwrap()).unwrap();
    assert_eq!(rows.len(), 1);
    assert_eq!(
        (rows[0].study.as_str(), rows[0].g, rows[0].year, rows[0].rob),
        ("Doe, 2001", 0.5, Some(2001), Some(3.0))
    );
    assert!(
        read_metapsy(&parse_csv("a,b\n1,2\n").unwrap())
            .unwrap_err()
            .to_string()
            .contains("Metapsy")
    );
}

#[test]
fn power_and_number_are_each_others_inverse() {
    let run = |o: &PowerOptions| -> Value {
        serde_json::from_str(
            &run_power(&PowerOptions {
                json: true,
                ..o.clone()
            })
            .unwrap()
            .text,
        )
        .unwrap()
    };
    let number = run(&PowerOptions {
        effect: Some(0.5),
        power: Some(0.8),
        ..PowerOptions::default()
    });
    assert_eq!(number["n"], 64);
    let power = run(&PowerOptions {
        effect: Some(0.5),
        n: Some(64),
        dropout: Some(0.2),
        ..PowerOptions::default()
    });
    assert!(power["power"].as_f64().unwrap() >= 0.8);
    assert_eq!(power["recruit"], 160);
    let covariate = run(&PowerOptions {
        effect: Some(0.5),
        covariate: Some(0.6),
        ..PowerOptions::default()
    });
    assert!(covariate["n"].as_u64().unwrap() < 45);
    let clusters = run(&PowerOptions {
        effect: Some(0.5),
        cluster_size: Some(8.0),
        icc: Some(0.05),
        ..PowerOptions::default()
    });
    assert!(clusters["n"].as_u64().unwrap() > 80);
    for bad in [
        PowerOptions::default(),
        PowerOptions {
            effect: Some(0.5),
            n: Some(64),
            power: Some(0.8),
            ..PowerOptions::default()
        },
        PowerOptions {
            effect: Some(0.5),
            alpha: Some(0.9),
            ..PowerOptions::default()
        },
        PowerOptions {
            design: Some("anova".into()),
            ..PowerOptions::default()
        },
    ] {
        assert_eq!(exit_code(&run_power(&bad).unwrap_err()), 2);
    }
}

#[test]
fn an_allocation_list_comes_in_two_halves_with_its_commitment() {
    let o = RandomiseOptions {
        arms: "ipt,control".into(),
        n: 24,
        blocks: "4,6".into(),
        factors: vec!["site=north,south".into(), "sex=f,m".into()],
        seed: "a seed of sixteen characters".into(),
        json: true,
        ..RandomiseOptions::default()
    };
    let output = run_randomise(&o, None).unwrap();
    let report: Value = serde_json::from_str(&output.text).unwrap();
    assert!(report["n"].as_u64().unwrap() >= 4 * 24);
    assert_eq!(
        output.files.iter().map(|f| f.0).collect::<Vec<_>>(),
        ["open.csv", "sealed.csv", "commitment.txt", "seed.txt"]
    );
    assert!(!output.files[0].1.contains("control"));
    let persons = "sex,site\nf,north\nm,south\nf,south\nf,north\n";
    let minimised = run_randomise(
        &RandomiseOptions {
            factors: vec!["sex".into(), "site".into()],
            ..o.clone()
        },
        Some(persons.as_bytes()),
    )
    .unwrap();
    assert_eq!(
        serde_json::from_str::<Value>(&minimised.text).unwrap()["n"],
        4
    );
    let gap = run_randomise(
        &RandomiseOptions {
            factors: vec!["sex".into()],
            ..o
        },
        Some(b"sex,site\nf,a\n,b\n"),
    )
    .unwrap_err();
    assert!(gap.to_string().contains("line 3"));
}

#[test]
fn time_to_response_is_told_by_group() {
    let report = json(
        &OutcomesOptions {
            response: Some(30.0),
            mid: Some(5.0),
            ..options()
        },
        &long(),
    );
    let curves = report["response"]["curves"].as_array().unwrap();
    assert_eq!(curves.len(), 2);
    assert_eq!(curves[0]["group"], "control");
    assert!(curves[1]["events"].as_u64().unwrap() > curves[0]["events"].as_u64().unwrap());
    assert!(report["response"]["log_rank"]["p"].as_f64().unwrap() < 0.05);
    assert_eq!(report["change"]["anchor"][1]["group"], "ipt");
    refused(
        &OutcomesOptions {
            response: Some(-5.0),
            ..options()
        },
        &long(),
        2,
        &["percentage"],
    );
}
