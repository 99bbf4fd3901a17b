use crate::world::{
    PASSWORD, after, code_at, home, new_account, noon, pending_of, refusal, worlds,
};
use attune_identity::{
    AccountSettings, Actor, Locale, NewAccount, Refusal, SecurityEventKind, SignIn, TextSize, Theme,
};
use attune_therapy::confidentiality::Role;

#[tokio::test]
async fn a_sign_in_name_is_taken_whatever_its_capitals() {
    for world in worlds().await {
        world.account("rosa@casa.example", Role::Client).await;
        let again = NewAccount {
            sign_in_name: " ROSA@Casa.example",
            ..new_account("Rosa", Role::Client)
        };
        let refused = world
            .identity
            .create_account(Actor::Program, again, noon())
            .await;
        assert_eq!(refusal(refused), Refusal::SignInNameTaken);
    }
}

#[tokio::test]
async fn a_client_without_second_factor_needs_a_longer_password_than_one_with() {
    for world in worlds().await {
        let short = NewAccount {
            password: "grüne wiese",
            ..new_account("lena", Role::Client)
        };
        let refused = world
            .identity
            .create_account(Actor::Program, short.clone(), noon())
            .await;
        assert_eq!(refusal(refused), Refusal::PasswordTooShort { least: 15 });
        let with_factor = NewAccount {
            with_second_factor: true,
            ..short
        };
        world
            .identity
            .create_account(Actor::Program, with_factor, noon())
            .await
            .unwrap();
        let signed_in = world
            .sign_in("lena", "grüne wiese", after(1))
            .await
            .unwrap();
        assert!(
            matches!(signed_in, SignIn::MustEnrol { .. }),
            "{signed_in:?}"
        );
    }
}

#[tokio::test]
async fn deactivation_ends_sessions_at_once_and_reactivation_lets_in_again() {
    for world in worlds().await {
        let admin = world.person("admin", Role::Administrator).await;
        let rosa = world.person("rosa", Role::Client).await;
        let by = Actor::Person(&admin.session);
        assert!(world.live(rosa.cookie.reveal(), after(1)).await.is_some());
        world
            .identity
            .deactivate(by, rosa.session.account, after(2))
            .await
            .unwrap();
        assert!(world.live(rosa.cookie.reveal(), after(2)).await.is_none());
        assert_eq!(
            refusal(world.sign_in("rosa", PASSWORD, after(3)).await),
            Refusal::Deactivated
        );
        let wrong = world
            .sign_in("rosa", "something else entirely", after(4))
            .await;
        assert_eq!(
            refusal(wrong),
            Refusal::WrongCredentials,
            "nothing is said to who does not know the password"
        );
        world
            .identity
            .reactivate(by, rosa.session.account, after(5))
            .await
            .unwrap();
        assert!(matches!(
            world.sign_in("rosa", PASSWORD, after(6)).await.unwrap(),
            SignIn::Complete(_)
        ));
    }
}

#[tokio::test]
async fn another_node_notices_a_deactivation_within_seconds() {
    for world in worlds().await {
        let rosa = world.person("rosa", Role::Client).await;
        let other = world.another_node();
        assert!(
            other
                .session(rosa.cookie.reveal(), after(1))
                .await
                .unwrap()
                .live()
                .is_some()
        );
        world
            .identity
            .deactivate(Actor::Program, rosa.session.account, after(2))
            .await
            .unwrap();
        assert!(
            other
                .session(rosa.cookie.reveal(), after(6))
                .await
                .unwrap()
                .live()
                .is_none()
        );
    }
}

#[tokio::test]
async fn the_last_active_administrator_stays() {
    for world in worlds().await {
        let one = world.person("one", Role::Administrator).await;
        let by = Actor::Person(&one.session);
        let refused = world
            .identity
            .deactivate(by, one.session.account, after(1))
            .await;
        assert_eq!(refusal(refused), Refusal::LastAdministrator);
        let refused = world
            .identity
            .change_role(by, one.session.account, Role::Therapist, after(1))
            .await;
        assert_eq!(refusal(refused), Refusal::LastAdministrator);
        world.account("two", Role::Administrator).await;
        world
            .identity
            .change_role(by, one.session.account, Role::Therapist, after(2))
            .await
            .unwrap();
        assert!(
            world.live(one.cookie.reveal(), after(2)).await.is_none(),
            "sessions of the old role end"
        );
    }
}

