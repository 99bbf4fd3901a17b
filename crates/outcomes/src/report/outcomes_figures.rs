//! The figures of the outcomes report.

use super::figures::Figure;
use super::outcomes_report::OutcomesReport;
use super::svg::{Anchor, Drawing, Scale};
use super::text::number;
use crate::change::{Category, ReliableChange};
use crate::describe::Moments;

/// More persons than this are thinned in the scatter plot.
const MOST_POINTS: usize = 4000;

/// Mean course, persons before against after, categories, time to response.
#[must_use]
pub fn outcomes_figures(report: &OutcomesReport) -> Vec<Figure> {
    let mut figures = Vec::new();
    figures.extend(course(report));
    figures.extend(scatter(report));
    figures.extend(categories(report));
    figures.extend(response(report));
    figures
}

fn series(i: usize) -> String {
    format!("s{}", i % 4)
}

fn course(report: &OutcomesReport) -> Option<Figure> {
    let times = &report.data.times;
    if times.len() < 2 || report.visits.is_empty() {
        return None;
    }
    let (w, h, left, right, top, bottom) = (720.0, 380.0, 60.0, 160.0, 24.0, 48.0);
    let mut d = Drawing::new(w, h);
    let x = Scale::around(times.iter().map(|t| t.value), left, w - right);
    let ends = report.visits.iter().flat_map(|v| {
        [
            v.moments.mean,
            v.interval.map_or(f64::NAN, |i| i.low),
            v.interval.map_or(f64::NAN, |i| i.high),
        ]
    });
    let y = Scale::around(ends, h - bottom, top);
    for (value, label) in y.ticks() {
        d.line(left, y.at(value), w - right, y.at(value), "grid");
        d.text(left - 8.0, y.at(value) + 4.0, Anchor::End, "soft", &label);
    }
    let every = times.len().div_ceil(12);
    for time in times.iter().step_by(every) {
        d.text(
            x.at(time.value),
            h - bottom + 20.0,
            Anchor::Middle,
            "soft",
            &time.label,
        );
    }
    let groups: Vec<String> = if report.data.groups.is_empty() {
        vec![String::new()]
    } else {
        report.data.groups.clone()
    };
    for (g, group) in groups.iter().enumerate() {
        let class = series(g);
        // Beside one another, so that intervals of different groups do not cover each other.
        let nudge = (g as f64 - (groups.len() as f64 - 1.0) / 2.0) * 6.0;
        let mut points = Vec::new();
        for v in report.visits.iter().filter(|v| v.group == *group) {
            let Some(time) = times.iter().find(|t| t.label == v.time) else {
                continue;
            };
            let px = x.at(time.value) + nudge;
            if let Some(i) = v.interval {
                d.line(px, y.at(i.low), px, y.at(i.high), &format!("{class} line"));
            }
            points.push((
                px,
                y.at(v.moments.mean),
                format!(
                    "{group} {}: {} ({} persons)",
                    v.time,
                    number(v.moments.mean, 2),
                    v.moments.n
                ),
            ));
        }
        d.path(
            &points.iter().map(|p| (p.0, p.1)).collect::<Vec<_>>(),
            false,
            &format!("{class} line"),
        );
        for (px, py, title) in &points {
            d.circle(
                *px,
                *py,
                4.5,
                &format!("{class}{}", if g % 2 == 1 { " open" } else { "" }),
                title,
            );
        }
        if let (Some(last), false) = (points.last(), group.is_empty()) {
            d.text(
                w - right + 12.0,
                last.1 + 4.0 + nudge,
                Anchor::Start,
                &format!("{class} label"),
                group,
            );
        }
    }
    let title = format!(
        "Mean score by time with {:.0} % intervals",
        report.level * 100.0
    );
    let told: Vec<String> = report
        .visits
        .iter()
        .map(|v| format!("{} {}: {}", v.group, v.time, number(v.moments.mean, 1)))
        .collect();
    Some(Figure {
        name: "course",
        svg: d.finish("course", &title, told.join("; ").trim()),
        title,
    })
}

