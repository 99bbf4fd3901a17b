//! The few drawn signs. Each stands beside a word, so none is read aloud.

use std::fmt;

macro_rules! icons {
    ($($(#[doc = $doc:literal])* $name:ident = $file:literal),* $(,)?) => {
        /// A drawn sign of 24 by 24, in the colour of its text.
        #[derive(Clone, Copy, Debug, PartialEq, Eq)]
        pub enum Icon { $($(#[doc = $doc])* $name),* }

        impl Icon {
            /// All of them, with their names.
            pub const ALL: &'static [(Self, &'static str)] = &[$((Self::$name, $file)),*];

            fn shapes(self) -> &'static str {
                match self {
                    $(Self::$name => include_str!(concat!("../../assets/icons/", $file, ".path")).trim_ascii_end()),*
                }
            }
        }
    };
}

icons! {
    /// The client's letter of the day.
    Today = "today",
    /// Questions to answer.
    CheckIn = "check-in",
    /// The closeness circle.
    People = "people",
    /// A line that moves.
    Progress = "progress",
    /// What is one's own: plan, data, devices.
    Mine = "mine",
    /// A page to write on.
    Journal = "journal",
    /// Two who speak.
    Practise = "practise",
    /// An open risk.
    Risk = "risk",
    /// Something to know.
    Info = "info",
    /// Something at this field is not right yet.
    Wrong = "wrong",
    /// Onward.
    Go = "go",
    /// Back.
    Back = "back",
}

impl fmt::Display for Icon {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            formatter,
            r#"<svg viewBox="0 0 24 24" fill="none" stroke="currentColor" stroke-width="1.6" stroke-linecap="round" stroke-linejoin="round" aria-hidden="true">{}</svg>"#,
            self.shapes()
        )
    }
}

impl askama::FastWritable for Icon {
    fn write_into(&self, dest: &mut dyn fmt::Write, _: &dyn askama::Values) -> askama::Result<()> {
        Ok(write!(dest, "{self}")?)
    }
}
