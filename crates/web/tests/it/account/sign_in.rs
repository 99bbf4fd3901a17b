//! From nobody to a session, and out again.

use crate::harness::{Browser, PASSWORD, TOTP_SECRET, World, code, demo_account, later};
use attune_therapy::Role;
use attune_web::Options;

async fn password(browser: &mut Browser, name: &str) -> crate::harness::Answer {
    browser.get("/sign-in").await;
    browser
        .post("/sign-in", &[("name", name), ("password", PASSWORD)])
        .await
}

#[tokio::test]
async fn the_first_page_of_a_visitor_asks_who_is_there() {
    let world = World::new().await;
    let mut visitor = world.visitor();
    visitor.get("/").await.assert_leads_to("/sign-in");
    let page = visitor.get("/sign-in").await;
    page.assert_status(200).assert_says("Sign in");
    assert!(page.body.contains("data-sign-in"));
    assert!(page.body.contains("autocomplete=\"username\""));
    assert!(!page.says("Try the demo"));
}

#[tokio::test]
async fn a_client_is_let_in_by_name_and_password_and_led_to_today() {
    let world = World::new().await;
    world.account("Ana Sol", Role::Client).await;
    let mut ana = world.visitor();
    password(&mut ana, "ana.sol")
        .await
        .assert_leads_to("/today");
    assert!(ana.cookies.contains_key("attune"));
    ana.get("/").await.assert_leads_to("/today");
    ana.get("/sign-in").await.assert_leads_to("/today");
}

#[tokio::test]
async fn staff_are_asked_for_a_code_and_then_led_where_they_wanted() {
    let world = World::new().await;
    world.account("Inés Rey", Role::Therapist).await;
    let mut ines = world.visitor();
    ines.get("/account?done=saved")
        .await
        .assert_leads_to("/sign-in?next=/account%3Fdone%3Dsaved");
    let page = ines.get("/sign-in?next=/account").await;
    let next = page.field("next").unwrap();
    let fields = [
        ("name", "inés.rey"),
        ("password", PASSWORD),
        ("next", next.as_str()),
    ];
    ines.post("/sign-in", &fields)
        .await
        .assert_leads_to("/sign-in/code?next=/account");
    let page = ines.get("/sign-in/code?next=/account").await;
    assert!(page.body.contains("autocomplete=\"one-time-code\""));
    let wrong = ines
        .post("/sign-in/code", &[("code", "000000"), ("next", "/account")])
        .await;
    wrong
        .assert_status(422)
        .assert_says("This code is not right");
    let code = code(TOTP_SECRET);
    let spaced = format!("{} {}", &code[..3], &code[3..]);
    ines.post("/sign-in/code", &[("code", &spaced), ("next", "/account")])
        .await
        .assert_leads_to("/account");
    ines.get("/account")
        .await
        .assert_status(200)
        .assert_says("Inés Rey");
}

#[tokio::test]
async fn nobody_is_sent_to_another_site_after_signing_in() {
    let world = World::new().await;
    world.account("Ana Sol", Role::Client).await;
    for next in ["//evil.example", "https://evil.example", "/\\evil.example"] {
        let mut ana = world.visitor();
        let fields = [("name", "ana.sol"), ("password", PASSWORD), ("next", next)];
        ana.post("/sign-in", &fields)
            .await
            .assert_leads_to("/today");
    }
}

#[tokio::test]
async fn a_wrong_name_and_a_wrong_password_are_answered_alike_and_the_name_is_kept() {
    let world = World::new().await;
    world.account("Ana Sol", Role::Client).await;
    let mut pages = Vec::new();
    for name in ["ana.sol", "nobody.here"] {
        let mut visitor = world.visitor();
        let fields = [
            ("name", name),
            ("password", "a wrong password of some length"),
        ];
        let page = visitor.post("/sign-in", &fields).await;
        page.assert_status(422);
        assert_eq!(page.field("name").as_deref(), Some(name));
        assert!(page.body.contains("aria-invalid=\"true\""));
        assert!(!page.body.contains("a wrong password of some length"));
        pages.push(page.text());
    }
    assert_eq!(pages[0], pages[1]);
}

