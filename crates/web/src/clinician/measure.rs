//! `GET /clients/{id}/measures/{entry}`: one questionnaire as it was answered: items, score, band, and their sources.

use super::desk::{Asked, Desk};
use super::drawn::number;
use super::drawn::scores::{class_name, scores};
use super::entries;
use super::sheet::{Head, said, shown};
use crate::ui::{Act, Cell, Facts, Notice, Page, Table};
use crate::wrong::Wrong;
use askama::Template;
use attune_measures::Instrument;
use attune_therapy::Fact;
use attune_therapy::ids::EntryId;
use attune_therapy::measure::{AnswerMode, MeasureCompleted, Occasion};
use axum::extract::Query;
use axum::response::Response;
use serde::Deserialize;

#[derive(Deserialize)]
pub(super) struct Wanted {
    done: Option<String>,
}

#[derive(Template)]
#[template(path = "clinician/measure.html")]
struct MeasurePage {
    page: Page,
    head: Head,
    taken_back: Option<Notice>,
    facts: Facts,
    answers: Option<Table>,
    sources: Vec<String>,
}

pub(super) async fn get(asked: Asked, Query(wanted): Query<Wanted>) -> Result<Response, Wrong> {
    let id: EntryId = asked.id("entry")?;
    let desk = asked.open("measure").await?;
    let entry = desk.view.entry(id).ok_or(Wrong::NotFound)?.clone();
    let (fact, occurred, retracted) = entries::standing(&desk.view, &entry);
    let Fact::MeasureCompleted(completed) = fact else {
        return Err(Wrong::NotFound);
    };
    let words = desk.words();
    let title = entries::measure_line(&desk, completed);
    let mut page = desk.page(title.clone()).await?;
    said(&mut page, wanted.done.as_deref());
    let names = desk.names([entry.author.account]).await?;
    let content = desk.content();
    let instrument = content.instrument(&completed.instrument, &completed.version);
    let when = words.date_time(occurred.at.to_zoned(desk.who().zone()).datetime());
    let who = words.t_with(
        "measure-entered-by",
        &[
            ("name", names.by(entry.author).into()),
            (
                "mode",
                words
                    .one_of("answer-mode", mode_name(completed.mode))
                    .into(),
            ),
        ],
    );
    let mut facts = Facts::new()
        .with(words.t("column-when"), when)
        .with(words.t("measure-who"), who)
        .with(
            words.t("measure-occasion"),
            occasion_words(&desk, &completed.occasion),
        );
    if let Some(instrument) = instrument {
        facts = with_scores(&desk, facts, instrument, completed, id);
    }
    let mut head = Head::of(&desk, title, "case");
    if !retracted && desk.may_treat() {
        head = head.act(Act::link(
            words.t("entry-correct"),
            desk.at(&format!("/entries/{id}/correct")),
        ));
    }
    Ok(shown(&MeasurePage {
        head,
        taken_back: retracted.then(|| {
            Notice::info(
                words.t("entry-retracted"),
                words.t("measure-retracted-text"),
            )
        }),
        facts,
        answers: instrument.and_then(|instrument| answers(&desk, instrument, completed)),
        sources: instrument.map_or_else(Vec::new, |instrument| sources(&desk, instrument)),
        page,
    }))
}

fn mode_name(mode: AnswerMode) -> &'static str {
    match mode {
        AnswerMode::Portal => "portal",
        AnswerMode::Paper => "paper",
        AnswerMode::Import => "import",
    }
}

fn occasion_words(desk: &Desk, occasion: &Occasion) -> String {
    let words = desk.words();
    match occasion {
        Occasion::Session(number) => {
            words.t_with("occasion-session", &[("number", (*number).into())])
        }
        Occasion::Unscheduled(_) => words.t("occasion-extra").into_owned(),
    }
}

