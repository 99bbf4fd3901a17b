use crate::world::{
    PASSWORD, TOTP_SECRET, after, code_at, home, noon, pending_of, refusal, worlds,
};
use attune_identity::{
    AccountSettings, Actor, FactorHolder, FactorKind, NewAccount, Refusal, SecurityEventKind,
    SignIn,
};
use attune_therapy::confidentiality::Role;
use jiff::Timestamp;

fn code_of(secret: &str, now: Timestamp) -> String {
    let secret = totp_rs::Secret::try_from_base32(secret).unwrap();
    let totp = totp_rs::Builder::new()
        .with_secret(secret)
        .with_step_duration(30)
        .build()
        .unwrap();
    totp.generate(u64::try_from(now.as_second()).unwrap())
        .to_string()
}

#[tokio::test]
async fn a_new_therapist_sets_up_an_app_at_the_first_sign_in_and_gets_recovery_codes() {
    for world in worlds().await {
        let new = NewAccount {
            name: "Tomás",
            sign_in_name: "tomas",
            role: Role::Therapist,
            password: "wiese 7 im regen",
            with_second_factor: false,
            settings: AccountSettings::default(),
        };
        world
            .identity
            .create_account(Actor::Program, new, noon())
            .await
            .unwrap();
        let identity = &world.identity;
        let pending = pending_of(
            world
                .sign_in("tomas", "wiese 7 im regen", noon())
                .await
                .unwrap(),
        );
        let too_soon = identity.finish_enrolment(&pending, home(), after(1)).await;
        assert_eq!(refusal(too_soon), Refusal::LastSecondFactor);
        let who = identity.pending(&pending, after(1)).await.unwrap();
        let holder = FactorHolder::Enrolling(&who);
        let enrolment = identity.begin_totp(holder, after(2)).await.unwrap();
        assert!(
            enrolment.url.contains(enrolment.secret.as_str()) && enrolment.url.contains("tomas")
        );
        assert_eq!(
            refusal(identity.confirm_totp(holder, "000000", after(3)).await),
            Refusal::WrongCode
        );
        let code = code_of(&enrolment.secret, after(60));
        let codes = identity
            .confirm_totp(holder, &code, after(60))
            .await
            .unwrap()
            .unwrap();
        assert_eq!(codes.reveal().len(), 10);
        let signed_in = identity
            .finish_enrolment(&pending, home(), after(61))
            .await
            .unwrap();
        assert!(
            world
                .live(signed_in.cookie.reveal(), after(62))
                .await
                .is_some()
        );

        let SignIn::NeedsSecondFactor { pending, kinds } = world
            .sign_in("tomas", "wiese 7 im regen", after(70))
            .await
            .unwrap()
        else {
            panic!("the app is asked for")
        };
        assert_eq!(kinds, [FactorKind::Totp, FactorKind::RecoveryCode]);
        let reused = identity
            .second_factor_totp(pending.reveal(), &code, home(), after(71))
            .await;
        assert_eq!(
            refusal(reused),
            Refusal::CodeUsed,
            "the code of the set-up is used up too"
        );
        let fresh = code_of(&enrolment.secret, after(95));
        identity
            .second_factor_totp(pending.reveal(), &fresh, home(), after(95))
            .await
            .unwrap();
    }
}

#[tokio::test]
async fn a_code_works_once_even_on_two_nodes_at_the_same_moment() {
    for world in worlds().await {
        world.account("tomas", Role::Therapist).await;
        let one = pending_of(world.sign_in("tomas", PASSWORD, noon()).await.unwrap());
        let two = pending_of(world.sign_in("tomas", PASSWORD, noon()).await.unwrap());
        let other = world.another_node();
        let code = code_at(after(1));
        let (here, there) = tokio::join!(
            world
                .identity
                .second_factor_totp(&one, &code, home(), after(1)),
            other.second_factor_totp(&two, &code, home(), after(1)),
        );
        let failures: Vec<Refusal> = [here, there]
            .into_iter()
            .filter(|r| r.is_err())
            .map(refusal)
            .collect();
        assert_eq!(failures, [Refusal::CodeUsed]);
    }
}

#[tokio::test]
async fn a_recovery_code_signs_in_once_and_is_noted() {
    for world in worlds().await {
        let tomas = world.person("tomas", Role::Therapist).await;
        let identity = &world.identity;
        let codes = identity
            .renew_recovery_codes(&tomas.session, after(1))
            .await
            .unwrap();
        let code = codes.reveal()[3].to_uppercase();
        let pending = pending_of(world.sign_in("tomas", PASSWORD, after(2)).await.unwrap());
        identity
            .second_factor_recovery(&pending, &code, home(), after(3))
            .await
            .unwrap();
        let left = identity
            .second_factors(tomas.session.account)
            .await
            .unwrap()
            .recovery_codes;
        assert_eq!(left, 9);
        let pending = pending_of(world.sign_in("tomas", PASSWORD, after(4)).await.unwrap());
        let again = identity
            .second_factor_recovery(&pending, &code, home(), after(5))
            .await;
        assert_eq!(refusal(again), Refusal::WrongCode);
        let events = identity
            .own_security_events(&tomas.session, None)
            .await
            .unwrap();
        assert!(
            events
                .iter()
                .any(|event| event.kind == SecurityEventKind::RecoveryCodeUsed)
        );
    }
}

