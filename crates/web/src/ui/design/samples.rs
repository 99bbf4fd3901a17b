//! Fictitious content for the design page.

use attune_drawing::Frame;
use attune_drawing::circle::{self, Circle, Person, Ring};
use attune_drawing::trajectory::{
    Band, Baseline, Clinical, Corridor, CutOff, Event, Score, Series, Session, TableWords,
    Trajectory,
};
use jiff::civil::{Date, date};

use crate::ui::*;
use crate::words::Words;

/// Token and what it is for.
pub(super) const COLOURS: &[(&str, &str)] = &[
    ("paper", "ground"),
    ("raised", "fields, what floats"),
    ("ink", "text"),
    ("soft", "lesser text"),
    ("line", "hairlines"),
    ("edge", "edges of fields"),
    ("tie", "links, the primary act, the score"),
    ("voice", "what the client said or drew"),
    ("risk", "an open risk, nothing else"),
];

pub(super) fn risk() -> Notice {
    Notice::risk(
        "Risk",
        "Item 9 answered \u{2018}more than half the days\u{2019} at 14:02. Nobody has looked yet.",
    )
    .more("Due by 18:00.")
    .act(Act::link("Look at it now", "#risk").primary())
    .act(Act::link("Safety plan", "#plan").bare())
}

pub(super) fn info() -> Notice {
    Notice::info(
        "Ending",
        "Four sessions are left. The protocol raises the ending now.",
    )
}

fn week(number: i64) -> Date {
    date(2026, 3, 2) + jiff::SignedDuration::from_hours(24 * 7 * number)
}

pub(super) fn trajectory(words: Words, clinical: bool) -> Figure {
    let title = if clinical {
        "PHQ-9 fell from 19 to 8 in nine weeks"
    } else {
        "It has become lighter since March"
    };
    let scores = [
        (0, 19.0),
        (1, 18.0),
        (2, 19.0),
        (3, 16.0),
        (4, 14.0),
        (7, 13.0),
        (8, 10.0),
        (9, 8.0),
    ];
    let prefix = if clinical { "trajectory" } else { "mine" };
    let course = Trajectory {
        title: title.into(),
        score: Series {
            name: if clinical {
                "PHQ-9".into()
            } else {
                "How heavy it was".into()
            },
            points: scores
                .iter()
                .map(|(at, score)| Score::new(week(*at), *score))
                .collect(),
            meaning: if clinical {
                "mild, 11 below baseline".into()
            } else {
                "8, lighter than at the start".into()
            },
            ..Series::on(0.0, 27.0)
        },
        sessions: [0, 1, 2, 3, 4, 7, 8, 9]
            .iter()
            .enumerate()
            .map(|(index, at)| Session {
                date: week(*at),
                mark: (index + 1).to_string(),
                name: format!("Session {}", index + 1),
            })
            .collect(),
        events: vec![
            Event::new(date(2026, 3, 14), "Moved in with her sister"),
            Event::new(date(2026, 4, 9), "Talked with Daniel"),
        ],
        medication: if clinical {
            vec![Event::new(date(2026, 3, 20), "Sertraline 50 mg")]
        } else {
            Vec::new()
        },
        baseline: clinical.then(|| Baseline {
            date: week(0),
            words: "baseline 19".into(),
        }),
        clinical: clinical.then(|| Clinical {
            bands: vec![
                Band {
                    from: 5.0,
                    to: 10.0,
                    name: "mild".into(),
                    tint: 1,
                },
                Band {
                    from: 10.0,
                    to: 15.0,
                    name: "moderate".into(),
                    tint: 2,
                },
                Band {
                    from: 15.0,
                    to: 20.0,
                    name: "moderately severe".into(),
                    tint: 3,
                },
                Band {
                    from: 20.0,
                    to: 27.0,
                    name: "severe".into(),
                    tint: 4,
                },
            ],
            corridor: Some(Corridor {
                low: 14.0,
                high: 24.0,
                words: "no reliable change".into(),
            }),
            cut_off: Some(CutOff {
                at: 10.0,
                words: "cut-off 10".into(),
            }),
        }),
        gap_days: 14,
        table: TableWords {
            caption: title.into(),
            date: "Date".into(),
            band: "Band".into(),
            notes: "What happened".into(),
        },
        ..Trajectory::default()
    };
    let (wide, narrow) = drawn(words, |language| {
        (
            course.draw(&Frame::wide(format!("{prefix}-w")), language),
            course.draw(&Frame::narrow(format!("{prefix}-n")), language),
        )
    });
    let figure = Figure::new(words, title, wide).narrow(narrow);
    if clinical {
        figure.note("Reliable change: 5 points or more. Two weeks without an answer are a gap.")
    } else {
        figure
    }
}

