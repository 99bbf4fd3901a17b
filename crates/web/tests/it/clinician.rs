//! What a clinician has at the desk, as a browser meets it.

mod alerts;
mod bad_input;
mod caseload;
mod corrections;
mod course;
mod notes;
mod people;
mod team;

use crate::harness::{Answer, Browser, World};
use attune_therapy::Role;

/// A therapist with one client.
pub(crate) struct Desk {
    pub(crate) world: World,
    pub(crate) ines: Browser,
    /// `/clients/…` of the client.
    pub(crate) client: String,
}

impl Desk {
    /// Ana is registered; no course is open yet.
    pub(crate) async fn new() -> Desk {
        let world = World::new().await;
        let mut ines = world.person("Ines Rey", Role::Therapist).await;
        let client = register(&mut ines, "Ana Vega").await;
        Desk {
            world,
            ines,
            client,
        }
    }

    /// Ana is in a course of 16 sessions that begins today.
    pub(crate) async fn in_course() -> Desk {
        let mut desk = Desk::new().await;
        desk.get("/course").await;
        let fields = [
            ("do", "open"),
            ("protocol", "ipt-adult-16"),
            ("sessions", "16"),
            ("date", "2026-11-02"),
            ("ends_on", "2027-02-22"),
        ];
        desk.post("/course", &fields).await.assert_status(303);
        desk
    }

    /// The record of the client.
    pub(crate) fn record(&self) -> attune_therapy::ids::RecordId {
        let id = self.client.rsplit('/').next().unwrap();
        id.parse().unwrap()
    }

    pub(crate) async fn get(&mut self, rest: &str) -> Answer {
        let path = format!("{}{rest}", self.client);
        self.ines.get(&path).await
    }

    pub(crate) async fn post(&mut self, rest: &str, fields: &[(&str, &str)]) -> Answer {
        let path = format!("{}{rest}", self.client);
        self.ines.post(&path, fields).await
    }

    /// A PHQ-9 from paper with the same answer to every question but the ninth.
    pub(crate) async fn phq9(&mut self, day: &str, each: &str, ninth: &str) -> Answer {
        self.get("/measures/new?instrument=phq-9")
            .await
            .assert_status(200);
        let names: Vec<String> = (1..=8).map(|item| format!("item-{item}")).collect();
        let mut fields = vec![
            ("date", day),
            ("occasion", "extra"),
            ("item-9", ninth),
            ("item-difficulty", "1"),
        ];
        fields.extend(names.iter().map(|name| (name.as_str(), each)));
        self.post("/measures/new?instrument=phq-9", &fields).await
    }

    /// Session `number` was held.
    pub(crate) async fn hold(&mut self, number: &str, day: &str) -> Answer {
        self.get("/sessions/new").await.assert_status(200);
        let fields = [
            ("number", number),
            ("date", day),
            ("time", "10:00"),
            ("minutes", "50"),
            ("mode", "in-person"),
            ("theme", "The move"),
        ];
        self.post("/sessions/new", &fields).await
    }
}

/// Registers a client; answers the address of the case page.
pub(crate) async fn register(therapist: &mut Browser, name: &str) -> String {
    therapist.get("/clients/new").await.assert_status(200);
    let fields = [
        ("name", name),
        ("reference", "A-17"),
        ("born", "1984-05"),
        ("locale", "en"),
        ("zone", "Europe/Madrid"),
    ];
    let answer = therapist.post("/clients/new", &fields).await;
    answer.assert_status(303);
    let to = answer.location().unwrap();
    to.split("/course").next().unwrap().to_owned()
}
