//! What the pages say: Fluent texts in `content/locales`, and dates and times as each language writes them.
//!
//! A page holds a [`Words`] and asks it for a text by key. Keys that are put together from a stem and a name
//! (`month-5`) are asked for with [`Words::one_of`], so that a search for the stem finds where they are used; the
//! tests hold every key to be in both languages, used, and given the arguments that it names.

use std::borrow::Cow;
use std::sync::LazyLock;

use fluent_bundle::concurrent::FluentBundle;
use fluent_bundle::{FluentArgs, FluentResource, FluentValue};

mod dates;
mod files;
#[cfg(test)]
mod tests;

/// A language that the pages speak.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Default)]
pub enum Language {
    /// English, `en`.
    #[default]
    English,
    /// Latin American Spanish, `es-419`.
    Spanish,
}

impl Language {
    /// All of them, in the order in which they are offered.
    pub const ALL: [Self; 2] = [Self::English, Self::Spanish];

    /// The BCP 47 tag, as in the `lang` attribute and the name of the folder of texts.
    pub fn tag(self) -> &'static str {
        match self {
            Self::English => "en",
            Self::Spanish => "es-419",
        }
    }

    /// The language's name in the language itself.
    pub fn own_name(self) -> &'static str {
        match self {
            Self::English => "English",
            Self::Spanish => "Español",
        }
    }

    /// The language that a tag such as `es-MX` asks for, if it is spoken here.
    pub fn from_tag(tag: &str) -> Option<Self> {
        match tag
            .split(['-', '_'])
            .next()
            .unwrap_or_default()
            .to_ascii_lowercase()
            .as_str()
        {
            "en" => Some(Self::English),
            "es" => Some(Self::Spanish),
            _ => None,
        }
    }

    /// The account's preference if there is one, else the best of an `Accept-Language` header, else English.
    pub fn negotiate(preferred: Option<Self>, accept_language: Option<&str>) -> Self {
        preferred
            .or_else(|| best_accepted(accept_language?))
            .unwrap_or_default()
    }
}

/// The spoken language of highest quality; of equal ones the first named.
fn best_accepted(header: &str) -> Option<Language> {
    let mut best: Option<(Language, f32)> = None;
    for range in header.split(',') {
        let mut parts = range.trim().split(';');
        let Some(language) = parts.next().and_then(Language::from_tag) else {
            continue;
        };
        let quality = parts
            .find_map(|part| part.trim().strip_prefix("q=")?.parse().ok())
            .unwrap_or(1.0);
        if quality > 0.0 && best.is_none_or(|(_, found)| quality > found) {
            best = Some((language, quality));
        }
    }
    best.map(|(language, _)| language)
}

/// The texts of one language. Cheap to copy.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
pub struct Words {
    language: Language,
}

impl Words {
    /// The texts of `language`.
    pub fn new(language: Language) -> Self {
        Self { language }
    }

    /// Which language this is.
    pub fn language(&self) -> Language {
        self.language
    }

    /// The text of `key`.
    pub fn t(&self, key: &str) -> Cow<'static, str> {
        self.format(key, None)
    }

    /// The text of `key` with its arguments.
    pub fn t_with(&self, key: &str, args: &[(&str, FluentValue<'_>)]) -> String {
        let args: FluentArgs<'_> = args
            .iter()
            .map(|(name, value)| (*name, value.clone()))
            .collect();
        self.format(key, Some(&args)).into_owned()
    }

    /// The text of `key` for a number of things, as `$count`: "1 session", "2 sessions".
    pub fn count(&self, key: &str, count: impl Into<FluentValue<'static>>) -> String {
        self.t_with(key, &[("count", count.into())])
    }

    /// The text of the key `stem-name`, for families such as `weekday-1`.
    pub fn one_of(&self, stem: &str, name: impl std::fmt::Display) -> Cow<'static, str> {
        self.t(&format!("{stem}-{name}"))
    }

    /// A text missing in one language is shown in English, and one missing there as its key: the page stands
    /// in any case, and the tests refuse both.
    fn format(&self, key: &str, args: Option<&FluentArgs<'_>>) -> Cow<'static, str> {
        for language in [self.language, Language::English] {
            let bundle = bundle(language);
            if let Some(pattern) = bundle.get_message(key).and_then(|message| message.value()) {
                let mut errors = Vec::new();
                let text = bundle.format_pattern(pattern, args, &mut errors);
                if !errors.is_empty() {
                    tracing::warn!(
                        key,
                        language = language.tag(),
                        "a text was asked for without its arguments"
                    );
                }
                return match text {
                    Cow::Borrowed(text) if args.is_none() => Cow::Borrowed(text),
                    text => Cow::Owned(text.into_owned()),
                };
            }
        }
        tracing::warn!(key, "there is no text of this name");
        Cow::Owned(key.to_owned())
    }
}

fn bundle(language: Language) -> &'static FluentBundle<FluentResource> {
    static ENGLISH: LazyLock<FluentBundle<FluentResource>> =
        LazyLock::new(|| read(Language::English));
    static SPANISH: LazyLock<FluentBundle<FluentResource>> =
        LazyLock::new(|| read(Language::Spanish));
    match language {
        Language::English => &ENGLISH,
        Language::Spanish => &SPANISH,
    }
}

fn read(language: Language) -> FluentBundle<FluentResource> {
    let tag = language.tag().parse().unwrap_or_default();
    let mut bundle = FluentBundle::new_concurrent(vec![tag]);
    // Isolation marks guard mixed writing directions; both languages here run left to right.
    bundle.set_use_isolating(false);
    for (file, text) in files::of(language) {
        let resource =
            FluentResource::try_new((*text).to_owned()).unwrap_or_else(|(resource, errors)| {
                tracing::error!(
                    file,
                    ?errors,
                    "a file of texts has lines that cannot be read; they are left out"
                );
                resource
            });
        if bundle.add_resource(resource).is_err() {
            tracing::error!(
                file,
                "a file of texts repeats a key of another; the first one stands"
            );
        }
    }
    bundle
}