fn with_scores(
    desk: &Desk,
    mut facts: Facts,
    instrument: &Instrument,
    completed: &MeasureCompleted,
    entry: EntryId,
) -> Facts {
    let (words, locale) = (desk.words(), desk.locale());
    let Ok(scored) = instrument.score(&completed.answers) else {
        return facts;
    };
    if let Some(total) = completed.total_only.or(scored.total) {
        let most = instrument.range().map_or(total, |(_, most)| most);
        facts = facts.with(
            words.t("measure-total"),
            words.t_with(
                "total-of",
                &[
                    ("total", number(total).into()),
                    ("most", number(most).into()),
                ],
            ),
        );
        if let Some(band) = instrument.band(total) {
            facts = facts.with(
                words.t("column-band"),
                instrument.band_text(&band.id, locale),
            );
        }
    }
    for (subscale, value) in &scored.subscales {
        if let Some(value) = value {
            facts = facts.with(instrument.subscale_text(subscale, locale), number(*value));
        }
    }
    for class in scored.algorithms.values().flatten() {
        facts = facts.with(
            words.t("measure-pattern"),
            instrument.band_text(class, locale),
        );
    }
    if completed.total_only.is_some() {
        facts = facts.with(words.t("measure-note"), words.t("measure-total-only"));
    } else if scored.prorated {
        facts = facts.with(words.t("measure-note"), words.t("measure-prorated"));
    } else if !scored.missing.is_empty() {
        facts = facts.with(
            words.t("measure-note"),
            words.count("measure-missing", scored.missing.len()),
        );
    }
    with_change(desk, facts, instrument, entry)
}

/// What the change since the baseline means, at this answer.
fn with_change(desk: &Desk, facts: Facts, instrument: &Instrument, entry: EntryId) -> Facts {
    let words = desk.words();
    let course = desk.view.current_course();
    let Some(scores) = scores(desk, &instrument.id, course) else {
        return facts;
    };
    let this = scores.points.iter().find(|point| point.entry == entry);
    let Some((first, this)) = scores.baseline().zip(this) else {
        return facts;
    };
    if first.entry == this.entry {
        return facts.with(words.t("measure-change"), words.t("measure-is-baseline"));
    }
    match scores.between(first, this) {
        Some(verdict) => facts.with(
            words.t("measure-change"),
            words.t_with(
                "measure-change-text",
                &[
                    (
                        "change",
                        super::drawn::change(this.total - first.total).into(),
                    ),
                    (
                        "class",
                        words.one_of("change", class_name(verdict.class)).into(),
                    ),
                ],
            ),
        ),
        None => facts,
    }
}

fn answers(desk: &Desk, instrument: &Instrument, completed: &MeasureCompleted) -> Option<Table> {
    let (words, locale) = (desk.words(), desk.locale());
    if completed.total_only.is_some() {
        return None;
    }
    let rows = instrument.items.iter().map(|item| {
        let answer = completed.answers.get(&item.id);
        let said = answer.map_or_else(
            || words.t("not-answered").into_owned(),
            |answer| {
                let text = answer
                    .value()
                    .and_then(|value| instrument.option_text(&item.id, value, locale));
                text.map_or_else(|| answer.to_string(), str::to_owned)
            },
        );
        let value = answer.and_then(|answer| answer.value());
        let critical = answer.is_some_and(|answer| instrument.critical(&item.id, answer).is_some());
        let text = instrument.item_text(&item.id, locale).unwrap_or(&item.id);
        let mut name = Cell::text(text);
        if critical {
            name = name.tag(words.t("answer-to-see"));
        }
        vec![
            name,
            Cell::text(said),
            Cell::number(value.map_or_else(String::new, |value| value.to_string())),
        ]
    });
    Some(Table {
        caption: instrument.instructions(locale).to_owned(),
        head: vec![
            words.t("column-question").into_owned(),
            words.t("column-answer").into_owned(),
            words.t("column-value").into_owned(),
        ],
        rows: rows.collect(),
        folds: true,
    })
}

/// Where score, bands and cut-offs come from, and whose questionnaire it is.
fn sources(desk: &Desk, instrument: &Instrument) -> Vec<String> {
    let words = desk.words();
    let mut sources = Vec::new();
    if !instrument.validated {
        sources.push(words.t("not-validated").into_owned());
    }
    if !instrument.scoring.source.is_empty() {
        sources.push(words.t_with(
            "source-scoring",
            &[("source", instrument.scoring.source.clone().into())],
        ));
    }
    if let Some(scheme) = instrument.bands.first() {
        sources.push(words.t_with("source-bands", &[("source", scheme.source.clone().into())]));
    }
    for cutoff in &instrument.cutoffs {
        sources.push(words.t_with(
            "source-cutoff",
            &[
                ("at", number(cutoff.at).into()),
                ("meaning", cutoff.meaning.clone().into()),
                ("source", cutoff.source.clone().into()),
            ],
        ));
    }
    if let Some(definition) = instrument.definitions.first() {
        sources.push(words.t_with(
            "source-change",
            &[
                ("name", definition.name.clone().into()),
                ("source", definition.source.clone().into()),
            ],
        ));
    }
    sources.push(instrument.attribution().to_owned());
    sources
}
