//! Corrections: nothing is overwritten, and the record can be read as it was known on any day.

use super::Desk;
use crate::harness::later;

fn id(location: &str) -> String {
    let last = location.split('?').next().unwrap();
    last.rsplit('/').next().unwrap().to_owned()
}

#[tokio::test]
async fn a_mistyped_answer_is_corrected_and_the_first_version_stays_readable() {
    let mut desk = Desk::in_course().await;
    let entry = id(&desk.phq9("2026-11-02", "2", "0").await.location().unwrap());
    desk.get(&format!("/measures/{entry}"))
        .await
        .assert_says("PHQ-9: 16, moderately severe");
    later(60 * 24 * 3);
    desk.ines = desk.world.signed_in(desk.ines.account.unwrap()).await;
    let correct = format!("/entries/{entry}/correct");
    let page = desk.get(&correct).await;
    assert!(
        page.body.contains("value=\"2\" checked"),
        "the form is filled in as it stands"
    );
    let mut fields = vec![
        ("do", "correct"),
        ("date", "2026-10-30"),
        ("item-9", "0"),
        ("item-difficulty", "1"),
    ];
    let names: Vec<String> = (1..=8).map(|item| format!("item-{item}")).collect();
    fields.extend(names.iter().map(|name| (name.as_str(), "1")));
    let refused = desk.post(&correct, &fields).await;
    refused
        .assert_status(422)
        .assert_says("the reason stays with the entry");
    fields.push(("why", "Read the wrong column"));
    desk.post(&correct, &fields).await.assert_status(303);
    desk.get(&format!("/measures/{entry}"))
        .await
        .assert_says("PHQ-9: 8, mild")
        .assert_says("30 October 2026");
    desk.get(&correct)
        .await
        .assert_says("PHQ-9: 16, moderately severe")
        .assert_says("Read the wrong column");
    // As it was known before the correction.
    let then = desk.get("/history?day=2026-11-03").await;
    then.assert_says("PHQ-9: 16")
        .assert_says("as it was known on 3 November 2026");
    assert!(!then.says("PHQ-9: 8"));
    let now = desk.get("/history").await;
    assert!(now.says("PHQ-9: 8") && !now.says("PHQ-9: 16"));
    // Before anything was known.
    desk.get("/history?day=2020-01-01")
        .await
        .assert_says("Nothing was known on that day");
    desk.get("/history?day=yesterday")
        .await
        .assert_status(200)
        .assert_says("not a day of the calendar");
}

#[tokio::test]
async fn what_was_taken_back_counts_for_nothing_and_is_not_corrected_again() {
    let mut desk = Desk::in_course().await;
    desk.get("/events").await;
    let event = [
        ("title", "Lost the job"),
        ("when", "2026-06"),
        ("kind", "work"),
        ("onset", "yes"),
    ];
    desk.post("/events", &event).await.assert_status(303);
    let page = desk.get("/events").await;
    let correct = page.address(&format!("{}/entries/", desk.client)).unwrap();
    let correct = correct.strip_prefix(&desk.client).unwrap().to_owned();
    desk.get(&correct).await;
    let refused = desk
        .post(&correct, &[("do", "take-back"), ("back_why", "")])
        .await;
    refused
        .assert_status(422)
        .assert_says("the reason stays with the entry");
    desk.post(
        &correct,
        &[("do", "take-back"), ("back_why", "It was a colleague's")],
    )
    .await
    .assert_status(303);
    desk.get("/events")
        .await
        .assert_says("Nothing on the timeline yet");
    desk.get("/history").await.assert_says("Taken back");
    desk.get(&correct)
        .await
        .assert_says("It was taken back already.")
        .assert_says("It was a colleague's");
}

#[tokio::test]
async fn a_course_in_which_a_session_was_held_is_not_taken_back() {
    let mut desk = Desk::in_course().await;
    desk.hold("1", "2026-11-02").await;
    let page = desk.get("/history").await;
    let opened = page
        .body
        .split("<a href=\"")
        .find(|rest| rest.contains("Course opened"))
        .unwrap()
        .split('"')
        .next()
        .unwrap()
        .to_owned();
    desk.ines.get(&opened).await.assert_status(200);
    let refused = desk
        .ines
        .post(
            &opened,
            &[("do", "take-back"), ("back_why", "Never agreed")],
        )
        .await;
    refused
        .assert_status(422)
        .assert_says("something else rests on it");
    // A typing mistake in it is corrected.
    desk.ines.get(&opened).await;
    let fields = [
        ("do", "correct"),
        ("protocol", "ipt-adult-16"),
        ("sessions", "14"),
        ("date", "2026-11-02"),
        ("ends_on", "2027-02-08"),
        ("why", "Fourteen were agreed"),
    ];
    desk.ines.post(&opened, &fields).await.assert_status(303);
    desk.get("").await.assert_says("session 2 of 14 is next");
}
