//! Writes every kind of picture in both widths, with a page to look at them:
//! `cargo run -p attune-drawing --example gallery -- OUTDIR`.

mod samples;

use attune_drawing::{Frame, Grain, Picture, STYLE, Table, Words};
use jiff::civil::Date;
use std::{env, fs, io, path::Path};

const PAGE: &str = "
@font-face { font-family: 'Atkinson Hyperlegible Next'; src: url('atkinson.woff2'); font-weight: 200 800; }
:root { --paper: #FBF8F2; --ink: #1E2A2F; --soft: #55636A; --line: #DDD6C9; --tie: #0E5A5E; --voice: #A4502F;
  --band-1: #DDD6C9; --band-2: #BFBCB3; --band-3: #97999A; --band-4: #6F7A7F; --corridor: #0E5A5E; }
:root.dark { --paper: #15191B; --ink: #ECE6DB; --soft: #A9B3B6; --line: #333B3F; --tie: #6CC3C2; --voice: #E7A07F;
  --band-1: #333B3F; --band-2: #545D61; --band-3: #7A8487; --band-4: #A9B3B6; --corridor: #6CC3C2; }
body { margin: 24px; background: var(--paper); color: var(--ink);
  font: 16px/1.5 'Atkinson Hyperlegible Next', system-ui, sans-serif; }
h2 { font-size: 1.1rem; margin: 32px 0 8px; font-weight: 600; }
figure { margin: 0 0 20px; display: inline-block; vertical-align: top; outline: 1px dotted var(--line); }
table { border-collapse: collapse; font-size: 13px; } td, th { text-align: left; padding: 2px 12px 2px 0; }
";

fn main() -> io::Result<()> {
    let out = env::args_os().nth(1).ok_or_else(|| {
        io::Error::new(
            io::ErrorKind::InvalidInput,
            "name the folder to write to: gallery -- OUTDIR",
        )
    })?;
    let out = Path::new(&out);
    fs::create_dir_all(out)?;
    let words = Words::new(&date, &number);
    for theme in ["light", "dark", "plain"] {
        // Without any sheet a picture is black on white and must still say everything.
        let sheet = if theme == "plain" {
            String::new()
        } else {
            format!("{PAGE}{STYLE}")
        };
        let mut page = format!(
            "<!doctype html><html lang=\"en\" class=\"{theme}\"><meta charset=\"utf-8\"><title>Drawings</title><style>{sheet}</style>"
        );
        for (name, frame, picture) in samples::all(&words) {
            fs::write(out.join(format!("{name}.svg")), picture.standalone())?;
            page.push_str(&figure(name, &frame, &picture));
        }
        fs::write(out.join(format!("{theme}.html")), page)?;
    }
    Ok(())
}

fn figure(name: &str, frame: &Frame, picture: &Picture) -> String {
    let width = frame.width();
    let table = if name.ends_with("wide") {
        rows(&picture.table)
    } else {
        String::new()
    };
    let svg = &picture.svg;
    format!("<h2>{name}</h2><figure style=\"width:{width}px\">{svg}</figure>{table}")
}

fn rows(table: &Table) -> String {
    let cells = |row: &Vec<String>, tag: &str| -> String {
        row.iter()
            .map(|cell| format!("<{tag}>{}</{tag}>", cell.replace('<', "&lt;")))
            .collect()
    };
    let head = cells(&table.head, "th");
    let body: String = table
        .rows
        .iter()
        .map(|row| format!("<tr>{}</tr>", cells(row, "td")))
        .collect();
    format!(
        "<details><summary>{}</summary><table><tr>{head}</tr>{body}</table></details>",
        table.caption
    )
}

fn date(date: Date, grain: Grain) -> String {
    let form = match grain {
        Grain::Full => "%-d %b %Y",
        Grain::Day => "%-d %b",
        Grain::Month => "%b",
        Grain::MonthYear => "%b %Y",
        Grain::Year => "%Y",
    };
    date.strftime(form).to_string()
}

fn number(value: f64) -> String {
    ((value * 100.0).round() / 100.0).to_string()
}
