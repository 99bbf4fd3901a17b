use crate::world::{PASSWORD, after, code_at, home, noon, office, pending_of, refusal, worlds};
use attune_identity::{Actor, FactorKind, PendingStage, Refusal, SecurityEventKind, SignIn};
use attune_therapy::confidentiality::Role;

#[tokio::test]
async fn an_unknown_name_and_a_wrong_password_get_the_same_answer() {
    for world in worlds().await {
        world.account("rosa", Role::Client).await;
        let wrong = refusal(
            world
                .sign_in("rosa", "not the password at all", noon())
                .await,
        );
        let unknown = refusal(
            world
                .sign_in("nobody", "not the password at all", noon())
                .await,
        );
        assert_eq!((wrong.clone(), wrong), (unknown, Refusal::WrongCredentials));
        let events = world
            .identity
            .security_events(Actor::Program, None)
            .await
            .unwrap();
        let failures: Vec<bool> = events
            .iter()
            .filter(|event| event.kind == SecurityEventKind::SignInFailed)
            .map(|event| event.account.is_some())
            .collect();
        assert_eq!(
            failures.len(),
            2,
            "both cost a write, so that time tells nothing"
        );
        assert_eq!(failures.iter().filter(|known| **known).count(), 1);
    }
}

#[tokio::test]
async fn odd_input_is_a_wrong_sign_in_and_nothing_worse() {
    for world in worlds().await {
        for name in ["", " ", "\0", "' OR 1=1 --", &"x".repeat(1_000_000), "🦔"] {
            for password in ["", "\0", &"y".repeat(2_000_000)] {
                let refused = world
                    .identity
                    .sign_in(name, password, arrival(name), noon())
                    .await;
                assert_eq!(refusal(refused), Refusal::WrongCredentials);
            }
        }
    }
}

/// An address of its own for each name, so that throttling does not answer instead.
fn arrival(name: &str) -> attune_identity::Arrival<'_> {
    attune_identity::Arrival {
        address: name,
        user_agent: "",
    }
}

#[tokio::test]
async fn what_is_missing_after_the_password_is_said_by_kind() {
    for world in worlds().await {
        world.account("tomas", Role::Therapist).await;
        let SignIn::NeedsSecondFactor { pending, kinds } =
            world.sign_in("tomas", PASSWORD, noon()).await.unwrap()
        else {
            panic!("a second factor is needed")
        };
        assert_eq!(kinds, [FactorKind::Totp]);
        let who = world
            .identity
            .pending(pending.reveal(), after(1))
            .await
            .unwrap();
        assert_eq!(
            (who.role, who.stage),
            (Role::Therapist, PendingStage::SecondFactor)
        );
        assert_eq!(
            refusal(world.identity.pending(pending.reveal(), after(301)).await),
            Refusal::ChallengeExpired
        );
        assert_eq!(
            refusal(world.identity.pending("made up", after(1)).await),
            Refusal::ChallengeExpired
        );
    }
}

#[tokio::test]
async fn a_pending_sign_in_is_no_session() {
    for world in worlds().await {
        world.account("tomas", Role::Therapist).await;
        let pending = pending_of(world.sign_in("tomas", PASSWORD, noon()).await.unwrap());
        assert!(world.live(&pending, after(1)).await.is_none());
        let skipped = world
            .identity
            .finish_enrolment(&pending, home(), after(1))
            .await;
        assert_eq!(
            refusal(skipped),
            Refusal::LastSecondFactor,
            "the second factor cannot be stepped around"
        );
    }
}

#[tokio::test]
async fn a_pending_sign_in_can_be_finished_on_another_node() {
    for world in worlds().await {
        world.account("tomas", Role::Therapist).await;
        let pending = pending_of(world.sign_in("tomas", PASSWORD, noon()).await.unwrap());
        let other = world.another_node();
        let signed_in = other
            .second_factor_totp(&pending, &code_at(after(5)), home(), after(5))
            .await
            .unwrap();
        assert!(
            world
                .live(signed_in.cookie.reveal(), after(6))
                .await
                .is_some()
        );
    }
}

#[tokio::test]
async fn deactivation_ends_a_pending_sign_in() {
    for world in worlds().await {
        let id = world.account("tomas", Role::Therapist).await;
        let pending = pending_of(world.sign_in("tomas", PASSWORD, noon()).await.unwrap());
        world
            .identity
            .deactivate(Actor::Program, id, after(1))
            .await
            .unwrap();
        let refused = world
            .identity
            .second_factor_totp(&pending, &code_at(after(5)), home(), after(5))
            .await;
        assert_eq!(refusal(refused), Refusal::ChallengeExpired);
    }
}

#[tokio::test]
async fn successes_and_failures_are_listed_for_the_account_itself() {
    for world in worlds().await {
        let rosa = world.person("rosa", Role::Client).await;
        let _ = world
            .sign_in("rosa", "not the password at all", after(1))
            .await;
        world
            .identity
            .sign_in("rosa", PASSWORD, office(), after(2))
            .await
            .unwrap();
        let events = world
            .identity
            .own_security_events(&rosa.session, None)
            .await
            .unwrap();
        let kinds: Vec<_> = events.iter().map(|event| event.kind).take(2).collect();
        assert_eq!(
            kinds,
            [SecurityEventKind::SignedIn, SecurityEventKind::SignInFailed]
        );
        assert_eq!(events[1].actor, None);
        let older = world
            .identity
            .own_security_events(&rosa.session, Some(events[1].id))
            .await
            .unwrap();
        assert!(
            older.iter().all(|event| event.at < events[1].at),
            "a page goes on where the last one ended"
        );
        let ben = world.person("ben", Role::Client).await;
        let bens = world
            .identity
            .own_security_events(&ben.session, None)
            .await
            .unwrap();
        assert!(
            bens.iter()
                .all(|event| event.account == Some(ben.session.account))
        );
    }
}
