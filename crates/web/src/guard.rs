//! What stands around every handler: where a request may come from, what every answer carries, and the page for
//! what went wrong.

use crate::app::App;
use crate::ui::{self, Page};
use crate::who::Visitor;
use crate::wrong::Wrong;
use askama::Template;
use axum::extract::{FromRequestParts, Request, State};
use axum::http::{HeaderMap, HeaderName, HeaderValue, Method, header};
use axum::middleware::Next;
use axum::response::{IntoResponse, Redirect, Response};

/// Nothing is loaded from anywhere else, nothing runs inline, nobody frames us. `data:` images are the marks of
/// form controls in the stylesheet.
const POLICY: &str = "default-src 'none'; script-src 'self'; style-src 'self'; font-src 'self'; \
    img-src 'self' data:; connect-src 'self'; form-action 'self'; frame-ancestors 'none'; base-uri 'none'; \
    manifest-src 'self'; worker-src 'self'";

/// What every answer carries, and why.
const HEADERS: [(&str, &str); 8] = [
    ("content-security-policy", POLICY),
    // No guessing of types: an attachment is never a page.
    ("x-content-type-options", "nosniff"),
    // No address of ours is told to anybody.
    ("referrer-policy", "no-referrer"),
    ("x-frame-options", "DENY"),
    // Other sites get no hold on our window, and cannot read our answers.
    ("cross-origin-opener-policy", "same-origin"),
    ("cross-origin-resource-policy", "same-origin"),
    (
        "permissions-policy",
        "camera=(), geolocation=(), microphone=(), payment=(), usb=()",
    ),
    // Search engines have no business here.
    ("x-robots-tag", "noindex, nofollow"),
];

/// Refuses requests that other sites make in a visitor's name.
///
/// Browsers say where a request comes from (`Sec-Fetch-Site`, `Origin`). A request that changes something has to
/// come from our own pages; programs that say nothing at all have to prove it by the form token instead.
pub async fn same_origin(request: Request, next: Next) -> Response {
    if matches!(
        *request.method(),
        Method::GET | Method::HEAD | Method::OPTIONS
    ) || is_from_here(request.headers())
    {
        next.run(request).await
    } else {
        Wrong::NotFromHere.into_response()
    }
}

fn is_from_here(headers: &HeaderMap) -> bool {
    let text = |name: &str| headers.get(name).and_then(|value| value.to_str().ok());
    if let Some(site) = text("sec-fetch-site") {
        return site == "same-origin" || site == "none";
    }
    match (text("origin"), text("host")) {
        (Some(origin), Some(host)) => {
            let origin_host = origin
                .strip_prefix("https://")
                .or_else(|| origin.strip_prefix("http://"));
            origin_host == Some(host)
        }
        (None, _) => true,
        (Some(_), None) => false,
    }
}

/// Puts the headers on every answer, and writes the page for what went wrong.
pub async fn around(State(app): State<App>, request: Request, next: Next) -> Response {
    let (mut parts, body) = request.into_parts();
    let wants_page = parts
        .headers
        .get(header::ACCEPT)
        .and_then(|value| value.to_str().ok())
        .is_some_and(|accept| accept.contains("text/html"));
    let back = parts
        .uri
        .path_and_query()
        .map_or("/", |path| path.as_str())
        .to_owned();
    let is_get = parts.method == Method::GET;
    let is_asset = parts.uri.path().starts_with("/assets/");
    let asked_by = parts.clone();
    let response = next.run(Request::from_parts(parts, body)).await;
    let wrong =
        response
            .extensions()
            .get::<Wrong>()
            .cloned()
            .or(match response.status().as_u16() {
                404 | 405 if response.headers().get(header::CONTENT_TYPE).is_none() => {
                    Some(Wrong::NotFound)
                }
                413 => Some(Wrong::TooLarge),
                _ => None,
            });
    let mut response = match wrong {
        Some(Wrong::SignIn) if wants_page && is_get => {
            Redirect::to(&format!("/sign-in?next={}", encode(&back))).into_response()
        }
        Some(wrong) if wants_page => {
            parts = asked_by;
            match Visitor::from_request_parts(&mut parts, &app).await {
                Ok(visitor) => page(&visitor, &wrong, response.status()),
                Err(_) => response,
            }
        }
        Some(wrong) => {
            let status = response.status();
            let body = serde_json::json!({ "error": wrong.key(), "message": message(&wrong) });
            (status, axum::Json(body)).into_response()
        }
        None => response,
    };
    let headers = response.headers_mut();
    for (name, value) in HEADERS {
        headers.insert(
            HeaderName::from_static(name),
            HeaderValue::from_static(value),
        );
    }
    if app.options.https {
        let year = HeaderValue::from_static("max-age=31536000; includeSubDomains");
        headers.insert(header::STRICT_TRANSPORT_SECURITY, year);
    }
    if !is_asset {
        // Nothing of a record is kept by a browser or a proxy.
        headers
            .entry(header::CACHE_CONTROL)
            .or_insert(HeaderValue::from_static("no-store"));
    }
    response
}

