//! The caseload: who is on it, search and filters, pages, and registering.

use super::{Desk, register};
use crate::harness::{World, now};
use attune_identity::Actor;
use attune_record::NewEntry;
use attune_therapy::Role;
use attune_therapy::client::ClientRegistered;
use attune_therapy::ids::{RecordId, Token};
use attune_therapy::text::Text;
use uuid::Uuid;

#[tokio::test]
async fn an_empty_caseload_says_what_will_be_here_and_the_one_next_step() {
    let world = World::new().await;
    let mut ines = world.person("Ines Rey", Role::Therapist).await;
    let page = ines.get("/caseload").await;
    page.assert_status(200)
        .assert_says("Nobody on your caseload yet");
    assert_eq!(
        page.address("/clients/new").as_deref(),
        Some("/clients/new")
    );
}

#[tokio::test]
async fn a_registered_client_is_on_the_caseload_of_who_registered_and_nobody_elses() {
    let mut desk = Desk::new().await;
    desk.ines
        .get("/caseload")
        .await
        .assert_says("Ana Vega")
        .assert_says("A-17");
    let mut tom = desk.world.person("Tom Ash", Role::Therapist).await;
    assert!(!tom.get("/caseload").await.says("Ana Vega"));
}

#[tokio::test]
async fn the_same_registration_sent_twice_is_one_client() {
    let world = World::new().await;
    let mut ines = world.person("Ines Rey", Role::Therapist).await;
    ines.get("/clients/new").await;
    let fields = [
        ("name", "Ana"),
        ("locale", "en"),
        ("zone", "UTC"),
        ("token", "0198c5a0-0000-7000-8000-000000000001"),
    ];
    let first = ines.post("/clients/new", &fields).await;
    let again = ines.post("/clients/new", &fields).await;
    assert_eq!(first.location(), again.location());
    again.assert_status(303);
    ines.get("/caseload").await.assert_says("One client");
}

#[tokio::test]
async fn clients_are_found_by_name_or_reference_without_accents_and_by_what_waits() {
    let mut desk = Desk::in_course().await;
    register(&mut desk.ines, "Lucía Núñez").await;
    let page = desk.ines.get("/caseload?find=nunez").await;
    assert!(page.says("Lucía Núñez") && !page.says("Ana Vega"));
    let page = desk.ines.get("/caseload?show=open").await;
    assert!(page.says("Ana Vega") && !page.says("Lucía"));
    let page = desk.ines.get("/caseload?find=nobody+of+that+name").await;
    page.assert_says("Nobody found");
    // What was looked for stays in the field.
    assert_eq!(page.field("find").as_deref(), Some("nobody of that name"));
}

#[tokio::test]
async fn odd_addresses_of_the_caseload_show_the_first_page() {
    let mut desk = Desk::new().await;
    for path in [
        "/caseload?page=0",
        "/caseload?page=999",
        "/caseload?page=x&show=%00",
        "/caseload?find=%F0%9F",
    ] {
        let page = desk.ines.get(path).await;
        page.assert_status(200);
    }
}

#[tokio::test]
async fn a_thousand_clients_come_in_pages_of_fifty() {
    let world = World::new().await;
    let ines = world.account("Ines Rey", Role::Therapist).await;
    let records: Vec<RecordId> = (0..1000).map(|_| RecordId(Uuid::now_v7())).collect();
    let identity = &world.app.identity;
    let reader = identity.background(&records, now());
    let registered = records.iter().enumerate().map(|(at, record)| {
        let fact = ClientRegistered {
            name: Text::parse(&format!("Client {at:04}")).unwrap(),
            reference: None,
            born: None,
            locale: None,
            zone: None,
            fictitious: true,
        };
        let entry = NewEntry::now(fact, now(), Token(Uuid::now_v7()));
        let (app, reader) = (world.app.clone(), reader.clone());
        let record = *record;
        tokio::spawn(async move {
            app.records
                .append(&reader, record, vec![entry], now_fixed())
                .await
        })
    });
    for one in registered.collect::<Vec<_>>() {
        one.await.unwrap().unwrap();
    }
    for record in &records {
        identity
            .add_member(Actor::Program, *record, ines, Role::Therapist, None, now())
            .await
            .unwrap();
    }
    let mut ines = world.signed_in(ines).await;
    let page = ines.get("/caseload").await;
    page.assert_says("1000 clients")
        .assert_says("Page 1 of 20")
        .assert_says("Client 0049");
    assert!(!page.says("Client 0050"));
    let last = ines.get("/caseload?page=20").await;
    last.assert_says("Client 0999");
    let found = ines.get("/caseload?find=0777").await;
    found.assert_says("One client");
}

/// The clock of a test is its thread's; appended from others, the moment is handed over.
fn now_fixed() -> jiff::Timestamp {
    now()
}