#[tokio::test]
async fn new_recovery_codes_replace_the_old_ones() {
    for world in worlds().await {
        let tomas = world.person("tomas", Role::Therapist).await;
        let identity = &world.identity;
        let old = identity
            .renew_recovery_codes(&tomas.session, after(1))
            .await
            .unwrap();
        identity
            .renew_recovery_codes(&tomas.session, after(2))
            .await
            .unwrap();
        let pending = pending_of(world.sign_in("tomas", PASSWORD, after(3)).await.unwrap());
        let refused = identity
            .second_factor_recovery(&pending, &old.reveal()[0], home(), after(4))
            .await;
        assert_eq!(refusal(refused), Refusal::WrongCode);
    }
}

#[tokio::test]
async fn staff_keeps_a_second_factor_and_a_client_with_a_long_password_may_drop_it() {
    for world in worlds().await {
        let tomas = world.person("tomas", Role::Therapist).await;
        let refused = world.identity.remove_totp(&tomas.session, after(1)).await;
        assert_eq!(refusal(refused), Refusal::LastSecondFactor);
        let rosa = world.person("rosa", Role::Client).await;
        world
            .identity
            .set_totp(Actor::Program, rosa.session.account, TOTP_SECRET, noon())
            .await
            .unwrap();
        world
            .identity
            .remove_totp(&rosa.session, after(1))
            .await
            .unwrap();
        assert!(matches!(
            world.sign_in("rosa", PASSWORD, after(2)).await.unwrap(),
            SignIn::Complete(_)
        ));
    }
}

#[tokio::test]
async fn a_client_who_shortens_the_password_behind_a_second_factor_must_keep_the_factor() {
    for world in worlds().await {
        let rosa = world.person("rosa", Role::Client).await;
        let identity = &world.identity;
        let refused = identity
            .change_password(&rosa.session, PASSWORD, "wiese 7 regen", after(1))
            .await;
        assert_eq!(refusal(refused), Refusal::PasswordTooShort { least: 15 });
        identity
            .set_totp(Actor::Program, rosa.session.account, TOTP_SECRET, noon())
            .await
            .unwrap();
        identity
            .change_password(&rosa.session, PASSWORD, "wiese 7 regen", after(2))
            .await
            .unwrap();
        assert_eq!(
            refusal(identity.remove_totp(&rosa.session, after(3)).await),
            Refusal::LastSecondFactor
        );
    }
}

#[tokio::test]
async fn second_factors_are_changed_only_after_proving_who_is_there() {
    for world in worlds().await {
        let rosa = world.person("rosa", Role::Client).await;
        let late = after(11 * 60);
        let holder = FactorHolder::Session(&rosa.session);
        assert_eq!(
            refusal(world.identity.begin_totp(holder, late).await),
            Refusal::StepUpNeeded
        );
        assert_eq!(
            refusal(world.identity.remove_totp(&rosa.session, late).await),
            Refusal::StepUpNeeded
        );
        let refused = world
            .identity
            .renew_recovery_codes(&rosa.session, late)
            .await;
        assert_eq!(refusal(refused), Refusal::StepUpNeeded);
        let refused = world
            .identity
            .begin_passkey_registration(holder, late)
            .await;
        assert_eq!(refusal(refused), Refusal::StepUpNeeded);
    }
}

#[tokio::test]
async fn a_pending_second_factor_cannot_set_up_another_one_instead() {
    for world in worlds().await {
        world.account("tomas", Role::Therapist).await;
        let pending = pending_of(world.sign_in("tomas", PASSWORD, noon()).await.unwrap());
        let who = world.identity.pending(&pending, after(1)).await.unwrap();
        let refused = world
            .identity
            .begin_totp(FactorHolder::Enrolling(&who), after(1))
            .await;
        assert_eq!(refusal(refused), Refusal::NotAllowed);
    }
}

#[tokio::test]
async fn stepping_up_with_a_code_uses_it_up() {
    for world in worlds().await {
        let tomas = world.person("tomas", Role::Therapist).await;
        let late = after(11 * 60);
        let session = world.live(tomas.cookie.reveal(), late).await.unwrap();
        let wrong = world
            .identity
            .step_up_totp(&session, "123456", home(), late)
            .await;
        assert_eq!(refusal(wrong), Refusal::WrongCode);
        let proved = world
            .identity
            .step_up_totp(&session, &code_at(late), home(), late)
            .await
            .unwrap();
        assert!(proved.session.is_stepped_up(late));
        let again = world
            .identity
            .step_up_totp(&proved.session, &code_at(late), home(), late)
            .await;
        assert_eq!(refusal(again), Refusal::CodeUsed);
    }
}

#[tokio::test]
async fn who_lost_the_phone_is_helped_by_the_administrator_and_enrols_anew() {
    for world in worlds().await {
        let admin = world.person("admin", Role::Administrator).await;
        let tomas = world.person("tomas", Role::Therapist).await;
        let by = Actor::Person(&admin.session);
        let own = world.identity.reset_second_factors(
            Actor::Person(&tomas.session),
            tomas.session.account,
            after(1),
        );
        assert_eq!(refusal(own.await), Refusal::NotAllowed);
        world
            .identity
            .reset_second_factors(by, tomas.session.account, after(1))
            .await
            .unwrap();
        assert!(world.live(tomas.cookie.reveal(), after(1)).await.is_none());
        assert!(matches!(
            world.sign_in("tomas", PASSWORD, after(2)).await.unwrap(),
            SignIn::MustEnrol { .. }
        ));
    }
}
