//! Devices in words: "Firefox on Android", "Firefox en Android".

use crate::words::Words;

/// The device behind a browser's name for itself.
pub(super) fn named_after(words: Words, user_agent: &str) -> String {
    in_words(words, &attune_identity::device_name(user_agent))
}

/// The stored name of a device, in the reader's language.
pub(super) fn in_words(words: Words, name: &str) -> String {
    match name.split_once(" on ") {
        Some((browser, system)) => words.t_with(
            "device-on",
            &[
                ("browser", browser.to_owned().into()),
                ("system", system.to_owned().into()),
            ],
        ),
        None if name == "Unknown device" => words.t("device-unknown").into_owned(),
        None => name.to_owned(),
    }
}
