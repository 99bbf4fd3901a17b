//! What stands around every handler: where a request may come from, what every answer carries, and the page for
//! what went wrong.

use crate::account::onward::{Lost, Onward};
use crate::account::{confirm, sign_in};
use crate::app::App;
use crate::frame;
use crate::sent::{LARGEST_FORM, is_form};
use crate::ui::{self, Page};
use crate::who::Visitor;
use crate::words::Language;
use crate::wrong::Wrong;
use askama::Template;
use attune_identity::SessionState;
use axum::body::{Body, Bytes, to_bytes};
use axum::extract::{FromRequestParts, Request, State};
use axum::http::request::Parts;
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
pub(crate) async fn same_origin(request: Request, next: Next) -> Response {
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
pub(crate) async fn around(State(app): State<App>, request: Request, next: Next) -> Response {
    let is_asset = request.uri().path().starts_with("/assets/");
    let asked = Asked::of(&request);
    let mut response = match keep_form(request).await {
        Ok((request, form)) => {
            let parts = request_parts(&request);
            let response = next.run(request).await;
            answer(&app, parts, &asked, form.as_deref(), response).await
        }
        Err((request, wrong)) => {
            let parts = request_parts(&request);
            answer(&app, parts, &asked, None, wrong.into_response()).await
        }
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
    if let Some(language) = asked.language {
        // A language chosen before signing in stays chosen on the next pages.
        let cookie = format!("language={language}; Path=/; SameSite=Lax; Max-Age=31536000");
        if let Ok(cookie) = HeaderValue::from_str(&cookie) {
            headers.append(header::SET_COOKIE, cookie);
        }
    }
    if !is_asset {
        // Nothing of a record is kept by a browser or a proxy.
        headers
            .entry(header::CACHE_CONTROL)
            .or_insert(HeaderValue::from_static("no-store"));
    }
    response
}

/// What the answer to a failed request depends on.
struct Asked {
    wants_page: bool,
    is_get: bool,
    back: String,
    language: Option<&'static str>,
}

impl Asked {
    fn of(request: &Request) -> Asked {
        let accepted = request.headers().get(header::ACCEPT);
        let query = request.uri().query().unwrap_or_default();
        let language = query
            .split('&')
            .find_map(|pair| pair.strip_prefix("language="));
        Asked {
            wants_page: accepted
                .and_then(|value| value.to_str().ok())
                .is_some_and(|accept| accept.contains("text/html")),
            is_get: request.method() == Method::GET,
            back: request
                .uri()
                .path_and_query()
                .map_or("/", |path| path.as_str())
                .to_owned(),
            language: language.and_then(Language::from_tag).map(Language::tag),
        }
    }
}

/// Reads a form before anybody judges it, so that it can be given back when its session has ended.
async fn keep_form(request: Request) -> Result<(Request, Option<Bytes>), (Request, Wrong)> {
    if request.method() != Method::POST || !is_form(request.headers()) {
        return Ok((request, None));
    }
    let (parts, body) = request.into_parts();
    match to_bytes(body, LARGEST_FORM).await {
        Ok(bytes) => {
            let request = Request::from_parts(parts, Body::from(bytes.clone()));
            Ok((request, Some(bytes)))
        }
        Err(error) => {
            let wrong = if is_too_large(&error) {
                Wrong::TooLarge
            } else {
                Wrong::BadRequest("cut-off".to_owned())
            };
            Err((Request::from_parts(parts, Body::empty()), wrong))
        }
    }
}

fn is_too_large(error: &axum::Error) -> bool {
    let mut cause: Option<&dyn std::error::Error> = Some(error);
    while let Some(error) = cause {
        if error.to_string().contains("length limit exceeded") {
            return true;
        }
        cause = error.source();
    }
    false
}

/// The head of a request once more, for the page that says what went wrong with it.
fn request_parts(request: &Request) -> Parts {
    let mut copy = Request::new(Body::empty());
    *copy.method_mut() = request.method().clone();
    *copy.uri_mut() = request.uri().clone();
    *copy.headers_mut() = request.headers().clone();
    *copy.extensions_mut() = request.extensions().clone();
    copy.into_parts().0
}

/// The answer as it is, or the page for what went wrong.
async fn answer(
    app: &App,
    mut parts: Parts,
    asked: &Asked,
    form: Option<&[u8]>,
    response: Response,
) -> Response {
    let Some(wrong) = what_went_wrong(&response, asked) else {
        return response;
    };
    let status = wrong.status();
    if !asked.wants_page {
        let body = serde_json::json!({ "error": wrong.key(), "message": message(&wrong) });
        return (status, axum::Json(body)).into_response();
    }
    if asked.is_get {
        let door = match wrong {
            Wrong::SignIn => Some("/sign-in"),
            Wrong::StepUp => Some("/confirm"),
            _ => None,
        };
        if let Some(door) = door {
            let address = format!("{door}?next={}", encode(&asked.back));
            return Redirect::to(&address).into_response();
        }
    }
    let Ok(visitor) = Visitor::from_request_parts(&mut parts, app).await else {
        return response;
    };
    let lost = || {
        let who = match visitor.state {
            SessionState::Expired { account } => Some(account),
            _ => visitor.session().map(|session| session.account),
        };
        Onward::resuming(form.and_then(|form| Lost::new(&asked.back, form, who)))
    };
    match wrong {
        Wrong::SignIn => sign_in::over(&visitor, &lost()),
        Wrong::StepUp => match confirm::over(&visitor, &lost()).await {
            Ok(page) => page,
            Err(wrong) => page(&visitor, &wrong, wrong.status()),
        },
        wrong => page(&visitor, &wrong, status),
    }
}

/// What handlers and extractors refused; those of the framework say so by their status alone.
fn what_went_wrong(response: &Response, asked: &Asked) -> Option<Wrong> {
    if let Some(wrong) = response.extensions().get::<Wrong>() {
        return Some(wrong.clone());
    }
    let kind = response.headers().get(header::CONTENT_TYPE);
    let kind = kind.and_then(|kind| kind.to_str().ok());
    let plain = kind.is_none_or(|kind| kind.starts_with("text/plain"));
    match response.status().as_u16() {
        404 | 405 if plain => Some(Wrong::NotFound),
        // A part of the address that is no id leads nowhere.
        400 if plain && asked.is_get => Some(Wrong::NotFound),
        400 if plain => Some(Wrong::BadRequest("address".to_owned())),
        413 if plain => Some(Wrong::TooLarge),
        _ => None,
    }
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

fn page(visitor: &Visitor, wrong: &Wrong, status: axum::http::StatusCode) -> Response {
    let words = visitor.words;
    let heading = words.one_of("wrong-title", wrong.key()).into_owned();
    let why = match wrong {
        Wrong::Conflict(why) | Wrong::Unavailable(why) => Some(why.clone()),
        _ => None,
    };
    let page = frame::plain(visitor, heading.clone());
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
pub(crate) fn encode(text: &str) -> String {
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
