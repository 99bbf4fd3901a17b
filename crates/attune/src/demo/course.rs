//! One fictitious client's course, from referral to wherever it is now.

use super::story::{SampleClinic, Story, Words, said};
use crate::clinic::Clinic;
use attune_identity::Actor;
use attune_measures::{Answer, Answers, Instrument};
use attune_record::NewEntry;
use attune_therapy::client::ClientRegistered;
use attune_therapy::course::{CourseClosed, CourseOpened, Ending};
use attune_therapy::dates::ApproximateDate;
use attune_therapy::ids::{AccountId, CourseId, NoteId, PersonId, RecordId, Token};
use attune_therapy::intake::{IntakeNoted, IntakePart};
use attune_therapy::inventory::{Circle, PersonAdded, PersonPlaced, Ring};
use attune_therapy::measure::{AnswerMode, MeasureCompleted, Occasion};
use attune_therapy::note::{NoteDrafted, NotePart, NoteSigned};
use attune_therapy::risk::{AlertAcknowledged, AlertClosed, Disposition};
use attune_therapy::session::{Mode, SessionHeld};
use attune_therapy::text::Text;
use attune_therapy::timeline::EventNoted;
use attune_therapy::{Fact, Occurred, Reader, Role};
use jiff::{SignedDuration, Timestamp};
use rand::rngs::StdRng;
use rand::{Rng, SeedableRng};
use uuid::Uuid;

/// A client and how far the course has come; drawn from the seed.
#[derive(Debug)]
pub(crate) struct Sample {
    number: usize,
    pub(crate) name: String,
    pub(crate) locale: String,
    story: usize,
    protocol: &'static str,
    planned: u16,
    held: u16,
    start_score: f64,
    end_score: f64,
    pub(crate) began_at: Timestamp,
    seed: u64,
}

const WEEK: SignedDuration = SignedDuration::from_hours(24 * 7);

impl Sample {
    /// Draws client `number`. The first dozen are placed at every point of treatment on purpose.
    pub(crate) fn draw(
        randomness: &mut StdRng,
        clinic: &SampleClinic,
        number: usize,
        now: Timestamp,
    ) -> Sample {
        let locale = if number.is_multiple_of(2) {
            "en"
        } else {
            "es-419"
        };
        let names = clinic.names.get(locale).map_or(&[][..], Vec::as_slice);
        let name = match names.get((number / 2) % names.len().max(1)) {
            Some(name) if number / 2 < names.len() => name.clone(),
            Some(name) => format!("{name} {}", number / 2 / names.len() + 1),
            None => format!("Sample {number}"),
        };
        let (protocol, planned) =
            [("ipt-adult-16", 16), ("ipt-adult-12", 12), ("ipt-b-8", 8)][number % 3];
        let held = match number {
            0 => 9.min(planned),
            1 => 3,
            2 => planned - 2,
            3 => 0,
            4 => planned,
            _ => randomness.random_range(0..=planned),
        };
        let start_score = randomness.random_range(13.0..23.0);
        let end_score = match number % 6 {
            5 => start_score + randomness.random_range(-2.0..4.0),
            4 => start_score * 0.7,
            _ => randomness.random_range(2.0..8.0),
        };
        let weeks_ago = i32::from(held)
            + if held == planned {
                randomness.random_range(3..20)
            } else {
                0
            };
        let offset = SignedDuration::from_hours(randomness.random_range(2..72));
        Sample {
            number,
            name,
            locale: locale.to_owned(),
            story: number % clinic.story.len().max(1),
            protocol,
            planned,
            held,
            start_score,
            end_score,
            began_at: now - WEEK * (weeks_ago + 1) - offset,
            seed: randomness.random(),
        }
    }

    /// The first name in small plain letters.
    pub(crate) fn sign_in_name(&self) -> String {
        let plain = |c: char| match c {
            'á' => 'a',
            'é' => 'e',
            'í' => 'i',
            'ó' => 'o',
            'ú' | 'ü' => 'u',
            'ñ' => 'n',
            c => c,
        };
        let first = self
            .name
            .split(' ')
            .next()
            .unwrap_or("sample")
            .to_lowercase();
        format!(
            "{}-{}",
            first.chars().map(plain).collect::<String>(),
            self.number + 1
        )
    }

