//! Fields of forms: label, help, what was typed, and what is wrong with it.

use askama::Template;

use super::Icon;
use crate::words::Words;

/// One field. After a refusal it shows the error at its place and keeps what was typed.
#[derive(Clone, Debug, Template)]
#[template(path = "ui/field.html")]
pub struct Field {
    /// The name it is sent under; its id is `f-` and this.
    pub name: String,
    /// What is asked.
    pub label: String,
    /// What stands in it.
    pub value: String,
    /// A line that helps to answer.
    pub help: Option<String>,
    /// What is wrong, why, and what to do.
    pub error: Option<String>,
    /// The word that says that it may stay empty.
    pub optional: Option<String>,
    kind: Kind,
    autocomplete: Option<&'static str>,
    max_length: Option<usize>,
    focus: bool,
    heading: bool,
}

#[derive(Clone, Debug)]
enum Kind {
    /// `type` as `sort`, `inputmode` and class of an `input`.
    Input {
        sort: &'static str,
        mode: Option<&'static str>,
        class: &'static str,
    },
    Area {
        long: bool,
    },
    Select(Vec<Choice>),
    /// Radio buttons, or ticks if several may be chosen.
    Choices {
        choices: Vec<Choice>,
        several: bool,
    },
    Tick {
        ticked: bool,
    },
}

impl Field {
    /// A line of text.
    pub fn text(name: impl Into<String>, label: impl Into<String>) -> Self {
        Self::of(
            Kind::Input {
                sort: "text",
                mode: None,
                class: "",
            },
            name,
            label,
        )
    }

    /// An e-mail address.
    pub fn email(name: impl Into<String>, label: impl Into<String>) -> Self {
        Self::of(
            Kind::Input {
                sort: "email",
                mode: Some("email"),
                class: "",
            },
            name,
            label,
        )
        .autocomplete("username")
    }

    /// A password; never filled in again.
    pub fn password(name: impl Into<String>, label: impl Into<String>) -> Self {
        Self::of(
            Kind::Input {
                sort: "password",
                mode: None,
                class: "",
            },
            name,
            label,
        )
        .autocomplete("current-password")
    }

    /// A one-time code of six figures.
    pub fn code(name: impl Into<String>, label: impl Into<String>) -> Self {
        Self::of(
            Kind::Input {
                sort: "text",
                mode: Some("numeric"),
                class: "code",
            },
            name,
            label,
        )
        .autocomplete("one-time-code")
    }

    /// A whole number.
    pub fn number(name: impl Into<String>, label: impl Into<String>) -> Self {
        Self::of(
            Kind::Input {
                sort: "text",
                mode: Some("numeric"),
                class: "short",
            },
            name,
            label,
        )
    }

    /// A day.
    pub fn date(name: impl Into<String>, label: impl Into<String>) -> Self {
        Self::of(
            Kind::Input {
                sort: "date",
                mode: None,
                class: "",
            },
            name,
            label,
        )
    }

    /// A time of day.
    pub fn time(name: impl Into<String>, label: impl Into<String>) -> Self {
        Self::of(
            Kind::Input {
                sort: "time",
                mode: None,
                class: "",
            },
            name,
            label,
        )
    }

    /// Several lines of text.
    pub fn area(name: impl Into<String>, label: impl Into<String>) -> Self {
        Self::of(Kind::Area { long: false }, name, label)
    }

    /// A page of text, such as a session note.
    pub fn page(name: impl Into<String>, label: impl Into<String>) -> Self {
        Self::of(Kind::Area { long: true }, name, label)
    }

    /// One of many, as a folded list.
    pub fn select(name: impl Into<String>, label: impl Into<String>, choices: Vec<Choice>) -> Self {
        Self::of(Kind::Select(choices), name, label)
    }

    /// One of a few, each on a line of its own.
    pub fn choose(name: impl Into<String>, label: impl Into<String>, choices: Vec<Choice>) -> Self {
        Self::of(
            Kind::Choices {
                choices,
                several: false,
            },
            name,
            label,
        )
    }

    /// Any of a few, each on a line of its own.
    pub fn choose_any(
        name: impl Into<String>,
        label: impl Into<String>,
        choices: Vec<Choice>,
    ) -> Self {
        Self::of(
            Kind::Choices {
                choices,
                several: true,
            },
            name,
            label,
        )
    }

    /// Yes or not yet.
    pub fn tick(name: impl Into<String>, label: impl Into<String>, ticked: bool) -> Self {
        Self::of(Kind::Tick { ticked }, name, label).value("yes")
    }

    fn of(kind: Kind, name: impl Into<String>, label: impl Into<String>) -> Self {
        Self {
            name: name.into(),
            label: label.into(),
            value: String::new(),
            help: None,
            error: None,
            optional: None,
            kind,
            autocomplete: None,
            max_length: None,
            focus: false,
            heading: false,
        }
    }

    /// What stands in it; for choices, which one is chosen.
    pub fn value(mut self, value: impl Into<String>) -> Self {
        self.value = value.into();
        self
    }

    /// A line that helps to answer.
    pub fn help(mut self, help: impl Into<String>) -> Self {
        self.help = Some(help.into());
        self
    }

    /// What is wrong with what was typed, if anything is.
    pub fn error(mut self, error: Option<impl Into<String>>) -> Self {
        self.error = error.map(Into::into);
        self
    }

    /// It may stay empty, and says so.
    pub fn optional(mut self, words: Words) -> Self {
        self.optional = Some(words.t("field-optional").into_owned());
        self
    }

