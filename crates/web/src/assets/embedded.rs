//! The files themselves. A file stands after those that it names.

/// Plain name and content.
pub(super) const FILES: &[(&str, &[u8])] = &[
    (
        "atkinson-hyperlegible-next-latin-wght-normal.woff2",
        include_bytes!("../../assets/fonts/atkinson-hyperlegible-next-latin-wght-normal.woff2"),
    ),
    (
        "literata-latin-wght-normal.woff2",
        include_bytes!("../../assets/fonts/literata-latin-wght-normal.woff2"),
    ),
    (
        "literata-latin-wght-italic.woff2",
        include_bytes!("../../assets/fonts/literata-latin-wght-italic.woff2"),
    ),
    ("icon.svg", include_bytes!("../../assets/icons/icon.svg")),
    ("app.css", APP.as_bytes()),
    (
        "reading.css",
        include_bytes!("../../assets/css/reading.css"),
    ),
    ("texts.js", include_bytes!("../../assets/js/texts.js")),
    ("dialog.js", include_bytes!("../../assets/js/dialog.js")),
    ("passkey.js", include_bytes!("../../assets/js/passkey.js")),
    ("zone.js", include_bytes!("../../assets/js/zone.js")),
    (
        "sign-in-again.js",
        include_bytes!("../../assets/js/sign-in-again.js"),
    ),
    ("autosave.js", include_bytes!("../../assets/js/autosave.js")),
    ("checkin.js", include_bytes!("../../assets/js/checkin.js")),
    ("circle.js", include_bytes!("../../assets/js/circle.js")),
    ("keys.js", include_bytes!("../../assets/js/keys.js")),
    ("risks.js", include_bytes!("../../assets/js/risks.js")),
    ("app.js", include_bytes!("../../assets/js/app.js")),
];

/// One stylesheet, kept as one file per concern.
const APP: &str = concat!(
    include_str!("../../assets/css/tokens.css"),
    include_str!("../../assets/css/base.css"),
    include_str!("../../assets/css/frame.css"),
    include_str!("../../assets/css/forms.css"),
    include_str!("../../assets/css/parts.css"),
    include_str!("../../assets/css/account.css"),
    include_str!("../../assets/css/client.css"),
    include_str!("../../assets/css/charts.css"),
    include_str!("../../assets/css/desk.css"),
    include_str!("../../../drawing/src/drawing.css"),
    include_str!("../../assets/css/media.css"),
);
