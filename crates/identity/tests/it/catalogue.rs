use crate::world::{new_account, noon, worlds};
use attune_identity::{Actor, statements};
use attune_record::db::Engine;
use attune_therapy::confidentiality::Role;

#[tokio::test]
async fn every_statement_is_prepared_alike_on_every_engine() {
    let worlds = worlds().await;
    let mut texts: Vec<(String, String)> = statements::ALL
        .iter()
        .map(|s| (s.name.to_owned(), s.sql.to_owned()))
        .collect();
    texts.extend(
        statements::INSERTS
            .iter()
            .map(|i| (i.name.to_owned(), i.sql(2))),
    );
    for (name, sql) in texts {
        let mut shapes = Vec::new();
        for world in &worlds {
            shapes.push(
                world
                    .db
                    .describe(&sql)
                    .await
                    .unwrap_or_else(|error| panic!("{name}: {error}")),
            );
        }
        assert!(
            shapes.iter().all(|shape| *shape == shapes[0]),
            "{name}: {shapes:?}"
        );
    }
}

#[tokio::test]
async fn every_statement_names_the_tenant_and_none_reads_a_whole_table() {
    let worlds = worlds().await;
    let sqlite = worlds
        .iter()
        .find(|world| world.db.engine() == Engine::Sqlite)
        .unwrap();
    for statement in statements::ALL {
        assert!(statement.sql.contains("tenant = $1"), "{}", statement.name);
        for step in sqlite.db.plan(statement.sql).await.unwrap() {
            assert!(!step.starts_with("SCAN"), "{}: {step}", statement.name);
        }
    }
    for insert in statements::INSERTS {
        assert_eq!(insert.columns[0], "tenant", "{}", insert.name);
    }
}

#[tokio::test]
async fn statement_names_are_unique() {
    let mut names: Vec<&str> = statements::ALL.iter().map(|s| s.name).collect();
    names.extend(statements::INSERTS.iter().map(|i| i.name));
    let all = names.len();
    names.sort_unstable();
    names.dedup();
    assert_eq!(names.len(), all);
}

#[tokio::test]
async fn neither_names_nor_secrets_can_be_read_in_the_file() {
    for world in worlds().await {
        let Some(folder) = &world.folder else {
            continue;
        };
        let mut new = new_account("wilhelmina", Role::Therapist);
        new.name = "Wilhelmina Quetzalcoatl";
        let id = world
            .identity
            .create_account(Actor::Program, new, noon())
            .await
            .unwrap();
        world
            .identity
            .set_totp(Actor::Program, id, crate::world::TOTP_SECRET, noon())
            .await
            .unwrap();
        let signed_in = world.signed_in(id, noon()).await;
        world.db.truncate_log().await.unwrap();
        let mut bytes = Vec::new();
        for file in std::fs::read_dir(folder).unwrap() {
            bytes.extend(std::fs::read(file.unwrap().path()).unwrap());
        }
        let text = String::from_utf8_lossy(&bytes).to_lowercase();
        assert!(
            text.contains("sign_in_session"),
            "the file holds the tables"
        );
        for secret in [
            "wilhelmina",
            "quetzalcoatl",
            "argon2id",
            "gezdgnbv",
            "firefox",
            &signed_in.cookie.reveal().to_lowercase(),
        ] {
            assert!(!text.contains(secret), "{secret}");
        }
    }
}