pub(super) fn circle(words: Words) -> Figure {
    let person = |id: &str, initials: &str, name: &str, place: circle::Place| Person {
        id: id.into(),
        initials: initials.into(),
        name: name.into(),
        label: format!("{name}, ring {}", place.ring().number()),
        now: Some(place),
        ..Person::default()
    };
    let circle = Circle {
        title: "Who is close to Maria, at intake and now".into(),
        centre: "M".into(),
        people: vec![
            Person {
                before: Some(circle::Place::at(0.9, 60.0)),
                ..person("p1", "LU", "Lucía", circle::Place::at(0.3, 70.0))
            },
            Person {
                wished: Some(circle::Place::on(Ring::Middle)),
                ..person("p2", "DA", "Daniel", circle::Place::at(0.86, 150.0))
            },
            person("p3", "AN", "Ana", circle::Place::at(0.56, 230.0)),
            Person {
                deceased: true,
                ..person("p4", "MO", "Mother", circle::Place::at(0.28, 300.0))
            },
            person("p5", "TO", "Tomás", circle::Place::at(0.86, 20.0)),
        ],
        editable: true,
        ..Circle::default()
    };
    let (wide, narrow) = drawn(words, |language| {
        (
            circle.draw(&Frame::half("circle-w"), language),
            circle.draw(&Frame::tall("circle-n"), language),
        )
    });
    Figure::new(words, "Lucía came closer; Daniel is where he was", wide)
        .narrow(narrow)
        .circle()
}

pub(super) fn tabs() -> Tabs {
    let tab = |label: &str, current| Tab {
        label: label.into(),
        href: "#tabs".into(),
        current,
    };
    Tabs {
        label: "Maria".into(),
        tabs: vec![
            tab("Case", true),
            tab("Record", false),
            tab("Circle", false),
            tab("Formulation", false),
        ],
    }
}

pub(super) fn acts() -> Vec<Act> {
    vec![
        Act::link("Write the note", "#acts").primary().key("n"),
        Act::link("Print", "#acts"),
        Act::link("Erase this entry", "#acts")
            .danger()
            .opens("erase"),
        Act::link("Not now", "#acts").bare(),
    ]
}

pub(super) fn fields(words: Words) -> Vec<Field> {
    vec![
        Field::text("person", "Who was there")
            .value("Daniel")
            .help("A name or initials; only you and your therapist see it."),
        Field::date("day", "When it happened")
            .value("2027-05-03")
            .error(Some(
                "3 May 2027 is still to come. Enter the day on which it happened.",
            )),
        Field::text("place", "Where").optional(words),
        Field::select(
            "relation",
            "Relation",
            vec![
                Choice::new("partner", "Partner"),
                Choice::new("sister", "Sister"),
                Choice::new("friend", "Friend"),
            ],
        )
        .value("partner"),
    ]
}

pub(super) fn note() -> Field {
    Field::page("text", "Session note")
        .value(
            "Reviewed the week: mood 4 after the talk with Daniel on Thursday, 7 on Sunday with Lucía.\n\n\
             Communication analysis of Thursday: M. asked for help with the move by saying that she was tired; \
             D. heard a reproach. What else could have been said: \u{2018}I need you on Saturday morning.\u{2019}",
        )
        .help("Signing locks the note; later changes are kept as amendments.")
}

pub(super) fn choices() -> Field {
    let options = [
        "Not at all",
        "Several days",
        "More than half the days",
        "Nearly every day",
    ];
    let choices = options.iter().zip(['1', '2', '3', '4']).enumerate();
    Field::choose(
        "answer",
        "Trouble falling or staying asleep, or sleeping too much",
        choices
            .map(|(value, (label, key))| Choice::new(value.to_string(), *label).key(key))
            .collect(),
    )
    .value("1")
}

