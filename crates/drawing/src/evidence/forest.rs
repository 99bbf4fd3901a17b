//! Forest plot: a row a study, the pooled diamond below.

use super::{Pooled, Prediction, Spread, Study, TableWords};
use crate::element::Element;
use crate::frame::{Frame, Picture, Table, Words};
use crate::place::{Area, RISE, point};
use crate::scale::ValueAxis;
use crate::sheet::{Kind, Sheet, Type, block, solid, stroke};
use crate::text::{fit, width};

/// Studies with their intervals and what they come to together.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Forest {
    /// Says what the picture shows.
    pub title: String,
    /// More for screen readers; may be empty.
    pub description: String,
    /// The studies, in the order to be shown.
    pub studies: Vec<Study>,
    /// The pooled effect.
    pub pooled: Option<Pooled>,
    /// How effects are spread.
    pub spread: Spread,
    /// The effect that is none: 0 for differences, 1 for ratios.
    pub no_effect: f64,
    /// The effects shown; wider intervals end in an arrow. By default all are shown whole.
    pub range: Option<(f64, f64)>,
    /// What effects to the left and to the right of none mean: "favours control", "favours IPT".
    pub sides: [String; 2],
    /// Words for the table and the heads of the columns.
    pub table: TableWords,
}

/// Where the columns and lines of the picture lie.
struct Columns {
    axis: ValueAxis,
    size: f64,
    row: f64,
    /// On a phone the interval stands under the name.
    stacked: bool,
    name: f64,
    name_room: f64,
    words_end: f64,
    words_room: f64,
}

impl Forest {
    /// The picture and its table. The frame gives the width; the height is what the rows need.
    pub fn draw(&self, frame: &Frame, words: &Words<'_>) -> Picture {
        Picture {
            svg: self.svg(frame, words),
            table: self.table(words),
        }
    }

    fn svg(&self, frame: &Frame, words: &Words<'_>) -> String {
        let mut sheet = Sheet::default();
        let columns = self.columns(frame);
        let mut y = self.heads(&columns, frame, &mut sheet);
        let top = y;
        let mut rows = Sheet::default();
        let heaviest = self
            .studies
            .iter()
            .map(|study| study.weight)
            .filter(|w| w.is_finite())
            .fold(0.0, f64::max);
        for study in &self.studies {
            self.study(study, heaviest, y, &columns, &mut rows);
            y += columns.row;
        }
        if let Some(pooled) = &self.pooled {
            rows.add(stroke(
                point(columns.name, y),
                point(columns.words_end, y),
                "soft",
                0.75,
            ));
            y += 3.0;
            self.diamond(pooled, y, &columns, &mut rows);
            y += columns.row;
            if let Some(prediction) = &pooled.prediction {
                self.prediction(prediction, y, &columns, &mut rows);
                y += columns.row;
            }
        }
        self.lines(top, y, &columns, &mut sheet);
        sheet.absorb(rows);
        let height = self.axis(y, &columns, frame, words, &mut sheet);
        let kind = Kind {
            name: "forest",
            title: &self.title,
            description: &self.description,
            editable: false,
            data: Vec::new(),
        };
        sheet.finish(frame, kind, height)
    }

    fn columns(&self, frame: &Frame) -> Columns {
        let size = frame.small();
        let stacked = frame.is_narrow();
        let labels = || {
            let studies = self
                .studies
                .iter()
                .map(|study| (study.name.as_str(), study.words.as_str()));
            let pooled = self
                .pooled
                .iter()
                .map(|pooled| (pooled.name.as_str(), pooled.words.as_str()));
            let prediction = self
                .pooled
                .iter()
                .filter_map(|pooled| pooled.prediction.as_ref());
            let heads = [(self.table.study.as_str(), self.table.effect.as_str())];
            studies
                .chain(pooled)
                .chain(prediction.map(|p| (p.name.as_str(), p.words.as_str())))
                .chain(heads)
        };
        let widest = |texts: &mut dyn Iterator<Item = &str>| {
            texts.map(|text| width(text, size)).fold(0.0, f64::max)
        };
        let edge = 4.0;
        let words_room = widest(&mut labels().map(|(_, words)| words))
            .min(frame.width * if stacked { 0.5 } else { 0.27 });
        let names = widest(&mut labels().map(|(name, _)| name));
        let name_room = names.min(if stacked {
            frame.width - words_room - 24.0
        } else {
            frame.width * 0.32
        });
        let (start, end) = if stacked {
            (edge + 8.0, frame.width - edge - 8.0)
        } else {
            (
                edge + name_room + 22.0,
                frame.width - edge - words_room - 22.0,
            )
        };
        Columns {
            axis: self.value_axis(start, end),
            size,
            row: if stacked {
                size * 1.3 + 17.0
            } else {
                size * 1.9
            },
            stacked,
            name: edge,
            name_room,
            words_end: frame.width - edge,
            words_room,
        }
    }

