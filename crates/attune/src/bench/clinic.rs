//! A clinic to measure: light clients, some long courses, and people who are signed in.

use crate::clinic::Clinic;
use attune_identity::{AccountSettings, Actor, Arrival, NewAccount};
use attune_measures::Answers;
use attune_record::NewEntry;
use attune_therapy::client::ClientRegistered;
use attune_therapy::course::CourseOpened;
use attune_therapy::dates::ApproximateDate;
use attune_therapy::ids::{AccountId, CourseId, NoteId, PersonId, RecordId, Token};
use attune_therapy::inventory::{Circle, PersonAdded, PersonPlaced, Relation, Ring};
use attune_therapy::measure::{AnswerMode, MeasureCompleted, Occasion};
use attune_therapy::note::{NoteDrafted, NotePart, NoteSigned};
use attune_therapy::session::{Mode, SessionHeld};
use attune_therapy::text::Text;
use attune_therapy::timeline::{EventKind, EventNoted};
use attune_therapy::{Fact, Occurred, Reader, Role};
use indicatif::ProgressBar;
use jiff::{SignedDuration, Timestamp};
use tokio::task::JoinSet;
use uuid::Uuid;

/// Somebody who is signed in.
#[derive(Debug, Clone)]
pub(super) struct Person {
    /// The value of the session cookie.
    pub(super) cookie: String,
    /// What forms of this session carry.
    pub(super) form_token: String,
}

/// What is in the clinic.
#[derive(Debug)]
pub(super) struct Filled {
    /// The therapist whose caseload is opened.
    pub(super) therapist: Person,
    /// How many clients this therapist has.
    pub(super) caseload: usize,
    /// Clients who check in, with their records.
    pub(super) clients: Vec<(Person, RecordId)>,
    /// Records of long courses, and how many entries each has.
    pub(super) courses: Vec<RecordId>,
    pub(super) entries_of_course: usize,
}

/// So many clients one therapist has at most.
const CASELOAD: usize = 1000;
/// Work under way at the same time, so that commits are shared.
const AT_ONCE: usize = 128;
const WEEK: SignedDuration = SignedDuration::from_hours(24 * 7);

/// Fills an empty clinic with so many light clients, those who check in, and some long courses.
pub(super) async fn fill(
    clinic: &Clinic,
    light: usize,
    checking_in: usize,
    courses: usize,
    bar: &ProgressBar,
) -> anyhow::Result<Filled> {
    let now = Timestamp::now();
    let began = now - WEEK * 20;
    let maker = Maker {
        clinic: clinic.clone(),
        began,
    };
    let mut therapist = maker
        .account("Therapist 0", "therapist-0", Role::Therapist)
        .await?;
    let first = therapist;
    let mut work: JoinSet<anyhow::Result<()>> = JoinSet::new();
    let mut caseload = 0;
    for number in 0..light {
        if number > 0 && number % CASELOAD == 0 {
            let name = format!("therapist-{}", number / CASELOAD);
            therapist = maker.account("Therapist", &name, Role::Therapist).await?;
        }
        caseload += usize::from(therapist == first);
        if work.len() >= AT_ONCE
            && let Some(done) = work.join_next().await
        {
            done??;
            bar.inc(1);
        }
        let maker = maker.clone();
        work.spawn(async move { maker.light_client(number, therapist).await.map(drop) });
    }
    while let Some(done) = work.join_next().await {
        done??;
        bar.inc(1);
    }
    let mut clients = Vec::new();
    for number in 0..checking_in {
        let account = maker
            .account(
                "Client who checks in",
                &format!("client-{number}"),
                Role::Client,
            )
            .await?;
        let record = maker.client_with_scores(number, first, account).await?;
        clients.push((maker.sign_in(account).await?, record));
    }
    let mut long = Vec::new();
    let mut entries_of_course = 0;
    for number in 0..courses {
        let (record, entries) = maker.long_course(number, first).await?;
        long.push(record);
        entries_of_course = entries;
    }
    Ok(Filled {
        therapist: maker.sign_in(first).await?,
        caseload: caseload + checking_in + courses,
        clients,
        courses: long,
        entries_of_course,
    })
}

#[derive(Clone)]
struct Maker {
    clinic: Clinic,
    began: Timestamp,
}

impl Maker {
    async fn account(&self, name: &str, sign_in: &str, role: Role) -> anyhow::Result<AccountId> {
        let new = NewAccount {
            name,
            sign_in_name: sign_in,
            role,
            password: "a clinic to measure and throw away",
            with_second_factor: false,
            settings: AccountSettings::default(),
        };
        Ok(self
            .clinic
            .identity
            .create_account(Actor::Program, new, self.began)
            .await?)
    }

