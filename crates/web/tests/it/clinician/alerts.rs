//! Alerts: an answer that a person has to see opens one, everywhere, until a person closes it.

use super::Desk;
use crate::harness::{idle, later};
use attune_therapy::Role;

async fn alert(desk: &mut Desk) -> String {
    desk.phq9("2026-11-02", "1", "2").await.assert_status(303);
    let page = desk.get("").await;
    let address = page.address(&format!("{}/alerts/", desk.client)).unwrap();
    address.strip_prefix(&desk.client).unwrap().to_owned()
}

#[tokio::test]
async fn an_answer_to_item_nine_stands_above_every_page_of_the_client_until_it_is_closed() {
    let mut desk = Desk::in_course().await;
    let address = alert(&mut desk).await;
    for rest in [
        "",
        "/circle",
        "/events",
        "/intake",
        "/history",
        "/team",
        "/course",
        "/measures/new",
    ] {
        desk.get(rest)
            .await
            .assert_says("Open risk")
            .assert_says("PHQ-9, item 9, answered ‘more than half the days’")
            .assert_says("Nobody has looked yet. To be seen: the same day");
    }
    desk.ines.get("/caseload").await.assert_says("open risk");
    desk.ines
        .get("/alerts")
        .await
        .assert_says("Ana Vega")
        .assert_says("PHQ-9, item 9");
    desk.get(&address).await;
    desk.post(&address, &[("do", "acknowledge")])
        .await
        .assert_status(303);
    desk.get("")
        .await
        .assert_says("Somebody is dealing with it.");
    desk.get(&address).await;
    let fields = [
        ("do", "close"),
        ("disposition", "safety-plan"),
        ("rationale", "Talked on the phone; plan made; Friday again."),
    ];
    desk.post(&address, &fields).await.assert_status(303);
    assert!(!desk.get("").await.says("Open risk"));
    desk.get(&address)
        .await
        .assert_says("plan made; Friday again")
        .assert_says("Closed");
    desk.ines
        .get("/alerts")
        .await
        .assert_says("No alert is open");
}

#[tokio::test]
async fn an_alert_is_not_closed_without_a_decision_and_its_reason() {
    let mut desk = Desk::in_course().await;
    let address = alert(&mut desk).await;
    desk.get(&address).await;
    let page = desk
        .post(&address, &[("do", "close"), ("rationale", "  ")])
        .await;
    page.assert_status(422)
        .assert_says("Choose one of these.")
        .assert_says("without it the alert stays open");
    let page = desk
        .post(
            &address,
            &[
                ("do", "close"),
                ("disposition", "emergency"),
                ("rationale", ""),
            ],
        )
        .await;
    page.assert_status(422);
    assert!(
        page.body.contains("value=\"emergency\" checked"),
        "what was chosen is kept"
    );
    desk.get("").await.assert_says("Open risk");
}

#[tokio::test]
async fn an_alert_closed_meanwhile_is_not_closed_again() {
    let mut desk = Desk::in_course().await;
    let address = alert(&mut desk).await;
    desk.get(&address).await;
    let fields = [
        ("do", "close"),
        ("disposition", "no-acute-concern"),
        ("rationale", "Assessed."),
    ];
    desk.post(&address, &fields).await.assert_status(303);
    // Another window, with a token of its own.
    desk.get("/events").await;
    desk.post(&address, &fields)
        .await
        .assert_status(422)
        .assert_says("closed meanwhile");
}

#[tokio::test]
async fn taking_the_questionnaire_back_leaves_its_alert_open() {
    let mut desk = Desk::in_course().await;
    let entered = desk.phq9("2026-11-02", "1", "2").await.location().unwrap();
    let entry = entered
        .split("/measures/")
        .nth(1)
        .unwrap()
        .split('?')
        .next()
        .unwrap()
        .to_owned();
    let correct = format!("/entries/{entry}/correct");
    desk.get(&correct)
        .await
        .assert_says("An alert that its answers opened stays open.");
    desk.post(
        &correct,
        &[("do", "take-back"), ("back_why", "Wrong client")],
    )
    .await
    .assert_status(303);
    let page = desk.get("").await;
    page.assert_says("Open risk")
        .assert_says("PHQ-9 has not been answered yet");
}

#[tokio::test]
async fn how_many_wait_is_told_without_keeping_the_session_alive() {
    let mut desk = Desk::in_course().await;
    assert_eq!(desk.ines.get("/alerts/count").await.body, "0");
    alert(&mut desk).await;
    assert_eq!(desk.ines.get("/alerts/count").await.body, "1");
    let mut tom = desk.world.person("Tom Ash", Role::Therapist).await;
    assert_eq!(tom.get("/alerts/count").await.body, "0");
    for _ in 0..idle().as_mins() / 2 + 1 {
        later(2);
        desk.ines.get("/alerts/count").await;
    }
    let headers = [("accept", "application/json")];
    let count = desk
        .ines
        .send(
            axum::http::Method::GET,
            "/alerts/count",
            &headers,
            axum::body::Body::empty(),
        )
        .await;
    count.assert_status(401);
    desk.ines.get("/caseload").await.assert_status(303);
}
