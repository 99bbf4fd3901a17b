use crate::authenticator::Device;
use crate::world::{ORIGIN, PASSWORD, World, after, home, noon, pending_of, refusal, worlds};
use attune_identity::{Actor, FactorHolder, FactorKind, Refusal, Session, SignIn};
use attune_therapy::confidentiality::Role;

/// Registers a passkey for somebody who is signed in.
async fn register(world: &World, session: &Session, name: &str) -> Device {
    register_at(world, session, name, 2).await
}

async fn register_at(world: &World, session: &Session, name: &str, second: i64) -> Device {
    let holder = FactorHolder::Session(session);
    let ceremony = world
        .identity
        .begin_passkey_registration(holder, after(1))
        .await
        .unwrap();
    let (device, answer) = Device::create(&ceremony.options, ORIGIN);
    let handle = ceremony.handle.reveal();
    world
        .identity
        .finish_passkey_registration(holder, handle, &answer, name, after(second))
        .await
        .unwrap();
    device
}

#[tokio::test]
async fn a_passkey_alone_signs_in_as_two_factors() {
    for world in worlds().await {
        let tomas = world.person("tomas", Role::Therapist).await;
        let mut device = register(&world, &tomas.session, "Phone").await;
        let ceremony = world
            .identity
            .begin_passkey_sign_in(after(10))
            .await
            .unwrap();
        assert_eq!(
            ceremony.options["publicKey"]["allowCredentials"],
            serde_json::json!([]),
            "reveals no account"
        );
        let answer = device.get(&ceremony.options);
        let handle = ceremony.handle.reveal();
        let other = world.another_node();
        let signed_in = other
            .finish_passkey_sign_in(handle, &answer, home(), after(11))
            .await
            .unwrap();
        assert_eq!(signed_in.session.account, tomas.session.account);
        let replayed = world
            .identity
            .finish_passkey_sign_in(handle, &answer, home(), after(12))
            .await;
        assert_eq!(refusal(replayed), Refusal::ChallengeExpired);
        let listed = world.identity.passkeys(&tomas.session).await.unwrap();
        assert_eq!(
            (listed[0].name.as_str(), listed[0].last_used_at),
            ("Phone", Some(after(11)))
        );
    }
}

#[tokio::test]
async fn a_device_that_was_not_unlocked_or_is_on_another_site_is_refused() {
    for world in worlds().await {
        let tomas = world.person("tomas", Role::Therapist).await;
        let mut device = register(&world, &tomas.session, "Phone").await;
        for (verifies, origin) in [(false, ORIGIN), (true, "http://localhost.evil.example")] {
            device.verifies = verifies;
            device.origin = origin.to_owned();
            let ceremony = world
                .identity
                .begin_passkey_sign_in(after(10))
                .await
                .unwrap();
            let answer = device.get(&ceremony.options);
            let refused = world
                .identity
                .finish_passkey_sign_in(ceremony.handle.reveal(), &answer, home(), after(11))
                .await;
            assert_eq!(
                refusal(refused),
                Refusal::PasskeyRefused,
                "{verifies} {origin}"
            );
        }
    }
}

#[tokio::test]
async fn a_copied_key_gives_itself_away_by_its_counter() {
    for world in worlds().await {
        let tomas = world.person("tomas", Role::Therapist).await;
        let mut device = register(&world, &tomas.session, "Key").await;
        let mut copy = device.copied();
        for (device, works) in [(&mut device, true), (&mut copy, false)] {
            let ceremony = world
                .identity
                .begin_passkey_sign_in(after(10))
                .await
                .unwrap();
            let answer = device.get(&ceremony.options);
            let result = world
                .identity
                .finish_passkey_sign_in(ceremony.handle.reveal(), &answer, home(), after(11))
                .await;
            assert_eq!(result.is_ok(), works);
        }
    }
}

#[tokio::test]
async fn a_passkey_is_the_second_factor_after_a_password() {
    for world in worlds().await {
        let tomas = world.person("tomas", Role::Therapist).await;
        let paula = world.person("paula", Role::Therapist).await;
        let mut phone = register(&world, &tomas.session, "Phone").await;
        let mut paulas = register(&world, &paula.session, "Paula").await;
        let identity = &world.identity;
        let SignIn::NeedsSecondFactor { pending, kinds } =
            world.sign_in("tomas", PASSWORD, after(5)).await.unwrap()
        else {
            panic!("a second factor is needed")
        };
        assert_eq!(
            kinds,
            [
                FactorKind::Passkey,
                FactorKind::Totp,
                FactorKind::RecoveryCode
            ]
        );
        let pending = pending.reveal();
        let ceremony = identity
            .begin_second_factor_passkey(pending, after(6))
            .await
            .unwrap();
        let (handle, answer) = (ceremony.handle.reveal(), paulas.get(&ceremony.options));
        let wrong = identity
            .finish_second_factor_passkey(pending, handle, &answer, home(), after(7))
            .await;
        assert_eq!(refusal(wrong), Refusal::PasskeyRefused);
        let ceremony = identity
            .begin_second_factor_passkey(pending, after(8))
            .await
            .unwrap();
        let (handle, answer) = (ceremony.handle.reveal(), phone.get(&ceremony.options));
        identity
            .finish_second_factor_passkey(pending, handle, &answer, home(), after(9))
            .await
            .unwrap();
    }
}