    /// What the browser may fill in, such as `new-password`.
    pub fn autocomplete(mut self, autocomplete: &'static str) -> Self {
        self.autocomplete = Some(autocomplete);
        self
    }

    /// The most characters that are taken.
    pub fn at_most(mut self, characters: usize) -> Self {
        self.max_length = Some(characters);
        self
    }

    /// The page opens with the cursor here.
    pub fn focused(mut self) -> Self {
        self.focus = true;
        self
    }

    /// The question is the title of its page, as where one question stands on a screen.
    pub fn as_title(mut self) -> Self {
        self.heading = true;
        self
    }

    fn id(&self) -> String {
        format!("f-{}", self.name)
    }

    /// The ids of the lines that describe the field, for `aria-describedby`.
    fn described(&self) -> String {
        let lines = [
            (self.help.is_some(), "help"),
            (self.error.is_some(), "error"),
        ];
        let ids: Vec<String> = lines
            .iter()
            .filter(|(there, _)| *there)
            .map(|(_, line)| format!("{}-{line}", self.id()))
            .collect();
        ids.join(" ")
    }

    fn is_chosen(&self, choice: &Choice, several: &bool) -> bool {
        choice.chosen || (!*several && !self.value.is_empty() && choice.value == self.value)
    }

    fn chosen(&self, choice: &Choice) -> bool {
        self.is_chosen(choice, &false)
    }
}

/// One of the things that may be chosen.
#[derive(Clone, Debug)]
pub struct Choice {
    value: String,
    label: String,
    detail: Option<String>,
    key: Option<char>,
    chosen: bool,
}

impl Choice {
    /// What is sent and what is read.
    pub fn new(value: impl Into<String>, label: impl Into<String>) -> Self {
        Self {
            value: value.into(),
            label: label.into(),
            detail: None,
            key: None,
            chosen: false,
        }
    }

    /// A second, smaller line.
    pub fn detail(mut self, detail: impl Into<String>) -> Self {
        self.detail = Some(detail.into());
        self
    }

    /// The key that chooses it.
    pub fn key(mut self, key: char) -> Self {
        self.key = Some(key);
        self
    }

    /// Chosen already.
    pub fn chosen(mut self, chosen: bool) -> Self {
        self.chosen = chosen;
        self
    }
}

/// How far one is through a form of one question a screen.
#[derive(Clone, Debug, Template)]
#[template(
    source = r#"<div class="steps"><span id="step">{{ text }}</span><progress value="{{ at }}" max="{{ of }}" aria-labelledby="step"></progress></div>"#,
    ext = "html"
)]
pub struct Steps {
    at: usize,
    of: usize,
    text: String,
}

impl Steps {
    /// The question now, from 1, and how many there are.
    pub fn new(words: Words, at: usize, of: usize) -> Self {
        let text = words.t_with("step-of", &[("at", at.into()), ("of", of.into())]);
        Self { at, of, text }
    }
}

/// What is wrong in a form of several fields, each leading to its field.
#[derive(Clone, Debug, Template)]
#[template(path = "ui/wrongs.html")]
pub struct Wrongs {
    title: String,
    wrongs: Vec<(String, String)>,
}

impl Wrongs {
    /// The errors of `fields`, if there are any.
    pub fn of<'a>(words: Words, fields: impl IntoIterator<Item = &'a Field>) -> Option<Self> {
        let wrongs: Vec<_> = fields
            .into_iter()
            .filter_map(|field| Some((field.id(), field.error.clone()?)))
            .collect();
        (!wrongs.is_empty()).then(|| Self {
            title: words.count("wrongs-title", wrongs.len()),
            wrongs,
        })
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::panic)]
    use super::*;

    #[test]
    fn a_refused_field_keeps_what_was_typed_and_says_what_is_wrong_where_it_is() {
        let html = Field::text("name", "Name")
            .value("<b>Ana & Co</b>")
            .help("As they like to be called")
            .error(Some("That is longer than 80 characters."))
            .render()
            .unwrap();
        assert!(html.contains("&#60;b&#62;Ana &#38; Co"), "{html}");
        assert!(html.contains(r#"aria-invalid="true""#));
        assert!(html.contains(r#"aria-describedby="f-name-help f-name-error""#));
        assert!(html.contains("That is longer than 80 characters."));
    }

    #[test]
    fn a_password_is_never_written_back() {
        let html = Field::password("password", "Password")
            .value("secret words")
            .render()
            .unwrap();
        assert!(!html.contains("secret words"));
    }

    #[test]
    fn the_chosen_one_of_a_few_is_the_one_of_the_value() {
        let choices = vec![
            Choice::new("0", "Not at all").key('1'),
            Choice::new("1", "Several days").key('2'),
        ];
        let html = Field::choose("item", "Little interest", choices)
            .value("1")
            .render()
            .unwrap();
        assert_eq!(html.matches(" checked").count(), 1);
        assert!(html.contains(r#"value="1" checked"#), "{html}");
        assert!(html.contains("<legend"));
    }

    #[test]
    fn the_gathered_errors_lead_to_their_fields() {
        let fields = [
            Field::text("a", "A"),
            Field::text("b", "B").error(Some("Say when this began.")),
        ];
        let html = Wrongs::of(Words::default(), &fields)
            .unwrap()
            .render()
            .unwrap();
        assert!(html.contains(r##"href="#f-b""##) && !html.contains("f-a"));
        assert!(Wrongs::of(Words::default(), &fields[..1]).is_none());
    }
}
