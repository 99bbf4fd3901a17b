//! `enableWhen` as the condition under which an item is asked.

use serde_json::Value;

use super::import::Reading;
use super::parts::item_id;
use crate::file::structure::ConditionFile;

impl Reading<'_> {
    pub(super) fn condition(&mut self, item: &Value, link: &str) -> Option<ConditionFile> {
        let all = item["enableBehavior"] == "all";
        let when = item["enableWhen"].as_array()?;
        let mut parts = Vec::new();
        for one in when {
            match self.one_condition(one) {
                Some(condition) => parts.push(condition),
                None => self.refuse(
                    format!("'{link}' is asked under a condition that cannot be read: {one}"),
                    "Let it depend on an answer to an earlier choice, yes-no question or number",
                ),
            }
        }
        match parts.len() {
            0 => None,
            1 => parts.pop(),
            _ if all => Some(ConditionFile {
                all: Some(parts),
                ..ConditionFile::default()
            }),
            _ => Some(ConditionFile {
                any: Some(parts),
                ..ConditionFile::default()
            }),
        }
    }

    fn one_condition(&self, one: &Value) -> Option<ConditionFile> {
        let item = item_id(one["question"].as_str()?);
        let codes = self.codes.get(&item);
        let coded = |code: &str| Some(*codes?.get(code)?);
        let value = if let Some(code) = one["answerCoding"]["code"].as_str() {
            coded(code)?
        } else if let Some(answer) = one["answerBoolean"].as_bool() {
            coded(if answer { "true" } else { "false" })?
        } else {
            one["answerInteger"].as_i64()?
        };
        #[allow(clippy::cast_precision_loss)]
        let value = value as f64;
        let range = |at_least, at_most| ConditionFile {
            item: Some(item.clone()),
            at_least,
            at_most,
            ..ConditionFile::default()
        };
        match one["operator"].as_str()? {
            "=" => Some(range(Some(value), Some(value))),
            "!=" => Some(ConditionFile {
                not: Some(Box::new(range(Some(value), Some(value)))),
                ..ConditionFile::default()
            }),
            ">=" => Some(range(Some(value), None)),
            "<=" => Some(range(None, Some(value))),
            ">" => Some(range(Some(value + 1.0), None)),
            "<" => Some(range(None, Some(value - 1.0))),
            _ => None,
        }
    }
}