#[tokio::test]
async fn many_wrong_passwords_are_told_until_when_to_wait() {
    let world = World::new().await;
    world.account("Ana Sol", Role::Client).await;
    let mut visitor = world.visitor();
    let fields = [
        ("name", "ana.sol"),
        ("password", "a wrong password of some length"),
    ];
    let mut page = visitor.post("/sign-in", &fields).await;
    for _ in 0..12 {
        if page.status == 429 {
            break;
        }
        page = visitor.post("/sign-in", &fields).await;
    }
    page.assert_status(429).assert_says("too many attempts");
    assert!(
        page.says("Wait 2 seconds") || page.says("Wait"),
        "{}",
        page.text()
    );
    later(16);
    password(&mut visitor, "ana.sol")
        .await
        .assert_leads_to("/today");
}

#[tokio::test]
async fn empty_far_too_long_and_unreadable_input_is_answered_in_words() {
    let world = World::new().await;
    let mut visitor = world.visitor();
    visitor
        .post("/sign-in", &[("name", " "), ("password", "")])
        .await
        .assert_status(422)
        .assert_says("Type your sign-in name.");
    visitor
        .post("/sign-in", &[("name", "ana"), ("password", "")])
        .await
        .assert_status(422)
        .assert_says("Type your password.");
    let long = "x".repeat(100_000);
    visitor
        .post("/sign-in", &[("name", &long), ("password", &long)])
        .await
        .assert_status(422)
        .assert_says("do not belong together");
    visitor
        .post(
            "/sign-in",
            &[("name", "a\u{0}b\u{202e}"), ("password", "\u{7}")],
        )
        .await
        .assert_status(422);
    visitor
        .post_raw("/sign-in", "name=%ff&password=x")
        .await
        .assert_status(400);
    visitor
        .post(
            "/sign-in",
            &[
                ("name", "ana"),
                ("password", "x"),
                ("role", "administrator"),
            ],
        )
        .await
        .assert_status(400);
    visitor
        .post_raw("/sign-in", vec![b'a'; 2_000_000])
        .await
        .assert_status(413)
        .assert_says("too much at once");
}

#[tokio::test]
async fn a_form_of_another_site_signs_nobody_in() {
    let world = World::new().await;
    world.account("Ana Sol", Role::Client).await;
    let mut visitor = world.visitor();
    let headers = [
        ("content-type", "application/x-www-form-urlencoded"),
        ("origin", "https://evil.example"),
        ("sec-fetch-site", "cross-site"),
    ];
    let body = format!("name=ana.sol&password={}", PASSWORD.replace(' ', "+"));
    let post = axum::http::Method::POST;
    let page = visitor.send(post, "/sign-in", &headers, body.into()).await;
    page.assert_status(403);
    assert!(!visitor.cookies.contains_key("attune"));
}

#[tokio::test]
async fn a_lost_phone_is_replaced_by_a_recovery_code_that_works_once() {
    let world = World::new().await;
    world.account("Inés Rey", Role::Therapist).await;
    let mut ines = world.visitor();
    password(&mut ines, "inés.rey").await;
    ines.post("/sign-in/code", &[("code", &code(TOTP_SECRET))])
        .await
        .assert_leads_to("/caseload");
    ines.get("/account/recovery-codes").await.assert_status(200);
    let page = ines.post("/account/recovery-codes", &[]).await;
    page.assert_status(200)
        .assert_says("They are not shown again.");
    let codes: Vec<String> = page
        .body
        .split("<li><code>")
        .skip(1)
        .map(|rest| rest.split('<').next().unwrap().to_owned())
        .collect();
    assert_eq!(codes.len(), 10);

    let mut elsewhere = world.visitor();
    password(&mut elsewhere, "inés.rey")
        .await
        .assert_leads_to("/sign-in/code");
    let ask = elsewhere
        .post("/sign-in/recovery", &[("ask", "yes"), ("code", "")])
        .await;
    ask.assert_status(200).assert_says("Each works once");
    let typed = codes[0].to_uppercase();
    elsewhere
        .post("/sign-in/recovery", &[("recovery", &typed)])
        .await
        .assert_leads_to("/caseload");

    let mut again = world.visitor();
    password(&mut again, "inés.rey").await;
    again
        .post("/sign-in/recovery", &[("recovery", &codes[0])])
        .await
        .assert_status(422)
        .assert_says("not one of yours, or it was used already");
}

#[tokio::test]
async fn a_code_page_that_waited_too_long_begins_again() {
    let world = World::new().await;
    world.account("Inés Rey", Role::Therapist).await;
    let mut ines = world.visitor();
    password(&mut ines, "inés.rey").await;
    later(6);
    let page = ines
        .post("/sign-in/code", &[("code", &code(TOTP_SECRET))])
        .await;
    page.assert_says("This step took too long");
    assert!(page.body.contains("type=\"password\""));
    assert!(!ines.cookies.contains_key("attune"));
    world
        .visitor()
        .get("/sign-in/code")
        .await
        .assert_status(303);
}

