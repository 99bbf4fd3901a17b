//! Refusals: why something cannot be entered, in words that a person understands.

/// Why a fact was not admitted. Nothing was stored.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Refusal {
    /// A required field is empty.
    #[error("{0} is missing")]
    Missing(&'static str),
    /// A field's value cannot be.
    #[error("{field} {why}")]
    Impossible {
        /// Which field.
        field: &'static str,
        /// Why not.
        why: String,
    },
    /// The record has no client yet.
    #[error("no client is registered in this record yet")]
    NoClient,
    /// The record has its client already.
    #[error("a client is registered in this record already")]
    ClientExists,
    /// There is no such protocol.
    #[error("there is no protocol called {0}; `attune content check` lists those there are")]
    UnknownProtocol(String),
    /// Another course is open.
    #[error("another course of therapy is still open; close it first")]
    CourseOpen,
    /// No course is open.
    #[error("no course of therapy is open; open one first")]
    NoCourse,
    /// There is no such instrument or version.
    #[error("there is no questionnaire {0} in this version")]
    UnknownInstrument(String),
    /// The answers do not fit the instrument.
    #[error("the answers do not fit the questionnaire: {0}")]
    Answers(String),
    /// An occasion was answered already.
    #[error("this questionnaire was answered already for this occasion")]
    Answered,
    /// The answer is not critical.
    #[error("this answer is not one that raises an alert")]
    NotCritical,
    /// Something pointed at is not there, or not for this author.
    #[error("what this refers to is not in the record")]
    NoTarget,
    /// It happened in the future.
    #[error("{0} lies in the future")]
    Future(&'static str),
    /// The person is placed or removed wrongly.
    #[error("this person is not in the inventory")]
    NoPerson,
    /// A note is signed.
    #[error("this note is signed and locked; add an amendment instead")]
    Signed,
    /// A note is not signed yet.
    #[error("this note is not signed yet; edit it instead of amending")]
    NotSigned,
    /// A note belongs to somebody else.
    #[error("only the author of a note can change or sign it")]
    NotAuthor,
    /// A correction of a correction.
    #[error("correct the original entry, not its correction")]
    CorrectionOfCorrection,
    /// A correction that changes the kind.
    #[error("a correction must be of the same kind as what it corrects")]
    OtherKind,
    /// Cannot be corrected.
    #[error("this kind of entry cannot be corrected; {0}")]
    NotCorrectable(&'static str),
    /// An alert is closed.
    #[error("this alert is closed already")]
    AlertClosed,
    /// Not allowed for this author.
    #[error("this cannot be entered from this account; ask the therapist in charge of the case")]
    NotAllowed,
}
