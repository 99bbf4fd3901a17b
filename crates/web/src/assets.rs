//! What pages load: styles, scripts, fonts and icons, built into the program.
//!
//! Each asset is served under a name that holds the hash of its content, so that a browser may keep it for a year
//! and a new version is a new address. Text assets name each other by their plain name; the names are replaced by
//! the hashed ones once, when the first page asks, and their gzip form is made then, too.

use std::collections::BTreeMap;
use std::io::Write as _;
use std::sync::{LazyLock, OnceLock};

use axum::Router;
use axum::body::{Body, Bytes};
use axum::extract::Path;
use axum::http::header::{
    ACCEPT_ENCODING, CACHE_CONTROL, CONTENT_ENCODING, CONTENT_TYPE, ETAG, IF_NONE_MATCH, VARY,
};
use axum::http::{HeaderMap, HeaderValue, StatusCode};
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use sha2::{Digest, Sha256};

mod embedded;

/// The routes under `/assets/`.
pub fn router<S: Clone + Send + Sync + 'static>() -> Router<S> {
    Router::new().route("/assets/{name}", get(serve))
}

/// The address of an asset, such as `app.css`. An unknown name gives its plain address, which answers 404.
pub fn url(name: &str) -> String {
    match ASSETS.get(name) {
        Some(asset) => asset.url(name),
        None => format!("/assets/{name}"),
    }
}

/// An asset's bytes as they are served, without compression; for the test-suite, the service worker and the like.
pub fn bytes(name: &str) -> Option<Bytes> {
    ASSETS.get(name).map(|asset| asset.body.clone())
}

struct Asset {
    body: Bytes,
    hash: String,
    kind: &'static str,
    gzip: OnceLock<Option<Bytes>>,
}

impl Asset {
    fn new(body: Bytes, name: &str) -> Self {
        let hash: String = Sha256::digest(&body)
            .iter()
            .take(8)
            .map(|byte| format!("{byte:02x}"))
            .collect();
        Self {
            body,
            hash,
            kind: kind(name),
            gzip: OnceLock::new(),
        }
    }

    fn url(&self, name: &str) -> String {
        format!("/assets/{}", hashed_name(name, &self.hash))
    }

    fn gzip(&self) -> Option<Bytes> {
        self.gzip
            .get_or_init(|| compress(&self.body, self.kind))
            .clone()
    }
}

/// Every asset by its plain name. Files are taken in an order in which each comes after those that it names.
static ASSETS: LazyLock<BTreeMap<&'static str, Asset>> = LazyLock::new(|| {
    let mut assets: BTreeMap<&'static str, Asset> = BTreeMap::new();
    for (name, body) in embedded::FILES {
        let body = match std::str::from_utf8(body) {
            Ok(text) if names_others(name) => Bytes::from(with_hashed_names(text, &assets)),
            _ => Bytes::from_static(body),
        };
        assets.insert(name, Asset::new(body, name));
    }
    assets
});

fn names_others(name: &str) -> bool {
    name.ends_with(".css") || name.ends_with(".js")
}

/// Replaces `"/assets/x"` and `"./x"` by the hashed address of `x`, where `x` came before.
fn with_hashed_names(text: &str, earlier: &BTreeMap<&'static str, Asset>) -> String {
    let mut text = text.to_owned();
    for (name, asset) in earlier {
        let address = format!("\"{}\"", asset.url(name));
        text = text
            .replace(&format!("\"/assets/{name}\""), &address)
            .replace(&format!("\"./{name}\""), &address);
    }
    text
}

fn hashed_name(name: &str, hash: &str) -> String {
    match name.rsplit_once('.') {
        Some((stem, extension)) => format!("{stem}.{hash}.{extension}"),
        None => format!("{name}.{hash}"),
    }
}

/// `app.0123456789abcdef.css` is `app.css` with its hash; a name without a hash is itself.
fn plain_name(name: &str) -> (String, Option<&str>) {
    if let Some((rest, extension)) = name.rsplit_once('.')
        && let Some((stem, hash)) = rest.rsplit_once('.')
        && hash.len() == 16
        && hash.bytes().all(|byte| byte.is_ascii_hexdigit())
    {
        return (format!("{stem}.{extension}"), Some(hash));
    }
    (name.to_owned(), None)
}

fn kind(name: &str) -> &'static str {
    match name.rsplit_once('.').map_or("", |(_, extension)| extension) {
        "css" => "text/css; charset=utf-8",
        "js" => "text/javascript; charset=utf-8",
        "woff2" => "font/woff2",
        "svg" => "image/svg+xml",
        "png" => "image/png",
        "webmanifest" => "application/manifest+json",
        _ => "application/octet-stream",
    }
}

fn compress(body: &[u8], kind: &str) -> Option<Bytes> {
    if kind.starts_with("font/") || kind == "image/png" || body.len() < 200 {
        return None;
    }
    let mut encoder = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::best());
    encoder.write_all(body).ok()?;
    encoder.finish().ok().map(Bytes::from)
}

