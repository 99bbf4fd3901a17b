//! Made-up people and what they enter.

use attune_measures::Answers;
use attune_record::{NewEntry, Outcome, Records, WriteError};
use attune_therapy::client::ClientRegistered;
use attune_therapy::course::CourseOpened;
use attune_therapy::dates::ApproximateDate;
use attune_therapy::ids::{AccountId, CourseId, EntryId, NoteId, RecordId, Token};
use attune_therapy::measure::{AnswerMode, MeasureCompleted, Occasion};
use attune_therapy::note::{NoteDrafted, NotePart};
use attune_therapy::session::{Mode, SessionHeld};
use attune_therapy::text::Text;
use attune_therapy::timeline::{EventKind, EventNoted};
use attune_therapy::{Fact, Membership, Purpose, Reader, Role};
use jiff::{SignedDuration, Timestamp};
use uuid::Uuid;

/// The moment at which every test begins.
pub(crate) fn start() -> Timestamp {
    "2026-03-02T09:00:00Z".parse().unwrap()
}

pub(crate) fn minutes(count: i64) -> SignedDuration {
    SignedDuration::from_mins(count)
}

pub(crate) fn token() -> Token {
    Token(Uuid::new_v4())
}

pub(crate) fn text(typed: &str) -> Text {
    Text::parse(typed).unwrap()
}

/// Somebody who works with these records, or is their subject, since long before.
pub(crate) fn person(records: &Records, role: Role, of: &[RecordId]) -> Reader {
    person_with_account(records, AccountId(Uuid::new_v4()), role, of)
}

pub(crate) fn person_with_account(
    records: &Records,
    account: AccountId,
    role: Role,
    of: &[RecordId],
) -> Reader {
    let membership = |record: &RecordId| Membership {
        record: *record,
        role,
        from: "2020-01-01T00:00:00Z".parse().unwrap(),
        until: None,
    };
    let memberships: Vec<Membership> = of.iter().map(membership).collect();
    Reader::vouched(
        records.clinic(),
        account,
        role,
        Purpose::Care,
        memberships.into(),
    )
}

/// A record with its therapist and its client.
pub(crate) struct Pair {
    pub(crate) record: RecordId,
    pub(crate) therapist: Reader,
    pub(crate) client: Reader,
}

pub(crate) fn pair(records: &Records) -> Pair {
    let record = RecordId(Uuid::now_v7());
    Pair {
        record,
        therapist: person(records, Role::Therapist, &[record]),
        client: person(records, Role::Client, &[record]),
    }
}

pub(crate) fn registered(name: &str) -> Fact {
    Fact::ClientRegistered(ClientRegistered {
        name: text(name),
        reference: Some(text("R-17")),
        born: ApproximateDate::parse("1988-04-02"),
        locale: None,
        zone: None,
        fictitious: false,
    })
}

pub(crate) fn course(id: CourseId) -> Fact {
    let protocol = attune_therapy::Content::built_in()
        .protocol_newest("ipt-adult-16")
        .unwrap();
    Fact::CourseOpened(CourseOpened {
        course: id,
        protocol: protocol.id.clone(),
        version: protocol.version.clone(),
        sessions: 16,
        ends_on: jiff::civil::date(2026, 9, 1),
    })
}

pub(crate) fn session(number: u16) -> Fact {
    Fact::SessionHeld(SessionHeld {
        number,
        minutes: 50,
        mode: Mode::InPerson,
        theme: Text::default(),
    })
}

/// A PHQ-9 with the same answer to the first eight items, and `ninth` to the item on self-harm.
pub(crate) fn phq9(occasion: Occasion, each: i64, ninth: i64) -> Fact {
    let instrument = attune_therapy::Content::built_in()
        .instrument_newest("phq-9")
        .unwrap();
    let mut answers = Answers::default();
    for item in 1..=9 {
        answers.insert(item.to_string(), if item == 9 { ninth } else { each });
    }
    Fact::MeasureCompleted(MeasureCompleted {
        instrument: "phq-9".into(),
        version: instrument.version.to_string(),
        locale: "en".into(),
        occasion,
        answers,
        total_only: None,
        mode: AnswerMode::Portal,
    })
}

/// A check-in outside the schedule.
pub(crate) fn check_in(each: i64) -> Fact {
    phq9(
        Occasion::Unscheduled(Uuid::new_v4().simple().to_string()),
        each,
        0,
    )
}

pub(crate) fn event(title: &str) -> Fact {
    Fact::EventNoted(EventNoted {
        title: text(title),
        kind: EventKind::Other,
        when: ApproximateDate::Year(2024),
        people: Vec::new(),
        onset: false,
    })
}

pub(crate) fn note(id: NoteId, part: NotePart, typed: &str) -> Fact {
    Fact::NoteDrafted(NoteDrafted {
        note: id,
        part,
        session: None,
        text: text(typed),
    })
}

pub(crate) async fn enter(
    records: &Records,
    reader: &Reader,
    record: RecordId,
    fact: Fact,
    now: Timestamp,
) -> Result<EntryId, WriteError> {
    let entries = vec![NewEntry::now(fact, now, token())];
    let outcomes = records.append(reader, record, entries, now).await?;
    match outcomes[..] {
        [Outcome::Accepted(entry)] => Ok(entry),
        _ => panic!("{outcomes:?}"),
    }
}

/// A client with an open course.
pub(crate) async fn in_therapy(records: &Records, name: &str) -> Pair {
    let pair = pair(records);
    let facts = [registered(name), course(CourseId(Uuid::now_v7()))];
    let entries = facts
        .into_iter()
        .map(|fact| NewEntry::now(fact, start(), token()))
        .collect();
    records
        .append(&pair.therapist, pair.record, entries, start())
        .await
        .unwrap();
    pair
}

/// The program's administrator.
pub(crate) fn administrator(records: &Records) -> Reader {
    person(records, Role::Administrator, &[])
}
