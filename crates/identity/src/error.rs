//! What can go wrong, and what a person is told about it.

use attune_record::SealError;
use attune_record::db::DbError;
use jiff::Timestamp;

/// Why something was not done.
#[derive(Debug, thiserror::Error)]
pub enum IdentityError {
    /// A person asked for something that is refused; they are told what to do.
    #[error(transparent)]
    Refused(#[from] Refusal),
    /// The database failed.
    #[error(transparent)]
    Db(#[from] DbError),
    /// Something sealed does not open: wrong key, or a changed row.
    #[error(
        "a stored account detail does not open ({0}); check that the key file belongs to this database"
    )]
    Seal(#[from] SealError),
    /// A row holds what this program never writes.
    #[error("a stored row is damaged: {0}")]
    Damaged(&'static str),
    /// The operating system gave no randomness, or a library refused what cannot be wrong.
    #[error(
        "the program could not finish this step: {0}; try again, and tell the administrator if it stays"
    )]
    Internal(String),
}

impl IdentityError {
    /// The refusal, if that is what it is.
    pub fn refusal(&self) -> Option<&Refusal> {
        match self {
            IdentityError::Refused(refusal) => Some(refusal),
            _ => None,
        }
    }
}

/// A refusal, in words for the person who asked. [`Refusal::code`] names the message for other languages.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Refusal {
    /// The acting account may not do this.
    #[error("your account may not do this; ask the administrator")]
    NotAllowed,
    /// A fresh proof of who is there is needed.
    #[error("confirm that it is you (password, code or passkey), then try again")]
    StepUpNeeded,
    /// Sign-in name and password do not belong together, or there is no such account; never says which.
    #[error("sign-in name and password do not match; check both and try again")]
    WrongCredentials,
    /// The password asked for as confirmation is wrong.
    #[error("that is not your current password; try again")]
    WrongPassword,
    /// Too many failures; wait.
    #[error("there were too many attempts; try again at the time shown")]
    Throttled {
        /// When the next attempt is looked at.
        until: Timestamp,
    },
    /// Very many failures; only a reset helps.
    #[error("sign-in is locked after very many failed attempts; ask your clinic for a reset link")]
    Locked,
    /// The account was deactivated.
    #[error("this account is deactivated; ask the administrator of your clinic")]
    Deactivated,
    /// The step took too long, or the page is old.
    #[error("this step took too long; start it again")]
    ChallengeExpired,
    /// A link that was never made, or is mistyped.
    #[error("this link is not known; check that it was copied whole, or ask for a new one")]
    LinkUnknown,
    /// A link that was used.
    #[error("this link was used already and works only once; sign in, or ask for a new one")]
    LinkUsed {
        /// When it was used.
        on: Timestamp,
    },
    /// A link that is too old.
    #[error("this link has expired; ask for a new one")]
    LinkExpired {
        /// When it expired.
        on: Timestamp,
    },
    /// A link that was taken back.
    #[error("this link was taken back; ask for a new one")]
    LinkRevoked {
        /// When it was taken back.
        on: Timestamp,
    },
    /// The password is too short.
    #[error(
        "the password needs at least {least} characters; a few words in a row are easy to remember"
    )]
    PasswordTooShort {
        /// The fewest characters.
        least: usize,
    },
    /// The password is too long.
    #[error("the password is longer than {most} characters; choose a shorter one")]
    PasswordTooLong {
        /// The most characters.
        most: usize,
    },
    /// The password is one that attackers try first.
    #[error(
        "this password is among those that are tried first; choose one that nobody would guess"
    )]
    PasswordCommon,
    /// The password is built from what is known about the account.
    #[error(
        "the password contains little more than a name or the sign-in name; choose something unrelated"
    )]
    PasswordIsName,
    /// The sign-in name belongs to another account.
    #[error("this sign-in name is taken; choose another")]
    SignInNameTaken,
    /// The sign-in name is unusable.
    #[error("a sign-in name has 3 to 100 characters and no spaces; an e-mail address is fine")]
    SignInNameInvalid,
    /// The display name is unusable.
    #[error("a name has 1 to 120 characters on one line")]
    NameInvalid,
    /// The code is wrong.
    #[error("this code is not right; wait for the next one on your device and enter it")]
    WrongCode,
    /// The code was used already.
    #[error("this code was used already; wait for the next one")]
    CodeUsed,
    /// The second factor is set up already.
    #[error("an authenticator app is set up already; remove it first to set up another")]
    FactorExists,
    /// The device's answer was not accepted.
    #[error("the passkey was not accepted; try again, or use another way to sign in")]
    PasskeyRefused,
    /// The passkey is registered already.
    #[error("this passkey is registered already")]
    PasskeyKnown,
    /// Removing this would leave an account without its required second factor.
    #[error("this is the only second factor of an account that needs one; set up another first")]
    LastSecondFactor,
    /// Nobody could administer the clinic any more.
    #[error("this is the last active administrator; make another account administrator first")]
    LastAdministrator,
    /// No such thing here.
    #[error("there is nothing of that kind here; the page may be old: load it again")]
    NotFound,
    /// The clinic is set up already.
    #[error("this clinic is set up already; sign in")]
    SetUpAlready,
    /// Such a membership cannot be.
    #[error("an account of this role cannot have this place in a care team")]
    RoleDoesNotFit,
    /// Already a member in that capacity.
    #[error("this person is a member already")]
    AlreadyMember,
    /// The reason given is too short or too long.
    #[error(
        "say in at least 10 and at most 1,000 characters why you need to see this record now; the client and the administrator will read it"
    )]
    ReasonNeeded,
    /// Member already; emergency access is not needed.
    #[error("you are a member of this care team; emergency access is not needed")]
    NotNeeded,
    /// The expiry is not in the future, or too far.
    #[error("a link expires between 1 hour and 30 days from now; choose a date in between")]
    ExpiryInvalid,
    /// No such time zone.
    #[error("this time zone is not known; choose one such as America/Bogota")]
    TimeZoneUnknown,
}