fn scatter(report: &OutcomesReport) -> Option<Figure> {
    let change = report.change.as_ref()?;
    if report.rows.is_empty() {
        return None;
    }
    let (w, h, left, right, top, bottom) = (620.0, 560.0, 60.0, 24.0, 24.0, 56.0);
    let mut d = Drawing::new(w, h);
    let all = || {
        report
            .rows
            .iter()
            .flat_map(|r| [r.judged.pre, r.judged.post])
    };
    let x = Scale::around(all(), left, w - right);
    let y = Scale::around(all(), h - bottom, top);
    for (value, label) in y.ticks() {
        d.line(left, y.at(value), w - right, y.at(value), "grid");
        d.text(left - 8.0, y.at(value) + 4.0, Anchor::End, "soft", &label);
        d.text(
            x.at(value),
            h - bottom + 20.0,
            Anchor::Middle,
            "soft",
            &label,
        );
    }
    // The corridor of no reliable change.
    if change.plan.method.needs_reliability() {
        let (pre, post): (Vec<f64>, Vec<f64>) = report
            .rows
            .iter()
            .map(|r| (r.judged.pre, r.judged.post))
            .unzip();
        if let (Some(a), Some(b)) = (Moments::of(&pre), Moments::of(&post)) {
            let r = crate::describe::covariance(&pre, &post) / (a.sd * b.sd);
            if let Ok(rule) =
                ReliableChange::new(&change.plan, &a, &b, if r.is_finite() { r } else { 0.0 })
            {
                let half = rule.threshold();
                let clip = |v: f64| y.at(v.clamp(y.low, y.high));
                let steps: Vec<f64> = (0..=60)
                    .map(|i| x.low + (x.high - x.low) * f64::from(i) / 60.0)
                    .collect();
                let mut band: Vec<(f64, f64)> = steps
                    .iter()
                    .map(|p| (x.at(*p), clip(rule.expected(*p) + half)))
                    .collect();
                band.extend(
                    steps
                        .iter()
                        .rev()
                        .map(|p| (x.at(*p), clip(rule.expected(*p) - half))),
                );
                d.path(&band, true, "band");
            }
        }
    }
    d.line(x.at(x.low), y.at(y.low), x.at(x.high), y.at(y.high), "ref");
    if let Some(cut) = change
        .cutoff
        .filter(|c| c.value > y.low && c.value < y.high)
    {
        d.line(left, y.at(cut.value), w - right, y.at(cut.value), "ref");
        d.line(x.at(cut.value), top, x.at(cut.value), h - bottom, "ref");
        d.text(
            w - right,
            y.at(cut.value) - 6.0,
            Anchor::End,
            "soft",
            &format!("cut-off {} {}", cut.kind.name(), number(cut.value, 1)),
        );
    }
    let step = report.rows.len().div_ceil(MOST_POINTS);
    for row in report.rows.iter().step_by(step) {
        let (px, py) = (x.at(row.judged.pre), y.at(row.judged.post));
        let title = format!(
            "{}: {} to {}, {}",
            row.id,
            number(row.judged.pre, 1),
            number(row.judged.post, 1),
            row.judged.category.name()
        );
        match row.judged.category {
            Category::Recovered => d.circle(px, py, 4.5, "s2", &title),
            Category::Improved => d.circle(px, py, 4.5, "s0 open", &title),
            Category::Unchanged => d.circle(px, py, 2.5, "soft", &title),
            Category::Deteriorated => d.square(px, py, 8.0, "bad", &title),
        }
    }
    d.text(
        (left + w - right) / 2.0,
        h - 10.0,
        Anchor::Middle,
        "",
        &format!("before ({})", change.pre),
    );
    d.text(
        left,
        top - 8.0,
        Anchor::Start,
        "",
        &format!("after ({})", change.post),
    );
    let thinned = if step > 1 {
        format!(" (every {step}th person shown)")
    } else {
        String::new()
    };
    let band = if change.threshold.is_some() {
        "; shaded: no reliable change"
    } else {
        ""
    };
    let dot = if change.cutoff.is_some() {
        "filled dot recovered, "
    } else {
        ""
    };
    let title = format!(
        "Each person before and after{thinned}: {dot}ring improved, small dot unchanged, square deteriorated{band}"
    );
    let k = change.counts;
    let told = format!(
        "{} persons: {} recovered, {} improved, {} unchanged, {} deteriorated",
        k.n, k.recovered, k.improved, k.unchanged, k.deteriorated
    );
    Some(Figure {
        name: "change",
        svg: d.finish("change", &title, &told),
        title,
    })
}

