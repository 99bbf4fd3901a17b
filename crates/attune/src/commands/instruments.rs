//! `attune instruments`: which questionnaires there are, whose they are, and what they ask.

use super::outcomes::print;
use super::{called_wrongly, score};
use crate::content;
use attune_measures::instrument::{Allows, ItemKind};
use attune_measures::{Instrument, Library};
use clap::{Args, Subcommand};
use serde_json::{Value, json};
use std::fmt::Write;
use std::path::PathBuf;
use std::process::ExitCode;

/// See [`self`].
#[derive(Debug, Args)]
#[command(after_help = "Examples:
  attune instruments
  attune instruments --json
  attune instruments show phq-9
  attune instruments show PHQ9 --language es-419

Exit status: 0 fine, 2 called wrongly (an unknown questionnaire or language).")]
pub(crate) struct Instruments {
    #[command(subcommand)]
    show: Option<What>,
    /// Print JSON.
    #[arg(long, global = true)]
    json: bool,
    /// Folder with the clinic's own content, beside what is built in.
    #[arg(long, global = true, env = "ATTUNE_CONTENT", value_name = "DIR")]
    content: Option<PathBuf>,
}

#[derive(Debug, Subcommand)]
enum What {
    /// Print one questionnaire: what it asks, how it is scored, and its licence.
    Show {
        /// Which: phq-9, PHQ9, or one version of it as phq-9@1.
        id: String,
        /// In which of its languages.
        #[arg(long, default_value = "en", value_name = "LANGUAGE")]
        language: String,
    },
}

impl Instruments {
    pub(crate) fn run(self) -> anyhow::Result<ExitCode> {
        let content = content::load(self.content.as_deref())?;
        let library = content.library();
        let Some(What::Show { id, language }) = &self.show else {
            let text = if self.json {
                format!("{}\n", list_json(library))
            } else {
                list(library)
            };
            print(&text)?;
            return Ok(ExitCode::SUCCESS);
        };
        let Some(instrument) = score::find(library, id) else {
            return called_wrongly(score::unknown(library, id));
        };
        if !instrument.available_in(language) {
            let languages: Vec<&str> = instrument.locales().collect();
            return called_wrongly(format!(
                "{} has no words in {language:?}; it has {}",
                instrument.id,
                languages.join(", ")
            ));
        }
        let text = if self.json {
            format!("{}\n", one_json(instrument, language))
        } else {
            one(instrument, language)
        };
        print(&text)?;
        Ok(ExitCode::SUCCESS)
    }
}

fn list(library: &Library) -> String {
    let row = |instrument: &Instrument| {
        let languages: Vec<&str> = instrument.locales().collect();
        [
            instrument.id.clone(),
            instrument.version.to_string(),
            kind(instrument).to_owned(),
            languages.join(" "),
            instrument.title("en").to_owned(),
            instrument.licence.name.clone(),
            instrument.licence.holder.clone(),
        ]
    };
    let heads = [
        "id",
        "version",
        "kind",
        "languages",
        "title",
        "licence",
        "holder",
    ]
    .map(str::to_owned);
    let rows: Vec<[String; 7]> = std::iter::once(heads)
        .chain(library.iter().map(row))
        .collect();
    // Licences and holders may be long sentences; they stand last and are not padded.
    let widths: Vec<usize> = (0..6)
        .map(|at| {
            rows.iter()
                .map(|row| row[at].chars().count())
                .max()
                .unwrap_or(0)
        })
        .collect();
    let mut text = String::new();
    for row in &rows {
        for (cell, width) in row.iter().zip(&widths) {
            // Writing to memory cannot fail.
            let _written = write!(text, "{cell:<width$}  ");
        }
        text.push_str(&row[6]);
        text.push('\n');
    }
    text
}

fn kind(instrument: &Instrument) -> &'static str {
    if instrument.validated {
        "validated"
    } else {
        "own"
    }
}

fn list_json(library: &Library) -> Value {
    library.iter().map(summary).collect()
}

fn summary(instrument: &Instrument) -> Value {
    json!({
        "id": instrument.id,
        "version": instrument.version.as_str(),
        "title": instrument.title("en"),
        "languages": instrument.locales().collect::<Vec<_>>(),
        "licence": instrument.licence.name,
        "holder": instrument.licence.holder,
        "validated": instrument.validated,
    })
}