    /// Enters the whole course through the record's gate, each entry at its own time.
    pub(crate) async fn enter(
        self,
        clinic: &Clinic,
        sample: &SampleClinic,
        record: RecordId,
        therapist: AccountId,
        client: AccountId,
    ) -> anyhow::Result<()> {
        let story = &sample.story[self.story];
        let identity = &clinic.identity;
        let mut hand = Hand {
            clinic,
            record,
            therapist: identity.acting_for(
                Actor::Program,
                therapist,
                Role::Therapist,
                record,
                self.began_at,
            )?,
            client: identity.acting_for(
                Actor::Program,
                client,
                Role::Client,
                record,
                self.began_at,
            )?,
            randomness: StdRng::seed_from_u64(self.seed),
            zone: if self.locale == "en" {
                "Europe/London"
            } else {
                "America/Bogota"
            },
        };
        let mut at = self.began_at;
        hand.note(at, self.registration()?).await?;
        let course = CourseId(hand.id());
        let ends_on = (self.began_at + WEEK * (i32::from(self.planned) + 2))
            .to_zoned(jiff::tz::TimeZone::UTC)
            .date();
        at += SignedDuration::from_mins(20);
        let version = clinic
            .records
            .content()
            .protocol_newest(self.protocol)
            .map(|protocol| protocol.version.clone())
            .unwrap_or_default();
        let opened = CourseOpened {
            course,
            protocol: self.protocol.to_owned(),
            version,
            sessions: self.planned,
            ends_on,
        };
        hand.note(at, opened).await?;
        self.intake(&mut hand, story, at).await?;
        self.inventory_and_events(&mut hand, story, at).await?;
        for session in 1..=self.held {
            at = self.began_at + WEEK * i32::from(session);
            self.check_in(&mut hand, session, at - SignedDuration::from_hours(20))
                .await?;
            self.session(&mut hand, story, session, at).await?;
        }
        if self.held < self.planned && !self.number.is_multiple_of(3) {
            let at =
                self.began_at + WEEK * i32::from(self.held + 1) - SignedDuration::from_hours(20);
            self.check_in(&mut hand, self.held + 1, at.min(Timestamp::now()))
                .await?;
        }
        if self.held == self.planned {
            let reason = Text::parse("All planned sessions were held.")?;
            let closed = CourseClosed {
                course,
                ending: Ending::Completed,
                reason,
            };
            hand.note(at + SignedDuration::from_hours(1), closed)
                .await?;
        }
        Ok(())
    }

    fn registration(&self) -> anyhow::Result<ClientRegistered> {
        Ok(ClientRegistered {
            name: Text::parse(&self.name)?,
            reference: Some(Text::parse(&format!("S-{:04}", self.number + 1))?),
            born: Some(ApproximateDate::Year(
                1958 + i16::try_from(self.seed % 44).unwrap_or(30),
            )),
            locale: Some(self.locale.clone()),
            zone: None,
            fictitious: true,
        })
    }

    async fn intake(
        &self,
        hand: &mut Hand<'_>,
        story: &Story,
        at: Timestamp,
    ) -> anyhow::Result<()> {
        let parts = [
            (IntakePart::PresentingProblem, &story.presenting),
            (IntakePart::Onset, &story.onset),
            (IntakePart::Strengths, &story.strengths),
        ];
        for (minutes, (part, words)) in (30_i64..).zip(parts) {
            let text = self.text(words)?;
            hand.note(
                at + SignedDuration::from_mins(minutes),
                IntakeNoted { part, text },
            )
            .await?;
        }
        Ok(())
    }