    fn value_axis(&self, start: f64, end: f64) -> ValueAxis {
        if let Some((least, most)) = self
            .range
            .filter(|(a, b)| self.spread.admits(*a) && self.spread.admits(*b) && a < b)
        {
            return ValueAxis {
                least,
                most,
                start,
                end,
                spread: self.spread,
            };
        }
        let studies = self
            .studies
            .iter()
            .flat_map(|study| [study.estimate, study.low, study.high]);
        let pooled = self
            .pooled
            .iter()
            .flat_map(|pooled| [pooled.low, pooled.high]);
        let prediction = self
            .pooled
            .iter()
            .filter_map(|pooled| pooled.prediction.as_ref());
        let values = studies
            .chain(pooled)
            .chain(prediction.flat_map(|p| [p.low, p.high]))
            .chain([self.no_effect]);
        ValueAxis::holding(values, self.spread, start, end)
    }

    fn heads(&self, columns: &Columns, frame: &Frame, sheet: &mut Sheet) -> f64 {
        if self.table.study.is_empty() && self.table.effect.is_empty() {
            return 4.0;
        }
        let line = 3.0 + columns.size * RISE;
        labels(
            &self.table.study,
            &self.table.effect,
            line,
            "soft",
            columns,
            sheet,
        );
        let y = columns.size * 1.5;
        sheet.add(stroke(
            point(columns.name, y),
            point(frame.width - columns.name, y),
            "line",
            0.75,
        ));
        y + 3.0
    }

    fn study(&self, study: &Study, heaviest: f64, y: f64, columns: &Columns, sheet: &mut Sheet) {
        let class = if study.own { "voice" } else { "tie" };
        let (line, middle) = columns.lines(y);
        labels(
            &study.name,
            &study.words,
            line,
            if study.own { "voice halo" } else { "ink halo" },
            columns,
            sheet,
        );
        if ![study.estimate, study.low, study.high]
            .iter()
            .all(|value| self.spread.admits(*value))
        {
            return;
        }
        let mut group = Element::new("g")
            .class("study")
            .hint(&format!("{}: {}", study.name, study.words));
        self.interval(
            (study.low, study.high),
            middle,
            class,
            1.3,
            columns,
            &mut group,
        );
        // Areas, not sides, are in proportion to the weights; the lightest can still be seen.
        let part = if heaviest > 0.0 && study.weight.is_finite() {
            (study.weight / heaviest).clamp(0.0, 1.0)
        } else {
            0.25
        };
        let side = 4.0 + 9.0 * part.sqrt();
        let x = columns.axis.place(study.estimate);
        if (columns.axis.start..=columns.axis.end).contains(&x) {
            let square = Area::new(
                x - side / 2.0,
                middle - side / 2.0,
                x + side / 2.0,
                middle + side / 2.0,
            );
            if study.own {
                // Told apart without colour as well: hollow.
                let outline = block(square, class)
                    .replacing("fill", "none")
                    .with("stroke", "currentColor");
                group.push(block(square, "ground").replacing("fill", "#fff"));
                group.push(outline.at("stroke-width", 1.6));
            } else {
                group.push(block(square, class));
            }
        }
        sheet.add(group);
    }

    /// A thin line; an end that lies beyond the paper is an arrow.
    fn interval(
        &self,
        (low, high): (f64, f64),
        y: f64,
        class: &str,
        weight: f64,
        columns: &Columns,
        group: &mut Element,
    ) {
        let axis = &columns.axis;
        let (from, to) = (axis.clamped(low), axis.clamped(high));
        group.push(stroke(point(from, y), point(to, y), class, weight));
        if axis.place(low) < axis.start - 0.5 {
            group.push(solid(
                &[
                    point(from - 5.0, y),
                    point(from + 2.0, y - 3.5),
                    point(from + 2.0, y + 3.5),
                ],
                class,
            ));
        }
        if axis.place(high) > axis.end + 0.5 {
            group.push(solid(
                &[
                    point(to + 5.0, y),
                    point(to - 2.0, y - 3.5),
                    point(to - 2.0, y + 3.5),
                ],
                class,
            ));
        }
    }

    fn diamond(&self, pooled: &Pooled, y: f64, columns: &Columns, sheet: &mut Sheet) {
        let (line, middle) = columns.lines(y);
        labels(
            &pooled.name,
            &pooled.words,
            line,
            "ink halo",
            columns,
            sheet,
        );
        if ![pooled.estimate, pooled.low, pooled.high]
            .iter()
            .all(|value| self.spread.admits(*value))
        {
            return;
        }
        let x = |value: f64| columns.axis.clamped(value);
        let (low, high) = (
            x(pooled.low).min(x(pooled.estimate) - 1.5),
            x(pooled.high).max(x(pooled.estimate) + 1.5),
        );
        let top = point(x(pooled.estimate), middle - 6.5);
        let bottom = point(x(pooled.estimate), middle + 6.5);
        let shape = solid(
            &[point(low, middle), top, point(high, middle), bottom],
            "ink pooled",
        );
        sheet.add(shape.hint(&format!("{}: {}", pooled.name, pooled.words)));
    }

