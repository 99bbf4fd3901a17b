//! One's own account.

use crate::harness::{PASSWORD, TOTP_SECRET, World, code, later};
use attune_therapy::Role;

const LOOKS: [(&str, &str); 5] = [
    ("name", "Inés Rey"),
    ("language", "es-419"),
    ("theme", "dark"),
    ("text_size", "large"),
    ("time_zone", "America/Bogota"),
];

#[tokio::test]
async fn name_language_looks_and_zone_are_changed_on_one_page() {
    let world = World::new().await;
    let mut ines = world.person("Inés R", Role::Therapist).await;
    ines.get("/account")
        .await
        .assert_status(200)
        .assert_says("Your account");
    ines.post("/account", &LOOKS)
        .await
        .assert_leads_to("/account?done=saved");
    let page = ines.get("/account?done=saved").await;
    page.assert_says("Tu cuenta").assert_says("Guardado.");
    assert!(page.body.contains("lang=\"es-419\""));
    assert!(page.body.contains("data-theme=\"dark\""));
    assert!(page.body.contains("data-text=\"large\""));
}

#[tokio::test]
async fn what_cannot_be_saved_is_said_at_its_field_and_stays_typed() {
    let world = World::new().await;
    let mut ines = world.person("Inés R", Role::Therapist).await;
    let token = ines.get("/account").await.field("token").unwrap();
    for (field, typed, said) in [
        ("name", "", "A name has 1 to 120 characters"),
        ("name", "two\nlines", "A name has 1 to 120 characters"),
        ("time_zone", "Moon/Base", "Choose a time zone from the list"),
        ("theme", "pink", "Choose one of these"),
    ] {
        let mut fields = LOOKS;
        fields
            .iter_mut()
            .find(|(name, _)| *name == field)
            .unwrap()
            .1 = typed;
        let page = ines.post("/account", &fields).await;
        page.assert_status(422).assert_says(said);
        assert!(page.body.contains("aria-invalid=\"true\""), "{field}");
        assert_eq!(page.field("token").as_deref(), Some(token.as_str()));
    }
    ines.get("/account").await.assert_says("Inés R");
    let mut unknown = LOOKS.to_vec();
    unknown.push(("role", "administrator"));
    ines.post("/account", &unknown).await.assert_status(400);
}

#[tokio::test]
async fn a_form_without_the_proof_of_its_session_is_refused() {
    let world = World::new().await;
    let mut ines = world.person("Inés R", Role::Therapist).await;
    let mut fields = LOOKS.to_vec();
    fields.push(("form_token", "made-up"));
    ines.post("/account", &fields).await.assert_status(403);
}

#[tokio::test]
async fn a_new_password_needs_the_current_one_and_ends_other_sessions() {
    let world = World::new().await;
    let id = world.account("Ana Sol", Role::Client).await;
    let (mut here, mut elsewhere) = (world.signed_in(id).await, world.signed_in(id).await);
    here.get("/account/password")
        .await
        .assert_says("15 characters or more");
    let new = "nine otters under the bridge";
    here.post(
        "/account/password",
        &[("current", "wrong one"), ("password", new)],
    )
    .await
    .assert_status(422)
    .assert_says("That is not your current password");
    here.post(
        "/account/password",
        &[("current", PASSWORD), ("password", "ana.sol.ana.sol")],
    )
    .await
    .assert_status(422)
    .assert_says("little more than a name");
    here.post(
        "/account/password",
        &[("current", PASSWORD), ("password", new)],
    )
    .await
    .assert_leads_to("/account?done=password");
    here.get("/account").await.assert_status(200);
    elsewhere.get("/account").await.assert_status(303);
    assert!(world.password_is("ana.sol", new).await);
}

