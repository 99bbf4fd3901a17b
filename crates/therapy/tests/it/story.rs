//! A record in the making: facts go through the gate, and what is admitted is appended.

use attune_measures::{Answer, Answers};
use attune_therapy::case::Case;
use attune_therapy::client::ClientRegistered;
use attune_therapy::course::CourseOpened;
use attune_therapy::ids::{AccountId, CourseId, EntryId, Token};
use attune_therapy::measure::{AnswerMode, CriticalAnswered, MeasureCompleted, Occasion};
use attune_therapy::session::{Mode, SessionHeld};
use attune_therapy::text::Text;
use attune_therapy::{Author, Content, Entry, Fact, Occurred, Refusal, Role};
use jiff::{SignedDuration, Timestamp};
use std::sync::Arc;
use uuid::Uuid;

pub(crate) const COURSE: CourseId = CourseId(Uuid::from_u128(77));

pub(crate) struct Story {
    pub(crate) case: Case,
    pub(crate) now: Timestamp,
    next: u128,
}

pub(crate) fn therapist() -> Author {
    Author {
        account: AccountId(Uuid::from_u128(1)),
        role: Role::Therapist,
    }
}

pub(crate) fn client() -> Author {
    Author {
        account: AccountId(Uuid::from_u128(2)),
        role: Role::Client,
    }
}

pub(crate) fn text(words: &str) -> Text {
    Text::parse(words).unwrap()
}

impl Story {
    pub(crate) fn new() -> Story {
        Story {
            case: Case::default(),
            now: "2026-03-02T10:00:00Z".parse().unwrap(),
            next: 1000,
        }
    }

    /// A client with an open course of sixteen sessions.
    pub(crate) fn with_course() -> Story {
        let mut story = Story::new();
        story.therapist(registered("Maya")).unwrap();
        story.therapist(opened(16)).unwrap();
        story
    }

    pub(crate) fn therapist(&mut self, fact: impl Into<Fact>) -> Result<EntryId, Refusal> {
        self.enter(fact.into(), therapist(), self.now)
    }

    pub(crate) fn client(&mut self, fact: impl Into<Fact>) -> Result<EntryId, Refusal> {
        self.enter(fact.into(), client(), self.now)
    }

    pub(crate) fn enter(
        &mut self,
        fact: Fact,
        author: Author,
        at: Timestamp,
    ) -> Result<EntryId, Refusal> {
        let occurred = Occurred::utc(at);
        let admitted = self
            .case
            .admit(&fact, author, &occurred, self.now, Content::built_in())?;
        self.next += 1;
        let id = EntryId(Uuid::from_u128(self.next));
        self.case.append(Arc::new(Entry {
            id,
            fact,
            course: admitted.course,
            occurred,
            recorded_at: self.now,
            author,
            on_behalf_of: None,
            device: None,
            compartment: admitted.compartment,
            token: Token(id.0),
        }));
        Ok(id)
    }

    /// A questionnaire that arrives whole, with its critical answers first.
    pub(crate) fn measure(&mut self, completed: MeasureCompleted) -> Result<EntryId, Refusal> {
        let facts = completed.into_facts(&self.case, Content::built_in())?;
        let mut last = Err(Refusal::NoTarget);
        for fact in facts {
            last = self.client(fact);
        }
        last
    }

    pub(crate) fn session(&mut self, number: u16) -> Result<EntryId, Refusal> {
        self.therapist(SessionHeld {
            number,
            minutes: 50,
            mode: Mode::InPerson,
            theme: Text::default(),
        })
    }

    pub(crate) fn days_later(&mut self, days: i64) {
        self.now += SignedDuration::from_hours(24 * days);
    }
}

pub(crate) fn registered(name: &str) -> ClientRegistered {
    ClientRegistered {
        name: text(name),
        reference: None,
        born: None,
        locale: None,
        zone: None,
        fictitious: true,
    }
}

pub(crate) fn opened(sessions: u16) -> CourseOpened {
    CourseOpened {
        course: COURSE,
        protocol: "ipt-adult-16".into(),
        version: "1.0.0".into(),
        sessions,
        ends_on: "2026-08-01".parse().unwrap(),
    }
}

/// PHQ-9 answers in the order of the form.
pub(crate) fn phq9(values: [i64; 9], occasion: Occasion) -> MeasureCompleted {
    let mut answers = Answers::new();
    for (item, value) in (1..).zip(values) {
        answers.insert(item.to_string(), Answer::Value(value));
    }
    MeasureCompleted {
        instrument: "phq-9".into(),
        version: Content::built_in()
            .instrument_newest("phq-9")
            .unwrap()
            .version
            .to_string(),
        locale: "en".into(),
        occasion,
        answers,
        total_only: None,
        mode: AnswerMode::Portal,
    }
}

pub(crate) fn item_nine(value: i64, occasion: Occasion) -> CriticalAnswered {
    CriticalAnswered {
        instrument: "phq-9".into(),
        version: Content::built_in()
            .instrument_newest("phq-9")
            .unwrap()
            .version
            .to_string(),
        item: "9".into(),
        answer: Answer::Value(value),
        occasion,
        mode: AnswerMode::Portal,
    }
}