pub(super) fn ticks() -> Field {
    Field::choose_any(
        "shared",
        "What your therapist may read",
        vec![
            Choice::new("feeling", "How I felt").chosen(true),
            Choice::new("said", "What I said").detail("Your own words, as you wrote them"),
            Choice::new("wished", "What I wished I had said"),
        ],
    )
}

pub(super) fn caseload(words: Words) -> Table {
    let spark = |id: &str, scores: &[f64]| {
        let points = scores
            .iter()
            .zip(0..)
            .map(|(score, at)| Score::new(week(at), *score))
            .collect();
        let line = attune_drawing::sparkline::Sparkline {
            title: "PHQ-9".into(),
            score: Series {
                points,
                ..Series::on(0.0, 27.0)
            },
            ..Default::default()
        };
        drawn(words, |language| line.draw(&Frame::row(id), language)).svg
    };
    Table {
        caption: "Twelve clients, those who need attention first".into(),
        head: ["Client", "PHQ-9", "Session", "Problem area", "Next"]
            .map(String::from)
            .to_vec(),
        rows: vec![
            vec![
                Cell::link("Maria Vega", "#maria").risk_tag("open risk"),
                Cell::drawing(
                    spark("spark-1", &[19.0, 18.0, 19.0, 16.0, 14.0, 13.0, 10.0, 8.0]),
                    "8",
                ),
                Cell::text("9 of 16"),
                Cell::text("Role transition"),
                Cell::text("Thursday, 14:00"),
            ],
            vec![
                Cell::link("Jonas Feld", "#jonas").tag("not on track"),
                Cell::drawing(spark("spark-2", &[14.0, 15.0, 17.0, 17.0, 18.0]), "18"),
                Cell::text("5 of 12"),
                Cell::text("Role dispute"),
                Cell::text("today, 16:00"),
            ],
            vec![
                Cell::link("Aisha Noor", "#aisha"),
                Cell::drawing(spark("spark-3", &[16.0, 12.0, 9.0, 5.0, 4.0]), "4"),
                Cell::text("14 of 16"),
                Cell::text("Grief"),
                Cell::text("12 May, 09:00"),
            ],
        ],
        folds: true,
    }
}

pub(super) fn facts() -> Facts {
    Facts::new()
        .with("Phase", "Middle, session 9 of 16")
        .with(
            "Problem area",
            "Role transition: from partner to single mother",
        )
        .with("Weeks left", "seven")
        .with("Therapist", "Dr Inés Rey")
}

pub(super) fn entries() -> Entries {
    let entry = |when: &str, what: &str, who: &str| EntryLine {
        datetime: "2026-05-03".into(),
        when: when.into(),
        what: what.into(),
        href: None,
        who: who.into(),
        voice: None,
        corrected: false,
    };
    Entries {
        entries: vec![
            EntryLine {
                voice: Some("I said it without crying. He was quiet, then he said he would come on Saturday.".into()),
                ..entry("today, 08:12", "Journal entry", "Maria, shared with you")
            },
            EntryLine { href: Some("#note".into()), ..entry("30 April", "Note of session 8, signed", "Dr Inés Rey, progress") },
            EntryLine { corrected: true, ..entry("29 April", "PHQ-9: 12", "Maria, progress") },
        ],
    }
}

pub(super) fn lines() -> Lines {
    let line = |what: &str, detail: Option<&str>| Line {
        what: what.into(),
        detail: detail.map(Into::into),
        href: "#lines".into(),
    };
    Lines {
        lines: vec![
            line("Check-in", Some("Nine questions, about two minutes")),
            line("Practise: asking for help", None),
        ],
    }
}

pub(super) fn empty() -> Empty {
    Empty::new(
        "Nobody on the circle yet",
        "Here will be the people who matter to Maria, near or far. Drawing them together in the second session shows \
         where support is and where it is missing.",
    )
    .next(Act::link("Add the first person", "#empty").primary())
}

pub(super) fn confirm(guard: Guard) -> Confirm {
    Confirm {
        id: "erase".into(),
        title: "Erase this entry for good".into(),
        text: "Its key is destroyed, and nobody can read it again, here or in a backup. The rest of your journal stays.".into(),
        action: "/design".into(),
        guard,
        act: Act::submit("Erase").danger(),
        leave: "Keep it".into(),
    }
}