fn message(wrong: &Wrong) -> String {
    match wrong {
        Wrong::BadRequest(why) | Wrong::Conflict(why) | Wrong::Unavailable(why) => why.clone(),
        other => other.key().to_owned(),
    }
}

#[derive(Template)]
#[template(path = "wrong.html")]
struct WrongPage {
    page: Page,
    heading: String,
    text: String,
    why: Option<String>,
}

use crate::words::Language;

fn page(visitor: &Visitor, wrong: &Wrong, status: axum::http::StatusCode) -> Response {
    let words = visitor.words;
    let heading = words.one_of("wrong-title", wrong.key()).into_owned();
    let why = match wrong {
        Wrong::Conflict(why) | Wrong::Unavailable(why) => Some(why.clone()),
        _ => None,
    };
    let page = Page::new(words, heading.clone());
    let text = words.one_of("wrong-text", wrong.key()).into_owned();
    ui::render(
        status,
        &WrongPage {
            page,
            heading,
            text,
            why,
        },
    )
}

/// Encodes a path for a query.
pub fn encode(text: &str) -> String {
    let mut encoded = String::with_capacity(text.len());
    for byte in text.bytes() {
        match byte {
            b'A'..=b'Z' | b'a'..=b'z' | b'0'..=b'9' | b'-' | b'_' | b'.' | b'~' | b'/' => {
                encoded.push(char::from(byte))
            }
            byte => encoded.push_str(&format!("%{byte:02X}")),
        }
    }
    encoded
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    fn headers(pairs: &[(&'static str, &'static str)]) -> HeaderMap {
        pairs
            .iter()
            .map(|(name, value)| {
                (
                    HeaderName::from_static(name),
                    HeaderValue::from_static(value),
                )
            })
            .collect()
    }

    #[test]
    fn a_form_sent_by_another_site_is_refused() {
        assert!(!is_from_here(&headers(&[("sec-fetch-site", "cross-site")])));
        assert!(!is_from_here(&headers(&[("sec-fetch-site", "same-site")])));
        assert!(!is_from_here(&headers(&[
            ("origin", "https://evil.example"),
            ("host", "clinic.example")
        ])));
        assert!(!is_from_here(&headers(&[
            ("origin", "null"),
            ("host", "clinic.example")
        ])));
    }

    #[test]
    fn a_form_of_our_own_is_let_through() {
        assert!(is_from_here(&headers(&[("sec-fetch-site", "same-origin")])));
        assert!(is_from_here(&headers(&[
            ("origin", "https://clinic.example"),
            ("host", "clinic.example")
        ])));
    }

    #[test]
    fn a_path_is_encoded_for_a_query() {
        assert_eq!(
            encode("/clients/1?a=b&c=ñ"),
            "/clients/1%3Fa%3Db%26c%3D%C3%B1"
        );
    }
}