    async fn sign_in(&self, account: AccountId) -> anyhow::Result<Person> {
        let arrival = Arrival {
            address: "bench",
            user_agent: "",
        };
        let now = Timestamp::now();
        let signed_in = self
            .clinic
            .identity
            .sign_in_for_demo(Actor::Program, account, arrival, now)
            .await?;
        Ok(Person {
            cookie: signed_in.cookie.reveal().to_owned(),
            form_token: signed_in.session.form_token().to_owned(),
        })
    }

    fn reader(&self, account: AccountId, role: Role, record: RecordId) -> anyhow::Result<Reader> {
        let identity = &self.clinic.identity;
        Ok(identity.acting_for(Actor::Program, account, role, record, self.began)?)
    }

    /// A client who was registered, began a course and answered once.
    async fn light_client(&self, number: usize, therapist: AccountId) -> anyhow::Result<RecordId> {
        let record = RecordId(Uuid::now_v7());
        self.clinic
            .identity
            .add_member(
                Actor::Program,
                record,
                therapist,
                Role::Therapist,
                None,
                self.began,
            )
            .await?;
        let reader = self.reader(therapist, Role::Therapist, record)?;
        let entries = vec![
            entry(registered(&format!("Light client {number}"))?, self.began),
            entry(self.opened(), self.began),
            entry(
                self.answered("phq-9", Occasion::Session(1), number, AnswerMode::Paper)?,
                self.began,
            ),
        ];
        self.clinic
            .records
            .append(&reader, record, entries, Timestamp::now())
            .await?;
        Ok(record)
    }

    /// A client with an account and twenty scores.
    async fn client_with_scores(
        &self,
        number: usize,
        therapist: AccountId,
        client: AccountId,
    ) -> anyhow::Result<RecordId> {
        let record = self.light_client(100_000 + number, therapist).await?;
        self.clinic
            .identity
            .add_member(
                Actor::Program,
                record,
                client,
                Role::Client,
                None,
                self.began,
            )
            .await?;
        let reader = self.reader(client, Role::Client, record)?;
        let mut entries = Vec::new();
        for week in 2..=20_u16 {
            let at = self.began + WEEK * i32::from(week - 1);
            entries.push(entry(
                self.answered("phq-9", Occasion::Session(week), number, AnswerMode::Portal)?,
                at,
            ));
        }
        self.clinic
            .records
            .append(&reader, record, entries, Timestamp::now())
            .await?;
        Ok(record)
    }

    /// Sixteen sessions with everything that is entered on the way.
    async fn long_course(
        &self,
        number: usize,
        therapist: AccountId,
    ) -> anyhow::Result<(RecordId, usize)> {
        let record = self.light_client(200_000 + number, therapist).await?;
        let reader = self.reader(therapist, Role::Therapist, record)?;
        let mut entries = 3;
        for batch in self.course_entries(number)?.chunks(60) {
            self.clinic
                .records
                .append(&reader, record, batch.to_vec(), Timestamp::now())
                .await?;
            entries += batch.len();
        }
        Ok((record, entries))
    }

