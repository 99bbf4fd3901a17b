//! The meta-analysis for reading.

use super::figures::Figure;
use super::html::Page;
use super::meta_report::MetaReport;
use super::outcomes_text::coefficients;
use super::text::{Axis, Grid, bullet, heading, interval, number, p_value};

/// More studies than this are not drawn one by one on a terminal.
const MOST_ROWS: usize = 120;

/// The report for a terminal.
#[must_use]
pub fn meta_text(report: &MetaReport, source: &str) -> String {
    let mut out = format!("Meta-analysis: {source}\n");
    for line in summary(report) {
        out.push_str(&format!("  {line}\n"));
    }
    forest(report, &mut out);
    for (title, grid) in tables(report) {
        heading(&mut out, &title);
        out.push_str(&grid.text());
    }
    heading(&mut out, "Method");
    bullet(&mut out, &method(report));
    if !report.notes.is_empty() {
        heading(&mut out, "Bear in mind");
        report.notes.iter().for_each(|n| bullet(&mut out, n));
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
pub fn meta_html(report: &MetaReport, source: &str, figures: &[Figure]) -> String {
    let mut page = Page::new(&format!("Meta-analysis: {source}"));
    summary(report).iter().for_each(|l| page.paragraph(l));
    figures.iter().for_each(|f| page.figure(f));
    for (title, grid) in tables(report) {
        page.heading(&title);
        page.table(&grid, &title);
    }
    page.details("Each study", &study_grid(report));
    page.heading("Method");
    page.paragraph(&method(report));
    page.list("warn", &report.notes);
    page.list(
        "warn",
        &report
            .refused
            .iter()
            .map(|r| format!("{}: {}", r.analysis, r.why))
            .collect::<Vec<_>>(),
    );
    page.finish()
}

fn pair(i: [f64; 2], digits: usize) -> String {
    format!("[{}, {}]", number(i[0], digits), number(i[1], digits))
}

fn summary(r: &MetaReport) -> Vec<String> {
    let percent = r.options.level * 100.0;
    let mut lines = vec![format!(
        "{} effects: {} (SE {}), {percent:.0} % interval {}, p {}",
        r.k,
        number(r.estimate, 3),
        number(r.se, 3),
        pair(r.ci, 3),
        p_value(r.p)
    )];
    if r.ratio {
        lines.push(format!(
            "as a ratio: {} {}",
            number(r.estimate.exp(), 2),
            pair(r.ci.map(f64::exp), 2)
        ));
    }
    if let Some(p) = r.prediction_interval {
        lines.push(format!(
            "a new study's true effect is expected in {} (prediction interval)",
            pair(p, 3)
        ));
    }
    if r.k > 1 {
        let tau = r
            .tau2_ci
            .map_or_else(String::new, |c| format!(" {}", pair(c, 3)));
        lines.push(format!(
            "heterogeneity: tau² {}{tau}, I² {} %, Q({}) = {}, p {}",
            number(r.tau2, 4),
            number(r.i2, 1),
            number(r.q_df, 0),
            number(r.q, 2),
            p_value(r.q_p)
        ));
    }
    if let Some(c) = &r.cluster_robust {
        lines.push(format!(
            "robust for {} trials: SE {}, {} with {} degrees of freedom, p {}",
            c.clusters,
            number(c.cr2.se, 3),
            interval(c.cr2.interval, 3),
            number(c.cr2.df.unwrap_or(f64::NAN), 1),
            p_value(c.cr2.p)
        ));
    }
    if let Some(t) = &r.three_level {
        lines.push(format!(
            "three levels: {} {}, variance between trials {}, within {}",
            number(t.estimate, 3),
            interval(t.interval, 3),
            number(t.between, 4),
            number(t.within, 4)
        ));
    }
    lines
}

fn method(r: &MetaReport) -> String {
    let ends = if r.options.knapp_hartung {
        "Knapp & Hartung's variance with Student's t"
    } else {
        "normal intervals"
    };
    format!(
        "Inverse-variance pooling, tau² by {}, {ends}; interval of tau² by the Q-profile method; as in Viechtbauer (2010).",
        r.options.method.name()
    )
}

fn forest(report: &MetaReport, out: &mut String) {
    if report.studies.len() > MOST_ROWS {
        return;
    }
    heading(out, "Forest plot");
    let mut ends: Vec<f64> = report.studies.iter().flat_map(|s| s.ci).collect();
    // One wild interval must not flatten all others: the axis spans the middle nine tenths.
    ends.sort_by(f64::total_cmp);
    let cut = ends.len() / 40;
    let kept = ends[cut..ends.len() - cut]
        .iter()
        .copied()
        .chain(report.ci)
        .chain([0.0]);
    let axis = Axis::around(kept, 50);
    let mut grid = Grid::new(&["<study", "<", "effect", "interval", "weight"]);
    for s in &report.studies {
        grid.row(vec![
            short(&s.study),
            axis.bar(s.ci[0], s.effect, s.ci[1], Some(0.0), '■'),
            number(s.effect, 2),
            pair(s.ci, 2),
            format!("{} %", number(s.weight, 1)),
        ]);
    }
    grid.row(vec![
        "pooled".into(),
        axis.bar(report.ci[0], report.estimate, report.ci[1], Some(0.0), '◆'),
        number(report.estimate, 2),
        pair(report.ci, 2),
        String::new(),
    ]);
    if let Some(p) = report.prediction_interval {
        grid.row(vec![
            "prediction".into(),
            axis.bar(p[0], f64::NAN, p[1], Some(0.0), '◆'),
            String::new(),
            pair(p, 2),
            String::new(),
        ]);
    }
    grid.row(vec![
        String::new(),
        axis.scale(Some(0.0), 1),
        String::new(),
        String::new(),
        String::new(),
    ]);
    out.push_str(&grid.text());
}

fn short(name: &str) -> String {
    if name.chars().count() > 32 {
        format!("{}…", name.chars().take(31).collect::<String>())
    } else {
        name.to_owned()
    }
}

fn study_grid(report: &MetaReport) -> Grid {
    let mut grid = Grid::new(&["<study", "effect", "SE", "interval", "weight %"]);
    for s in &report.studies {
        grid.row(vec![
            s.study.clone(),
            number(s.effect, 3),
            number(s.se, 3),
            pair(s.ci, 3),
            number(s.weight, 1),
        ]);
    }
    grid
}

fn tables(report: &MetaReport) -> Vec<(String, Grid)> {
    let ci = format!("{:.0} % interval", report.options.level * 100.0);
    let mut tables = Vec::new();
    if let Some(s) = &report.subgroups {
        let mut grid = Grid::new(&["<subgroup", "k", "effect", &ci, "tau²", "I² %"]);
        for g in &s.groups {
            grid.row(vec![
                g.name.clone(),
                g.pooled.k.to_string(),
                number(g.pooled.estimate, 3),
                interval(g.pooled.interval, 3),
                number(g.pooled.tau2, 3),
                number(g.pooled.i2, 1),
            ]);
        }
        let test = s.p.map_or_else(String::new, |p| {
            format!(
                ": difference Q({}) = {}, p {}",
                number(s.df, 0),
                number(s.q_between, 2),
                p_value(p)
            )
        });
        tables.push((format!("Subgroups{test}"), grid));
    }
    if let Some(m) = &report.regression {
        let explained = m.r2.map_or_else(String::new, |r| {
            format!(", explains {} % of tau²", number(r, 1))
        });
        tables.push((
            format!(
                "Meta-regression: tau² left {}{explained}",
                number(m.tau2, 4)
            ),
            coefficients(&m.coefficients, &ci),
        ));
    }
    if let Some(s) = &report.small_study {
        let mut grid = Grid::new(&["<small-study effects", "estimate", &ci, "p"]);
        let mut row = |name: String, c: &crate::linear::Coefficient| {
            grid.row(vec![
                name,
                number(c.estimate, 3),
                interval(c.interval, 3),
                p_value(c.p),
            ])
        };
        row("Egger: slope on standard error".into(), &s.egger.slope);
        row("Egger, random effects: slope".into(), &s.egger_mixed.slope);
        row(
            format!(
                "PET: effect at zero error{}",
                if s.pet_peese.use_peese {
                    ""
                } else {
                    " (read this)"
                }
            ),
            &s.pet_peese.pet,
        );
        row(
            format!(
                "PEESE: effect at zero error{}",
                if s.pet_peese.use_peese {
                    " (read this)"
                } else {
                    ""
                }
            ),
            &s.pet_peese.peese,
        );
        let t = &s.trim_and_fill;
        grid.row(vec![
            format!(
                "trim and fill: {} missing on the {}",
                t.missing,
                if t.side == crate::meta::Side::Left {
                    "left"
                } else {
                    "right"
                }
            ),
            number(t.pooled.estimate, 3),
            interval(t.pooled.interval, 3),
            p_value(t.pooled.p),
        ]);
        tables.push(("Small studies".to_owned(), grid));
    }
    if !report.leave_one_out.is_empty() && report.leave_one_out.len() <= MOST_ROWS {
        let mut grid = Grid::new(&[
            "<without", "effect", &ci, "tau²", "I² %", "Cook", "rstudent", "<",
        ]);
        for (l, i) in report.leave_one_out.iter().zip(&report.influence) {
            grid.row(vec![
                short(&l.label),
                number(l.estimate, 3),
                pair([l.low, l.high], 3),
                number(l.tau2, 3),
                number(l.i2, 1),
                number(i.cooks_distance, 2),
                number(i.rstudent, 2),
                if i.influential {
                    "influential".into()
                } else {
                    String::new()
                },
            ]);
        }
        tables.push(("Without each study".to_owned(), grid));
    }
    tables.retain(|t| !t.1.is_empty());
    tables
}