#[tokio::test]
async fn signing_out_ends_the_session_and_empties_the_browser() {
    let world = World::new().await;
    let mut ines = world.person("Inés Rey", Role::Therapist).await;
    let cookie = ines.cookies.clone();
    ines.get("/account").await.assert_status(200);
    let page = ines.post("/sign-out", &[]).await;
    page.assert_leads_to("/sign-in?done=out");
    assert_eq!(page.headers["clear-site-data"], "\"cache\", \"storage\"");
    assert!(!ines.cookies.contains_key("attune"));
    ines.get("/sign-in?done=out")
        .await
        .assert_says("You are signed out.");
    ines.cookies = cookie;
    ines.get("/account").await.assert_status(303);
    // Leaving twice is no mistake.
    ines.cookies.clear();
    ines.post("/sign-out", &[])
        .await
        .assert_leads_to("/sign-in?done=out");
}

#[tokio::test]
async fn a_deactivated_account_is_told_so_only_after_the_right_password() {
    let world = World::new().await;
    let ana = world.account("Ana Sol", Role::Client).await;
    let identity = &world.app.identity;
    identity
        .deactivate(attune_identity::Actor::Program, ana, crate::harness::now())
        .await
        .unwrap();
    let mut visitor = world.visitor();
    password(&mut visitor, "ana.sol")
        .await
        .assert_status(403)
        .assert_says("This account is switched off");
    visitor
        .post(
            "/sign-in",
            &[
                ("name", "ana.sol"),
                ("password", "some other long password"),
            ],
        )
        .await
        .assert_status(422)
        .assert_says("do not belong together");
}

#[tokio::test]
async fn the_demo_offers_each_of_its_people_by_one_click_and_no_other_clinic_does() {
    let options = Options {
        demo: vec![
            demo_account("Inés Rey", Role::Therapist),
            demo_account("Ana Sol", Role::Client),
        ],
        ..Options::default()
    };
    let world = World::with(options).await;
    world.account("Inés Rey", Role::Therapist).await;
    world.account("Ana Sol", Role::Client).await;
    let mut visitor = world.visitor();
    let page = visitor.get("/sign-in").await;
    page.assert_says("Everybody in this clinic is made up.")
        .assert_says("Inés Rey Therapist");
    visitor
        .post("/sign-in/demo", &[("account", "0"), ("next", "/account")])
        .await
        .assert_leads_to("/account");
    let mut other = world.visitor();
    other
        .post("/sign-in/demo", &[("account", "1")])
        .await
        .assert_leads_to("/today");
    other
        .post("/sign-in/demo", &[("account", "7")])
        .await
        .assert_status(404);
    let ordinary = World::new().await;
    ordinary
        .visitor()
        .post("/sign-in/demo", &[("account", "0")])
        .await
        .assert_status(404);
}

#[tokio::test]
async fn a_spanish_reader_is_met_in_spanish_and_a_chosen_language_stays() {
    let world = World::new().await;
    let mut visitor = world.visitor();
    visitor.language = "es-MX,es;q=0.9".into();
    visitor.get("/sign-in").await.assert_says("Iniciar sesión");
    visitor
        .get("/sign-in?language=en")
        .await
        .assert_says("Sign in");
    visitor
        .get("/forgot")
        .await
        .assert_says("Type your sign-in name");
}

#[tokio::test]
async fn a_passkey_sign_in_begins_for_anybody_and_ends_only_with_a_devices_answer() {
    let world = World::new().await;
    let mut visitor = world.visitor();
    let begun = visitor
        .send_json(axum::http::Method::POST, "/sign-in/passkey/begin", "")
        .await;
    begun.assert_status(200);
    let begun: serde_json::Value = serde_json::from_str(&begun.body).unwrap();
    assert!(begun["options"]["publicKey"]["challenge"].is_string());
    let handle = begun["handle"].as_str().unwrap();
    for answer in ["", "{}", "not json"] {
        visitor
            .post(
                "/sign-in/passkey",
                &[("handle", handle), ("answer", answer)],
            )
            .await
            .assert_status(422)
            .assert_says("passkey was not accepted");
    }
}
