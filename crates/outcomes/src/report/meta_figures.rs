//! Forest, funnel and Baujat plots.

use super::figures::Figure;
use super::meta_report::MetaReport;
use super::svg::{Anchor, Drawing, Scale};
use super::text::number;
use crate::dist;

/// The figures of a meta-analysis.
#[must_use]
pub fn meta_figures(report: &MetaReport) -> Vec<Figure> {
    let mut figures = vec![forest(report), funnel(report)];
    figures.extend(baujat(report));
    figures
}

fn pair(i: [f64; 2]) -> String {
    format!(
        "{} [{}, {}]",
        number((i[0] + i[1]) / 2.0, 2),
        number(i[0], 2),
        number(i[1], 2)
    )
}

fn forest(report: &MetaReport) -> Figure {
    let row = 22.0;
    let (w, left, right, top) = (860.0, 240.0, 170.0, 34.0);
    let n = report.studies.len() as f64;
    let h = top + (n + 3.0) * row + 30.0;
    let mut d = Drawing::new(w, h);
    let mut ends: Vec<f64> = report.studies.iter().flat_map(|s| s.ci).collect();
    ends.sort_by(f64::total_cmp);
    let cut = ends.len() / 40;
    let x = Scale::around(
        ends[cut..ends.len() - cut]
            .iter()
            .copied()
            .chain(report.ci)
            .chain(report.prediction_interval.into_iter().flatten())
            .chain([0.0]),
        left,
        w - right,
    );
    let inside = |v: f64| x.at(v.clamp(x.low, x.high));
    let bottom = top + (n + 2.6) * row;
    for (value, label) in x.ticks() {
        d.line(x.at(value), top - 8.0, x.at(value), bottom, "grid");
        d.text(x.at(value), bottom + 18.0, Anchor::Middle, "soft", &label);
    }
    d.line(x.at(0.0), top - 8.0, x.at(0.0), bottom, "axis");
    d.line(
        inside(report.estimate),
        top - 8.0,
        inside(report.estimate),
        bottom,
        "ref",
    );
    let most = report.studies.iter().map(|s| s.weight).fold(0.0, f64::max);
    for (i, s) in report.studies.iter().enumerate() {
        let y = top + i as f64 * row + row / 2.0;
        let name: String = s.study.chars().take(34).collect();
        d.text(left - 14.0, y + 4.0, Anchor::End, "", &name);
        d.line(inside(s.ci[0]), y, inside(s.ci[1]), y, "mark");
        d.square(
            inside(s.effect),
            y,
            4.0 + 8.0 * (s.weight / most).sqrt(),
            "ink",
            &format!("{}: {}", s.study, pair(s.ci)),
        );
        d.text(w - 10.0, y + 4.0, Anchor::End, "", &pair(s.ci));
    }
    let y = top + (n + 0.8) * row;
    d.text(
        left - 14.0,
        y + 4.0,
        Anchor::End,
        "",
        &format!("pooled ({} effects)", report.k),
    );
    d.path(
        &[
            (inside(report.ci[0]), y),
            (inside(report.estimate), y - 8.0),
            (inside(report.ci[1]), y),
            (inside(report.estimate), y + 8.0),
        ],
        true,
        "s0",
    );
    d.text(w - 10.0, y + 4.0, Anchor::End, "", &pair(report.ci));
    if let Some(p) = report.prediction_interval {
        let y = y + row;
        d.text(
            left - 14.0,
            y + 4.0,
            Anchor::End,
            "soft",
            "prediction interval",
        );
        d.line(inside(p[0]), y, inside(p[1]), y, "s0 line");
        d.text(
            w - 10.0,
            y + 4.0,
            Anchor::End,
            "soft",
            &format!("[{}, {}]", number(p[0], 2), number(p[1], 2)),
        );
    }
    let title = format!(
        "Forest plot with {:.0} % intervals",
        report.options.level * 100.0
    );
    let told = format!(
        "{} effects, pooled {}, I² {} percent",
        report.k,
        pair(report.ci),
        number(report.i2, 0)
    );
    Figure {
        name: "forest",
        svg: d.finish("forest", &title, &told),
        title,
    }
}

