//! Reads a picture back from its text: what stands where, and whether it keeps the page's rules.
#![allow(clippy::unwrap_used, clippy::panic, dead_code, unreachable_pub)]

use attune_drawing::{Picture, text};
use roxmltree::{Document, Node};
use std::collections::BTreeSet;

/// A line of text and its box.
#[derive(Debug, Clone)]
pub struct Line {
    pub words: String,
    pub left: f64,
    pub top: f64,
    pub right: f64,
    pub bottom: f64,
}

impl Line {
    pub fn overlaps(&self, other: &Self) -> bool {
        // Coordinates are written with one decimal.
        let slack = 0.11;
        self.left + slack < other.right
            && other.left + slack < self.right
            && self.top + slack < other.bottom
            && other.top + slack < self.bottom
    }
}

pub fn document(picture: &Picture) -> Document<'_> {
    Document::parse(&picture.svg).unwrap_or_else(|error| panic!("{error}: {}", picture.svg))
}

pub fn view_box(document: &Document<'_>) -> (f64, f64) {
    let parts: Vec<f64> = document
        .root_element()
        .attribute("viewBox")
        .unwrap()
        .split(' ')
        .map(|part| part.parse().unwrap())
        .collect();
    (parts[2], parts[3])
}

/// Every line of text, with the moves of the groups around it.
pub fn lines(document: &Document<'_>) -> Vec<Line> {
    document
        .descendants()
        .filter(|node| node.has_tag_name("text"))
        .map(line)
        .collect()
}

fn line(node: Node<'_, '_>) -> Line {
    let number = |name: &str| node.attribute(name).unwrap().parse::<f64>().unwrap();
    let (mut x, mut y) = (number("x"), number("y"));
    for ancestor in node.ancestors() {
        if let Some(moved) = ancestor.attribute("transform") {
            let (dx, dy) = moved
                .strip_prefix("translate(")
                .unwrap()
                .strip_suffix(')')
                .unwrap()
                .split_once(' ')
                .unwrap();
            x += dx.parse::<f64>().unwrap();
            y += dy.parse::<f64>().unwrap();
        }
    }
    let size = number("font-size");
    let words = node.text().unwrap_or_default().to_owned();
    let width = text::width(&words, size);
    let left = match node.attribute("text-anchor") {
        Some("middle") => x - width / 2.0,
        Some("end") => x - width,
        _ => x,
    };
    Line {
        words,
        left,
        top: y - size * 0.78,
        right: left + width,
        bottom: y + size * 0.24,
    }
}

pub fn words(document: &Document<'_>) -> Vec<String> {
    lines(document).into_iter().map(|line| line.words).collect()
}

pub fn with_class<'a, 'i>(document: &'a Document<'i>, class: &str) -> Vec<Node<'a, 'i>> {
    let has = |node: &Node<'_, '_>| {
        node.attribute("class")
            .is_some_and(|classes| classes.split(' ').any(|one| one == class))
    };
    document.descendants().filter(has).collect()
}

/// No two texts on each other, none beyond the paper.
pub fn assert_legible(document: &Document<'_>) {
    let (width, height) = view_box(document);
    let lines = lines(document);
    for (i, line) in lines.iter().enumerate() {
        assert!(
            line.left >= -0.11
                && line.right <= width + 0.11
                && line.top >= -0.11
                && line.bottom <= height + 0.11,
            "beyond {width} by {height}: {line:?}"
        );
        for other in &lines[i + 1..] {
            assert!(!line.overlaps(other), "on each other:\n{line:?}\n{other:?}");
        }
    }
}

/// Named for screen readers, unique ids, nothing that the content-security policy forbids.
pub fn assert_fit_for_the_page(document: &Document<'_>, prefix: &str) {
    let root = document.root_element();
    assert!(matches!(root.attribute("role"), Some("img" | "group")));
    let mut ids = BTreeSet::new();
    for node in document.descendants().filter(Node::is_element) {
        if let Some(id) = node.attribute("id") {
            assert!(id.starts_with(prefix), "{id} lacks the prefix {prefix}");
            assert!(ids.insert(id), "{id} is there twice");
        }
        assert!(!matches!(
            node.tag_name().name(),
            "script" | "style" | "foreignObject" | "image" | "use"
        ));
        for attribute in node.attributes() {
            let name = attribute.name();
            assert!(
                name != "style" && !name.starts_with("on"),
                "{name} is not allowed"
            );
            assert!(
                !attribute.value().contains("NaN") && !attribute.value().contains("inf"),
                "{attribute:?}"
            );
        }
    }
    for id in root.attribute("aria-labelledby").unwrap().split(' ') {
        assert!(ids.contains(id), "{id} is named but missing");
    }
    let title = root.first_element_child().unwrap();
    assert!(title.has_tag_name("title"));
}

/// Every row of the table is as long as its head.
pub fn assert_table_is_even(picture: &Picture) {
    for row in &picture.table.rows {
        assert_eq!(row.len(), picture.table.head.len());
    }
}
