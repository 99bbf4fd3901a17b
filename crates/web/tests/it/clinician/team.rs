//! The care team: who joins and leaves, the client's link, and who has looked.

use super::Desk;
use attune_therapy::Role;

#[tokio::test]
async fn a_colleague_who_joins_reads_the_record_until_the_place_ends() {
    let mut desk = Desk::in_course().await;
    let tom = desk.world.account("Tom Ash", Role::Therapist).await;
    let mut browser = desk.world.signed_in(tom).await;
    browser.get(&desk.client).await.assert_status(404);
    desk.get("/team").await.assert_says("Tom Ash");
    let id = tom.to_string();
    let fields = [
        ("account", id.as_str()),
        ("role", "therapist"),
        ("until", ""),
    ];
    desk.post("/team", &fields).await.assert_status(303);
    browser
        .get(&desk.client)
        .await
        .assert_status(200)
        .assert_says("Ana Vega");
    desk.get("/team").await;
    // Twice is once.
    desk.post("/team", &fields).await.assert_status(303);
    let page = desk.get("/team").await;
    assert!(!page.says("Add a colleague"), "nobody is left to be added");
    let after = page.body.split("Tom Ash").nth(1).unwrap();
    let end = after
        .split("href=\"")
        .nth(1)
        .unwrap()
        .split('"')
        .next()
        .unwrap()
        .to_owned();
    let page = desk.ines.get(&end).await;
    page.assert_says("Tom Ash can no longer read this record");
    desk.ines.post(&end, &[]).await.assert_status(303);
    browser.get(&desk.client).await.assert_status(404);
    desk.get("/team").await.assert_says("former");
}

#[tokio::test]
async fn a_place_for_a_time_that_is_over_is_refused_at_the_field() {
    let mut desk = Desk::in_course().await;
    let tom = desk
        .world
        .account("Tom Ash", Role::Therapist)
        .await
        .to_string();
    desk.get("/team").await;
    let fields = [
        ("account", tom.as_str()),
        ("role", "therapist"),
        ("until", "2026-01-01"),
    ];
    let page = desk.post("/team", &fields).await;
    page.assert_status(422).assert_says("This day is over.");
    assert_eq!(page.field("until").as_deref(), Some("2026-01-01"));
}

#[tokio::test]
async fn the_clients_link_is_shown_once_and_can_be_taken_back() {
    let mut desk = Desk::in_course().await;
    desk.get("/team").await;
    let page = desk.post("/team/invite", &[]).await;
    page.assert_status(200);
    let link = page
        .text()
        .split("http://localhost:8080/invitation/")
        .nth(1)
        .unwrap()
        .split(' ')
        .next()
        .unwrap()
        .to_owned();
    assert!(
        page.body.contains("class=\"qr\""),
        "a code for a camera stands beside it"
    );
    let mut visitor = desk.world.visitor();
    visitor
        .get(&format!("/invitation/{link}"))
        .await
        .assert_status(200);
    let page = desk.get("/team").await;
    assert!(!page.says(&link), "the link is not kept");
    let revoke = page
        .address(&format!("{}/team/revoke/", desk.client))
        .unwrap();
    desk.ines.post(&revoke, &[]).await.assert_status(303);
    desk.get("/team").await.assert_says("Taken back");
    let page = visitor.get(&format!("/invitation/{link}")).await;
    assert!(page.text().contains("taken back"), "{}", page.text());
}

#[tokio::test]
async fn whoever_looks_is_listed_with_what_they_looked_at() {
    let mut desk = Desk::in_course().await;
    desk.get("").await;
    desk.get("/circle").await;
    let page = desk.get("/team").await;
    page.assert_says("case page")
        .assert_says("closeness circle")
        .assert_says("You");
}

#[tokio::test]
async fn emergency_access_reads_the_record_and_changes_no_team() {
    let mut desk = Desk::in_course().await;
    let tom = desk.world.account("Tom Ash", Role::Therapist).await;
    let mut browser = desk.world.signed_in(tom).await;
    let path = format!("/emergency/{}", desk.record());
    browser.get(&path).await.assert_status(200);
    let reason = [("reason", "She stands at the door and Ines is away.")];
    browser.post(&path, &reason).await.assert_status(303);
    let page = browser.get(&format!("{}/team", desk.client)).await;
    page.assert_status(200);
    assert!(
        !page.says("Add a colleague") && !page.says("Make a link"),
        "{}",
        page.text()
    );
    let forced = browser
        .post(&format!("{}/team/invite", desk.client), &[])
        .await;
    forced
        .assert_status(422)
        .assert_says("Only who has a place in this team");
    // The reading is told apart, with its reason.
    desk.get("/team")
        .await
        .assert_says("Emergency access")
        .assert_says("She stands at the door");
}
