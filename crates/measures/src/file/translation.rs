//! `<locale>.toml`: an instrument's words in one language.
//!
//! Words are TOML and not Fluent, because they are quoted, never assembled: nothing in a licensed sentence may be
//! read as a placeholder or be wrapped at another place.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::problem::{Problem, line_starting};
use crate::words::{ClientWords, Words};

/// The file as written.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct WordsFile {
    pub(crate) title: String,
    pub(crate) short: String,
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub(crate) instructions: String,
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub(crate) stem: String,
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub(crate) recall: String,
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub(crate) translation: String,
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub(crate) notice: String,
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub(crate) guidance: String,
    pub(crate) items: BTreeMap<String, String>,
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub(crate) stems: BTreeMap<String, String>,
    /// Options by set; TOML keys are text, the values are numbers.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub(crate) options: BTreeMap<String, BTreeMap<String, String>>,
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub(crate) anchors: BTreeMap<String, [String; 2]>,
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub(crate) bands: BTreeMap<String, String>,
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub(crate) subscales: BTreeMap<String, String>,
    #[serde(default)]
    pub(crate) client: ClientWords,
}

impl WordsFile {
    pub(crate) fn into_words(self, path: &str, text: &str, problems: &mut Vec<Problem>) -> Words {
        let mut options = BTreeMap::new();
        for (set, words) in self.options {
            let mut by_value = BTreeMap::new();
            for (key, words) in words {
                match key.parse::<i64>() {
                    Ok(value) => {
                        by_value.insert(value, words);
                    }
                    Err(_) => problems.push(Problem::new(
                        path,
                        line_starting(text, &format!("[options.{set}]")),
                        format!("'{key}' in the options '{set}' is not a value"),
                        "Write the value printed beside the option on the left: 0 = \"Not at all\"",
                    )),
                }
            }
            options.insert(set, by_value);
        }
        Words {
            title: self.title,
            short: self.short,
            instructions: self.instructions,
            stem: self.stem,
            stems: self.stems,
            recall: self.recall,
            translation: self.translation,
            notice: self.notice,
            guidance: self.guidance,
            items: self.items,
            options,
            anchors: self.anchors,
            bands: self.bands,
            subscales: self.subscales,
            client: self.client,
        }
    }
}
