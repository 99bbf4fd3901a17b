//! Fictitious courses, people and studies.

use attune_drawing::circle::{self, Circle, Person, Place, Ring};
use attune_drawing::evidence::{self, Forest, Funnel, Pooled, Prediction, Spread, Study};
use attune_drawing::sparkline::Sparkline;
use attune_drawing::timeline::{self, Item, Lasting, Onset, Timeline, Track, When};
use attune_drawing::trajectory::{
    Band, Baseline, Clinical, Corridor, CutOff, Event, Score, Series, Session, TableWords,
    Trajectory,
};
use attune_drawing::{Frame, Picture, Words};
use jiff::ToSpan;
use jiff::civil::{Date, date};

/// Every sample with its name, in both widths.
pub(crate) fn all(words: &Words<'_>) -> Vec<(&'static str, Frame, Picture)> {
    let mut out = Vec::new();
    let mut show = |name: &'static str, frame: Frame, draw: &dyn Fn(&Frame) -> Picture| {
        let picture = draw(&frame);
        out.push((name, frame, picture));
    };
    let course = course();
    let own = own_view();
    let crowded = crowded();
    show("trajectory-wide", Frame::wide("a1"), &|f| {
        course.draw(f, words)
    });
    show("trajectory-narrow", Frame::narrow("a2"), &|f| {
        course.draw(f, words)
    });
    show("client-wide", Frame::wide("a3"), &|f| own.draw(f, words));
    show("client-narrow", Frame::narrow("a4"), &|f| {
        own.draw(f, words)
    });
    show("crowded-wide", Frame::wide("a5"), &|f| {
        crowded.draw(f, words)
    });
    show("crowded-narrow", Frame::narrow("a6"), &|f| {
        crowded.draw(f, words)
    });
    show("first-wide", Frame::wide("a7"), &|f| {
        first(1).draw(f, words)
    });
    show("first-narrow", Frame::narrow("a8"), &|f| {
        first(2).draw(f, words)
    });
    show("empty-narrow", Frame::narrow("a9"), &|f| {
        first(0).draw(f, words)
    });
    let circle = people();
    show("circle-wide", Frame::half("b1"), &|f| circle.draw(f, words));
    show("circle-narrow", Frame::tall("b2"), &|f| {
        circle.draw(f, words)
    });
    let close = close_people();
    show("close-wide", Frame::half("b3"), &|f| close.draw(f, words));
    show("close-narrow", Frame::tall("b4"), &|f| close.draw(f, words));
    let line = Sparkline {
        title: "PHQ-9 from 19 to 8".into(),
        score: course.score.clone(),
        gap_days: 16,
        table: ["PHQ-9".into(), "Date".into()],
    };
    let (forest, funnel) = (forest(), funnel());
    show("forest-wide", Frame::wide("e1"), &|f| forest.draw(f, words));
    show("forest-narrow", Frame::narrow("e2"), &|f| {
        forest.draw(f, words)
    });
    show("funnel-wide", Frame::half("e3"), &|f| funnel.draw(f, words));
    show("funnel-narrow", Frame::narrow("e4"), &|f| {
        funnel.draw(f, words)
    });
    let life = timeline();
    show("timeline-wide", Frame::wide("d1"), &|f| life.draw(f, words));
    show("timeline-narrow", Frame::narrow("d2"), &|f| {
        life.draw(f, words)
    });
    show("sparkline-row", Frame::row("c1"), &|f| line.draw(f, words));
    out
}

fn weeks(start: Date, values: &[(i32, f64)]) -> Vec<Score> {
    values
        .iter()
        .map(|(week, value)| Score::new(start.saturating_add((*week * 7).days()), *value))
        .collect()
}

