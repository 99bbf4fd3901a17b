//! The other measures of a course beside the main one, a line each.

use crate::clinician::desk::Desk;
use crate::clinician::drawn::scores::{main_measure, scores};
use crate::clinician::drawn::{number, trajectory};
use crate::ui::{Cell, Table, drawn};
use attune_drawing::Frame;
use attune_drawing::sparkline::Sparkline;
use attune_drawing::trajectory::{Score, Series};
use std::collections::BTreeSet;

pub(super) fn table(desk: &Desk) -> Option<Table> {
    let words = desk.words();
    let main = main_measure(desk);
    let names: BTreeSet<&str> = desk
        .view
        .measures()
        .iter()
        .map(|measured| measured.completed.instrument.as_str())
        .filter(|name| *name != main)
        .collect();
    let rows: Vec<Vec<Cell>> = names.iter().filter_map(|name| row(desk, name)).collect();
    (!rows.is_empty()).then(|| Table {
        caption: words.t("others-caption").into_owned(),
        head: [
            "column-measure",
            "column-course",
            "column-meaning",
            "column-last",
        ]
        .map(|key| words.one_of("others", key).into_owned())
        .to_vec(),
        rows,
        folds: true,
    })
}

fn row(desk: &Desk, name: &str) -> Option<Vec<Cell>> {
    let words = desk.words();
    let scores = scores(desk, name, desk.view.current_course())?;
    let last = scores.last()?;
    let short = scores.instrument.short(desk.locale());
    let (least, most) = scores.instrument.range().unwrap_or((0.0, 1.0));
    let line = Sparkline {
        title: trajectory::title(desk, &scores),
        score: Series {
            points: scores
                .points
                .iter()
                .map(|point| Score::new(point.day, point.total))
                .collect(),
            ..Series::on(least, most)
        },
        ..Sparkline::default()
    };
    let prefix = format!("other-{name}");
    let picture = drawn(words, |language| line.draw(&Frame::row(&prefix), language));
    let measure = desk.at(&format!("/measures/{}", last.entry));
    Some(vec![
        Cell::link(short, measure),
        Cell::drawing(picture.svg, number(last.total)),
        Cell::text(trajectory::meaning(desk, &scores)),
        Cell::text(words.near_date(last.day, desk.today())),
    ])
}
