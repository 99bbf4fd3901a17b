//! A small tree of XML elements that can only be written well-formed.

use std::fmt::Write;

/// One element with its attributes and children.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Element {
    name: &'static str,
    attributes: Vec<(&'static str, String)>,
    children: Vec<Node>,
}

#[derive(Debug, Clone, PartialEq)]
enum Node {
    Element(Element),
    Text(String),
}

impl Element {
    pub(crate) fn new(name: &'static str) -> Self {
        Self {
            name,
            attributes: Vec::new(),
            children: Vec::new(),
        }
    }

    pub(crate) fn with(mut self, name: &'static str, value: impl Into<String>) -> Self {
        self.attributes.push((name, value.into()));
        self
    }

    /// The element with another value for an attribute that it has.
    pub(crate) fn replacing(mut self, name: &'static str, value: impl Into<String>) -> Self {
        self.attributes.retain(|(known, _)| *known != name);
        self.with(name, value)
    }

    pub(crate) fn class(self, class: &str) -> Self {
        self.with("class", class)
    }

    /// A length in the units of the view box.
    pub(crate) fn at(self, name: &'static str, value: f64) -> Self {
        let value = number(value);
        self.with(name, value)
    }

    pub(crate) fn push(&mut self, child: Element) {
        self.children.push(Node::Element(child));
    }

    pub(crate) fn holding(mut self, child: Element) -> Self {
        self.push(child);
        self
    }

    pub(crate) fn holding_all(mut self, children: impl IntoIterator<Item = Element>) -> Self {
        self.children
            .extend(children.into_iter().map(Node::Element));
        self
    }

    pub(crate) fn saying(mut self, text: &str) -> Self {
        self.children.push(Node::Text(text.to_owned()));
        self
    }

    /// Browsers show a nested title when the pointer rests on the shape; an empty one is left out.
    pub(crate) fn hint(self, text: &str) -> Self {
        if text.is_empty() {
            self
        } else {
            self.holding(Element::new("title").saying(text))
        }
    }

    pub(crate) fn write(&self, out: &mut String) {
        out.push('<');
        out.push_str(self.name);
        for (name, value) in &self.attributes {
            out.push(' ');
            out.push_str(name);
            out.push_str("=\"");
            escape(value, out);
            out.push('"');
        }
        if self.children.is_empty() {
            out.push_str("/>");
            return;
        }
        out.push('>');
        for child in &self.children {
            match child {
                Node::Element(element) => element.write(out),
                Node::Text(text) => escape(text, out),
            }
        }
        out.push_str("</");
        out.push_str(self.name);
        out.push('>');
    }
}

/// One decimal, never `-0`, so that the same data always gives the same bytes.
pub(crate) fn number(value: f64) -> String {
    let tenths = if value.is_finite() {
        (value * 10.0).round() / 10.0 + 0.0
    } else {
        0.0
    };
    let mut text = String::new();
    // Writing to a String cannot fail.
    let _ = write!(text, "{tenths:.1}");
    if let Some(whole) = text.strip_suffix(".0") {
        whole.to_owned()
    } else {
        text
    }
}

/// Two decimals for what scripts read back (angles, distances).
pub(crate) fn exact(value: f64) -> String {
    let value = if value.is_finite() {
        (value * 100.0).round() / 100.0 + 0.0
    } else {
        0.0
    };
    format!("{value:.2}")
}

fn escape(text: &str, out: &mut String) {
    for c in text.chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\'' => out.push_str("&#39;"),
            // XML 1.0 admits no other control character, and none of these two not-characters.
            '\t' | '\n' => out.push(' '),
            c if c.is_control() || matches!(c, '\u{fffe}' | '\u{ffff}') => {}
            c => out.push(c),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn written(element: &Element) -> String {
        let mut out = String::new();
        element.write(&mut out);
        out
    }

    #[test]
    fn text_and_attributes_are_escaped() {
        let element = Element::new("text")
            .with("data-person", "\"><script>")
            .saying("<b> & 'c'\u{0}");
        assert_eq!(
            written(&element),
            "<text data-person=\"&quot;&gt;&lt;script&gt;\">&lt;b&gt; &amp; &#39;c&#39;</text>"
        );
    }

    #[test]
    fn numbers_have_one_decimal_at_most_and_no_negative_zero() {
        assert_eq!(number(12.34), "12.3");
        assert_eq!(number(12.0), "12");
        assert_eq!(number(-0.01), "0");
        assert_eq!(number(f64::NAN), "0");
        assert_eq!(exact(-0.001), "0.00");
    }
}
