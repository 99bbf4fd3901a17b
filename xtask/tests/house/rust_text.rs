//! Rust sources with everything taken out that a rule about code must not stumble over: comments, what stands in
//! quotation marks, and the tests.

/// The code of a file without comments, without the contents of strings and characters, and without what is
/// compiled for tests only. Line breaks stay, so that line numbers remain true.
pub(crate) fn code_outside_tests(text: &str) -> String {
    without_tests(&without_words(text))
}

/// Blanks comments and the contents of literals.
pub(crate) fn without_words(text: &str) -> String {
    let characters: Vec<char> = text.chars().collect();
    let mut code = String::with_capacity(text.len());
    let mut at = 0;
    while at < characters.len() {
        let length = word_length(&characters, at);
        if length == 0 {
            code.push(characters[at]);
            at += 1;
        } else {
            code.extend(
                characters[at..at + length]
                    .iter()
                    .map(|&each| if each == '\n' { '\n' } else { ' ' }),
            );
            at += length;
        }
    }
    code
}

/// How many characters from here on belong to one comment or literal; none if code stands here.
fn word_length(text: &[char], at: usize) -> usize {
    let rest = &text[at..];
    let within_a_name = at > 0 && (text[at - 1].is_alphanumeric() || text[at - 1] == '_');
    match rest {
        ['/', '/', ..] => rest
            .iter()
            .position(|&each| each == '\n')
            .unwrap_or(rest.len()),
        ['/', '*', ..] => block_comment(rest),
        ['"', ..] => 1 + quoted(&rest[1..], '"'),
        ['r' | 'b' | 'c', ..] if !within_a_name => prefixed_literal(rest),
        ['\'', '\\', ..] => 1 + quoted(&rest[1..], '\''),
        // 'a' is a character, 'a alone is a lifetime.
        ['\'', _, '\'', ..] => 3,
        _ => 0,
    }
}

fn block_comment(rest: &[char]) -> usize {
    let (mut depth, mut at) = (0_usize, 0);
    while at < rest.len() {
        match &rest[at..] {
            ['/', '*', ..] => (depth, at) = (depth + 1, at + 2),
            ['*', '/', ..] => (depth, at) = (depth - 1, at + 2),
            _ => at += 1,
        }
        if depth == 0 {
            break;
        }
    }
    at
}

/// The length up to and including the closing mark.
fn quoted(rest: &[char], mark: char) -> usize {
    let mut at = 0;
    while at < rest.len() {
        match rest[at] {
            '\\' => at += 2,
            each if each == mark => return at + 1,
            _ => at += 1,
        }
    }
    rest.len()
}

/// `r"…"`, `r#"…"#`, `b"…"`, `br"…"`, `c"…"`, `b'…'`.
fn prefixed_literal(rest: &[char]) -> usize {
    let prefix = rest
        .iter()
        .take_while(|each| matches!(each, 'r' | 'b' | 'c'))
        .count();
    let raw = rest[..prefix].contains(&'r');
    let hashes = if raw {
        rest[prefix..]
            .iter()
            .take_while(|&&each| each == '#')
            .count()
    } else {
        0
    };
    let start = prefix + hashes;
    match rest.get(start) {
        Some('"') if raw => {
            let closing: String = std::iter::once('"')
                .chain(std::iter::repeat_n('#', hashes))
                .collect();
            let body: String = rest[start + 1..].iter().collect();
            let length = body
                .find(&closing)
                .map_or(body.len(), |end| end + closing.len());
            start + 1 + body[..length].chars().count()
        }
        Some('"') if prefix == 1 => start + 1 + quoted(&rest[start + 1..], '"'),
        Some('\'') if rest[0] == 'b' && prefix == 1 => start + 1 + quoted(&rest[start + 1..], '\''),
        _ => 0,
    }
}

/// Blanks every item that stands under `#[cfg(test)]`.
fn without_tests(code: &str) -> String {
    let mut kept = String::with_capacity(code.len());
    let mut rest = code;
    while let Some(start) = rest.find("#[cfg(test)]") {
        let (before, item) = rest.split_at(start);
        kept.push_str(before);
        let (item, after) = item.split_at(item_length(item));
        kept.extend(item.chars().filter(|&each| each == '\n'));
        rest = after;
    }
    kept + rest
}

/// To the matching brace, or to the semicolon if that comes first (`mod tests;`, `use …;`).
fn item_length(item: &str) -> usize {
    let mut depth = 0_usize;
    for (at, each) in item.char_indices() {
        match each {
            '{' => depth += 1,
            '}' if depth <= 1 => return at + 1,
            '}' => depth -= 1,
            ';' if depth == 0 => return at + 1,
            _ => {}
        }
    }
    item.len()
}

#[test]
fn comments_strings_and_characters_are_blanked_and_lines_stay() {
    let text = "a(\"std::fs\", 'x', '\\'', b\"y\", r#\"q\"z\"#); // std::net\n/* one /* two */ three */ b::<'c>();\n";
    let code = without_words(text);
    assert_eq!(code.lines().count(), 2);
    assert!(
        !code.contains("std")
            && !code.contains('x')
            && !code.contains('z')
            && !code.contains("three"),
        "{code}"
    );
    assert!(code.contains("a(") && code.contains("b::<'c>();"), "{code}");
}

#[test]
fn what_is_compiled_for_tests_only_is_taken_out() {
    let text = "fn a() {}\n#[cfg(test)]\nmod tests {\n    fn b() { c() }\n}\nfn d() {}\n#[cfg(test)]\nuse e::f;\nfn g() {}\n";
    let code = code_outside_tests(text);
    assert_eq!(code.lines().count(), text.lines().count());
    assert!(
        code.contains("fn a()") && code.contains("fn d()") && code.contains("fn g()"),
        "{code}"
    );
    assert!(!code.contains("c()") && !code.contains("e::f"), "{code}");
}

#[test]
fn a_brace_in_a_string_does_not_end_a_test_module() {
    let code = code_outside_tests(
        "#[cfg(test)]\nmod tests { const A: &str = \"}\"; fn b() {} }\nfn c() {}\n",
    );
    assert!(!code.contains("fn b") && code.contains("fn c"), "{code}");
}
