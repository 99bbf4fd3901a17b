//! QR codes as drawings: dark on light in both themes, because a camera reads them.

use qrcode::{Color, QrCode};

/// The drawing of `text`, with words that say what it is; `None` if the text is too long for one.
pub(crate) fn drawing(text: &str, label: &str) -> Option<String> {
    const QUIET: usize = 4;
    let code = QrCode::new(text).ok()?;
    let side = code.width() + 2 * QUIET;
    let mut path = String::new();
    for (at, colour) in code.to_colors().into_iter().enumerate() {
        if colour == Color::Dark {
            let (x, y) = (at % code.width() + QUIET, at / code.width() + QUIET);
            path.push_str(&format!("M{x} {y}h1v1h-1z"));
        }
    }
    let label = askama::filters::escape(label, askama::filters::Html).ok()?;
    Some(format!(
        "<svg class=\"qr\" role=\"img\" aria-label=\"{label}\" viewBox=\"0 0 {side} {side}\" shape-rendering=\"crispEdges\">\
         <rect width=\"{side}\" height=\"{side}\" fill=\"#fff\"/><path d=\"{path}\" fill=\"#000\"/></svg>"
    ))
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    #[test]
    fn a_drawing_says_what_it_is_and_escapes_it() {
        let svg = drawing("https://clinic.example/invitation/abc", "\"Link\" & more").unwrap();
        assert!(svg.contains("&#34;Link&#34; &#38; more"), "{svg}");
        assert!(svg.contains("M4 4h1v1h-1z"));
        assert_eq!(drawing(&"x".repeat(5000), "too long"), None);
    }
}
