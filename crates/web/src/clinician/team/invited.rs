//! A link that was just made: shown once, as words and as a code for a camera.

use crate::account::qr;
use crate::clinician::desk::Desk;
use jiff::Timestamp;

/// What the page shows of it.
pub(super) struct Invited {
    pub(super) link: String,
    pub(super) code: Option<String>,
    pub(super) expires: String,
}

impl Invited {
    pub(super) fn new(desk: &Desk, link: String, expires_at: Timestamp) -> Invited {
        let words = desk.words();
        let when = words.date_time(expires_at.to_zoned(desk.who().zone()).datetime());
        Invited {
            code: qr::drawing(&link, &words.t("client-invite-code")),
            expires: words.t_with("client-invite-expires", &[("when", when.into())]),
            link,
        }
    }
}
