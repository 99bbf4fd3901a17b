//! `POST /api/check-in`: a questionnaire that arrives whole.

use super::answer::{ApiWrong, FromClient, occurred, token};
use crate::who::ClientHere;
use attune_measures::Answers;
use attune_record::{NewEntry, Outcome, WriteError};
use attune_therapy::ids::{EntryId, Token};
use attune_therapy::measure::{AnswerMode, CriticalAnswered, MeasureCompleted, Occasion};
use attune_therapy::{Content, Occurred};
use axum::Json;
use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

/// What is sent.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct CheckIn {
    token: String,
    instrument: String,
    version: String,
    occasion: String,
    occurred_at: Timestamp,
    zone: String,
    answers: Answers,
}

/// What is answered when it is in the record, durably.
#[derive(Debug, Serialize)]
pub(super) struct Entered {
    status: &'static str,
    entry: EntryId,
    total: Option<f64>,
    complete: bool,
    critical: Vec<String>,
}

/// Enters it. Critical answers in it are entered with it; if it is refused, they are entered all the same.
pub(super) async fn enter(
    FromClient { here, sent }: FromClient<CheckIn>,
) -> Result<Json<Entered>, ApiWrong> {
    let token = token(&sent.token)?;
    let occurred = occurred(sent.occurred_at, sent.zone)?;
    let occasion = Occasion::parse(&sent.occasion).ok_or_else(|| {
        ApiWrong::field(
            "occasion",
            "must be session-N, or extra- with letters, figures and hyphens after it",
        )
    })?;
    let who = &here.who;
    let completed = MeasureCompleted {
        instrument: sent.instrument,
        version: sent.version,
        locale: who.words().language().tag().to_owned(),
        occasion,
        answers: sent.answers,
        total_only: None,
        mode: AnswerMode::Portal,
    };
    let records = &who.app().records;
    let scored = records
        .content()
        .instrument(&completed.instrument, &completed.version)
        .ok_or_else(|| {
            ApiWrong::field(
                "instrument",
                "is not one that this clinic has in this version",
            )
        })?
        .score(&completed.answers);
    let entry = NewEntry {
        fact: completed.clone().into(),
        occurred: occurred.clone(),
        token,
        device: None,
        on_behalf_of: None,
    };
    let outcome = match records
        .append(&who.reader, here.record, vec![entry], who.now())
        .await
    {
        Ok(outcomes) => outcomes.first().copied(),
        Err(WriteError::Refused(refusal)) => {
            critical_of_refused(&here, &completed, &occurred, token).await;
            return Err(WriteError::Refused(refusal).into());
        }
        Err(error) => return Err(error.into()),
    };
    let outcome = outcome.ok_or(crate::wrong::Wrong::Ours)?;
    let scored = scored.map_err(|problem| ApiWrong::field("answers", problem.to_string()))?;
    Ok(Json(Entered {
        status: status(outcome),
        entry: outcome.entry(),
        total: scored.total,
        complete: scored.complete,
        critical: scored.critical,
    }))
}

/// The word for what became of an entry.
pub(super) fn status(outcome: Outcome) -> &'static str {
    match outcome {
        Outcome::Accepted(_) => "accepted",
        Outcome::Duplicate(_) => "duplicate",
    }
}

/// A questionnaire that is refused, because another device was quicker or an answer is out of range, may hold an
/// answer that a person has to see. It reaches them, whatever becomes of the rest.
pub(super) async fn critical_of_refused(
    here: &ClientHere,
    completed: &MeasureCompleted,
    occurred: &Occurred,
    token: Token,
) {
    let who = &here.who;
    let records = &who.app().records;
    for fact in critical(completed, records.content()) {
        let entry = NewEntry {
            token: beside(token, &fact.item),
            fact: fact.into(),
            occurred: occurred.clone(),
            device: None,
            on_behalf_of: None,
        };
        if let Err(error) = records
            .append(&who.reader, here.record, vec![entry], who.now())
            .await
        {
            tracing::error!(
                kind = error.kind(),
                "a critical answer of a refused questionnaire was not entered"
            );
        }
    }
}

fn critical(completed: &MeasureCompleted, content: &Content) -> Vec<CriticalAnswered> {
    let Some(instrument) = content.instrument(&completed.instrument, &completed.version) else {
        return Vec::new();
    };
    let answers = completed.answers.iter();
    let critical = answers.filter(|(item, answer)| {
        instrument.check_answer(item, answer).is_ok() && instrument.critical(item, answer).is_some()
    });
    critical
        .map(|(item, answer)| CriticalAnswered {
            instrument: completed.instrument.clone(),
            version: completed.version.clone(),
            item: item.to_owned(),
            answer: answer.clone(),
            occasion: completed.occasion.clone(),
            mode: completed.mode,
        })
        .collect()
}

/// A token for what is entered beside something, always the same for the same.
fn beside(token: Token, item: &str) -> Token {
    let digest = Sha256::new()
        .chain_update(token.0.as_bytes())
        .chain_update(item)
        .finalize();
    let mut bytes = [0; 16];
    bytes.copy_from_slice(&digest[..16]);
    Token(uuid::Builder::from_custom_bytes(bytes).into_uuid())
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;
    use uuid::Uuid;

    fn phq9(answers: &[(&str, i64)]) -> MeasureCompleted {
        MeasureCompleted {
            instrument: "phq-9".into(),
            version: "1".into(),
            locale: "en".into(),
            occasion: Occasion::Session(1),
            answers: answers
                .iter()
                .map(|(item, value)| (*item, *value))
                .collect(),
            total_only: None,
            mode: AnswerMode::Portal,
        }
    }

    #[test]
    fn the_critical_answers_of_a_refused_questionnaire_are_found_even_beside_impossible_ones() {
        let content = Content::built_in();
        let found = critical(&phq9(&[("1", 99), ("9", 2)]), content);
        assert_eq!(found.len(), 1);
        assert_eq!(found[0].item, "9");
        assert!(critical(&phq9(&[("9", 0)]), content).is_empty());
        assert!(critical(&phq9(&[("9", 17)]), content).is_empty());
    }

    #[test]
    fn a_token_beside_another_is_always_the_same() {
        let token = Token(Uuid::nil());
        assert_eq!(beside(token, "9"), beside(token, "9"));
        assert_ne!(beside(token, "9"), beside(token, "8"));
    }
}