fn one(instrument: &Instrument, language: &str) -> String {
    let words = instrument.words(language);
    let mut text = format!(
        "{} ({} version {}, {})\n",
        words.title,
        instrument.id,
        instrument.version,
        kind(instrument)
    );
    if !instrument.validated {
        text.push_str("Not a validated scale.\n");
    }
    let mut line = |line: &str| {
        text.push_str(line);
        text.push('\n');
    };
    line("");
    line(&words.instructions);
    line("");
    for item in &instrument.items {
        let marks = [
            (!item.scored, "not scored"),
            (instrument.is_critical(&item.id), "critical"),
            (item.ask_when.is_some(), "asked depending on other answers"),
        ];
        let marks: Vec<&str> = marks
            .into_iter()
            .filter(|(holds, _)| *holds)
            .map(|(_, mark)| mark)
            .collect();
        let marks = if marks.is_empty() {
            String::new()
        } else {
            format!("  [{}]", marks.join(", "))
        };
        line(&format!(
            "{:>4}  {}{marks}",
            item.id,
            instrument.item_text(&item.id, language).unwrap_or_default()
        ));
        line(&format!("      {}", answers(instrument, item, language)));
    }
    line("");
    for scheme in &instrument.bands {
        let bands = scheme.bands.iter().map(|band| {
            format!(
                "{} to {} {}",
                band.from,
                band.to,
                instrument.band_text(&band.id, language)
            )
        });
        line(&format!(
            "Bands ({}): {}",
            scheme.source,
            bands.collect::<Vec<_>>().join(", ")
        ));
    }
    for rule in &instrument.critical {
        let place = rule
            .item
            .as_deref()
            .map_or("the total".to_owned(), |item| format!("item {item}"));
        line(&format!("Critical ({}, {place}): {}", rule.class, rule.why));
    }
    if !instrument.scoring.source.is_empty() {
        line(&format!("Scoring: {}", instrument.scoring.source));
    }
    line(&format!("Licence: {}", instrument.licence.name));
    line(&format!("Holder: {}", instrument.licence.holder));
    line(&format!("Credit: {}", instrument.attribution()));
    line(&format!(
        "Allows: {}",
        allowed(instrument.licence.allows).join(", ")
    ));
    line(&format!(
        "Terms: {} (looked at {}: {})",
        instrument.licence.source_url,
        instrument.licence.verified_on,
        instrument.licence.verified_by
    ));
    let languages: Vec<&str> = instrument.locales().collect();
    line(&format!("Languages: {}", languages.join(", ")));
    text
}

fn answers(instrument: &Instrument, item: &attune_measures::Item, language: &str) -> String {
    match &item.kind {
        ItemKind::Choice { .. } => {
            let options = instrument
                .options(item, language)
                .map(|(value, words)| format!("{value} {words}"));
            options.collect::<Vec<_>>().join("; ")
        }
        ItemKind::Number { min, max } => format!("a whole number from {min} to {max}"),
        ItemKind::Time => "a time of day".to_owned(),
        ItemKind::Text => "in own words".to_owned(),
    }
}

fn allowed(allows: Allows) -> Vec<&'static str> {
    let all = [
        (allows.display, "display"),
        (allows.translate, "translate"),
        (allows.modify, "modify"),
        (allows.electronic, "electronic use"),
        (allows.commercial, "commercial use"),
        (allows.redistribute, "redistribute"),
    ];
    all.into_iter()
        .filter(|(allowed, _)| *allowed)
        .map(|(_, name)| name)
        .collect()
}

fn one_json(instrument: &Instrument, language: &str) -> Value {
    let item = |item: &attune_measures::Item| {
        let options: Vec<Value> = instrument
            .options(item, language)
            .map(|(value, words)| json!({ "value": value, "text": words }))
            .collect();
        let mut object = json!({
            "id": item.id,
            "text": instrument.item_text(&item.id, language),
            "scored": item.scored,
            "critical": instrument.is_critical(&item.id),
        });
        match &item.kind {
            ItemKind::Choice { .. } => object["options"] = options.into(),
            ItemKind::Number { min, max } => object["range"] = json!([min, max]),
            ItemKind::Time => object["answer"] = "time".into(),
            ItemKind::Text => object["answer"] = "text".into(),
        }
        object
    };
    let mut object = summary(instrument);
    object["language"] = language.into();
    object["instructions"] = instrument.instructions(language).into();
    object["items"] = instrument.items.iter().map(item).collect();
    object["attribution"] = instrument.attribution().into();
    object["allows"] = allowed(instrument.licence.allows).into();
    object["source_url"] = instrument.licence.source_url.as_str().into();
    object["verified_on"] = instrument.licence.verified_on.to_string().into();
    object["verified_by"] = instrument.licence.verified_by.as_str().into();
    object
}
