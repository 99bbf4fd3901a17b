//! The places of the product: the rail of a clinician and the bar of five of a client.

use super::{Icon, Place};
use crate::words::Words;

/// The clinician's rail; `alerts` is how many wait for a person.
pub fn clinician(words: Words, alerts: usize) -> Vec<Place> {
    vec![
        Place::new(words.t("place-caseload"), "/caseload").keys("g c"),
        Place::new(words.t("place-alerts"), "/alerts")
            .keys("g a")
            .risks(alerts),
    ]
}

/// The administrator's rail.
pub fn administrator(words: Words) -> Vec<Place> {
    vec![
        Place::new(words.t("place-accounts"), "/accounts").keys("g a"),
        Place::new(words.t("place-events"), "/events").keys("g e"),
        Place::new(words.t("place-clinic"), "/clinic").keys("g c"),
    ]
}

/// The client's bar.
pub fn client(words: Words) -> Vec<Place> {
    vec![
        Place::new(words.t("place-today"), "/today").icon(Icon::Today),
        Place::new(words.t("place-check-in"), "/check-in").icon(Icon::CheckIn),
        Place::new(words.t("place-people"), "/people").icon(Icon::People),
        Place::new(words.t("place-progress"), "/progress").icon(Icon::Progress),
        Place::new(words.t("place-mine"), "/mine").icon(Icon::Mine),
    ]
}