fn course() -> Trajectory {
    let start = date(2026, 1, 12);
    let scores = [
        (0, 19.0),
        (1, 18.0),
        (2, 19.0),
        (3, 16.0),
        (4, 17.0),
        (5, 14.0),
        (8, 15.0),
        (9, 11.0),
        (10, 9.0),
        (11, 8.0),
    ];
    let mut points = weeks(start, &scores);
    points[4].estimated = true;
    let sessions = (0..10).map(|i| {
        let week = if i < 6 { i } else { i + 2 };
        Session {
            date: start.saturating_add((week * 7 + 1).days()),
            mark: (i + 1).to_string(),
            name: format!("Session {}", i + 1),
        }
    });
    let bands = [
        (0.0, 5.0, "none", 1),
        (5.0, 10.0, "mild", 1),
        (10.0, 15.0, "moderate", 2),
        (15.0, 20.0, "moderately severe", 3),
        (20.0, 27.0, "severe", 4),
    ];
    Trajectory {
        title: "PHQ-9 fell from 19 to 8 in eleven weeks".into(),
        description: "Three weeks in February and March have no score.".into(),
        score: Series {
            name: "PHQ-9".into(),
            points,
            meaning: "mild; 11 below the start, a reliable change".into(),
            ..Series::on(0.0, 27.0)
        },
        companion: Some(Series {
            name: "Mood".into(),
            points: weeks(
                start,
                &[
                    (0, 3.0),
                    (1, 2.0),
                    (2, 4.0),
                    (3, 4.0),
                    (4, 3.0),
                    (5, 5.0),
                    (8, 4.0),
                    (9, 6.0),
                    (10, 6.0),
                    (11, 7.0),
                ],
            ),
            meaning: "of 10".into(),
            ..Series::on(0.0, 10.0)
        }),
        sessions: sessions.collect(),
        events: vec![
            Event::new(date(2026, 1, 24), "Argument with Jonas"),
            Event::new(date(2026, 2, 20), "Mother in hospital"),
            Event::new(date(2026, 3, 2), "Back at work half-time"),
            Event::new(date(2026, 3, 23), "Talked with Jonas about the move"),
        ],
        medication: vec![Event::new(date(2026, 2, 4), "Sertraline 50 mg")],
        baseline: Some(Baseline {
            date: start,
            words: "baseline 19".into(),
        }),
        clinical: Some(Clinical {
            bands: bands
                .map(|(from, to, name, tint)| Band {
                    from,
                    to,
                    name: name.into(),
                    tint,
                })
                .to_vec(),
            corridor: Some(Corridor {
                low: 13.0,
                high: 25.0,
                words: "no reliable change from 19".into(),
            }),
            cut_off: Some(CutOff {
                at: 10.0,
                words: "cut-off 10".into(),
            }),
        }),
        range: None,
        gap_days: 16,
        empty: "No score yet".into(),
        table: TableWords {
            caption: "PHQ-9 by date".into(),
            date: "Date".into(),
            band: "Band".into(),
            notes: "Sessions and events".into(),
        },
    }
}

fn own_view() -> Trajectory {
    let mut own = course().without_clinical();
    own.title = "Your answers since January".into();
    own.score.name = "Low mood".into();
    own.score.meaning = "lower than when we began".into();
    own.baseline = None;
    own.companion = None;
    own
}

fn crowded() -> Trajectory {
    let mut crowded = course();
    for (i, words) in [
        "Lost the flat",
        "Moved in with sister",
        "Father’s birthday",
        "Argument at work",
        "New manager started",
        "Cat died",
        "Letter from the court",
        "First choir evening",
    ]
    .iter()
    .enumerate()
    {
        let day = date(2026, 1, 14).saturating_add((i64::try_from(i).unwrap_or(0) * 9).days());
        crowded.events.push(Event::new(day, *words));
    }
    crowded.range = Some((date(2026, 1, 5), date(2026, 5, 4)));
    crowded
}

fn first(count: usize) -> Trajectory {
    let mut first = course();
    first.score.points.truncate(count);
    first.companion = None;
    first.sessions.truncate(count);
    first.events.clear();
    first.medication.clear();
    first.score.meaning = "moderately severe".into();
    first
}

