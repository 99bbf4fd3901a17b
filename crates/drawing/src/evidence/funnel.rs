//! Funnel plot: effect against precision, to see whether small studies with small effects are missing.

use super::{Spread, Study, TableWords};
use crate::element::Element;
use crate::frame::{Frame, Picture, Table, Words};
use crate::place::{Area, point};
use crate::scale::{ValueAxis, tidy};
use crate::sheet::{Kind, Sheet, Type, disc, hollow, polyline, solid, stroke};
use crate::text::{fit, width};

/// Studies by effect and standard error.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Funnel {
    /// Says what the picture shows.
    pub title: String,
    /// More for screen readers; may be empty.
    pub description: String,
    /// The studies.
    pub studies: Vec<Study>,
    /// The pooled effect.
    pub pooled: f64,
    /// How effects are spread.
    pub spread: Spread,
    /// Name of the horizontal axis: "effect size (g)".
    pub effect: String,
    /// Name of the vertical axis: "standard error".
    pub error: String,
    /// What the shape comes to: "Egger's test p = 0.03". May be empty.
    pub remark: String,
    /// Words for the table.
    pub table: TableWords,
}

/// The standard normal's 97.5th percentile, which bounds where 95 of 100 studies would lie.
const WIDE: f64 = 1.959_964;

impl Funnel {
    /// The picture and its table.
    pub fn draw(&self, frame: &Frame, words: &Words<'_>) -> Picture {
        let head = [&self.table.study, &self.table.effect, &self.table.weight]
            .map(Clone::clone)
            .to_vec();
        let rows = self.studies.iter().map(|study| {
            let error = if study.error.is_finite() {
                words.number(study.error)
            } else {
                String::new()
            };
            vec![study.name.clone(), study.words.clone(), error]
        });
        let table = Table {
            caption: self.table.caption.clone(),
            rows: rows.collect(),
            head,
        };
        Picture {
            svg: self.svg(frame, words),
            table,
        }
    }

    fn svg(&self, frame: &Frame, words: &Words<'_>) -> String {
        let mut sheet = Sheet::default();
        let size = frame.small();
        let shown: Vec<&Study> = self
            .studies
            .iter()
            .filter(|study| self.has_place(study))
            .collect();
        let largest = shown
            .iter()
            .map(|study| study.error)
            .fold(0.0, f64::max)
            .max(1e-3)
            * 1.06;
        let step = tidy(largest / 4.0);
        let errors: Vec<f64> = (0..12u8)
            .map(|i| f64::from(i) * step)
            .take_while(|error| *error <= largest)
            .collect();
        let figures = errors
            .iter()
            .map(|error| width(&words.number(*error), size))
            .fold(0.0, f64::max);
        let top = size * 2.0;
        let foot = size * if self.remark.is_empty() { 3.2 } else { 4.7 };
        let bottom = (frame.height - foot).max(top + 90.0);
        let plot = Area::new(4.0 + figures + 8.0, top, frame.width - 12.0, bottom);
        let down = ValueAxis {
            least: 0.0,
            most: largest,
            start: plot.top,
            end: plot.bottom,
            spread: Spread::Difference,
        };
        let across = self.across(&shown, largest, &plot);

        sheet.write(
            &fit(&self.error, size, frame.width * 0.6),
            point(4.0, size),
            Type::start(size, "soft"),
        );
        for error in errors {
            let y = down.place(error);
            sheet.add(stroke(
                point(plot.left, y),
                point(plot.right, y),
                "line",
                0.75,
            ));
            let at = point(plot.left - 8.0, y + size * 0.34);
            let bounds = Area::new(0.0, 0.0, frame.width, f64::MAX);
            sheet.write_if_free(&words.number(error), at, Type::end(size, "soft"), &bounds);
        }
        self.funnel(&across, &down, largest, &mut sheet);
        for study in shown {
            let at = point(
                across.clamped(self.even(study.estimate)),
                down.place(study.error),
            );
            let mut mark = Element::new("g")
                .class("study")
                .hint(&format!("{}: {}", study.name, study.words));
            if study.own {
                mark = mark.holding_all(hollow(at, 4.6, "voice", 1.6));
            } else {
                mark.push(disc(at, 3.6, "tie").with("fill-opacity", "0.75"));
            }
            sheet.add(mark);
        }
        let height = self.below(&across, &plot, frame, words, &mut sheet);
        let kind = Kind {
            name: "funnel",
            title: &self.title,
            description: &self.description,
            editable: false,
            data: Vec::new(),
        };
        sheet.finish(frame, kind, height)
    }