fn categories(report: &OutcomesReport) -> Option<Figure> {
    let change = report.change.as_ref()?;
    let mut rows: Vec<(String, crate::change::Counts)> = vec![("all".into(), change.counts)];
    rows.extend(change.groups.iter().map(|g| (g.group.clone(), g.counts)));
    rows.retain(|r| r.1.n > 0);
    let (w, left, bar, gap) = (720.0, 140.0, 26.0, 26.0);
    let h = 20.0 + rows.len() as f64 * (bar + gap) + 30.0;
    let mut d = Drawing::new(w, h);
    let scale = (w - left - 20.0) / 100.0;
    for (i, (name, counts)) in rows.iter().enumerate() {
        let y = 16.0 + i as f64 * (bar + gap);
        d.text(
            left - 10.0,
            y + 17.0,
            Anchor::End,
            "",
            &format!("{name} ({})", counts.n),
        );
        let mut at = left;
        for (label, n, class) in [
            ("recovered", counts.recovered, "s2"),
            ("improved", counts.improved, "s0"),
            ("unchanged", counts.unchanged, "band"),
            ("deteriorated", counts.deteriorated, "bad"),
        ] {
            let percent = 100.0 * n as f64 / counts.n as f64;
            let width = percent * scale;
            d.rect(
                at,
                y,
                width,
                bar,
                class,
                &format!("{label}: {n} ({} %)", number(percent, 1)),
            );
            if width > 74.0 {
                d.text(
                    at + width / 2.0,
                    y + bar + 11.0,
                    Anchor::Middle,
                    "soft",
                    &format!("{label} {} %", number(percent, 0)),
                );
            }
            at += width;
        }
    }
    let title = "Share of persons by category of change".to_owned();
    let told: Vec<String> = rows
        .iter()
        .map(|(name, k)| {
            format!(
                "{name}: {} recovered, {} improved, {} unchanged, {} deteriorated of {}",
                k.recovered, k.improved, k.unchanged, k.deteriorated, k.n
            )
        })
        .collect();
    Some(Figure {
        name: "categories",
        svg: d.finish("categories", &title, &told.join("; ")),
        title,
    })
}

fn response(report: &OutcomesReport) -> Option<Figure> {
    let section = report.response.as_ref()?;
    let (w, h, left, right, top, bottom) = (720.0, 360.0, 60.0, 160.0, 24.0, 52.0);
    let mut d = Drawing::new(w, h);
    let times = section
        .curves
        .iter()
        .flat_map(|c| c.curve.steps.iter().map(|s| s.time));
    let x = Scale::around(times.chain([0.0]), left, w - right);
    let y = Scale::around([0.0, 100.0], h - bottom, top);
    for (value, label) in y.ticks() {
        d.line(left, y.at(value), w - right, y.at(value), "grid");
        d.text(
            left - 8.0,
            y.at(value) + 4.0,
            Anchor::End,
            "soft",
            &format!("{label} %"),
        );
    }
    for (value, label) in x.ticks() {
        d.text(
            x.at(value),
            h - bottom + 20.0,
            Anchor::Middle,
            "soft",
            &label,
        );
    }
    for (g, curve) in section.curves.iter().enumerate() {
        let mut points = vec![(x.at(0.0), y.at(0.0))];
        let mut level = 0.0;
        for step in &curve.curve.steps {
            points.push((x.at(step.time), y.at(level)));
            level = 100.0 * (1.0 - step.survival);
            points.push((x.at(step.time), y.at(level)));
        }
        points.push((w - right, y.at(level)));
        d.path(&points, false, &format!("{} line", series(g)));
        let name = if curve.group.is_empty() {
            "all"
        } else {
            &curve.group
        };
        d.text(
            w - right + 12.0,
            y.at(level) + 4.0,
            Anchor::Start,
            &format!("{} label", series(g)),
            name,
        );
    }
    d.text(
        (left + w - right) / 2.0,
        h - 10.0,
        Anchor::Middle,
        "",
        "time since the first score",
    );
    let title = format!(
        "Persons who have responded ({} % better than at first), by Kaplan and Meier",
        number(section.percent, 0)
    );
    let told: Vec<String> = section
        .curves
        .iter()
        .map(|c| format!("{}: {} of {} responded", c.group, c.events, c.n))
        .collect();
    Some(Figure {
        name: "response",
        svg: d.finish("response", &title, &told.join("; ")),
        title,
    })
}
