//! What every page knows: its words, its title, who looks at it, the places around it, the risks that are open.

use askama::Template;
use uuid::Uuid;

use super::{Icon, Notice};
use crate::assets;
use crate::words::Words;

/// Light, dark, or as the device says.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Theme {
    /// As the device says.
    #[default]
    Device,
    /// Light.
    Light,
    /// Dark.
    Dark,
}

impl Theme {
    /// The value of `data-theme` and of the account's setting.
    pub fn name(self) -> &'static str {
        match self {
            Self::Device => "device",
            Self::Light => "light",
            Self::Dark => "dark",
        }
    }

    /// The theme of this name, or the device's.
    pub fn from_name(name: &str) -> Self {
        match name {
            "light" => Self::Light,
            "dark" => Self::Dark,
            _ => Self::Device,
        }
    }
}

/// A place in the rail of a clinician or the bar of a client.
#[derive(Clone, Debug)]
pub struct Place {
    /// Its name.
    pub label: String,
    /// Its address.
    pub href: String,
    /// Its sign; shown in the client's bar.
    pub icon: Option<Icon>,
    /// The keys that lead there, such as `g c`.
    pub keys: Option<&'static str>,
    /// How many things wait there; with `true`, open risks.
    pub count: Option<(usize, bool)>,
    /// It is the one being looked at.
    pub current: bool,
}

impl Place {
    /// A place of the clinician's rail.
    pub fn new(label: impl Into<String>, href: impl Into<String>) -> Self {
        Self {
            label: label.into(),
            href: href.into(),
            icon: None,
            keys: None,
            count: None,
            current: false,
        }
    }

    /// With its sign, for the client's bar.
    pub fn icon(mut self, icon: Icon) -> Self {
        self.icon = Some(icon);
        self
    }

    /// With the keys that lead there.
    pub fn keys(mut self, keys: &'static str) -> Self {
        self.keys = Some(keys);
        self
    }

    /// With the number of things that wait there.
    pub fn count(mut self, count: usize) -> Self {
        self.count = (count > 0).then_some((count, false));
        self
    }

    /// With the number of open risks.
    pub fn risks(mut self, count: usize) -> Self {
        self.count = (count > 0).then_some((count, true));
        self
    }
}

/// What the frame of a page needs. Every page has one in its field `page`.
#[derive(Clone, Debug)]
pub struct Page {
    /// The reader's language.
    pub words: Words,
    /// The people on it are made up, and it says so.
    pub fictitious: bool,
    /// The reader's theme.
    pub theme: Theme,
    /// The reader's size of text: `normal`, `large` or `larger`.
    pub text_size: &'static str,
    /// What the page is, for the window and the history.
    pub title: String,
    /// The places around it.
    pub places: Vec<Place>,
    /// The name of whoever is signed in.
    pub who: Option<String>,
    /// Where "back" leads on a client's page.
    pub back: Option<(String, String)>,
    /// Open risks, shown on every page of those who answer for them.
    pub risks: Vec<Notice>,
    /// What was just done, said once.
    pub status: Option<String>,
    /// Proves that a form came from one of our pages to this reader.
    pub form_token: String,
    /// Loads the serif.
    pub reading: bool,
}

impl Page {
    /// A page of this title with nothing around it.
    pub fn new(words: Words, title: impl Into<String>) -> Self {
        Self {
            words,
            fictitious: false,
            theme: Theme::Device,
            text_size: "normal",
            title: title.into(),
            places: Vec::new(),
            who: None,
            back: None,
            risks: Vec::new(),
            status: None,
            form_token: String::new(),
            reading: false,
        }
    }

    /// With the places of a rail or bar; the one at `here` is marked.
    pub fn at(mut self, mut places: Vec<Place>, here: &str) -> Self {
        for place in &mut places {
            place.current = place.href == here;
        }
        self.places = places;
        self
    }

    /// Whose places are around it: `clinician` (and administrator), `client`, or `plain` without any.
    pub fn kind(&self) -> &'static str {
        match self.places.first() {
            None => "plain",
            Some(place) if place.icon.is_some() => "client",
            Some(_) => "clinician",
        }
    }

    /// Loads the serif, for a page that is read.
    pub fn for_reading(mut self) -> Self {
        self.reading = true;
        self
    }

    /// The hidden fields of a form: the proof of origin, and a token that makes sending it twice one entry.
    pub fn guard(&self) -> Guard {
        Guard {
            form_token: self.form_token.clone(),
            token: Uuid::now_v7(),
        }
    }

    /// The texts that scripts say, for pages that keep drafts or move people.
    pub fn script_texts(&self) -> ScriptTexts {
        ScriptTexts::of(self.words)
    }

    /// The address of an asset.
    pub fn asset(&self, name: &str) -> String {
        assets::url(name)
    }
}

/// The hidden fields of every form that changes something.
#[derive(Clone, Debug, Template)]
#[template(
    source = r#"<input type="hidden" name="form_token" value="{{ form_token }}"><input type="hidden" name="token" value="{{ token }}">"#,
    ext = "html"
)]
pub struct Guard {
    /// Proves that the form came from one of our pages to this reader.
    pub form_token: String,
    /// The same token twice is one entry. After a refusal the page keeps it.
    pub token: Uuid,
}

/// What scripts say, in attributes of an element that is not shown. `{time}` and the like are filled in there.
#[derive(Clone, Debug, Template)]
#[template(
    source = r#"<template id="texts"{% for (name, text) in texts %} data-{{ name }}="{{ text }}"{% endfor %}></template>"#,
    ext = "html"
)]
pub struct ScriptTexts {
    texts: Vec<(&'static str, String)>,
}

impl ScriptTexts {
    fn of(words: Words) -> Self {
        let fixed = [
            "kept-saving",
            "kept-waiting",
            "kept-clash",
            "again-title",
            "again-text",
            "again-later",
            "clash-title",
            "clash-text",
            "clash-mine",
            "clash-other",
            "clash-keep-mine",
            "clash-keep-other",
            "clash-keep-both",
            "keys-title",
            "keys-close",
            "keys-search",
            "keys-show",
            "keys-use",
            "risks-more",
        ];
        let mut texts: Vec<_> = fixed
            .into_iter()
            .map(|key| (key, words.t(key).into_owned()))
            .collect();
        texts.push((
            "kept-saved",
            words.t_with("kept-saved", &[("time", "{time}".into())]),
        ));
        texts.push((
            "circle-moved",
            words.t_with(
                "circle-moved",
                &[
                    ("name", "{name}".into()),
                    ("ring", "{ring}".into()),
                    ("of", "{of}".into()),
                ],
            ),
        ));
        Self { texts }
    }
}