    fn has_place(&self, study: &Study) -> bool {
        self.spread.admits(study.estimate) && study.error.is_finite() && study.error >= 0.0
    }

    /// On the scale of the standard error a funnel is straight.
    fn even(&self, estimate: f64) -> f64 {
        if self.spread == Spread::Ratio {
            estimate.ln()
        } else {
            estimate
        }
    }

    fn uneven(&self, value: f64) -> f64 {
        if self.spread == Spread::Ratio {
            value.exp()
        } else {
            value
        }
    }

    fn middle(&self) -> Option<f64> {
        self.spread
            .admits(self.pooled)
            .then(|| self.even(self.pooled))
    }

    fn across(&self, shown: &[&Study], largest: f64, plot: &Area) -> ValueAxis {
        let studies = shown.iter().map(|study| self.even(study.estimate));
        let foot = self
            .middle()
            .into_iter()
            .flat_map(|middle| [middle - WIDE * largest, middle + WIDE * largest]);
        ValueAxis::holding(
            studies.chain(foot),
            Spread::Difference,
            plot.left + 4.0,
            plot.right - 4.0,
        )
    }

    fn funnel(&self, across: &ValueAxis, down: &ValueAxis, largest: f64, sheet: &mut Sheet) {
        let Some(middle) = self.middle() else { return };
        let tip = point(across.place(middle), down.place(0.0));
        let foot = |side: f64| {
            point(
                across.place(middle + side * WIDE * largest),
                down.place(largest),
            )
        };
        sheet.add(solid(&[foot(-1.0), tip, foot(1.0)], "corridor").with("fill-opacity", "0.07"));
        let edges = polyline(&[foot(-1.0), tip, foot(1.0)], "soft", 0.75);
        sheet.add(edges.with("stroke-dasharray", "4 4"));
        let end = point(tip.x, down.place(largest));
        sheet.add(stroke(tip, end, "ink pooled", 1.0));
    }

    fn below(
        &self,
        across: &ValueAxis,
        plot: &Area,
        frame: &Frame,
        words: &Words<'_>,
        sheet: &mut Sheet,
    ) -> f64 {
        let size = frame.small();
        let bounds = Area::new(1.0, 0.0, frame.width - 1.0, f64::MAX);
        sheet.add(stroke(
            point(plot.left, plot.bottom),
            point(plot.right, plot.bottom),
            "soft",
            0.75,
        ));
        let mut line = plot.bottom + 6.0 + size * 0.95;
        let shown = ValueAxis {
            least: self.uneven(across.least),
            most: self.uneven(across.most),
            spread: self.spread,
            ..*across
        };
        for value in shown.ticks(((across.end - across.start) / 60.0).floor()) {
            let x = shown.place(value);
            sheet.add(stroke(
                point(x, plot.bottom),
                point(x, plot.bottom + 4.0),
                "soft",
                0.75,
            ));
            sheet.write_if_free(
                &words.number(value),
                point(x, line),
                Type::middle(size, "soft"),
                &bounds,
            );
        }
        for (text, class) in [(&self.effect, "soft"), (&self.remark, "ink")] {
            if !text.is_empty() {
                line += size * 1.35;
                let text = fit(text, size, frame.width - 12.0);
                sheet.write(
                    &text,
                    point(frame.width / 2.0, line),
                    Type::middle(size, class),
                );
            }
        }
        line + size * 0.5
    }
}
