//! Small, plain SVG: readable without colour, in light and dark, with a title and a description for screen readers.

use super::text::{escape, number};

/// A drawing in progress.
pub(super) struct Drawing {
    width: f64,
    height: f64,
    body: String,
}

/// Where text is anchored.
#[derive(Debug, Clone, Copy)]
pub(super) enum Anchor {
    Start,
    Middle,
    End,
}

const STYLE: &str = "svg{color-scheme:light dark;--ink:#1c1c1e;--soft:#6b7280;--line:#d4d4d8;--paper:#fff;--a:#1d5fa8;--b:#b4540a;--c:#2f7d4f;--d:#7a3fa0;--bad:#b3261e;font:13px system-ui,sans-serif}\
@media (prefers-color-scheme:dark){svg{--ink:#ececf1;--soft:#a1a1aa;--line:#3f3f46;--paper:#18181b;--a:#7db4f0;--b:#f0a35e;--c:#7fcf9d;--d:#c79be6;--bad:#f2918b}}\
.bg{fill:var(--paper)}text{fill:var(--ink)}.soft{fill:var(--soft)}.axis{stroke:var(--soft);stroke-width:1;fill:none}.grid{stroke:var(--line);stroke-width:1;fill:none}\
.ref{stroke:var(--soft);stroke-width:1;stroke-dasharray:4 4;fill:none}.band{fill:var(--soft);opacity:.13}.ink{fill:var(--ink)}.mark{stroke:var(--ink);stroke-width:1.5;fill:none}\
.s0{stroke:var(--a);fill:var(--a)}.s1{stroke:var(--b);fill:var(--b)}.s2{stroke:var(--c);fill:var(--c)}.s3{stroke:var(--d);fill:var(--d)}.bad{stroke:var(--bad);fill:var(--bad)}\
.open{fill:var(--paper)}.line{fill:none;stroke-width:2}.label{stroke:none}";

impl Drawing {
    pub(super) fn new(width: f64, height: f64) -> Self {
        Self {
            width,
            height,
            body: String::new(),
        }
    }

    pub(super) fn line(&mut self, x1: f64, y1: f64, x2: f64, y2: f64, class: &str) {
        self.body.push_str(&format!(
            "<line x1=\"{}\" y1=\"{}\" x2=\"{}\" y2=\"{}\" class=\"{class}\"/>",
            c(x1),
            c(y1),
            c(x2),
            c(y2)
        ));
    }

    pub(super) fn circle(&mut self, x: f64, y: f64, r: f64, class: &str, title: &str) {
        self.body.push_str(&format!(
            "<circle cx=\"{}\" cy=\"{}\" r=\"{}\" class=\"{class}\">{}</circle>",
            c(x),
            c(y),
            c(r),
            tip(title)
        ));
    }

    pub(super) fn square(&mut self, x: f64, y: f64, side: f64, class: &str, title: &str) {
        self.rect(x - side / 2.0, y - side / 2.0, side, side, class, title);
    }

    pub(super) fn rect(&mut self, x: f64, y: f64, w: f64, h: f64, class: &str, title: &str) {
        self.body.push_str(&format!(
            "<rect x=\"{}\" y=\"{}\" width=\"{}\" height=\"{}\" class=\"{class}\">{}</rect>",
            c(x),
            c(y),
            c(w.max(0.0)),
            c(h.max(0.0)),
            tip(title)
        ));
    }

    pub(super) fn path(&mut self, points: &[(f64, f64)], closed: bool, class: &str) {
        let steps: Vec<String> = points
            .iter()
            .map(|(x, y)| format!("{} {}", c(*x), c(*y)))
            .collect();
        self.body.push_str(&format!(
            "<path d=\"M{}{}\" class=\"{class}\"/>",
            steps.join("L"),
            if closed { "Z" } else { "" }
        ));
    }

    pub(super) fn text(&mut self, x: f64, y: f64, anchor: Anchor, class: &str, text: &str) {
        let anchor = match anchor {
            Anchor::Start => "start",
            Anchor::Middle => "middle",
            Anchor::End => "end",
        };
        self.body.push_str(&format!(
            "<text x=\"{}\" y=\"{}\" text-anchor=\"{anchor}\" class=\"{class}\">{}</text>",
            c(x),
            c(y),
            escape(text)
        ));
    }

    pub(super) fn finish(self, id: &str, title: &str, description: &str) -> String {
        format!(
            "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {w} {h}\" width=\"{w}\" height=\"{h}\" role=\"img\" aria-labelledby=\"{id}-t {id}-d\">\
             <title id=\"{id}-t\">{}</title><desc id=\"{id}-d\">{}</desc><style>{STYLE}</style><rect class=\"bg\" width=\"{w}\" height=\"{h}\"/>{}</svg>",
            escape(title),
            escape(description),
            self.body,
            w = c(self.width),
            h = c(self.height)
        )
    }
}

/// A coordinate: two decimals at most.
fn c(v: f64) -> String {
    if !v.is_finite() {
        return "0".into();
    }
    let text = format!("{v:.2}");
    text.trim_end_matches('0').trim_end_matches('.').to_owned()
}

fn tip(title: &str) -> String {
    if title.is_empty() {
        String::new()
    } else {
        format!("<title>{}</title>", escape(title))
    }
}

/// A linear scale with round ticks.
#[derive(Debug, Clone)]
pub(super) struct Scale {
    pub(super) low: f64,
    pub(super) high: f64,
    from: f64,
    to: f64,
}

impl Scale {
    /// Around the values, onto pixels `from`..`to`.
    pub(super) fn around(values: impl IntoIterator<Item = f64>, from: f64, to: f64) -> Self {
        let (low, high) = values
            .into_iter()
            .filter(|v| v.is_finite())
            .fold((f64::INFINITY, f64::NEG_INFINITY), |(l, h), v| {
                (l.min(v), h.max(v))
            });
        let (low, high) = if low > high { (0.0, 1.0) } else { (low, high) };
        let margin = if high > low {
            0.05 * (high - low)
        } else {
            0.5 + 0.05 * high.abs()
        };
        Self {
            low: low - margin,
            high: high + margin,
            from,
            to,
        }
    }

    pub(super) fn at(&self, v: f64) -> f64 {
        self.from + (v - self.low) / (self.high - self.low) * (self.to - self.from)
    }

    /// About six round values.
    pub(super) fn ticks(&self) -> Vec<(f64, String)> {
        let raw = (self.high - self.low) / 6.0;
        let power = 10f64.powf(raw.log10().floor());
        let step = [1.0, 2.0, 5.0, 10.0]
            .iter()
            .map(|m| m * power)
            .find(|s| *s >= raw)
            .unwrap_or(10.0 * power);
        let digits = (-(step.log10() + 1e-9).floor()).max(0.0) as usize;
        let first = (self.low / step).ceil() as i64;
        let last = (self.high / step).floor() as i64;
        (first..=last.min(first + 50))
            .map(|i| (i as f64 * step, number(i as f64 * step, digits)))
            .collect()
    }
}