fn funnel(report: &MetaReport) -> Figure {
    let (w, h, left, right, top, bottom) = (620.0, 460.0, 64.0, 24.0, 24.0, 52.0);
    let mut d = Drawing::new(w, h);
    let most = report.studies.iter().map(|s| s.se).fold(0.0, f64::max) * 1.08;
    let z = dist::normal_quantile(0.975);
    let filled = report
        .small_study
        .as_ref()
        .map_or(&[][..], |s| &s.trim_and_fill.filled);
    let x = Scale::around(
        report
            .studies
            .iter()
            .map(|s| s.effect)
            .chain(filled.iter().map(|s| s.effect))
            .chain([report.estimate - z * most, report.estimate + z * most]),
        left,
        w - right,
    );
    let at = |se: f64| top + se / most * (h - top - bottom);
    d.path(
        &[
            (x.at(report.estimate), at(0.0)),
            (x.at(report.estimate + z * most), at(most)),
            (x.at(report.estimate - z * most), at(most)),
        ],
        true,
        "band",
    );
    d.line(
        x.at(report.estimate),
        at(0.0),
        x.at(report.estimate),
        at(most),
        "ref",
    );
    d.line(left, at(most), w - right, at(most), "axis");
    d.line(left, at(0.0), left, at(most), "axis");
    for (value, label) in x.ticks() {
        d.text(
            x.at(value),
            h - bottom + 20.0,
            Anchor::Middle,
            "soft",
            &label,
        );
    }
    for (se, label) in Scale::around([0.0, most / 1.05], 0.0, 1.0).ticks() {
        if (0.0..=most).contains(&se) {
            d.text(left - 8.0, at(se) + 4.0, Anchor::End, "soft", &label);
        }
    }
    for s in filled {
        d.circle(
            x.at(s.effect),
            at(s.se),
            4.5,
            "s1 open",
            &format!(
                "{}: {} (SE {})",
                s.label,
                number(s.effect, 2),
                number(s.se, 3)
            ),
        );
    }
    for s in &report.studies {
        d.circle(
            x.at(s.effect),
            at(s.se),
            4.0,
            "s0",
            &format!(
                "{}: {} (SE {})",
                s.study,
                number(s.effect, 2),
                number(s.se, 3)
            ),
        );
    }
    d.text(
        (left + w - right) / 2.0,
        h - 10.0,
        Anchor::Middle,
        "",
        "effect",
    );
    d.text(left - 50.0, top - 8.0, Anchor::Start, "", "standard error");
    let rings = if filled.is_empty() {
        ""
    } else {
        "; rings: filled in by trim and fill"
    };
    let title =
        format!("Funnel plot; shaded: where 95 % of studies of one common effect would lie{rings}");
    let told = format!(
        "{} effects around {}; {} filled in",
        report.k,
        number(report.estimate, 2),
        filled.len()
    );
    Figure {
        name: "funnel",
        svg: d.finish("funnel", &title, &told),
        title,
    }
}

fn baujat(report: &MetaReport) -> Option<Figure> {
    if report.baujat.is_empty() {
        return None;
    }
    let (w, h, left, right, top, bottom) = (620.0, 440.0, 64.0, 40.0, 24.0, 52.0);
    let mut d = Drawing::new(w, h);
    let x = Scale::around(
        report.baujat.iter().map(|p| p.heterogeneity).chain([0.0]),
        left,
        w - right,
    );
    let y = Scale::around(
        report.baujat.iter().map(|p| p.influence).chain([0.0]),
        h - bottom,
        top,
    );
    for (value, label) in x.ticks() {
        d.line(x.at(value), top, x.at(value), h - bottom, "grid");
        d.text(
            x.at(value),
            h - bottom + 20.0,
            Anchor::Middle,
            "soft",
            &label,
        );
    }
    for (value, label) in y.ticks() {
        d.line(left, y.at(value), w - right, y.at(value), "grid");
        d.text(left - 8.0, y.at(value) + 4.0, Anchor::End, "soft", &label);
    }
    let mut order: Vec<usize> = (0..report.baujat.len()).collect();
    let far = |i: usize| {
        (report.baujat[i].heterogeneity - x.low) / (x.high - x.low)
            + (report.baujat[i].influence - y.low) / (y.high - y.low)
    };
    order.sort_by(|a, b| far(*b).total_cmp(&far(*a)));
    let mut named = Vec::new();
    for (rank, &i) in order.iter().enumerate() {
        let p = &report.baujat[i];
        let (px, py) = (x.at(p.heterogeneity), y.at(p.influence));
        d.circle(
            px,
            py,
            4.0,
            "s0",
            &format!(
                "{}: heterogeneity {}, influence {}",
                p.label,
                number(p.heterogeneity, 2),
                number(p.influence, 2)
            ),
        );
        // Only the outliers are named, and none over another.
        let free = named
            .iter()
            .all(|(x, y): &(f64, f64)| (px - x).abs() > 190.0 || (py - y).abs() > 13.0);
        if rank < 8 && free {
            named.push((px, py));
            let (anchor, shift) = if px > w * 0.65 {
                (Anchor::End, -8.0)
            } else {
                (Anchor::Start, 8.0)
            };
            let label: String = p.label.chars().take(28).collect();
            d.text(px + shift, py + 4.0, anchor, "soft", &label);
        }
    }
    d.text(
        (left + w - right) / 2.0,
        h - 10.0,
        Anchor::Middle,
        "",
        "contribution to heterogeneity",
    );
    d.text(
        left - 50.0,
        top - 8.0,
        Anchor::Start,
        "",
        "influence on the pooled effect",
    );
    let title = "Baujat plot: studies to the right disagree with the others, studies at the top move the pooled effect".to_owned();
    let told: Vec<String> = order
        .iter()
        .take(6)
        .map(|&i| report.baujat[i].label.clone())
        .collect();
    Some(Figure {
        name: "baujat",
        svg: d.finish(
            "baujat",
            &title,
            &format!("farthest out: {}", told.join("; ")),
        ),
        title,
    })
}
