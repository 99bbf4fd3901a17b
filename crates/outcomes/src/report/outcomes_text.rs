//! The outcomes report for reading.

use super::change_section::{ChangeSection, meaning};
use super::figures::Figure;
use super::html::Page;
use super::outcomes_report::OutcomesReport;
use super::text::{Axis, Grid, bullet, heading, interval, number, p_value, share_bar};
use crate::change::Category;
use crate::linear::Coefficient;

/// The report for a terminal.
#[must_use]
pub fn outcomes_text(report: &OutcomesReport, source: &str) -> String {
    let mut out = String::new();
    out.push_str(&format!("Outcomes: {source}\n"));
    out.push_str(&format!("{}\n", summary(report)));
    for (title, grid) in tables(report) {
        heading(&mut out, &title);
        out.push_str(&grid.text());
    }
    if let Some(change) = &report.change {
        heading(&mut out, &format!("Change in {} persons", change.counts.n));
        for (category, n) in categories(change) {
            let share = n as f64 / change.counts.n.max(1) as f64;
            out.push_str(&format!(
                "  {:<13} {:>6}  {:>6.1} %  {}\n",
                category.name(),
                n,
                share * 100.0,
                share_bar(share, 40)
            ));
        }
        if change.counts.crossed_only > 0 {
            out.push_str(&format!(
                "  of the unchanged, {} crossed the cut-off without reliable change\n",
                change.counts.crossed_only
            ));
        }
        if change.counts.harmed > 0 {
            out.push_str(&format!(
                "  of the deteriorated, {} newly entered the clinical range\n",
                change.counts.harmed
            ));
        }
        if change.not_evaluable > 0 {
            out.push_str(&format!(
                "  not evaluable: {} persons without the scores needed\n",
                change.not_evaluable
            ));
        }
    }
    plot_visits(report, &mut out);
    heading(&mut out, "Method");
    report.method.iter().for_each(|line| bullet(&mut out, line));
    if !report.notes.is_empty() {
        heading(&mut out, "Bear in mind");
        report.notes.iter().for_each(|line| bullet(&mut out, line));
    }
    if !report.refused.is_empty() {
        heading(&mut out, "Not computed");
        report
            .refused
            .iter()
            .for_each(|r| bullet(&mut out, &format!("{}: {}", r.analysis, r.why)));
    }
    out
}

/// The report as one HTML file with its figures.
#[must_use]
pub fn outcomes_html(report: &OutcomesReport, source: &str, figures: &[Figure]) -> String {
    let mut page = Page::new(&format!("Outcomes: {source}"));
    page.paragraph(&summary(report));
    figures.iter().for_each(|f| page.figure(f));
    if let Some(change) = &report.change {
        page.heading("Change");
        let mut grid = Grid::new(&["<category", "<meaning", "persons", "%"]);
        for (category, n) in categories(change) {
            grid.row(vec![
                category.name().into(),
                meaning(category).into(),
                n.to_string(),
                number(100.0 * n as f64 / change.counts.n.max(1) as f64, 1),
            ]);
        }
        page.table(&grid, &format!("Change in {} persons", change.counts.n));
    }
    for (title, grid) in tables(report) {
        page.heading(&title);
        page.table(&grid, &title);
    }
    if !report.rows.is_empty() && report.rows.len() <= 2000 {
        let mut grid = Grid::new(&["<person", "before", "after", "change", "index", "<category"]);
        for row in &report.rows {
            grid.row(vec![
                row.id.clone(),
                number(row.judged.pre, 1),
                number(row.judged.post, 1),
                number(row.change, 1),
                row.judged
                    .index
                    .map_or_else(|| "-".into(), |i| number(i, 2)),
                row.judged.category.name().into(),
            ]);
        }
        page.details("Each person", &grid);
    }
    page.heading("Method");
    page.list("", &report.method);
    if !report.notes.is_empty() {
        page.heading("Bear in mind");
        page.list("warn", &report.notes);
    }
    if !report.refused.is_empty() {
        page.heading("Not computed");
        page.list(
            "warn",
            &report
                .refused
                .iter()
                .map(|r| format!("{}: {}", r.analysis, r.why))
                .collect::<Vec<_>>(),
        );
    }
    page.finish()
}

fn summary(report: &OutcomesReport) -> String {
    let d = &report.data;
    let groups = if d.groups.is_empty() {
        String::new()
    } else {
        format!(", {} groups", d.groups.len())
    };
    let missing = if d.missing > 0 {
        format!(", {} missing", d.missing)
    } else {
        String::new()
    };
    let (before, after) = &report.compared;
    let compared = if before == after {
        format!("only one time ({before})")
    } else {
        format!("{before} compared with {after}")
    };
    format!(
        "{} persons, {} scores{missing}{groups}; {compared}; {} scores are better",
        d.persons,
        d.scores,
        if report.lower_is_better {
            "lower"
        } else {
            "higher"
        }
    )
}

