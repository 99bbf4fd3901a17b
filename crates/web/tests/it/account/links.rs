//! Links that work once: set-up, invitations, new passwords.

use crate::harness::{Browser, PASSWORD, World, code, later, now};
use attune_identity::{Actor, NewInvitation};
use attune_therapy::Role;
use attune_web::Options;

/// Scans the code of the page that it stands on, types what the app shows, and keeps the recovery codes.
async fn enrol(browser: &mut Browser) -> crate::harness::Answer {
    let page = browser.get("/sign-in/enrol").await;
    page.assert_status(200)
        .assert_says("Keep your account safe");
    assert!(page.body.contains("class=\"qr\""));
    let (url, secret) = (page.field("url").unwrap(), page.field("secret").unwrap());
    let wrong = browser
        .post(
            "/sign-in/enrol",
            &[("code", "000000"), ("url", &url), ("secret", &secret)],
        )
        .await;
    wrong
        .assert_status(422)
        .assert_says("This code is not right");
    assert_eq!(wrong.field("secret").as_deref(), Some(secret.as_str()));
    let fields = [("code", code(&secret)), ("url", url), ("secret", secret)];
    let fields: Vec<_> = fields.iter().map(|(n, v)| (*n, v.as_str())).collect();
    let codes = browser.post("/sign-in/enrol", &fields).await;
    codes.assert_status(200).assert_says("Your recovery codes");
    assert_eq!(codes.body.matches("<li><code>").count(), 10);
    browser.post("/sign-in/enrol/done", &[]).await
}

#[tokio::test]
async fn a_fresh_clinic_says_where_its_set_up_link_is_and_is_set_up_through_it_once() {
    let world = World::fresh(Options::default()).await;
    let mut visitor = world.visitor();
    visitor.get("/").await.assert_leads_to("/set-up");
    visitor
        .get("/set-up")
        .await
        .assert_says("it printed a link");
    visitor
        .get("/set-up/not-a-link")
        .await
        .assert_status(404)
        .assert_says("it prints a new one");
    let token = world.app.identity.setup_link(now()).await.unwrap().unwrap();
    let path = format!("/set-up/{}", token.reveal());
    visitor
        .get(&path)
        .await
        .assert_status(200)
        .assert_says("Set up this clinic");
    let weak = [
        ("clinic_name", "Casa Abierta"),
        ("name", "Ada Admin"),
        ("sign_in_name", "ada"),
        ("password", "password"),
        ("time_zone", "America/Bogota"),
    ];
    let page = visitor.post(&path, &weak).await;
    page.assert_status(422).assert_says("tried first");
    assert_eq!(page.field("clinic_name").as_deref(), Some("Casa Abierta"));
    assert!(page.body.contains("value=\"America/Bogota\" selected"));
    let mut good = weak;
    good[3].1 = PASSWORD;
    visitor
        .post(&path, &good)
        .await
        .assert_leads_to("/sign-in/enrol");
    enrol(&mut visitor).await.assert_leads_to("/accounts");
    visitor.get("/accounts").await.assert_says("Ada Admin");
    let clinic = visitor.get("/clinic").await;
    assert_eq!(clinic.field("name").as_deref(), Some("Casa Abierta"));
    world
        .visitor()
        .get(&path)
        .await
        .assert_status(410)
        .assert_says("This clinic is set up already");
}

async fn invitation(world: &World, role: Role) -> String {
    let new = NewInvitation {
        role,
        to: None,
        invitee: "somebody",
        expires_at: None,
    };
    let (token, _) = world
        .app
        .identity
        .invite(Actor::Program, new, now())
        .await
        .unwrap();
    format!("/invitation/{}", token.reveal())
}

#[tokio::test]
async fn an_invited_therapist_makes_an_account_and_sets_up_a_second_factor() {
    let world = World::new().await;
    let path = invitation(&world, Role::Therapist).await;
    let mut visitor = world.visitor();
    let page = visitor.get(&path).await;
    page.assert_says("Welcome to Casa Abierta")
        .assert_says("You are invited as a therapist.");
    // Looking at a link, as mail programs do, does not use it up.
    world.visitor().get(&path).await.assert_status(200);
    let fields = [
        ("name", "Inés Rey"),
        ("sign_in_name", "ines"),
        ("password", "quiet herons"),
        ("time_zone", "America/Lima"),
    ];
    visitor
        .post(&path, &fields)
        .await
        .assert_leads_to("/sign-in/enrol");
    enrol(&mut visitor).await.assert_leads_to("/caseload");
    world
        .visitor()
        .get(&path)
        .await
        .assert_status(410)
        .assert_says("already used on 2 November 2026");
}