    async fn inventory_and_events(
        &self,
        hand: &mut Hand<'_>,
        story: &Story,
        at: Timestamp,
    ) -> anyhow::Result<()> {
        let at = at + SignedDuration::from_mins(50);
        let mut told: Vec<Fact> = Vec::new();
        let mut told_later: Vec<(Timestamp, Fact)> = Vec::new();
        for person in &story.people {
            let id = PersonId(hand.id());
            let added = PersonAdded {
                person: id,
                name: self.text(&person.name)?,
                relation: person.relation,
                deceased: person.deceased,
            };
            told.push(added.into());
            let mut placements = vec![(Circle::Now, person.now)];
            placements.extend(person.before.map(|place| (Circle::BeforeOnset, place)));
            placements.extend(person.wished.map(|place| (Circle::Wished, place)));
            for (circle, (ring, angle)) in placements {
                let placed = PersonPlaced {
                    person: id,
                    circle,
                    ring,
                    angle,
                };
                told.push(placed.into());
            }
            // Later in the course some come closer: the circle changes, and the change can be seen.
            let wished = person
                .wished
                .map(|(ring, _)| ring)
                .filter(|_| self.held * 2 > self.planned);
            if let Some(ring) = wished.filter(|ring| *ring != Ring::Inner || self.end_score < 8.0) {
                let later = self.began_at + WEEK * i32::from(self.held.saturating_sub(1));
                let closer = PersonPlaced {
                    person: id,
                    circle: Circle::Now,
                    ring,
                    angle: person.now.1,
                };
                told_later.push((later, closer.into()));
            }
        }
        for event in &story.events {
            let weeks = match (event.before, event.in_week) {
                (Some(before), _) => -before,
                (None, Some(week)) if week < i32::from(self.held) => week,
                _ => continue,
            };
            // The client's own day: what is told in the evening happened on that evening's date.
            let at = self.began_at + WEEK * weeks;
            let zone = hand.zone.to_owned();
            let day = Occurred { at, zone }.date();
            let when = if weeks < -26 {
                ApproximateDate::Month {
                    year: day.year(),
                    month: day.month(),
                }
            } else {
                ApproximateDate::Day(day)
            };
            let title = self.text(&event.title)?;
            let noted = EventNoted {
                title,
                kind: event.kind,
                when,
                people: Vec::new(),
                onset: event.onset,
            };
            match weeks {
                ..=0 => told.push(noted.into()),
                weeks => told_later.push((self.began_at + WEEK * weeks, noted.into())),
            }
        }
        hand.enter(false, at, told).await?;
        for (at, fact) in told_later {
            hand.tell(at, fact).await?;
        }
        Ok(())
    }

    async fn check_in(
        &self,
        hand: &mut Hand<'_>,
        session: u16,
        at: Timestamp,
    ) -> anyhow::Result<()> {
        let content = hand.clinic.records.content().clone();
        for (minutes, name) in [(0, "phq-9"), (2, "gad-7")] {
            let Some(instrument) = content.instrument_newest(name) else {
                continue;
            };
            // Now and then a week is missed, as in life.
            if !instrument.available_in(&self.locale)
                || (session > 2 && hand.randomness.random_bool(0.08))
            {
                continue;
            }
            let share = f64::from(session - 1) / f64::from(self.planned.max(2) - 1);
            let target = self.start_score + (self.end_score - self.start_score) * share.powf(0.8);
            let target = target + hand.randomness.random_range(-1.6..1.6);
            let answers = hand.answers(instrument, target);
            let completed = MeasureCompleted {
                instrument: name.to_owned(),
                version: instrument.version.to_string(),
                locale: self.locale.clone(),
                occasion: Occasion::Session(session),
                answers,
                total_only: None,
                mode: AnswerMode::Portal,
            };
            hand.tell(at + SignedDuration::from_mins(minutes), completed)
                .await?;
        }
        self.deal_with_alerts(hand, session, at).await
    }

    /// In the sample clinic most alerts were dealt with; the last one of some clients still waits.
    async fn deal_with_alerts(
        &self,
        hand: &mut Hand<'_>,
        session: u16,
        at: Timestamp,
    ) -> anyhow::Result<()> {
        let still_waits = session > self.held && self.number.is_multiple_of(5);
        if still_waits {
            return Ok(());
        }
        let view = hand
            .clinic
            .records
            .view(&hand.therapist, hand.record, "case-page", at)
            .await?;
        let open: Vec<_> = view.open_alerts().map(|alert| alert.trigger).collect();
        for trigger in open {
            hand.note(
                at + SignedDuration::from_mins(50),
                AlertAcknowledged { trigger },
            )
            .await?;
            let rationale = if self.locale == "en" {
                "Called the same day. Passing thoughts, no plan, sister at home; safety plan looked at together. Fictitious."
            } else {
                "Llamada el mismo día. Pensamientos pasajeros, sin plan, acompañada en casa; revisamos el plan de seguridad. Ficticio."
            };
            let closed = AlertClosed {
                trigger,
                disposition: Disposition::SafetyPlan,
                rationale: Text::parse(rationale)?,
            };
            hand.note(at + SignedDuration::from_hours(3), closed)
                .await?;
        }
        Ok(())
    }