/// The categories that could be reached: recovery needs a cut-off.
fn categories(change: &ChangeSection) -> Vec<(Category, usize)> {
    let counts = &change.counts;
    let mut rows = vec![
        (Category::Recovered, counts.recovered),
        (Category::Improved, counts.improved),
        (Category::Unchanged, counts.unchanged),
        (Category::Deteriorated, counts.deteriorated),
    ];
    rows.retain(|r| change.cutoff.is_some() || r.0 != Category::Recovered);
    rows
}

/// The tables with their titles.
fn tables(report: &OutcomesReport) -> Vec<(String, Grid)> {
    let ci = format!("{:.0} % interval", report.level * 100.0);
    let mut tables = Vec::new();
    let mut visits = Grid::new(&["<group", "<time", "n", "missing", "mean", "SD", &ci]);
    for v in &report.visits {
        visits.row(vec![
            named(&v.group),
            v.time.clone(),
            v.moments.n.to_string(),
            v.missing.to_string(),
            number(v.moments.mean, 2),
            number(v.moments.sd, 2),
            v.interval.map_or_else(|| "-".into(), |i| interval(i, 2)),
        ]);
    }
    tables.push(("Scores by time".to_owned(), visits));
    let mut within = Grid::new(&[
        "<group",
        "n",
        "change",
        "t",
        "df",
        "p",
        "effect (SD before)",
        &ci,
        "r",
    ]);
    for w in &report.within {
        within.row(vec![
            named(&w.group),
            w.effect.n.to_string(),
            number(w.effect.change, 2),
            number(w.test.t, 2),
            number(w.test.df, 0),
            p_value(w.test.p),
            number(w.effect.by_baseline_sd, 2),
            interval(w.effect.interval, 2),
            number(w.effect.correlation, 2),
        ]);
    }
    tables.push(("Change within groups".to_owned(), within));
    let mut between = Grid::new(&[
        "<group",
        "<against",
        "difference",
        "t",
        "df",
        "p",
        "g after",
        &ci,
        "g of change",
        "SE",
    ]);
    for b in &report.between {
        between.row(vec![
            b.group.clone(),
            b.reference.clone(),
            number(b.test.difference, 2),
            number(b.test.t, 2),
            number(b.test.df, 1),
            p_value(b.test.p),
            number(b.post.g, 2),
            interval(b.post.interval, 2),
            number(b.change, 2),
            number(b.change_se, 2),
        ]);
    }
    tables.push(("Groups after treatment".to_owned(), between));
    if let Some(a) = &report.ancova {
        let mut grid = coefficients(&a.differences, &ci);
        coefficient_row(&mut grid, &a.baseline);
        tables.push((
            format!(
                "Analysis of covariance: F({:.0}, {:.0}) = {}, p {}",
                a.f.1,
                a.f.2,
                number(a.f.0, 2),
                p_value(a.f.3)
            ),
            grid,
        ));
        let mut adjusted = Grid::new(&["<group", "adjusted mean", &ci]);
        for m in &a.adjusted {
            adjusted.row(vec![
                report.data.groups.get(m.group).cloned().unwrap_or_default(),
                number(m.mean, 2),
                interval(m.interval, 2),
            ]);
        }
        tables.push((
            "Means after, adjusted to the mean score before".to_owned(),
            adjusted,
        ));
    }
    if let Some(m) = &report.mixed {
        let spread: Vec<String> = m.random_sd.iter().map(|s| number(*s, 3)).collect();
        tables.push((
            format!(
                "Mixed model: {} ({} scores of {} persons; random SD {}, residual SD {})",
                m.model,
                m.n,
                m.persons,
                spread.join(" and "),
                number(m.sigma, 3)
            ),
            coefficients(&m.fixed, &ci),
        ));
    }
    if let Some(i) = &report.imputed {
        let mut grid = Grid::new(&[
            "<group",
            "<time",
            "observed",
            "of",
            "mean change",
            &ci,
            "missing share",
        ]);
        for m in &i.at_random.means {
            grid.row(vec![
                named(report.data.groups.get(m.group).map_or("", String::as_str)),
                report
                    .data
                    .times
                    .get(m.visit)
                    .map(|t| t.label.clone())
                    .unwrap_or_default(),
                m.observed.to_string(),
                m.n.to_string(),
                number(m.change.estimate, 2),
                interval(m.change.interval, 2),
                number(m.change.missing_share, 2),
            ]);
        }
        tables.push((
            format!(
                "Mean change with {} imputations",
                i.at_random.plan.imputations
            ),
            grid,
        ));
        let mut grid = Grid::new(&["drop-outs worse by", "difference", &ci]);
        for s in &i.sensitivity {
            grid.row(vec![
                number(s.worse_by, 2),
                number(s.difference, 2),
                interval(s.interval, 2),
            ]);
        }
        tables.push((
            format!(
                "If drop-outs of \"{}\" did worse than expected",
                i.sensitivity_group
            ),
            grid,
        ));
    }
    if let Some(c) = &report.change {
        let mut grid = Grid::new(&[
            "<group",
            "n",
            "recovered",
            "improved",
            "unchanged",
            "deteriorated",
        ]);
        for g in &c.groups {
            let k = g.counts;
            let cell = |n: usize| {
                if k.n > 0 {
                    format!("{n} ({:.0} %)", 100.0 * n as f64 / k.n as f64)
                } else {
                    "-".into()
                }
            };
            grid.row(vec![
                g.group.clone(),
                k.n.to_string(),
                if c.cutoff.is_some() {
                    cell(k.recovered)
                } else {
                    "-".into()
                },
                cell(k.improved),
                cell(k.unchanged),
                cell(k.deteriorated),
            ]);
        }
        tables.push(("Change by group".to_owned(), grid));
    }
    if let Some(c) = &report.change {
        let mut grid = Grid::new(&["<group", "mean change", "95 % interval", "<verdict"]);
        for a in &c.anchor {
            grid.row(vec![
                named(&a.group),
                number(a.change.difference, 2),
                interval(a.change.interval, 2),
                a.change.verdict.into(),
            ]);
        }
        tables.push((
            "Mean change against the minimal important difference".to_owned(),
            grid,
        ));
    }
    if let Some(r) = &report.response {
        let mut grid = Grid::new(&[
            "<group",
            "n",
            "responded",
            "median time",
            "<its 95 % interval",
        ]);
        for c in &r.curves {
            let time = |t: Option<f64>| t.map_or_else(|| "not reached".into(), |t| number(t, 1));
            grid.row(vec![
                named(&c.group),
                c.n.to_string(),
                c.events.to_string(),
                time(c.curve.median),
                format!(
                    "[{}, {}]",
                    time(c.curve.median_interval.0),
                    time(c.curve.median_interval.1)
                ),
            ]);
        }
        let test = r.log_rank.as_ref().map_or_else(String::new, |t| {
            format!(
                ": log-rank chi² {} on {}, p {}",
                number(t.chi2, 2),
                number(t.df, 0),
                p_value(t.p)
            )
        });
        tables.push((
            format!(
                "Time to response ({} % better than at first){test}",
                number(r.percent, 0)
            ),
            grid,
        ));
    }
    tables.retain(|t| !t.1.is_empty());
    tables
}