#[tokio::test]
async fn a_passkey_can_be_the_first_factor_that_is_set_up() {
    for world in worlds().await {
        let new = crate::world::new_account("nadia", Role::Supervisor);
        world
            .identity
            .create_account(Actor::Program, new, noon())
            .await
            .unwrap();
        let identity = &world.identity;
        let pending = pending_of(world.sign_in("nadia", PASSWORD, after(1)).await.unwrap());
        let who = identity.pending(&pending, after(2)).await.unwrap();
        let holder = FactorHolder::Enrolling(&who);
        let ceremony = identity
            .begin_passkey_registration(holder, after(3))
            .await
            .unwrap();
        let (_, answer) = Device::create(&ceremony.options, ORIGIN);
        let handle = ceremony.handle.reveal();
        let codes = identity
            .finish_passkey_registration(holder, handle, &answer, "Laptop", after(4))
            .await
            .unwrap();
        assert!(codes.is_some(), "recovery codes come with the first factor");
        identity
            .finish_enrolment(&pending, home(), after(5))
            .await
            .unwrap();
    }
}

#[tokio::test]
async fn stepping_up_with_a_passkey_changes_the_cookie() {
    for world in worlds().await {
        let tomas = world.person("tomas", Role::Therapist).await;
        let mut device = register(&world, &tomas.session, "Phone").await;
        let late = after(11 * 60);
        let session = world.live(tomas.cookie.reveal(), late).await.unwrap();
        let ceremony = world
            .identity
            .begin_step_up_passkey(&session, late)
            .await
            .unwrap();
        let answer = device.get(&ceremony.options);
        let handle = ceremony.handle.reveal();
        let proved = world
            .identity
            .finish_step_up_passkey(&session, handle, &answer, late)
            .await
            .unwrap();
        assert!(proved.session.is_stepped_up(late));
        assert!(world.live(tomas.cookie.reveal(), late).await.is_none());
    }
}

#[tokio::test]
async fn passkeys_are_named_renamed_and_removed_but_not_somebody_elses_nor_the_last_one() {
    for world in worlds().await {
        let tomas = world.person("tomas", Role::Therapist).await;
        register(&world, &tomas.session, "Phone").await;
        register_at(&world, &tomas.session, "Key", 3).await;
        let identity = &world.identity;
        let listed = identity.passkeys(&tomas.session).await.unwrap();
        assert_eq!(
            listed.iter().map(|p| p.name.as_str()).collect::<Vec<_>>(),
            ["Phone", "Key"]
        );
        identity
            .rename_passkey(&tomas.session, listed[1].id, "Key on my ring")
            .await
            .unwrap();
        let paula = world.person("paula", Role::Therapist).await;
        let refused = identity
            .rename_passkey(&paula.session, listed[0].id, "Mine")
            .await;
        assert_eq!(refusal(refused), Refusal::NotFound);
        identity
            .remove_totp(&tomas.session, after(3))
            .await
            .unwrap();
        identity
            .remove_passkey(&tomas.session, listed[0].id, after(3))
            .await
            .unwrap();
        let last = identity
            .remove_passkey(&tomas.session, listed[1].id, after(3))
            .await;
        assert_eq!(refusal(last), Refusal::LastSecondFactor);
    }
}

#[tokio::test]
async fn an_answer_that_is_no_passkey_is_refused_and_a_ceremony_is_good_for_one_account_and_five_minutes()
 {
    for world in worlds().await {
        let tomas = world.person("tomas", Role::Therapist).await;
        let paula = world.person("paula", Role::Therapist).await;
        let identity = &world.identity;
        let (mine, hers) = (
            FactorHolder::Session(&tomas.session),
            FactorHolder::Session(&paula.session),
        );
        let ceremony = identity
            .begin_passkey_registration(mine, after(1))
            .await
            .unwrap();
        let handle = ceremony.handle.reveal();
        for answer in ["", "{}", "[1]", "\u{0}"] {
            let refused = identity
                .finish_passkey_registration(mine, handle, answer, "X", after(2))
                .await;
            assert_eq!(refusal(refused), Refusal::PasskeyRefused);
        }
        let (_, answer) = Device::create(&ceremony.options, ORIGIN);
        let refused = identity
            .finish_passkey_registration(hers, handle, &answer, "X", after(2))
            .await;
        assert_eq!(refusal(refused), Refusal::ChallengeExpired);
        let ceremony = identity
            .begin_passkey_registration(mine, after(1))
            .await
            .unwrap();
        let (_, answer) = Device::create(&ceremony.options, ORIGIN);
        let handle = ceremony.handle.reveal();
        let late = identity
            .finish_passkey_registration(mine, handle, &answer, "X", after(302))
            .await;
        assert_eq!(refusal(late), Refusal::ChallengeExpired);
    }
}
