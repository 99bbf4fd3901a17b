//! The tokens are read and reckoned: both dark sets are equal, and text can be read on its ground.
#![cfg(test)]
#![allow(clippy::unwrap_used, clippy::panic)]

use std::collections::BTreeMap;

const TOKENS: &str = include_str!("../../assets/css/tokens.css");

type Colours = BTreeMap<String, [f64; 3]>;

/// The colours set in the rule that begins with `selector`.
fn colours(selector: &str) -> Colours {
    let start = TOKENS
        .find(selector)
        .unwrap_or_else(|| panic!("no rule {selector}"));
    let rule = &TOKENS[start..start + TOKENS[start..].find('}').unwrap()];
    rule.lines()
        .filter_map(|line| {
            line.trim()
                .strip_prefix("--")?
                .strip_suffix(';')?
                .split_once(": #")
        })
        .map(|(name, hex)| {
            let part = |at| f64::from(u8::from_str_radix(&hex[at..at + 2], 16).unwrap()) / 255.0;
            (name.to_owned(), [part(0), part(2), part(4)])
        })
        .collect()
}

/// Contrast as WCAG 2.2 reckons it.
fn contrast(one: [f64; 3], other: [f64; 3]) -> f64 {
    let light = |colour: [f64; 3]| {
        let linear = colour.map(|part| {
            if part <= 0.04045 {
                part / 12.92
            } else {
                ((part + 0.055) / 1.055).powf(2.4)
            }
        });
        0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]
    };
    let (one, other) = (light(one), light(other));
    (one.max(other) + 0.05) / (one.min(other) + 0.05)
}

#[test]
fn the_dark_set_is_the_same_by_the_devices_wish_and_by_the_readers() {
    let device = colours(":root:not([data-theme=\"light\"]) {");
    assert_eq!(device, colours("\n[data-theme=\"dark\"] {"));
    assert!(device.len() > 15);
    assert_eq!(
        device.keys().collect::<Vec<_>>(),
        colours(":root, [data-theme=\"light\"] {")
            .keys()
            .collect::<Vec<_>>()
    );
}

#[test]
fn text_and_shapes_stand_out_from_their_ground_in_both_themes() {
    let texts = [
        ("ink", "paper"),
        ("ink", "raised"),
        ("ink", "shade"),
        ("ink", "tie-ground"),
        ("ink", "risk-ground"),
        ("soft", "paper"),
        ("soft", "raised"),
        ("soft", "shade"),
        ("soft", "tie-ground"),
        ("tie", "paper"),
        ("tie", "raised"),
        ("tie", "shade"),
        ("tie", "tie-ground"),
        ("tie", "risk-ground"),
        ("voice", "paper"),
        ("voice", "tie-ground"),
        ("risk", "risk-ground"),
        ("risk", "paper"),
        ("on-tie", "tie"),
        ("paper", "ink"),
    ];
    let shapes = [
        ("edge", "paper"),
        ("edge", "raised"),
        ("edge", "shade"),
        ("tie", "line"),
    ];
    for set in [
        ":root, [data-theme=\"light\"] {",
        "\n[data-theme=\"dark\"] {",
    ] {
        let colours = colours(set);
        for (pairs, least) in [(&texts[..], 4.5), (&shapes[..], 3.0)] {
            for (one, other) in pairs {
                let found = contrast(colours[*one], colours[*other]);
                assert!(found >= least, "{one} on {other} is {found:.2} in {set}");
            }
        }
    }
}