    fn prediction(&self, prediction: &Prediction, y: f64, columns: &Columns, sheet: &mut Sheet) {
        let (line, middle) = columns.lines(y);
        labels(
            &prediction.name,
            &prediction.words,
            line,
            "soft halo",
            columns,
            sheet,
        );
        if ![prediction.low, prediction.high]
            .iter()
            .all(|value| self.spread.admits(*value))
        {
            return;
        }
        let mut group = Element::new("g").class("prediction");
        self.interval(
            (prediction.low, prediction.high),
            middle,
            "soft",
            3.5,
            columns,
            &mut group,
        );
        sheet.add(group);
    }

    /// The line of no effect, and a light one through the pooled effect.
    fn lines(&self, top: f64, bottom: f64, columns: &Columns, sheet: &mut Sheet) {
        let axis = &columns.axis;
        if let Some(pooled) = self
            .pooled
            .as_ref()
            .filter(|pooled| self.spread.admits(pooled.estimate))
        {
            let x = axis.clamped(pooled.estimate);
            sheet.add(
                stroke(point(x, top), point(x, bottom), "soft", 0.75)
                    .with("stroke-dasharray", "2 3"),
            );
        }
        if self.spread.admits(self.no_effect) {
            let x = axis.clamped(self.no_effect);
            sheet.add(stroke(point(x, top), point(x, bottom), "ink", 0.75));
        }
    }

    fn axis(
        &self,
        y: f64,
        columns: &Columns,
        frame: &Frame,
        words: &Words<'_>,
        sheet: &mut Sheet,
    ) -> f64 {
        let axis = &columns.axis;
        let size = columns.size;
        let bounds = Area::new(1.0, 0.0, frame.width - 1.0, f64::MAX);
        sheet.add(stroke(
            point(axis.start, y),
            point(axis.end, y),
            "soft",
            0.75,
        ));
        let figures = y + 6.0 + size * 0.95;
        for value in axis.ticks(((axis.end - axis.start) / 56.0).floor()) {
            let x = axis.place(value);
            sheet.add(stroke(point(x, y), point(x, y + 4.0), "soft", 0.75));
            sheet.write_if_free(
                &words.number(value),
                point(x, figures),
                Type::middle(size, "soft"),
                &bounds,
            );
        }
        if self.sides.iter().all(String::is_empty) {
            return figures + size * 0.5;
        }
        let [left, right] = &self.sides;
        let line = figures + size * 1.45;
        let x = axis.clamped(self.no_effect);
        let (edge, half) = (4.0, frame.width / 2.0 - 12.0);
        let left = fit(&with_arrow(left, true), size, half);
        let right = fit(&with_arrow(right, false), size, half);
        // On either side of no effect, moved as far as the edges of the paper demand.
        let most = frame.width - edge - width(&right, size);
        let left_end = (x - 8.0).min(most - 16.0).max(edge + width(&left, size));
        let right_start = (left_end + 16.0).max((x + 8.0).min(most));
        sheet.write(&left, point(left_end, line), Type::end(size, "ink"));
        sheet.write(&right, point(right_start, line), Type::start(size, "ink"));
        line + size * 0.5
    }

    fn table(&self, words: &Words<'_>) -> Table {
        let mut rows: Vec<Vec<String>> = self
            .studies
            .iter()
            .map(|study| {
                vec![
                    study.name.clone(),
                    study.words.clone(),
                    words.number(study.weight),
                ]
            })
            .collect();
        if let Some(pooled) = &self.pooled {
            rows.push(vec![
                pooled.name.clone(),
                pooled.words.clone(),
                String::new(),
            ]);
            let prediction = pooled.prediction.iter();
            rows.extend(prediction.map(|p| vec![p.name.clone(), p.words.clone(), String::new()]));
        }
        let head = [&self.table.study, &self.table.effect, &self.table.weight]
            .map(Clone::clone)
            .to_vec();
        Table {
            caption: self.table.caption.clone(),
            head,
            rows,
        }
    }
}

impl Columns {
    /// The base line of a row's words, and the middle of its interval.
    fn lines(&self, y: f64) -> (f64, f64) {
        if self.stacked {
            (y + 2.0 + self.size * RISE, y + 2.0 + self.size * 1.1 + 7.0)
        } else {
            (y + self.row / 2.0 + self.size * 0.34, y + self.row / 2.0)
        }
    }
}

fn labels(name: &str, words: &str, line: f64, class: &str, columns: &Columns, sheet: &mut Sheet) {
    let name = fit(name, columns.size, columns.name_room + 0.1);
    let words = fit(words, columns.size, columns.words_room + 0.1);
    sheet.write(
        &name,
        point(columns.name, line),
        Type::start(columns.size, class),
    );
    sheet.write(
        &words,
        point(columns.words_end, line),
        Type::end(columns.size, class),
    );
}

fn with_arrow(words: &str, left: bool) -> String {
    match (words.is_empty(), left) {
        (true, _) => String::new(),
        (false, true) => format!("← {words}"),
        (false, false) => format!("{words} →"),
    }
}
