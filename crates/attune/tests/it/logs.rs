//! No name and no word that a person entered is ever in a log or among the metrics.

use crate::program::Folder;
use crate::server::Server;

/// Planted; nothing else here has such words.
const NAME: &str = "Zephyrine Quillfeather";
const WORDS: [&str; 6] = [
    "Zephyrine",
    "Quillfeather",
    "marmalade-ledger",
    "PLANTED-REF-77",
    "wrong-planted-password",
    "planted-sign-in-name",
];

#[test]
fn what_people_enter_is_never_logged_or_counted_by_name() {
    let folder = Folder::new();
    let arguments = [
        "--data".to_owned(),
        folder.file("clinic"),
        "--clients".to_owned(),
        "3".to_owned(),
    ];
    let server = Server::start("demo", &arguments);
    let accounts = server.ready["accounts"].as_array().unwrap();
    let therapist = accounts
        .iter()
        .position(|account| account["role"] == "therapist")
        .unwrap();
    let mut person = server.visitor();
    person.post("/sign-in/demo", &[("account", &therapist.to_string())]);
    let form_token = person.form_token("/clients/new");
    let token = uuid::Uuid::new_v4().to_string();
    let registered = person.post(
        "/clients/new",
        &[
            ("form_token", &form_token),
            ("token", &token),
            ("name", NAME),
            ("reference", "PLANTED-REF-77"),
            ("born", "1980"),
            ("locale", "en"),
            ("zone", "Europe/London"),
        ],
    );
    assert_eq!(registered.status, 303, "{}", registered.body);
    let at = registered.location().unwrap().to_owned();
    let record = at
        .split('/')
        .nth(2)
        .unwrap()
        .split(['?', '#'])
        .next()
        .unwrap()
        .to_owned();
    assert!(
        person
            .get(&format!("/clients/{record}"))
            .body
            .contains(NAME),
        "the name is on the page"
    );
    // Refused forms, wrong addresses and wrong passwords carry words too.
    person.post(
        &format!("/clients/{record}/intake"),
        &[
            ("form_token", &form_token),
            ("part", "marmalade-ledger"),
            ("text", "marmalade-ledger"),
        ],
    );
    person.get("/clients/marmalade-ledger?who=Zephyrine");
    person.get("/nothing/Quillfeather");
    server.visitor().post(
        "/sign-in",
        &[
            ("name", "planted-sign-in-name"),
            ("password", "wrong-planted-password"),
        ],
    );
    server.visitor().send(
        "POST",
        "/api/check-in",
        "content-type: application/json\r\n",
        b"{\"instrument\": \"marmalade-ledger\"",
    );
    let metrics = server.operator().get("/metrics").body;
    let logged = server.logged();
    assert!(
        logged.contains("/clients/{id}"),
        "requests are logged by pattern: {logged}"
    );
    for word in WORDS.into_iter().chain([record.as_str()]) {
        assert!(!metrics.contains(word), "{word} is among the metrics");
    }
    for word in WORDS {
        assert!(!logged.contains(word), "{word} was logged");
    }
    for client in accounts
        .iter()
        .filter(|account| account["role"] == "client")
    {
        let name = client["name"].as_str().unwrap();
        // The list of sample sign-ins is printed on purpose, once.
        assert!(logged.matches(name).count() <= 1, "{name} was logged");
    }
    assert_eq!(server.stop(), 0);
}
