//! What is due: a function of the case, the content and the moment; never stored as truth.

use crate::case::Case;
use crate::content::Content;
use crate::ids::CourseId;
use crate::measure::Occasion;
use crate::protocol::When;
use jiff::Timestamp;

/// A questionnaire that waits to be answered.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Due {
    /// During which course.
    pub course: CourseId,
    /// Which questionnaire.
    pub instrument: String,
    /// In which version.
    pub version: String,
    /// For which occasion. Course, instrument and occasion together name it.
    pub occasion: Occasion,
    /// Since when it can be answered.
    pub opens: Timestamp,
}

/// What is due in a case: for each open course the measures of its protocol that have no answer for the session
/// that comes next. A questionnaire that does not exist in `locale` is not asked of a reader of that language.
pub fn due(case: &Case, content: &Content, locale: &str, now: Timestamp) -> Vec<Due> {
    let mut list = Vec::new();
    for course in case
        .courses()
        .iter()
        .filter(|course| course.is_open() && course.opened_at <= now)
    {
        let Some(protocol) = content.protocol(&course.opened.protocol, &course.opened.version)
        else {
            continue;
        };
        let session = course.next_session();
        let occasion = Occasion::Session(session);
        let last_session = case
            .sessions()
            .iter()
            .rev()
            .find(|s| s.course == course.opened.course);
        let opens = last_session.map_or(course.opened_at, |session| session.occurred.at);
        for scheduled in &protocol.measures {
            let in_season = scheduled.when == When::EachSession || session == 1;
            let Some(instrument) = content.instrument_newest(&scheduled.instrument) else {
                continue;
            };
            if !in_season || session > course.opened.sessions || !instrument.available_in(locale) {
                continue;
            }
            if !case.answered(Some(course.opened.course), &scheduled.instrument, &occasion) {
                list.push(Due {
                    course: course.opened.course,
                    instrument: scheduled.instrument.clone(),
                    version: instrument.version.to_string(),
                    occasion: occasion.clone(),
                    opens,
                });
            }
        }
    }
    list
}
