use crate::world::{PASSWORD, after, code_at, home, office, pending_of, refusal, worlds};
use attune_identity::{Actor, Arrival, Refusal, SignIn};
use attune_therapy::confidentiality::Role;

/// Fails `times` times from addresses of their own; answers the second after the last attempt.
async fn fail(world: &crate::world::World, name: &str, times: i64) -> i64 {
    let mut second = 0;
    for attempt in 0..times {
        loop {
            let address = format!("203.0.113.{attempt}");
            let arrival = Arrival {
                address: &address,
                user_agent: "",
            };
            let refused = world
                .identity
                .sign_in(name, "not the password at all", arrival, after(second))
                .await;
            match refusal(refused) {
                Refusal::WrongCredentials => break,
                Refusal::Throttled { until } => second = (until - after(0)).get_seconds() + 1,
                other => panic!("{other:?}"),
            }
        }
    }
    second
}

#[tokio::test]
async fn the_seventh_guess_has_to_wait_whether_or_not_the_name_exists() {
    for world in worlds().await {
        world.account("rosa", Role::Client).await;
        for name in ["rosa", "nobody"] {
            assert_eq!(fail(&world, name, 6).await, 0, "{name}: so many are free");
            let refused = world
                .identity
                .sign_in(name, PASSWORD, office(), after(1))
                .await;
            assert_eq!(
                refusal(refused),
                Refusal::Throttled { until: after(2) },
                "{name}"
            );
        }
        let signed_in = world
            .identity
            .sign_in("rosa", PASSWORD, office(), after(2))
            .await
            .unwrap();
        assert!(
            matches!(signed_in, SignIn::Complete(_)),
            "after the wait the right password is looked at"
        );
        assert_eq!(fail(&world, "rosa", 5).await, 0, "and counting starts anew");
    }
}

#[tokio::test]
async fn throttling_holds_on_another_node_and_after_a_restart() {
    for world in worlds().await {
        world.account("rosa", Role::Client).await;
        fail(&world, "rosa", 6).await;
        let other = world.another_node();
        let refused = other.sign_in("rosa", PASSWORD, office(), after(1)).await;
        assert_eq!(refusal(refused), Refusal::Throttled { until: after(2) });
    }
}

#[tokio::test]
async fn guesses_sent_at_the_same_moment_do_not_slip_through_together() {
    for world in worlds().await {
        world.account("rosa", Role::Client).await;
        let guesses = (0..20).map(|n| {
            let identity = world.identity.clone();
            tokio::spawn(async move {
                let address = format!("203.0.113.{n}");
                let arrival = Arrival {
                    address: &address,
                    user_agent: "",
                };
                refusal(
                    identity
                        .sign_in("rosa", "not the password at all", arrival, after(0))
                        .await,
                )
            })
        });
        let mut looked_at = 0;
        for guess in guesses.collect::<Vec<_>>() {
            looked_at += usize::from(guess.await.unwrap() == Refusal::WrongCredentials);
        }
        assert_eq!(looked_at, 6);
    }
}

#[tokio::test]
async fn a_hundred_failures_lock_until_a_reset() {
    for world in worlds().await {
        let id = world.account("rosa", Role::Client).await;
        let second = fail(&world, "rosa", 100).await;
        let later = after(second + 3600);
        let refused = world
            .identity
            .sign_in("rosa", PASSWORD, office(), later)
            .await;
        assert_eq!(refusal(refused), Refusal::Locked);
        let link = world
            .identity
            .issue_reset(Actor::Program, id, later)
            .await
            .unwrap();
        world
            .identity
            .complete_reset(link.token.reveal(), "another heron came to stay", later)
            .await
            .unwrap();
        let signed_in = world
            .identity
            .sign_in("rosa", "another heron came to stay", office(), later)
            .await;
        assert!(matches!(signed_in.unwrap(), SignIn::Complete(_)));
    }
}

#[tokio::test]
async fn an_address_that_tries_many_names_has_to_wait_and_is_forgiven_after_an_hour() {
    for world in worlds().await {
        for n in 0..31 {
            let name = format!("name{n}");
            assert_eq!(
                refusal(world.sign_in(&name, "guess", after(0)).await),
                Refusal::WrongCredentials
            );
        }
        world.account("rosa", Role::Client).await;
        assert_eq!(
            refusal(world.sign_in("rosa", PASSWORD, after(0)).await),
            Refusal::Throttled { until: after(2) }
        );
        assert!(
            world
                .identity
                .sign_in("rosa", PASSWORD, office(), after(0))
                .await
                .is_ok(),
            "others are not held up"
        );
        assert!(world.sign_in("rosa", PASSWORD, after(3600)).await.is_ok());
        assert_eq!(
            refusal(world.sign_in("name1", "guess", after(3601)).await),
            Refusal::WrongCredentials
        );
    }
}

#[tokio::test]
async fn who_knows_the_password_cannot_guess_codes_for_ever() {
    for world in worlds().await {
        world.account("tomas", Role::Therapist).await;
        let mut refusals = Vec::new();
        for _ in 0..8 {
            match world.sign_in("tomas", PASSWORD, after(0)).await {
                Ok(sign_in) => {
                    let pending = pending_of(sign_in);
                    let guess = world
                        .identity
                        .second_factor_totp(&pending, "000000", home(), after(0))
                        .await;
                    refusals.push(refusal(guess));
                }
                error => refusals.push(refusal(error)),
            }
        }
        assert_eq!(
            refusals
                .iter()
                .filter(|r| **r == Refusal::WrongCode)
                .count(),
            6,
            "{refusals:?}"
        );
        let pending = pending_of(world.sign_in("tomas", PASSWORD, after(60)).await.unwrap());
        world
            .identity
            .second_factor_totp(&pending, &code_at(after(61)), home(), after(61))
            .await
            .unwrap();
    }
}
