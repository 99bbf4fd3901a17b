//! One self-contained HTML file.

use super::figures::Figure;
use super::text::{Grid, escape};

/// A page in progress.
pub(super) struct Page {
    title: String,
    body: String,
}

const STYLE: &str = ":root{color-scheme:light dark;--ink:#1c1c1e;--soft:#5b6470;--line:#d9dade;--paper:#fff;--wash:#f5f5f7}\
@media (prefers-color-scheme:dark){:root{--ink:#ececf1;--soft:#a6adb8;--line:#3a3b40;--paper:#18181b;--wash:#222226}}\
body{margin:0 auto;padding:1.5rem 1rem 4rem;max-width:62rem;background:var(--paper);color:var(--ink);font:16px/1.5 system-ui,sans-serif}\
h1{font-size:1.6rem;line-height:1.25}h2{font-size:1.2rem;margin-top:2.2rem}.wrap{overflow-x:auto}table{border-collapse:collapse;font-variant-numeric:tabular-nums;min-width:24rem}\
caption{text-align:left;color:var(--soft);padding:.3rem 0}th,td{padding:.25rem .8rem .25rem 0;border-bottom:1px solid var(--line);text-align:left;font-weight:400}thead th{color:var(--soft)}\
.n{text-align:right}figure{margin:1.2rem 0}figure>div{overflow-x:auto}figure svg{max-width:100%;min-width:34rem;height:auto}.n{white-space:nowrap}figcaption,.soft{color:var(--soft)}.warn{background:var(--wash);border-left:4px solid #b4540a;padding:.5rem .9rem}\
.vh{position:absolute;width:1px;height:1px;overflow:hidden;clip-path:inset(50%)}details{margin:1rem 0}@media print{body{max-width:none}}";

impl Page {
    pub(super) fn new(title: &str) -> Self {
        Self {
            title: title.to_owned(),
            body: format!("<h1>{}</h1>", escape(title)),
        }
    }

    pub(super) fn heading(&mut self, text: &str) {
        self.body.push_str(&format!("<h2>{}</h2>", escape(text)));
    }

    pub(super) fn paragraph(&mut self, text: &str) {
        self.body.push_str(&format!("<p>{}</p>", escape(text)));
    }

    pub(super) fn table(&mut self, grid: &Grid, caption: &str) {
        self.body.push_str(&format!(
            "<div class=\"wrap\" tabindex=\"0\" role=\"region\" aria-label=\"{}\">{}</div>",
            escape(caption),
            grid.html(caption)
        ));
    }

    /// A table that is folded away.
    pub(super) fn details(&mut self, summary: &str, grid: &Grid) {
        self.body.push_str(&format!(
            "<details><summary>{}</summary><div class=\"wrap\">{}</div></details>",
            escape(summary),
            grid.html(summary)
        ));
    }

    pub(super) fn list(&mut self, class: &str, items: &[String]) {
        if items.is_empty() {
            return;
        }
        self.body.push_str(&format!("<ul class=\"{class}\">"));
        for item in items {
            self.body.push_str(&format!("<li>{}</li>", escape(item)));
        }
        self.body.push_str("</ul>");
    }

    pub(super) fn figure(&mut self, figure: &Figure) {
        self.body.push_str(&format!(
            "<figure><div tabindex=\"0\" role=\"region\" aria-label=\"figure\">{}</div><figcaption>{}</figcaption></figure>",
            figure.svg,
            escape(&figure.title)
        ));
    }

    pub(super) fn finish(self) -> String {
        format!(
            "<!doctype html><html lang=\"en\"><head><meta charset=\"utf-8\"><meta name=\"viewport\" content=\"width=device-width,initial-scale=1\"><title>{}</title><style>{STYLE}</style></head><body><main>{}</main></body></html>\n",
            escape(&self.title),
            self.body
        )
    }
}
