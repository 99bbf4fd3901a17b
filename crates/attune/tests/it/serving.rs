//! Starting, stopping and starting again, on both engines.

use crate::engine::places;
use crate::server::Server;

#[test]
fn a_new_clinic_is_set_up_by_its_link_and_is_there_after_a_restart() {
    for place in places() {
        let server = Server::start("serve", &place.arguments());
        let link = server
            .path("set_up")
            .expect("a new clinic has a set-up link");
        assert!(
            server.ready["address"]
                .as_str()
                .is_some_and(|address| address.starts_with("http://127.0.0.1:"))
        );
        let mut administrator = server.visitor();
        assert_eq!(administrator.get(&link).status, 200);
        let fields = [
            ("clinic_name", "River Street"),
            ("name", "Petra Vos"),
            ("sign_in_name", "petra"),
            ("password", "seven herons on a quiet lake"),
            ("time_zone", "Europe/London"),
        ];
        let entered = administrator.post(&link, &fields);
        assert!(
            (200..400).contains(&entered.status),
            "{} {}",
            entered.status,
            entered.body
        );
        assert_eq!(server.stop(), 0);

        let server = Server::start("serve", &place.arguments());
        assert_eq!(server.path("set_up"), None, "the clinic was set up already");
        let mut late = server.visitor();
        assert_ne!(late.get(&link).status, 200, "a set-up link works once");
        let wrong = late.post(
            "/sign-in",
            &[("name", "petra"), ("password", "not the password")],
        );
        assert_eq!(wrong.status, 422, "{}", wrong.body);
        let right = late.post(
            "/sign-in",
            &[
                ("name", "petra"),
                ("password", "seven herons on a quiet lake"),
            ],
        );
        assert!(
            (200..400).contains(&right.status),
            "{} {}",
            right.status,
            right.body
        );
        assert_eq!(server.stop(), 0);
    }
}

#[test]
fn health_and_metrics_answer_the_operator_and_nobody_else() {
    for place in places() {
        let server = Server::start("serve", &place.arguments());
        for path in ["/healthz", "/readyz", "/metrics"] {
            assert_eq!(server.operator().get(path).status, 200, "{path}");
            assert_eq!(server.visitor().get(path).status, 404, "{path}");
        }
        assert_eq!(server.visitor().get("/sign-in").status, 200);
        let metrics = server.operator().get("/metrics").body;
        assert!(
            metrics.contains("attune_requests_total"),
            "requests are counted: {metrics}"
        );
        assert_eq!(server.stop(), 0);
    }
}

#[test]
fn the_sample_clinic_is_ready_with_its_accounts_and_lets_each_in() {
    for place in places() {
        let mut arguments = place.arguments();
        arguments.extend(["--clients".to_owned(), "4".to_owned()]);
        let server = Server::start("demo", &arguments);
        let accounts = server.ready["accounts"].as_array().unwrap();
        for field in ["name", "role", "sign_in", "password"] {
            assert!(accounts.iter().all(|account| account[field].is_string()));
        }
        let role = |name: &str| accounts.iter().position(|account| account["role"] == name);
        let therapist = role("therapist").expect("there is a therapist");
        assert!(accounts[therapist]["totp_secret"].is_string());
        let client = role("client").expect("there is a client");
        for (account, page) in [(therapist, "/caseload"), (client, "/today")] {
            let mut person = server.visitor();
            let account = account.to_string();
            let entered = person.post("/sign-in/demo", &[("account", &account)]);
            assert!((200..400).contains(&entered.status), "{}", entered.status);
            assert_eq!(person.get(page).status, 200, "{page}");
        }
        assert_eq!(server.visitor().get("/caseload").status, 303);
        assert_eq!(server.stop(), 0);
    }
}