#[tokio::test]
async fn an_invited_client_is_in_at_once_with_a_long_password() {
    let world = World::new().await;
    let path = invitation(&world, Role::Client).await;
    let mut visitor = world.visitor();
    visitor
        .get(&path)
        .await
        .assert_says("15 characters or more");
    let short = [
        ("name", "Ana"),
        ("sign_in_name", "an a"),
        ("password", "quiet herons"),
        ("time_zone", "UTC"),
    ];
    let page = visitor.post(&path, &short).await;
    page.assert_status(422);
    assert_eq!(page.field("sign_in_name").as_deref(), Some("an a"));
    let fields = [
        ("name", "Ana"),
        ("sign_in_name", "ana"),
        ("password", PASSWORD),
        ("time_zone", "UTC"),
    ];
    visitor.post(&path, &fields).await.assert_leads_to("/today");
    // The same form sent twice makes no second account.
    world
        .visitor()
        .post(&path, &fields)
        .await
        .assert_status(410);
}

#[tokio::test]
async fn a_taken_sign_in_name_is_said_at_its_field_and_the_invitation_stays_good() {
    let world = World::new().await;
    world.account("Ana Sol", Role::Client).await;
    let path = invitation(&world, Role::Client).await;
    let mut visitor = world.visitor();
    visitor.get(&path).await;
    let fields = [
        ("name", "Another Ana"),
        ("sign_in_name", "Ana.Sol"),
        ("password", PASSWORD),
        ("time_zone", "UTC"),
    ];
    visitor
        .post(&path, &fields)
        .await
        .assert_status(422)
        .assert_says("Somebody has this sign-in name already");
    visitor.get(&path).await.assert_status(200);
}

#[tokio::test]
async fn links_that_do_not_open_say_why_and_what_to_do() {
    let world = World::new().await;
    let mut visitor = world.visitor();
    visitor
        .get("/invitation/nothing")
        .await
        .assert_status(404)
        .assert_says("Check that it was copied whole");
    let path = invitation(&world, Role::Client).await;
    later(8 * 24 * 60);
    visitor
        .get(&path)
        .await
        .assert_status(410)
        .assert_says("This link was good until 9 November 2026");
    visitor.get("/reset/nothing").await.assert_status(404);
}

#[tokio::test]
async fn a_reset_link_sets_a_new_password_once_and_ends_all_sessions() {
    let world = World::new().await;
    let id = world.account("Ana Sol", Role::Client).await;
    let mut ana = world.signed_in(id).await;
    let link = world
        .app
        .identity
        .issue_reset(Actor::Program, id, now())
        .await
        .unwrap();
    let path = format!("/reset/{}", link.token.reveal());
    let mut visitor = world.visitor();
    visitor.get(&path).await.assert_status(200);
    visitor
        .post(&path, &[("password", "short")])
        .await
        .assert_status(422)
        .assert_says("at least 15 characters");
    let new = "nine otters under the bridge";
    visitor
        .post(&path, &[("password", new)])
        .await
        .assert_leads_to("/sign-in?done=reset");
    visitor.get(&path).await.assert_status(410);
    assert!(world.password_is("ana.sol", new).await);
    ana.get("/account").await.assert_status(303);
}

#[tokio::test]
async fn asking_for_a_new_password_says_the_same_whoever_is_named() {
    let world = World::new().await;
    world.account("Ana Sol", Role::Client).await;
    let mut answers = Vec::new();
    for name in ["ana.sol", "nobody.here"] {
        let mut visitor = world.visitor();
        visitor.get("/forgot").await;
        let page = visitor.post("/forgot", &[("name", name)]).await;
        page.assert_status(200);
        answers.push(page.text());
    }
    assert_eq!(answers[0], answers[1]);
    let mut ada = world.administrator().await;
    ada.get("/events")
        .await
        .assert_says("New password asked for Ana Sol");
}
