//! What a client has on the phone, as a browser and as a program meet it.

mod api;
mod check_in;
mod help;
mod mine;
mod people;
mod today;

use crate::harness::{Answer, Browser, World, now};
use attune_identity::Actor;
use attune_record::{NewEntry, Outcome};
use attune_therapy::client::ClientRegistered;
use attune_therapy::course::CourseOpened;
use attune_therapy::ids::{AccountId, CourseId, RecordId, Token};
use attune_therapy::text::Text;
use attune_therapy::{Fact, Reader, Role, View};
use uuid::Uuid;

/// A client with a therapist and, mostly, a course.
pub(crate) struct Portal {
    pub(crate) world: World,
    pub(crate) maya: Browser,
    pub(crate) ines: AccountId,
    pub(crate) record: RecordId,
}

impl Portal {
    /// Maya is registered; no course is open yet.
    pub(crate) async fn new() -> Portal {
        let world = World::new().await;
        let record = RecordId(Uuid::now_v7());
        let ines = world.account("Ines Rey", Role::Therapist).await;
        let client = world.account("Maya Holt", Role::Client).await;
        for (account, role) in [(ines, Role::Therapist), (client, Role::Client)] {
            let identity = &world.app.identity;
            identity
                .add_member(Actor::Program, record, account, role, None, now())
                .await
                .unwrap();
        }
        let mut portal = Portal {
            maya: world.signed_in(client).await,
            world,
            ines,
            record,
        };
        let registered = ClientRegistered {
            name: Text::parse("Maya Holt").unwrap(),
            reference: None,
            born: None,
            locale: None,
            zone: None,
            fictitious: false,
        };
        portal.enter(registered).await;
        portal.maya.get("/mine").await;
        portal
    }

    /// Maya is in a course of 16 sessions, before the first.
    pub(crate) async fn in_course() -> Portal {
        let portal = Portal::new().await;
        let opened = CourseOpened {
            course: CourseId(Uuid::now_v7()),
            protocol: "ipt-adult-16".into(),
            version: "1.0.0".into(),
            sessions: 16,
            ends_on: "2027-02-22".parse().unwrap(),
        };
        portal.enter(opened).await;
        portal
    }

    /// Enters something as the clinic does.
    pub(crate) async fn enter(&self, fact: impl Into<Fact>) -> Outcome {
        let entry = NewEntry::now(fact, now(), Token(Uuid::now_v7()));
        let records = &self.world.app.records;
        records
            .append(&self.reader(), self.record, vec![entry], now())
            .await
            .unwrap()[0]
    }

    /// Somebody of the clinic who may read this record.
    pub(crate) fn reader(&self) -> Reader {
        self.world.app.identity.background(&[self.record], now())
    }

    /// The record as the clinic sees it.
    pub(crate) async fn view(&self) -> View {
        self.world
            .app
            .records
            .view(&self.reader(), self.record, "test", now())
            .await
            .unwrap()
    }

    /// How many entries of a kind there are.
    pub(crate) async fn count(&self, kind: &str) -> usize {
        self.view()
            .await
            .entries()
            .iter()
            .filter(|entry| entry.fact.kind() == kind)
            .count()
    }

    /// Opens the question of a place of the PHQ-9 and answers it.
    pub(crate) async fn answer(&mut self, place: usize, value: &str) -> Answer {
        let path = format!("{FORM}/{place}");
        self.maya.get(&path).await.assert_status(200);
        self.maya.post(&path, &[("answer", value)]).await
    }

    /// Answers the whole PHQ-9, the ninth question with a nought.
    pub(crate) async fn answer_all(&mut self) {
        for place in 1..=10 {
            let value = if place == 9 { "0" } else { "1" };
            self.answer(place, value).await.assert_status(303);
        }
    }
}

/// The PHQ-9 before the first session.
pub(crate) const FORM: &str = "/check-in/phq-9/session-1";