    fn course_entries(&self, number: usize) -> anyhow::Result<Vec<NewEntry>> {
        let mut entries = Vec::new();
        let rings = [Ring::Inner, Ring::Middle, Ring::Outer, Ring::Outside];
        for person in 0..14_u16 {
            let id = PersonId(Uuid::now_v7());
            let name = Text::parse(&format!("Person {person}"))?;
            entries.push(entry(
                PersonAdded {
                    person: id,
                    name,
                    relation: Relation::Friend,
                    deceased: false,
                },
                self.began,
            ));
            for (at, circle) in [
                Circle::Now,
                Circle::BeforeOnset,
                Circle::Wished,
                Circle::Now,
            ]
            .into_iter()
            .enumerate()
            {
                let ring = rings[(usize::from(person) + at) % rings.len()];
                entries.push(entry(
                    PersonPlaced {
                        person: id,
                        circle,
                        ring,
                        angle: person * 25,
                    },
                    self.began,
                ));
            }
        }
        for event in 0..20_i16 {
            let noted = EventNoted {
                title: Text::parse(&format!("Event {event}"))?,
                kind: EventKind::Conflict,
                when: ApproximateDate::Year(2004 + event),
                people: Vec::new(),
                onset: event == 0,
            };
            entries.push(entry(noted, self.began));
        }
        for session in 1..=16_u16 {
            let at = self.began + WEEK * i32::from(session);
            if session > 1 {
                let answered = self.answered(
                    "phq-9",
                    Occasion::Session(session),
                    number,
                    AnswerMode::Paper,
                )?;
                entries.push(entry(answered, at - SignedDuration::from_hours(20)));
            }
            let gad = self.answered(
                "gad-7",
                Occasion::Session(session),
                number,
                AnswerMode::Paper,
            )?;
            entries.push(entry(gad, at - SignedDuration::from_hours(20)));
            entries.push(entry(
                SessionHeld {
                    number: session,
                    minutes: 50,
                    mode: Mode::InPerson,
                    theme: Text::parse("")?,
                },
                at,
            ));
            for part in [NotePart::Progress, NotePart::Process] {
                let note = NoteId(Uuid::now_v7());
                for draft in 0..6 {
                    let text = format!(
                        "Draft {draft}. {}",
                        "What was said and what was tried between us this week. ".repeat(12)
                    );
                    let text = Text::parse(&text)?;
                    entries.push(entry(
                        NoteDrafted {
                            note,
                            part,
                            session: Some(session),
                            text,
                        },
                        at,
                    ));
                }
                entries.push(entry(NoteSigned { note }, at));
            }
            // Each day of the week a rating or two, as clients who want to see their mood do.
            for day in 0..7_i32 {
                let at =
                    at - SignedDuration::from_hours(24 * 6) + SignedDuration::from_hours(24) * day;
                for (name, instrument) in [("mood", "session-mood"), ("stress", "stress")] {
                    let occasion = Occasion::Unscheduled(format!("{name}-{session}-{day}"));
                    entries.push(entry(
                        self.answered(instrument, occasion, number, AnswerMode::Paper)?,
                        at,
                    ));
                }
            }
        }
        Ok(entries)
    }

    fn opened(&self) -> CourseOpened {
        let ends_on = (self.began + WEEK * 24)
            .to_zoned(jiff::tz::TimeZone::UTC)
            .date();
        let protocol = self
            .clinic
            .records
            .content()
            .protocol_newest("ipt-adult-16");
        CourseOpened {
            course: CourseId(Uuid::now_v7()),
            protocol: "ipt-adult-16".to_owned(),
            version: protocol
                .map(|protocol| protocol.version.clone())
                .unwrap_or_default(),
            sessions: 16,
            ends_on,
        }
    }

    /// Low answers that raise no alert: alerts are what the check-ins under load may raise.
    fn answered(
        &self,
        instrument: &str,
        occasion: Occasion,
        number: usize,
        mode: AnswerMode,
    ) -> anyhow::Result<MeasureCompleted> {
        let content = self.clinic.records.content();
        let Some(known) = content.instrument_newest(instrument) else {
            anyhow::bail!("the questionnaire {instrument} is not built in");
        };
        let value = |at: usize| i64::try_from((number + at) % 3).unwrap_or(0);
        let answers: Answers = known
            .columns()
            .enumerate()
            .map(|(at, item)| {
                (
                    item.to_owned(),
                    if known.is_critical(item) {
                        0
                    } else {
                        value(at).max(lowest(known, item))
                    },
                )
            })
            .collect();
        Ok(MeasureCompleted {
            instrument: instrument.to_owned(),
            version: known.version.to_string(),
            locale: "en".to_owned(),
            occasion,
            answers,
            total_only: None,
            mode,
        })
    }
}

fn lowest(instrument: &attune_measures::Instrument, item: &str) -> i64 {
    let choices = instrument
        .item(item)
        .map(attune_measures::Item::choices)
        .unwrap_or_default();
    choices.iter().map(|choice| choice.value).min().unwrap_or(0)
}

fn registered(name: &str) -> anyhow::Result<ClientRegistered> {
    Ok(ClientRegistered {
        name: Text::parse(name)?,
        reference: None,
        born: Some(ApproximateDate::Year(1980)),
        locale: Some("en".to_owned()),
        zone: None,
        fictitious: true,
    })
}

fn entry(fact: impl Into<Fact>, at: Timestamp) -> NewEntry {
    NewEntry {
        fact: fact.into(),
        occurred: Occurred {
            at,
            zone: "Europe/London".to_owned(),
        },
        token: Token(Uuid::now_v7()),
        device: None,
        on_behalf_of: None,
    }
}