#[tokio::test]
async fn only_a_stepped_up_administrator_manages_accounts() {
    for world in worlds().await {
        let admin = world.person("admin", Role::Administrator).await;
        let therapist = world.person("tomas", Role::Therapist).await;
        let id = therapist.session.account;
        let by_therapist = Actor::Person(&therapist.session);
        assert_eq!(
            refusal(world.identity.accounts(by_therapist).await),
            Refusal::NotAllowed
        );
        assert_eq!(
            refusal(world.identity.deactivate(by_therapist, id, after(1)).await),
            Refusal::NotAllowed
        );
        let by_admin = Actor::Person(&admin.session);
        let late = after(11 * 60);
        assert_eq!(
            refusal(
                world
                    .identity
                    .change_role(by_admin, id, Role::Staff, late)
                    .await
            ),
            Refusal::StepUpNeeded
        );
        world
            .identity
            .change_role(by_admin, id, Role::Staff, after(9 * 60))
            .await
            .unwrap();
        let events = world
            .identity
            .security_events(by_admin, None)
            .await
            .unwrap();
        let change = events
            .iter()
            .find(|event| event.kind == SecurityEventKind::RoleChanged)
            .unwrap();
        assert_eq!(
            (change.account, change.actor),
            (Some(id), Some(admin.session.account))
        );
        let refused = world
            .identity
            .change_role(by_admin, id, Role::Client, after(9 * 60))
            .await;
        assert_eq!(refusal(refused), Refusal::RoleDoesNotFit);
    }
}

#[tokio::test]
async fn changing_the_password_asks_for_the_old_one_and_signs_out_elsewhere() {
    for world in worlds().await {
        let here = world.person("rosa", Role::Client).await;
        let elsewhere = world.signed_in(here.session.account, after(1)).await;
        let identity = &world.identity;
        let wrong = identity
            .change_password(
                &here.session,
                "not it at all",
                "the heron left the lake",
                after(2),
            )
            .await;
        assert_eq!(refusal(wrong), Refusal::WrongPassword);
        let common = identity
            .change_password(&here.session, PASSWORD, "passwordpassword", after(2))
            .await;
        assert_eq!(refusal(common), Refusal::PasswordCommon);
        identity
            .change_password(&here.session, PASSWORD, "the heron left the lake", after(3))
            .await
            .unwrap();
        assert!(world.live(here.cookie.reveal(), after(4)).await.is_some());
        assert!(
            world
                .live(elsewhere.cookie.reveal(), after(4))
                .await
                .is_none()
        );
        assert_eq!(
            refusal(world.sign_in("rosa", PASSWORD, after(5)).await),
            Refusal::WrongCredentials
        );
        assert!(matches!(
            world
                .sign_in("rosa", "the heron left the lake", after(6))
                .await,
            Ok(SignIn::Complete(_))
        ));
    }
}

#[tokio::test]
async fn settings_show_in_the_session_at_once() {
    for world in worlds().await {
        let rosa = world.person("rosa", Role::Client).await;
        let settings = AccountSettings {
            locale: Locale::Es419,
            theme: Theme::Dark,
            time_zone: "America/Bogota".to_owned(),
            text_size: TextSize::Larger,
        };
        world
            .identity
            .change_settings(&rosa.session, &settings, after(1))
            .await
            .unwrap();
        assert_eq!(
            world
                .live(rosa.cookie.reveal(), after(1))
                .await
                .unwrap()
                .settings,
            settings
        );
    }
}

#[tokio::test]
async fn names_are_found_by_id_and_strangers_are_left_out() {
    for world in worlds().await {
        let names = [
            "ana", "ben", "cleo", "dina", "emil", "fay", "gil", "hugo", "ines", "jan",
        ];
        let mut ids = Vec::new();
        for name in names {
            ids.push(world.account(name, Role::Client).await);
        }
        ids.push(attune_therapy::ids::AccountId(uuid::Uuid::nil()));
        let found = world.identity.names(&ids).await.unwrap();
        assert_eq!(found.len(), names.len());
        assert!(
            names
                .iter()
                .zip(&ids)
                .all(|(name, id)| &*found[id] == *name)
        );
        world
            .identity
            .rename_account(Actor::Program, ids[0], "Ana María")
            .await
            .unwrap();
        assert_eq!(
            &*world.identity.names(&ids[..1]).await.unwrap()[&ids[0]],
            "Ana María"
        );
    }
}

