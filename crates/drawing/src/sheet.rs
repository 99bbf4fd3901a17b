//! The sheet being drawn on: elements in order, and every word on it with its box.

use crate::element::{Element, number};
use crate::frame::Frame;
use crate::place::{Anchor, Area, Point};

/// Elements and the boxes of the words among them.
#[derive(Debug, Default)]
pub(crate) struct Sheet {
    elements: Vec<Element>,
    words: Vec<Area>,
}

impl Sheet {
    pub(crate) fn add(&mut self, element: Element) {
        self.elements.push(element);
    }

    pub(crate) fn words(&self) -> &[Area] {
        &self.words
    }

    /// Writes a line of text and remembers its box.
    pub(crate) fn write(&mut self, text: &str, at: Point, style: Type<'_>) {
        if text.is_empty() {
            return;
        }
        self.words
            .push(Area::of_text(text, style.size, at, style.anchor));
        self.elements.push(line_of_text(text, at, style));
    }

    /// Takes over all that is on another sheet.
    pub(crate) fn absorb(&mut self, other: Self) {
        self.elements.extend(other.elements);
        self.words.extend(other.words);
    }

    /// Writes it only where no other words are; says whether it did.
    pub(crate) fn write_if_free(
        &mut self,
        text: &str,
        at: Point,
        style: Type<'_>,
        bounds: &Area,
    ) -> bool {
        let area = Area::of_text(text, style.size, at, style.anchor);
        let free = area.within(bounds) && !self.words.iter().any(|other| other.overlaps(&area));
        if free {
            self.write(text, at, style);
        }
        free
    }

    /// The whole picture as text.
    pub(crate) fn finish(self, frame: &Frame, kind: Kind<'_>, height: f64) -> String {
        let (title, desc) = (frame.id("title"), frame.id("desc"));
        let described = !kind.description.is_empty();
        let size = if frame.is_narrow() { "narrow" } else { "wide" };
        let mut svg = Element::new("svg")
            .class(&format!(
                "drawing {} {size}{}",
                kind.name,
                if kind.editable { " editable" } else { "" }
            ))
            .with(
                "viewBox",
                format!("0 0 {} {}", number(frame.width), number(height)),
            )
            // Descendants of role img are hidden from screen readers, which must reach what can be edited.
            .with("role", if kind.editable { "group" } else { "img" })
            .with(
                "aria-labelledby",
                if described {
                    format!("{title} {desc}")
                } else {
                    title.clone()
                },
            );
        for (name, value) in kind.data {
            svg = svg.with(name, value);
        }
        svg.push(Element::new("title").with("id", title).saying(kind.title));
        if described {
            svg.push(
                Element::new("desc")
                    .with("id", desc)
                    .saying(kind.description),
            );
        }
        let svg = svg.holding_all(self.elements);
        let mut out = String::with_capacity(8 * 1024);
        svg.write(&mut out);
        out
    }
}

/// What the outermost element says about the picture.
#[derive(Debug, Clone)]
pub(crate) struct Kind<'a> {
    pub(crate) name: &'static str,
    pub(crate) title: &'a str,
    pub(crate) description: &'a str,
    pub(crate) editable: bool,
    pub(crate) data: Vec<(&'static str, String)>,
}

/// How a line of text is set.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Type<'a> {
    pub(crate) size: f64,
    pub(crate) anchor: Anchor,
    pub(crate) class: &'a str,
    pub(crate) bold: bool,
}

impl<'a> Type<'a> {
    pub(crate) fn start(size: f64, class: &'a str) -> Self {
        Self {
            size,
            anchor: Anchor::Start,
            class,
            bold: false,
        }
    }

    pub(crate) fn middle(size: f64, class: &'a str) -> Self {
        Self {
            anchor: Anchor::Middle,
            ..Self::start(size, class)
        }
    }

    pub(crate) fn end(size: f64, class: &'a str) -> Self {
        Self {
            anchor: Anchor::End,
            ..Self::start(size, class)
        }
    }

    pub(crate) fn bold(self) -> Self {
        Self { bold: true, ..self }
    }
}

/// Text takes its colour from its class and keeps the size that its box was reckoned with.
pub(crate) fn line_of_text(text: &str, at: Point, style: Type<'_>) -> Element {
    let element = Element::new("text")
        .class(style.class)
        .at("x", at.x)
        .at("y", at.y)
        .at("font-size", style.size)
        .with("fill", "currentColor");
    let element = if style.bold {
        element.with("font-weight", "600")
    } else {
        element
    };
    let element = match style.anchor {
        Anchor::Start => element,
        Anchor::Middle => element.with("text-anchor", "middle"),
        Anchor::End => element.with("text-anchor", "end"),
    };
    element.saying(text)
}

/// A straight stroke.
pub(crate) fn stroke(from: Point, to: Point, class: &str, width: f64) -> Element {
    Element::new("line")
        .class(class)
        .at("x1", from.x)
        .at("y1", from.y)
        .at("x2", to.x)
        .at("y2", to.y)
        .with("stroke", "currentColor")
        .at("stroke-width", width)
}

/// A filled box.
pub(crate) fn block(area: Area, class: &str) -> Element {
    Element::new("rect")
        .class(class)
        .at("x", area.left)
        .at("y", area.top)
        .at("width", (area.right - area.left).max(0.0))
        .at("height", (area.bottom - area.top).max(0.0))
        .with("fill", "currentColor")
}

/// A filled disc.
pub(crate) fn disc(centre: Point, radius: f64, class: &str) -> Element {
    circle(centre, radius, class).with("fill", "currentColor")
}

/// The outline of a disc.
pub(crate) fn ring(centre: Point, radius: f64, class: &str, width: f64) -> Element {
    circle(centre, radius, class)
        .with("fill", "none")
        .with("stroke", "currentColor")
        .at("stroke-width", width)
}

/// A hollow disc: its ground (the page's, white without a sheet) hides what lies beneath.
pub(crate) fn hollow(centre: Point, radius: f64, class: &str, width: f64) -> [Element; 2] {
    [
        circle(centre, radius, "ground").with("fill", "#fff"),
        ring(centre, radius, class, width),
    ]
}

fn circle(centre: Point, radius: f64, class: &str) -> Element {
    Element::new("circle")
        .class(class)
        .at("cx", centre.x)
        .at("cy", centre.y)
        .at("r", radius)
}

/// A polyline through the points.
pub(crate) fn polyline(points: &[Point], class: &str, width: f64) -> Element {
    let d = path_data(points);
    path(&d, class, width)
}

/// A stroked path.
pub(crate) fn path(d: &str, class: &str, width: f64) -> Element {
    Element::new("path")
        .class(class)
        .with("d", d)
        .with("fill", "none")
        .with("stroke", "currentColor")
        .at("stroke-width", width)
        .with("stroke-linejoin", "round")
        .with("stroke-linecap", "round")
}

/// A filled path.
pub(crate) fn solid(points: &[Point], class: &str) -> Element {
    Element::new("path")
        .class(class)
        .with("d", format!("{}Z", path_data(points)))
        .with("fill", "currentColor")
}

fn path_data(points: &[Point]) -> String {
    let mut d = String::new();
    for (i, p) in points.iter().enumerate() {
        d.push(if i == 0 { 'M' } else { 'L' });
        d.push_str(&number(p.x));
        d.push(' ');
        d.push_str(&number(p.y));
    }
    d
}