async fn serve(Path(name): Path<String>, headers: HeaderMap) -> Response {
    let (plain, hash) = plain_name(&name);
    let Some(asset) = ASSETS.get(plain.as_str()) else {
        return StatusCode::NOT_FOUND.into_response();
    };
    // An old page may ask for an old version: give it today's, but do not let it be kept under yesterday's name.
    let current = hash == Some(asset.hash.as_str());
    let etag = format!("\"{}\"", asset.hash);
    let mut response = if headers
        .get(IF_NONE_MATCH)
        .and_then(|value| value.to_str().ok())
        == Some(etag.as_str())
    {
        StatusCode::NOT_MODIFIED.into_response()
    } else {
        answer(asset, &headers)
    };
    let keep = if current {
        "public, max-age=31536000, immutable"
    } else {
        "no-cache"
    };
    let headers = response.headers_mut();
    headers.insert(CACHE_CONTROL, HeaderValue::from_static(keep));
    headers.insert(VARY, HeaderValue::from_static("accept-encoding"));
    if let Ok(etag) = HeaderValue::from_str(&etag) {
        headers.insert(ETAG, etag);
    }
    response
}

fn answer(asset: &Asset, headers: &HeaderMap) -> Response {
    let takes_gzip = headers
        .get(ACCEPT_ENCODING)
        .and_then(|value| value.to_str().ok())
        .is_some_and(|value| {
            value
                .split(',')
                .any(|coding| coding.trim().starts_with("gzip"))
        });
    match asset.gzip().filter(|_| takes_gzip) {
        Some(small) => (
            [(CONTENT_TYPE, asset.kind), (CONTENT_ENCODING, "gzip")],
            Body::from(small),
        )
            .into_response(),
        None => ([(CONTENT_TYPE, asset.kind)], Body::from(asset.body.clone())).into_response(),
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::panic)]
    use super::*;

    #[test]
    fn an_address_holds_the_hash_and_leads_back_to_the_plain_name() {
        let address = url("app.css");
        let name = address.strip_prefix("/assets/").unwrap();
        assert_ne!(name, "app.css");
        let (plain, hash) = plain_name(name);
        assert_eq!(plain, "app.css");
        assert_eq!(hash, Some(ASSETS["app.css"].hash.as_str()));
    }

    #[test]
    fn no_style_or_script_names_an_asset_that_is_not_there() {
        for (name, asset) in ASSETS.iter().filter(|(name, _)| names_others(name)) {
            let text = std::str::from_utf8(&asset.body).unwrap();
            for reference in text
                .split('"')
                .filter(|part| part.starts_with("/assets/") || part.starts_with("./"))
            {
                let (plain, hash) =
                    plain_name(reference.strip_prefix("/assets/").unwrap_or(reference));
                assert!(
                    hash.is_some() && ASSETS.contains_key(plain.as_str()),
                    "{name} names {reference}"
                );
            }
        }
    }

    #[tokio::test]
    async fn a_hashed_asset_may_be_kept_for_a_year_and_a_plain_one_is_asked_for_again() {
        use tower::ServiceExt as _;
        let ask = |path: String| {
            let request = axum::http::Request::builder()
                .uri(path)
                .header(ACCEPT_ENCODING, "gzip, br");
            router::<()>().oneshot(request.body(Body::empty()).unwrap())
        };
        let kept = ask(url("app.css")).await.unwrap();
        assert_eq!(
            kept.headers()[CACHE_CONTROL],
            "public, max-age=31536000, immutable"
        );
        assert_eq!(kept.headers()[CONTENT_ENCODING], "gzip");
        assert_eq!(kept.headers()[CONTENT_TYPE], "text/css; charset=utf-8");
        let plain = ask("/assets/app.css".into()).await.unwrap();
        assert_eq!(plain.headers()[CACHE_CONTROL], "no-cache");
        assert_eq!(
            ask("/assets/nothing.css".into()).await.unwrap().status(),
            StatusCode::NOT_FOUND
        );
    }

    #[test]
    fn what_a_client_page_loads_stays_within_its_weight() {
        let weight = |name: &str| {
            ASSETS[name]
                .gzip()
                .unwrap_or_else(|| ASSETS[name].body.clone())
                .len()
        };
        let loaded = [
            "app.css",
            "app.js",
            "atkinson-hyperlegible-next-latin-wght-normal.woff2",
        ];
        let total: usize = loaded.iter().map(|name| weight(name)).sum();
        assert!(
            total < 60_000,
            "a client's first page would load {total} bytes before its own text"
        );
    }

    #[test]
    fn fonts_are_as_packaged() {
        let listed = include_str!("../assets/fonts/CHECKSUMS");
        for line in listed.lines() {
            let (sum, name) = line.split_once("  ").unwrap();
            let found: String = Sha256::digest(&ASSETS[name].body)
                .iter()
                .map(|byte| format!("{byte:02x}"))
                .collect();
            assert_eq!(found, sum, "{name}");
        }
    }
}
