use crate::harness::World;
use attune_web::Options;

#[tokio::test]
async fn help_is_there_for_anybody_in_their_country_and_language() {
    let world = World::fresh(Options::default()).await;
    let mut visitor = world.visitor();
    visitor.language = "en-GB,en;q=0.8".into();
    let help = visitor.get("/help").await;
    help.assert_status(200)
        .assert_says("Call 999")
        .assert_says("Call 116 123")
        .assert_says("Attune does not call anybody.");
    // All others are on the same page, so that it serves on paper and without a connection.
    help.assert_says("Call 13 11 14")
        .assert_says("Call 14416")
        .assert_says("findahelpline.com");
    let first = |page: &str| {
        page.split("href=\"tel:")
            .nth(1)
            .unwrap()
            .split('"')
            .next()
            .unwrap()
            .to_owned()
    };
    assert_eq!(first(&help.body), "999");
    assert_eq!(first(&visitor.get("/help?country=au").await.body), "000");
    for odd in [
        "/help?country=%ff",
        "/help?country=../../etc",
        "/help?country=&language=xx",
        "/help?a=b",
    ] {
        visitor
            .get(odd)
            .await
            .assert_status(200)
            .assert_says("Help now");
    }
    visitor
        .get("/help?offline=yes")
        .await
        .assert_says("There is no connection right now");
    visitor
        .get("/help?language=es-419")
        .await
        .assert_says("Attune no llama a nadie.");
}

#[tokio::test]
async fn the_phone_keeps_the_help_page_and_no_other() {
    let world = World::fresh(Options::default()).await;
    let mut visitor = world.visitor();
    let script = visitor.get("/sw.js").await;
    script.assert_status(200);
    assert!(
        script.headers["content-type"]
            .to_str()
            .unwrap()
            .starts_with("text/javascript")
    );
    for path in ["/today", "/check-in", "/mine", "/people"] {
        assert!(!script.body.contains(path), "{path} is named in the script");
    }
    let manifest = visitor.get("/manifest.webmanifest").await;
    let manifest: serde_json::Value = serde_json::from_str(&manifest.body).unwrap();
    let icon = manifest["icons"][0]["src"].as_str().unwrap().to_owned();
    visitor.get(&icon).await.assert_status(200);
}
