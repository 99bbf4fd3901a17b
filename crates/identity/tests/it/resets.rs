use crate::world::{PASSWORD, after, home, noon, office, refusal, worlds};
use attune_identity::{Actor, Refusal, SignIn};
use attune_therapy::confidentiality::Role;

const NEW: &str = "another heron came to stay";

#[tokio::test]
async fn a_reset_link_sets_a_password_once_and_ends_all_sessions() {
    for world in worlds().await {
        let rosa = world.person("rosa", Role::Client).await;
        let identity = &world.identity;
        let link = identity
            .issue_reset(Actor::Program, rosa.session.account, after(1))
            .await
            .unwrap();
        let token = link.token.reveal();
        let weak = identity.complete_reset(token, "tooshort", after(2)).await;
        assert_eq!(refusal(weak), Refusal::PasswordTooShort { least: 15 });
        identity.complete_reset(token, NEW, after(3)).await.unwrap();
        assert!(world.live(rosa.cookie.reveal(), after(3)).await.is_none());
        assert_eq!(
            refusal(identity.complete_reset(token, NEW, after(4)).await),
            Refusal::LinkUsed { on: after(3) }
        );
        assert_eq!(
            refusal(world.sign_in("rosa", PASSWORD, after(5)).await),
            Refusal::WrongCredentials
        );
        assert!(matches!(
            world.sign_in("rosa", NEW, after(6)).await.unwrap(),
            SignIn::Complete(_)
        ));
    }
}

#[tokio::test]
async fn a_reset_leaves_the_second_factor_in_place() {
    for world in worlds().await {
        let tomas = world.person("tomas", Role::Therapist).await;
        let link = world
            .identity
            .issue_reset(Actor::Program, tomas.session.account, after(1))
            .await
            .unwrap();
        world
            .identity
            .complete_reset(link.token.reveal(), NEW, after(2))
            .await
            .unwrap();
        let sign_in = world.sign_in("tomas", NEW, after(3)).await.unwrap();
        assert!(matches!(sign_in, SignIn::NeedsSecondFactor { .. }));
    }
}

#[tokio::test]
async fn old_and_replaced_reset_links_say_why_they_do_not_work() {
    for world in worlds().await {
        let id = world.account("rosa", Role::Client).await;
        let first = world
            .identity
            .issue_reset(Actor::Program, id, noon())
            .await
            .unwrap();
        let second = world
            .identity
            .issue_reset(Actor::Program, id, after(10))
            .await
            .unwrap();
        let replaced = world
            .identity
            .check_reset_link(first.token.reveal(), after(11))
            .await;
        assert_eq!(refusal(replaced), Refusal::LinkRevoked { on: after(10) });
        let late = world
            .identity
            .check_reset_link(second.token.reveal(), second.expires_at)
            .await;
        assert_eq!(
            refusal(late),
            Refusal::LinkExpired {
                on: second.expires_at
            }
        );
        let unknown = world.identity.check_reset_link("made up", after(11)).await;
        assert_eq!(refusal(unknown), Refusal::LinkUnknown);
    }
}

#[tokio::test]
async fn asking_for_a_reset_oneself_makes_a_link_for_real_accounts_only_and_is_throttled() {
    for world in worlds().await {
        let id = world.account("rosa", Role::Client).await;
        let link = world
            .identity
            .request_reset("ROSA", home(), noon())
            .await
            .unwrap()
            .unwrap();
        assert_eq!(link.account, id);
        assert!(
            world
                .identity
                .request_reset("nobody", home(), noon())
                .await
                .unwrap()
                .is_none()
        );
        for _ in 0..4 {
            let _ = world.identity.request_reset("nobody", home(), noon()).await;
        }
        let refused = world.identity.request_reset("rosa", home(), noon()).await;
        assert_eq!(refusal(refused), Refusal::Throttled { until: after(2) });
        assert!(
            world
                .identity
                .request_reset("rosa", office(), noon())
                .await
                .is_ok()
        );
    }
}

#[tokio::test]
async fn only_the_administrator_issues_resets() {
    for world in worlds().await {
        let tomas = world.person("tomas", Role::Therapist).await;
        let rosa = world.person("rosa", Role::Client).await;
        let refused = world
            .identity
            .issue_reset(
                Actor::Person(&tomas.session),
                rosa.session.account,
                after(1),
            )
            .await;
        assert_eq!(refusal(refused), Refusal::NotAllowed);
    }
}

#[tokio::test]
async fn who_merely_knows_a_sign_in_name_cannot_make_the_administrators_link_useless() {
    for world in worlds().await {
        let id = world.account("rosa", Role::Client).await;
        let issued = world
            .identity
            .issue_reset(Actor::Program, id, noon())
            .await
            .unwrap();
        let asked = world
            .identity
            .request_reset("rosa", home(), after(1))
            .await
            .unwrap()
            .unwrap();
        for token in [&issued.token, &asked.token] {
            assert_eq!(
                world
                    .identity
                    .check_reset_link(token.reveal(), after(2))
                    .await
                    .unwrap(),
                id
            );
        }
        world
            .identity
            .complete_reset(issued.token.reveal(), NEW, after(3))
            .await
            .unwrap();
        let other = world
            .identity
            .check_reset_link(asked.token.reveal(), after(4))
            .await;
        assert_eq!(
            refusal(other),
            Refusal::LinkRevoked { on: after(3) },
            "once used, no other is left"
        );
    }
}