    async fn session(
        &self,
        hand: &mut Hand<'_>,
        story: &Story,
        number: u16,
        at: Timestamp,
    ) -> anyhow::Result<()> {
        let mode = if hand.randomness.random_bool(0.2) {
            Mode::Video
        } else {
            Mode::InPerson
        };
        let theme = Text::parse("")?;
        hand.note(
            at,
            SessionHeld {
                number,
                minutes: 50,
                mode,
                theme,
            },
        )
        .await?;
        // The story's notes are spread over the course, the first one first.
        let last = story.notes.len().saturating_sub(1);
        let reached = usize::from(number - 1) * last / usize::from(self.planned - 1).max(1);
        let Some(progress) = story.notes.get(reached) else {
            return Ok(());
        };
        let parts = [
            (NotePart::Progress, progress),
            (NotePart::Process, &story.process),
        ];
        for (minutes, (part, words)) in (55_i64..).step_by(6).zip(parts) {
            if part == NotePart::Process && !number.is_multiple_of(3) {
                continue;
            }
            let note = NoteId(hand.id());
            let text = self.text(words)?;
            let drafted_at = at + SignedDuration::from_mins(minutes);
            hand.note(
                drafted_at,
                NoteDrafted {
                    note,
                    part,
                    session: Some(number),
                    text,
                },
            )
            .await?;
            // The last note of a course under way is still being written.
            if number < self.held || self.held == self.planned {
                hand.note(
                    drafted_at + SignedDuration::from_mins(4),
                    NoteSigned { note },
                )
                .await?;
            }
        }
        Ok(())
    }

    fn text(&self, words: &Words) -> anyhow::Result<Text> {
        Ok(Text::parse(said(words, &self.locale))?)
    }
}

/// Writes into one record in the name of its therapist and its client.
struct Hand<'a> {
    clinic: &'a Clinic,
    record: RecordId,
    therapist: Reader,
    client: Reader,
    randomness: StdRng,
    zone: &'static str,
}

impl Hand<'_> {
    fn id(&mut self) -> Uuid {
        uuid::Builder::from_random_bytes(self.randomness.random()).into_uuid()
    }

    /// Something the therapist enters.
    async fn note(&mut self, at: Timestamp, fact: impl Into<Fact>) -> anyhow::Result<()> {
        self.enter(true, at, vec![fact.into()]).await
    }

    /// Something the client enters.
    async fn tell(&mut self, at: Timestamp, fact: impl Into<Fact>) -> anyhow::Result<()> {
        self.enter(false, at, vec![fact.into()]).await
    }

    /// Everything that was said at one time is entered together.
    async fn enter(
        &mut self,
        by_therapist: bool,
        at: Timestamp,
        facts: Vec<Fact>,
    ) -> anyhow::Result<()> {
        let occurred = Occurred {
            at,
            zone: self.zone.to_owned(),
        };
        let entries = facts
            .into_iter()
            .map(|fact| NewEntry {
                fact,
                occurred: occurred.clone(),
                token: Token(self.id()),
                device: None,
                on_behalf_of: None,
            })
            .collect();
        let reader = if by_therapist {
            &self.therapist
        } else {
            &self.client
        };
        self.clinic
            .records
            .append(reader, self.record, entries, at)
            .await?;
        Ok(())
    }

    /// Answers that add up to about `target`. The item about death is answered sparingly.
    fn answers(&mut self, instrument: &Instrument, target: f64) -> Answers {
        let scored: Vec<&str> = instrument.columns().collect();
        let mut values = vec![0_i64; scored.len()];
        let most = 3;
        let mut left = target.round().clamp(0.0, 27.0);
        while left >= 1.0 {
            let at = self.randomness.random_range(0..values.len());
            let critical = instrument.is_critical(scored[at]);
            let room = if critical {
                i64::from(target > 16.0)
            } else {
                most
            };
            if values[at] < room {
                values[at] += 1;
            } else if values
                .iter()
                .zip(&scored)
                .all(|(v, item)| *v >= most || instrument.is_critical(item))
            {
                break;
            } else {
                continue;
            }
            left -= 1.0;
        }
        let mut answers = Answers::new();
        for (item, value) in scored.into_iter().zip(values) {
            answers.insert(item, Answer::Value(value));
        }
        answers
    }
}