fn person(initials: &str, name: &str, now: Place) -> Person {
    Person {
        id: initials.to_lowercase(),
        initials: initials.into(),
        name: name.into(),
        label: format!("{name}, ring {}", now.ring().number()),
        now: Some(now),
        ..Person::default()
    }
}

fn people() -> Circle {
    let mut people = vec![
        person("J", "Jonas (husband)", Place::at(0.6, 70.0)),
        person("A", "Ana", Place::at(0.3, 300.0)),
        person("M", "Mother", Place::at(0.34, 180.0)),
        person("L", "Lena", Place::on(Ring::Middle)),
        person("P", "Pedro", Place::on(Ring::Outer)),
        person("Dr", "Dr Weber", Place::on(Ring::Outer)),
        person("S", "Sofía", Place::at(1.12, 140.0)),
        person("C", "Choir", Place::on(Ring::Outer)),
        person("X", "Never shown", Place::on(Ring::Inner)),
    ];
    people[0].before = Some(Place::at(0.25, 60.0));
    people[0].wished = Some(Place::at(0.3, 100.0));
    people[2].deceased = true;
    people[5].before = Some(Place::at(1.1, 250.0));
    people[6].before = Some(Place::at(0.5, 150.0));
    people[8].restricted = true;
    Circle {
        title: "Eight people, at intake and now".into(),
        description: "Jonas moved from the inner to the middle ring.".into(),
        centre: "I".into(),
        rings: [
            "closest".into(),
            "important".into(),
            "in my life".into(),
            "outside".into(),
        ],
        people,
        editable: true,
        table: circle::TableWords {
            caption: "People by ring".into(),
            person: "Person".into(),
            before: "At intake".into(),
            now: "Now".into(),
            wished: "Wished".into(),
            deceased: "(died)".into(),
        },
    }
}

fn close_people() -> Circle {
    let names = [
        "Maximiliane",
        "Ana",
        "Mother",
        "Lena",
        "Pedro from the sports club",
        "Dr Weber",
        "Sofía",
        "Choir",
        "Grandfather",
        "Ines",
        "Tom",
        "Aunt Ruth",
    ];
    let mut circle = people();
    circle.people = names
        .iter()
        .enumerate()
        .map(|(i, name)| {
            let ring = Ring::of(u8::try_from(i % 2).unwrap_or(0) + 1);
            let mut one = person(&name[..1], name, Place::on(ring));
            one.deceased = *name == "Grandfather";
            if i % 3 == 0 {
                one.before = Some(Place::on(Ring::Outer));
            }
            one
        })
        .collect();
    circle
}