pub(super) fn coefficients(rows: &[Coefficient], ci: &str) -> Grid {
    let mut grid = Grid::new(&["<", "estimate", "SE", "df", "t", "p", ci]);
    rows.iter().for_each(|r| coefficient_row(&mut grid, r));
    grid
}

fn coefficient_row(grid: &mut Grid, c: &Coefficient) {
    grid.row(vec![
        c.name.clone(),
        number(c.estimate, 3),
        number(c.se, 3),
        c.df.map_or_else(|| "-".into(), |d| number(d, 1)),
        number(c.statistic, 2),
        p_value(c.p),
        interval(c.interval, 3),
    ]);
}

fn named(group: &str) -> String {
    if group.is_empty() {
        "all".into()
    } else {
        group.into()
    }
}

/// Means with their intervals on one axis.
fn plot_visits(report: &OutcomesReport, out: &mut String) {
    if report.visits.len() < 2 || report.visits.len() > 40 {
        return;
    }
    heading(
        out,
        &format!("Means with {:.0} % intervals", report.level * 100.0),
    );
    let ends = report.visits.iter().flat_map(|v| {
        [
            v.moments.mean,
            v.interval.map_or(v.moments.mean, |i| i.low),
            v.interval.map_or(v.moments.mean, |i| i.high),
        ]
    });
    let axis = Axis::around(ends, 56);
    let mut grid = Grid::new(&["<group", "<time", "<", "mean"]);
    for v in &report.visits {
        let (low, high) = v.interval.map_or((f64::NAN, f64::NAN), |i| (i.low, i.high));
        grid.row(vec![
            named(&v.group),
            v.time.clone(),
            axis.bar(low, v.moments.mean, high, None, '●'),
            number(v.moments.mean, 1),
        ]);
    }
    grid.row(vec![
        String::new(),
        String::new(),
        axis.scale(None, 1),
        String::new(),
    ]);
    out.push_str(&grid.text());
}