#[tokio::test]
async fn a_client_sets_up_and_removes_an_authenticator_app() {
    let world = World::new().await;
    let mut ana = world.person("Ana Sol", Role::Client).await;
    ana.get("/account/second-factor")
        .await
        .assert_says("Set up an app");
    let page = ana.get("/account/totp").await;
    let (url, secret) = (page.field("url").unwrap(), page.field("secret").unwrap());
    assert!(url.starts_with("otpauth://totp/"));
    let shown = code(&secret);
    let fields = [("code", shown.as_str()), ("url", &url), ("secret", &secret)];
    ana.post("/account/totp", &fields)
        .await
        .assert_says("Your recovery codes");
    // Sent twice, it is set up once.
    ana.post("/account/totp", &fields)
        .await
        .assert_leads_to("/account/second-factor?done=totp");
    ana.get("/account/second-factor")
        .await
        .assert_says("An authenticator app is set up.")
        .assert_says("10 codes are left.");
    ana.get("/account/totp/remove")
        .await
        .assert_says("will not open this account any more");
    ana.post("/account/totp/remove", &[])
        .await
        .assert_leads_to("/account/second-factor?done=totp-removed");
}

#[tokio::test]
async fn staff_cannot_remove_their_only_second_factor() {
    let world = World::new().await;
    let mut ines = world.person("Inés Rey", Role::Therapist).await;
    ines.get("/account/totp/remove").await;
    ines.post("/account/totp/remove", &[])
        .await
        .assert_status(422)
        .assert_says("This is your only second factor");
}

#[tokio::test]
async fn a_passkey_ceremony_begins_only_for_a_script_with_the_sessions_proof() {
    let world = World::new().await;
    let mut ines = world.person("Inés Rey", Role::Therapist).await;
    let begin = "/account/passkeys/begin";
    let post = axum::http::Method::POST;
    ines.send_json(post.clone(), begin, "")
        .await
        .assert_status(403);
    ines.get("/account/second-factor").await;
    let begun = ines.send_json(post, begin, "").await;
    begun.assert_status(200);
    assert!(begun.body.contains("\"challenge\""));
    ines.post(
        "/account/passkeys",
        &[("name", "Phone"), ("handle", "x"), ("answer", "{}")],
    )
    .await
    .assert_status(422)
    .assert_says("passkey was not accepted");
}

#[tokio::test]
async fn another_device_is_signed_out_from_here() {
    let world = World::new().await;
    let id = world.account("Ana Sol", Role::Client).await;
    let (mut here, mut phone, mut tablet) = (
        world.signed_in(id).await,
        world.signed_in(id).await,
        world.signed_in(id).await,
    );
    let page = here.get("/account/devices").await;
    page.assert_says("Firefox on Linux This device");
    assert_eq!(page.body.matches("/end\"").count(), 2);
    let end = page.address("/account/devices/0").unwrap();
    here.post(&end, &[])
        .await
        .assert_leads_to("/account/devices?done=ended");
    here.post(&end, &[]).await.assert_status(404);
    here.post("/account/devices/end-others", &[])
        .await
        .assert_status(303);
    phone.get("/account").await.assert_status(303);
    tablet.get("/account").await.assert_status(303);
    here.get("/account/devices")
        .await
        .assert_says("You are signed in nowhere else.");
}

#[tokio::test]
async fn one_sees_what_happened_to_ones_own_account_and_to_no_other() {
    let world = World::new().await;
    let mut ana = world.person("Ana Sol", Role::Client).await;
    let mut visitor = world.visitor();
    visitor
        .post(
            "/sign-in",
            &[
                ("name", "ana.sol"),
                ("password", "a wrong one of some length"),
            ],
        )
        .await;
    let page = ana.get("/account/events").await;
    page.assert_says("Signed in")
        .assert_says("Failed to sign in");
    assert!(!page.says("clinic was set up"));
    for path in [
        "/accounts",
        "/events",
        "/clinic",
        "/accounts/invitations/new",
    ] {
        ana.get(path).await.assert_status(404);
    }
}

#[tokio::test]
async fn a_code_confirms_as_well_as_the_password() {
    let world = World::new().await;
    let mut ines = world.person("Inés Rey", Role::Therapist).await;
    later(11);
    let page = ines.go("/account/totp/remove").await;
    page.assert_status(200);
    ines.get("/confirm?next=/account/second-factor")
        .await
        .assert_says("Or a code from your app");
    let shown = code(TOTP_SECRET);
    ines.post(
        "/confirm",
        &[
            ("current", ""),
            ("code", &shown),
            ("next", "/account/second-factor"),
        ],
    )
    .await
    .assert_leads_to("/account/second-factor");
}