fn timeline() -> Timeline {
    let item = |words: &str, when: When, lasting: Lasting, linked: bool| Item {
        id: words.to_lowercase(),
        words: words.into(),
        when,
        lasting,
        linked_to_onset: linked,
    };
    let spring = When::between(date(2024, 3, 1), date(2024, 5, 31), "spring 2024");
    let autumn = When::between(date(2025, 9, 1), date(2025, 11, 30), "autumn 2025");
    Timeline {
        title: "The low mood began in the months after the move".into(),
        description: "Two tracks from 2023 to 2026".into(),
        symptoms: Track {
            name: "Symptoms and treatment".into(),
            items: vec![
                item(
                    "First low spell",
                    spring.clone(),
                    Lasting::Until(When::on(date(2024, 8, 10), "10 Aug 2024")),
                    false,
                ),
                item("Poor sleep", autumn, Lasting::Ongoing, false),
                item(
                    "Sertraline 50 mg",
                    When::on(date(2026, 2, 4), "4 Feb 2026"),
                    Lasting::Ongoing,
                    false,
                ),
                item(
                    "Panic at work",
                    When::on(date(2025, 12, 2), "2 Dec 2025"),
                    Lasting::Moment,
                    false,
                ),
            ],
        },
        life: Track {
            name: "Life and relationships".into(),
            items: vec![
                item(
                    "Wedding",
                    When::on(date(2023, 6, 17), "17 June 2023"),
                    Lasting::Moment,
                    false,
                ),
                item(
                    "Mother ill",
                    spring,
                    Lasting::Until(When::on(date(2025, 5, 20), "20 May 2025")),
                    false,
                ),
                item(
                    "Mother died",
                    When::on(date(2025, 5, 20), "20 May 2025"),
                    Lasting::Moment,
                    true,
                ),
                item(
                    "Moved to Bremen",
                    When::between(date(2025, 8, 1), date(2025, 9, 30), "late summer 2025"),
                    Lasting::Moment,
                    true,
                ),
                item(
                    "Arguments with Jonas",
                    When::between(date(2025, 10, 1), date(2025, 12, 31), "end of 2025"),
                    Lasting::Ongoing,
                    true,
                ),
                item(
                    "New job",
                    When::on(date(2025, 9, 15), "15 Sept 2025"),
                    Lasting::Ongoing,
                    false,
                ),
            ],
        },
        onset: Some(Onset {
            when: When::between(date(2025, 10, 1), date(2025, 11, 15), "October 2025"),
            words: "this episode began, October 2025".into(),
        }),
        scores: Some(course().score),
        gap_days: 16,
        range: None,
        empty: "Nothing on the timeline yet".into(),
        table: timeline::TableWords {
            caption: "Timeline".into(),
            when: "When".into(),
            what: "What".into(),
            track: "Track".into(),
            onset: "Onset".into(),
            linked: "linked".into(),
        },
    }
}

fn studies() -> Vec<Study> {
    [
        ("Trial A, 1984", 0.72, 0.31),
        ("Trial B, 1989", 0.34, 0.17),
        ("Trial C, 1996", 1.41, 0.44),
        ("Trial D, 2003", 0.51, 0.14),
        ("Trial E, 2008", 0.22, 0.21),
        ("Trial F, 2011", 0.86, 0.26),
        ("Trial G, 2016", 0.63, 0.12),
        ("Our service, 2026", 0.48, 0.2),
    ]
    .map(|(name, estimate, error): (&str, f64, f64)| Study {
        name: name.into(),
        estimate,
        low: estimate - 1.96 * error,
        high: estimate + 1.96 * error,
        error,
        weight: 1.0 / (error * error + 0.03),
        words: format!(
            "{estimate:.2} ({:.2} to {:.2})",
            estimate - 1.96 * error,
            estimate + 1.96 * error
        ),
        own: name.starts_with("Our"),
    })
    .to_vec()
}

fn table_words(weight: &str) -> evidence::TableWords {
    evidence::TableWords {
        caption: "Invented trials".into(),
        study: "Study".into(),
        effect: "g (95% interval)".into(),
        weight: weight.into(),
    }
}

fn forest() -> Forest {
    Forest {
        title: "Eight invented trials and their pooled effect".into(),
        description: String::new(),
        studies: studies(),
        pooled: Some(Pooled {
            name: "Random effects".into(),
            estimate: 0.56,
            low: 0.38,
            high: 0.74,
            words: "0.56 (0.38 to 0.74)".into(),
            prediction: Some(Prediction {
                name: "95% prediction interval".into(),
                low: 0.08,
                high: 1.04,
                words: "0.08 to 1.04".into(),
            }),
        }),
        spread: Spread::Difference,
        no_effect: 0.0,
        range: Some((-0.5, 2.0)),
        sides: ["favours control".into(), "favours IPT".into()],
        table: table_words("Weight"),
    }
}

fn funnel() -> Funnel {
    Funnel {
        title: "Small trials with small effects may be missing".into(),
        description: String::new(),
        studies: studies(),
        pooled: 0.56,
        spread: Spread::Difference,
        effect: "effect size (g)".into(),
        error: "standard error".into(),
        remark: "Egger’s test p = 0.04".into(),
        table: table_words("Standard error"),
    }
}
