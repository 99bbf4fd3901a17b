//! What clinicians read about an answer that a person has to see: facts first, no level of risk.

use crate::app::App;
use crate::words::Words;
use crate::wrong::Wrong;
use attune_measures::Answer;
use attune_measures::critical::TriggerClass;
use attune_record::WaitingAlert;
use attune_therapy::measure::CriticalAnswered;
use attune_therapy::{Content, Reader, Role};
use jiff::Timestamp;

/// The open alerts of the clients whose treatment record `reader` may read: the front desk sees who there is, and
/// nothing of how they are.
pub(crate) async fn waiting(
    app: &App,
    reader: &Reader,
    now: Timestamp,
) -> Result<Vec<WaitingAlert>, Wrong> {
    let mut alerts = app.records.open_alerts(reader, now).await?;
    alerts.retain(|alert| reader.role_in(alert.record, now) != Some(Role::Staff));
    Ok(alerts)
}

/// "PHQ-9, item 9: ‘Thoughts that …’ was answered ‘Several days’".
pub(crate) fn answer_words(content: &Content, words: Words, fact: &CriticalAnswered) -> String {
    let locale = words.language().tag();
    let instrument = content.instrument(&fact.instrument, &fact.version);
    let short = instrument.map_or(fact.instrument.as_str(), |found| found.short(locale));
    words.t_with(
        "risk-answer",
        &[
            ("instrument", short.to_owned().into()),
            ("item", fact.item.clone().into()),
            (
                "answer",
                option_words(content, words, fact, &fact.answer).into(),
            ),
        ],
    )
}

/// An answer in the words that were printed beside it.
pub(crate) fn option_words(
    content: &Content,
    words: Words,
    fact: &CriticalAnswered,
    answer: &Answer,
) -> String {
    let locale = words.language().tag();
    let instrument = content.instrument(&fact.instrument, &fact.version);
    instrument
        .zip(answer.value())
        .and_then(|(instrument, value)| instrument.option_text(&fact.item, value, locale))
        .map_or_else(|| answer.to_string(), str::to_lowercase)
}

/// How soon somebody has to look, by the rule that the answer meets.
pub(crate) fn due_words(
    content: &Content,
    words: Words,
    fact: &CriticalAnswered,
) -> Option<String> {
    let instrument = content.instrument(&fact.instrument, &fact.version)?;
    let rule = instrument.critical(&fact.item, &fact.answer)?;
    let class = match rule.class {
        TriggerClass::BeforeNextSession => "before-next-session",
        TriggerClass::SameDay => "same-day",
        TriggerClass::Immediate => "immediate",
    };
    Some(words.one_of("risk-due", class).into_owned())
}
