//! A course: opened, counted by sessions held, closed; and what the case page says of it.

use super::Desk;
use crate::harness::later;
use attune_therapy::Role;

#[tokio::test]
async fn the_case_page_of_a_new_client_leads_to_opening_a_course() {
    let mut desk = Desk::new().await;
    let page = desk.get("").await;
    page.assert_says("No course of therapy yet")
        .assert_says("Nobody on the circle yet");
    assert!(page.address(&format!("{}/course", desk.client)).is_some());
}

#[tokio::test]
async fn sessions_left_are_shown_from_the_first_session_on() {
    let mut desk = Desk::in_course().await;
    desk.get("")
        .await
        .assert_says("session 1 of 16 is next")
        .assert_says("16 sessions left")
        .assert_says("Initial phase");
}

#[tokio::test]
async fn only_a_session_that_was_held_advances_the_count_and_leads_to_its_note() {
    let mut desk = Desk::in_course().await;
    let held = desk.hold("1", "2026-11-02").await;
    held.assert_status(303);
    let page = desk.ines.go(&held.location().unwrap()).await;
    page.assert_says("Notes of session 1")
        .assert_says("The move");
    desk.get("")
        .await
        .assert_says("session 2 of 16 is next")
        .assert_says("15 sessions left");
}

#[tokio::test]
async fn a_stale_form_does_not_count_a_session_twice() {
    let mut desk = Desk::in_course().await;
    desk.hold("1", "2026-11-02").await.assert_status(303);
    let again = desk.hold("1", "2026-11-02").await;
    again
        .assert_status(422)
        .assert_says("recorded meanwhile")
        .assert_says("Not stored");
    desk.get("").await.assert_says("session 2 of 16 is next");
}

#[tokio::test]
async fn the_ending_is_raised_when_four_sessions_are_left() {
    let mut desk = Desk::in_course().await;
    for number in 1..=11 {
        desk.hold(&number.to_string(), "2026-11-02")
            .await
            .assert_status(303);
    }
    assert!(
        !desk
            .get("")
            .await
            .says("The protocol raises the ending now")
    );
    desk.hold("12", "2026-11-02").await;
    let page = desk.get("").await;
    page.assert_says("4 sessions are left. The protocol raises the ending now");
}

#[tokio::test]
async fn the_trajectory_says_what_it_shows_from_which_baseline_and_by_which_definition() {
    let mut desk = Desk::in_course().await;
    desk.get("")
        .await
        .assert_says("PHQ-9 has not been answered yet");
    desk.phq9("2026-10-05", "2", "0").await.assert_status(303);
    desk.get("")
        .await
        .assert_says("PHQ-9 is 16: one answer so far");
    desk.phq9("2026-11-02", "1", "0").await.assert_status(303);
    desk.get("")
        .await
        .assert_says("PHQ-9 fell from 16 to 8 in four weeks")
        .assert_says("Baseline: 16 on 5 October 2026, the first answers of this course.")
        .assert_says("Jacobson & Truax 1991");
}

#[tokio::test]
async fn what_changed_since_the_last_session_stands_on_the_case_page() {
    let mut desk = Desk::in_course().await;
    desk.phq9("2026-11-01", "2", "0").await;
    desk.hold("1", "2026-11-02").await;
    desk.get("")
        .await
        .assert_says("PHQ-9 has not been answered since then");
    later(60 * 24 * 7);
    desk.ines = desk.world.signed_in(desk.ines.account.unwrap()).await;
    desk.phq9("2026-11-09", "0", "0").await.assert_status(303);
    desk.get("")
        .await
        .assert_says("Since session 1")
        .assert_says("PHQ-9 went from 16 to 0 (−16)")
        .assert_says("from 2 to 0");
}

#[tokio::test]
async fn a_course_is_closed_with_how_it_ended_and_another_can_be_opened() {
    let mut desk = Desk::in_course().await;
    let page = desk.get("/course").await;
    let course = page.field("course").unwrap();
    let fields = [
        ("do", "close"),
        ("course", course.as_str()),
        ("ending", "agreed-early"),
        ("reason", ""),
    ];
    let refused = desk.post("/course", &fields).await;
    refused
        .assert_status(422)
        .assert_says("Say in a sentence why it ends.");
    let fields = [
        ("do", "close"),
        ("course", course.as_str()),
        ("ending", "agreed-early"),
        ("reason", "Enough, both say"),
    ];
    desk.post("/course", &fields).await.assert_status(303);
    desk.get("")
        .await
        .assert_says("The course has ended")
        .assert_says("ended early, by agreement");
    desk.get("/course").await.assert_says("Open a course");
}

#[tokio::test]
async fn the_front_desk_sees_who_the_client_is_and_nothing_clinical() {
    let mut desk = Desk::in_course().await;
    desk.phq9("2026-11-02", "2", "2").await;
    let staff = desk.world.account("Sol Desk", Role::Staff).await;
    let identity = &desk.world.app.identity;
    identity
        .add_member(
            attune_identity::Actor::Program,
            desk.record(),
            staff,
            Role::Staff,
            None,
            crate::harness::now(),
        )
        .await
        .unwrap();
    let mut sol = desk.world.signed_in(staff).await;
    let page = sol.get(&desk.client).await;
    page.assert_status(200).assert_says("Ana Vega");
    for clinical in ["PHQ-9", "Closeness circle", "Notes", "session 1 of 16"] {
        assert!(!page.says(clinical), "{clinical} in {}", page.text());
    }
    let caseload = sol.get("/caseload").await;
    caseload.assert_says("Ana Vega");
    for clinical in ["open risk", "16", "phase", "since"] {
        assert!(
            !caseload.says(clinical),
            "{clinical} in {}",
            caseload.text()
        );
    }
    sol.get("/alerts").await.assert_says("No alert is open");
    assert_eq!(sol.get("/alerts/count").await.body, "0");
    for rest in [
        "/intake",
        "/course",
        "/sessions/new",
        "/measures/new",
        "/notes/new",
    ] {
        sol.get(&format!("{}{rest}", desk.client))
            .await
            .assert_status(404);
    }
}
