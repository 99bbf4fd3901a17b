//! A session that ended in mid-sentence: nothing that was typed is lost, and nobody else is shown it.

use crate::harness::{PASSWORD, TOTP_SECRET, World, code, later};
use attune_therapy::Role;

#[tokio::test]
async fn a_form_sent_after_the_session_ended_comes_back_after_signing_in_again() {
    let world = World::new().await;
    let mut ines = world.person("Inés Rey", Role::Therapist).await;
    ines.get("/account").await.assert_status(200);
    later(16);
    let typed = [
        ("name", "Inés Rey de la Vega"),
        ("language", "en"),
        ("theme", "dark"),
        ("text_size", "normal"),
        ("time_zone", "America/Bogota"),
    ];
    let page = ines.post("/account", &typed).await;
    page.assert_status(401)
        .assert_says("What you typed is kept");
    assert!(page.body.contains("data-sign-in"));
    let lost = carried(&page);

    let mut fields = vec![("name", "inés.rey"), ("password", PASSWORD)];
    fields.extend(lost.iter().map(|(name, value)| (*name, value.as_str())));
    let step = ines.post("/sign-in", &fields).await;
    step.assert_status(200).assert_says("six figures");
    let lost = carried(&step);
    let shown = code(TOTP_SECRET);
    let mut fields = vec![("code", shown.as_str())];
    fields.extend(lost.iter().map(|(name, value)| (*name, value.as_str())));
    let resume = ines.post("/sign-in/code", &fields).await;
    resume
        .assert_status(200)
        .assert_says("Nothing was lost.")
        .assert_says("Inés Rey de la Vega");
    assert_eq!(resume.address("/account").as_deref(), Some("/account"));

    ines.post("/account", &typed)
        .await
        .assert_leads_to("/account?done=saved");
    ines.get("/account")
        .await
        .assert_says("Inés Rey de la Vega");
}

#[tokio::test]
async fn what_one_person_typed_is_not_shown_to_the_next_who_signs_in() {
    let world = World::new().await;
    world.account("Ana Sol", Role::Client).await;
    let mut ines = world.person("Inés Rey", Role::Therapist).await;
    ines.get("/account").await;
    later(16);
    let page = ines
        .post("/account", &[("name", "a secret that Inés typed")])
        .await;
    page.assert_status(401);
    let lost = carried(&page);
    let mut fields = vec![("name", "ana.sol"), ("password", PASSWORD)];
    fields.extend(lost.iter().map(|(name, value)| (*name, value.as_str())));
    let answer = ines.post("/sign-in", &fields).await;
    answer.assert_leads_to("/today");
    assert!(!answer.body.contains("secret"));
}

#[tokio::test]
async fn a_page_asked_for_after_the_session_ended_is_come_back_to() {
    let world = World::new().await;
    let mut ines = world.person("Inés Rey", Role::Therapist).await;
    later(16);
    ines.get("/account/devices")
        .await
        .assert_leads_to("/sign-in?next=/account/devices");
}

#[tokio::test]
async fn a_script_is_told_that_the_session_ended_by_401_and_nothing_else() {
    let world = World::new().await;
    let mut visitor = world.visitor();
    let answer = visitor
        .send_json(
            axum::http::Method::PUT,
            "/drafts/note/00000000-0000-7000-8000-000000000001/00000000-0000-7000-8000-000000000002",
            "{\"fields\":{}}",
        )
        .await;
    answer.assert_status(401);
    assert!(
        answer.body.contains("\"error\":\"sign-in\""),
        "{}",
        answer.body
    );
}

#[tokio::test]
async fn what_needs_a_fresh_confirmation_asks_for_it_and_goes_on() {
    let world = World::new().await;
    let mut ada = world.administrator().await;
    let ines = world.account("Inés Rey", Role::Therapist).await;
    later(11);
    ada.get("/account/totp")
        .await
        .assert_leads_to("/confirm?next=/account/totp");
    ada.get(&format!("/accounts/{ines}/deactivate"))
        .await
        .assert_status(200);
    let page = ada.post(&format!("/accounts/{ines}/deactivate"), &[]).await;
    page.assert_status(403).assert_says("Is it you?");
    let lost = carried(&page);
    let lost = || lost.iter().map(|(name, value)| (*name, value.as_str()));

    let mut fields = vec![("current", "not the password at all")];
    fields.extend(lost());
    let refused = ada.post("/confirm", &fields).await;
    refused
        .assert_status(422)
        .assert_says("That is not your current password");
    assert!(!carried(&refused).is_empty());

    let before = ada.cookies.clone();
    let mut fields = vec![("current", PASSWORD)];
    fields.extend(lost());
    let resume = ada.post("/confirm", &fields).await;
    resume.assert_status(200).assert_says("One more click");
    assert_ne!(
        ada.cookies, before,
        "the cookie changes with a confirmation"
    );
    ada.post(&format!("/accounts/{ines}/deactivate"), &[])
        .await
        .assert_leads_to(&format!("/accounts/{ines}?done=deactivated"));
}

/// The hidden fields by which a page carries a lost form on.
fn carried(page: &crate::harness::Answer) -> Vec<(&'static str, String)> {
    ["next", "lost", "lost_to", "lost_who"]
        .into_iter()
        .filter_map(|name| Some((name, page.field(name)?)))
        .collect()
}