#[tokio::test]
async fn nothing_of_one_clinic_is_found_in_another() {
    for world in worlds().await {
        let rosa = world.person("rosa", Role::Client).await;
        let clinic = attune_therapy::ids::ClinicId(uuid::Uuid::now_v7());
        let sealer = world.sealer.clone();
        let other = attune_identity::Identity::new(
            world.db.clone(),
            sealer,
            clinic,
            crate::world::config(),
        )
        .unwrap();
        assert!(
            other
                .session(rosa.cookie.reveal(), after(1))
                .await
                .unwrap()
                .live()
                .is_none()
        );
        assert_eq!(
            refusal(other.sign_in("rosa", PASSWORD, home(), after(1)).await),
            Refusal::WrongCredentials
        );
        assert_eq!(
            refusal(other.account(Actor::Program, rosa.session.account).await),
            Refusal::NotFound
        );
        assert!(other.accounts(Actor::Program).await.unwrap().is_empty());
    }
}

#[tokio::test]
async fn a_changed_hashing_cost_takes_hold_at_the_next_sign_in() {
    for world in worlds().await {
        world.account("rosa", Role::Client).await;
        let mut dearer = crate::world::config();
        dearer.hash_cost.passes = 2;
        let node = attune_identity::Identity::new(
            world.db.clone(),
            world.sealer.clone(),
            world.clinic,
            dearer,
        )
        .unwrap();
        assert!(matches!(
            node.sign_in("rosa", PASSWORD, home(), after(1))
                .await
                .unwrap(),
            SignIn::Complete(_)
        ));
        assert!(matches!(
            node.sign_in("rosa", PASSWORD, home(), after(2))
                .await
                .unwrap(),
            SignIn::Complete(_)
        ));
        let mut rows = world.db.begin().await.unwrap();
        let select = attune_record::db::Statement {
            name: "password",
            sql: "SELECT id, password FROM account WHERE tenant = $1",
        };
        let row = rows
            .fetch(select, &[world.clinic.0.into()])
            .await
            .unwrap()
            .remove(0);
        let label = format!("account-password:{}", row.uuid(0).unwrap());
        let hash = world.sealer.open(&label, &row.bytes(1).unwrap()).unwrap();
        assert!(String::from_utf8(hash).unwrap().contains("t=2"));
    }
}

#[tokio::test]
async fn staff_signs_in_with_password_and_code() {
    for world in worlds().await {
        world.account("tomas", Role::Therapist).await;
        let pending = pending_of(world.sign_in("Tomas", PASSWORD, after(0)).await.unwrap());
        let signed_in = world
            .identity
            .second_factor_totp(&pending, &code_at(after(1)), home(), after(1))
            .await
            .unwrap();
        assert_eq!(signed_in.session.role, Role::Therapist);
        assert!(
            world
                .live(signed_in.cookie.reveal(), after(2))
                .await
                .is_some()
        );
        let again = world
            .identity
            .second_factor_totp(&pending, &code_at(after(31)), home(), after(31))
            .await;
        assert_eq!(
            refusal(again),
            Refusal::ChallengeExpired,
            "a pending sign-in is finished once"
        );
    }
}

#[tokio::test]
async fn staff_finds_active_colleagues_by_role_and_clients_find_nobody() {
    for world in worlds().await {
        let tomas = world.person("tomas", Role::Therapist).await;
        world.account("nadia", Role::Supervisor).await;
        let gone = world.account("gone", Role::Supervisor).await;
        world
            .identity
            .deactivate(Actor::Program, gone, after(1))
            .await
            .unwrap();
        let found = world
            .identity
            .colleagues(&tomas.session, Role::Supervisor)
            .await
            .unwrap();
        assert_eq!(
            found.iter().map(|c| c.name.as_str()).collect::<Vec<_>>(),
            ["nadia"]
        );
        let clients = world
            .identity
            .colleagues(&tomas.session, Role::Client)
            .await;
        assert_eq!(refusal(clients), Refusal::NotAllowed);
        let rosa = world.person("rosa", Role::Client).await;
        let refused = world
            .identity
            .colleagues(&rosa.session, Role::Therapist)
            .await;
        assert_eq!(refusal(refused), Refusal::NotAllowed);
    }
}
