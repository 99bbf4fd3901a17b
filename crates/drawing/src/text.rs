//! How wide words are, estimated without a font, so that labels never meet.
//!
//! The table holds the wider of the regular and bold advance of each letter of the page's typeface, with figures as
//! tabular, and a little is added so that common substitutes fit as well.

/// Advance widths of the printable ASCII characters in thousandths of the letter size.
#[rustfmt::skip]
const WIDTHS: [u16; 95] = [
    312, 303, 390, 765, 610, 969, 731, 210, 335, 335, 485, 606, 271, 373, 272, 440,
    660, 660, 660, 660, 660, 660, 660, 660, 660, 660, 272, 272, 569, 628, 569, 547,
    781, 678, 643, 658, 688, 597, 566, 718, 701, 424, 561, 663, 552, 858, 717, 746,
    629, 756, 650, 610, 607, 690, 644, 886, 685, 650, 618, 340, 440, 344, 582, 400,
    288, 552, 596, 510, 596, 563, 365, 593, 571, 300, 259, 555, 318, 882, 571, 576,
    596, 599, 376, 508, 376, 567, 530, 740, 539, 521, 505, 381, 254, 381, 555,
];

/// Allowance for other typefaces.
const ALLOWANCE: f64 = 1.06;

/// The estimated width of a text in letters of the given size. It errs on the wide side.
pub fn width(text: &str, size: f64) -> f64 {
    text.chars().map(advance).sum::<f64>() * size * ALLOWANCE
}

fn advance(c: char) -> f64 {
    let code = u32::from(c);
    match code {
        0x20..=0x7e => WIDTHS
            .get(code as usize - 0x20)
            .map_or(0.7, |w| f64::from(*w) / 1000.0),
        // Combining marks, joiners and directional marks take no room.
        0x0300..=0x036f | 0x200b..=0x200f | 0x202a..=0x202e | 0x2060..=0x2064 | 0xfe00..=0xfe0f => {
            0.0
        }
        0xa0 => 0.312,
        0xa1 => 0.303,
        0xbf => 0.547,
        0xec..=0xef => 0.365,
        0xe0..=0xf6 | 0xf8..=0xff => 0.6,
        0xc0..=0xde => 0.76,
        0x2018 | 0x2019 => 0.3,
        0x2013 | 0x201c | 0x201d => 0.52,
        0x2026 | 0x2014 => 0.85,
        // East Asian, emoji and other wide scripts.
        0x1100..=0x115f | 0x2e80..=0xa4cf | 0xac00..=0xd7a3 | 0xf900..=0xfaff | 0xff00..=0xff60 => {
            1.05
        }
        0x1f000..=0x1faff => 1.4,
        _ => 0.78,
    }
}

/// The text, cut with an ellipsis if it would be wider than `room`.
pub fn fit(text: &str, size: f64, room: f64) -> String {
    let text = text.trim();
    if width(text, size) <= room {
        return text.to_owned();
    }
    let mut kept = String::new();
    for c in text.chars() {
        kept.push(c);
        if width(&kept, size) + width("…", size) > room {
            kept.pop();
            break;
        }
    }
    let kept = kept.trim_end();
    if kept.is_empty() {
        String::new()
    } else {
        format!("{kept}…")
    }
}

/// The text in at most `most` lines no wider than `room`; what does not fit ends in an ellipsis.
pub fn wrap(text: &str, size: f64, room: f64, most: usize) -> Vec<String> {
    let mut lines: Vec<String> = Vec::new();
    let mut line = String::new();
    let mut words = text.split_whitespace().peekable();
    while let Some(word) = words.peek() {
        let longer = if line.is_empty() {
            (*word).to_owned()
        } else {
            format!("{line} {word}")
        };
        if width(&longer, size) <= room || line.is_empty() {
            line = longer;
            words.next();
        } else if lines.len() + 1 >= most {
            break;
        } else {
            lines.push(fit(&line, size, room));
            line = String::new();
        }
    }
    let rest: Vec<&str> = words.collect();
    if !rest.is_empty() {
        line = format!("{line} {}", rest.join(" "));
    }
    if !line.is_empty() && most > 0 {
        lines.push(fit(&line, size, room));
    }
    lines.retain(|line| !line.is_empty());
    lines
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_wide_letter_is_wider_than_a_narrow_one() {
        assert!(width("W", 10.0) > width("i", 10.0) * 2.0);
        assert!((width("", 10.0)).abs() < f64::EPSILON);
    }

    #[test]
    fn a_text_that_fits_is_left_alone_and_a_long_one_is_cut_within_its_room() {
        assert_eq!(fit("short", 10.0, 100.0), "short");
        let cut = fit("a rather long remark about the move", 10.0, 60.0);
        assert!(cut.ends_with('…'));
        assert!(width(&cut, 10.0) <= 60.0);
        assert_eq!(fit("abc", 10.0, 1.0), "");
    }

    #[test]
    fn wrapping_keeps_every_line_within_its_room_and_loses_no_word_silently() {
        let lines = wrap("mild, and eleven points below the baseline", 10.0, 80.0, 5);
        assert_eq!(
            lines.join(" "),
            "mild, and eleven points below the baseline"
        );
        assert!(lines.iter().all(|line| width(line, 10.0) <= 80.0));
        let short = wrap("mild, and eleven points below the baseline", 10.0, 80.0, 2);
        assert_eq!(short.len(), 2);
        assert!(short[1].ends_with('…'));
    }
}