impl Refusal {
    /// A stable name for the message catalogue.
    pub fn code(&self) -> &'static str {
        match self {
            Refusal::NotAllowed => "not-allowed",
            Refusal::StepUpNeeded => "step-up-needed",
            Refusal::WrongCredentials => "wrong-credentials",
            Refusal::WrongPassword => "wrong-password",
            Refusal::Throttled { .. } => "throttled",
            Refusal::Locked => "locked",
            Refusal::Deactivated => "deactivated",
            Refusal::ChallengeExpired => "challenge-expired",
            Refusal::LinkUnknown => "link-unknown",
            Refusal::LinkUsed { .. } => "link-used",
            Refusal::LinkExpired { .. } => "link-expired",
            Refusal::LinkRevoked { .. } => "link-revoked",
            Refusal::PasswordTooShort { .. } => "password-too-short",
            Refusal::PasswordTooLong { .. } => "password-too-long",
            Refusal::PasswordCommon => "password-common",
            Refusal::PasswordIsName => "password-is-name",
            Refusal::SignInNameTaken => "sign-in-name-taken",
            Refusal::SignInNameInvalid => "sign-in-name-invalid",
            Refusal::NameInvalid => "name-invalid",
            Refusal::WrongCode => "wrong-code",
            Refusal::CodeUsed => "code-used",
            Refusal::FactorExists => "factor-exists",
            Refusal::PasskeyRefused => "passkey-refused",
            Refusal::PasskeyKnown => "passkey-known",
            Refusal::LastSecondFactor => "last-second-factor",
            Refusal::LastAdministrator => "last-administrator",
            Refusal::NotFound => "not-found",
            Refusal::SetUpAlready => "set-up-already",
            Refusal::RoleDoesNotFit => "role-does-not-fit",
            Refusal::AlreadyMember => "already-member",
            Refusal::ReasonNeeded => "reason-needed",
            Refusal::NotNeeded => "not-needed",
            Refusal::ExpiryInvalid => "expiry-invalid",
            Refusal::TimeZoneUnknown => "time-zone-unknown",
        }
    }
}
