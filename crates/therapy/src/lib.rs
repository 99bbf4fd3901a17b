//! The course of Interpersonal Psychotherapy: what is entered, what it folds into, and who may see it.
//!
//! Everything here is pure: no clock, no randomness, no files, no network. Times and ids are passed in.
//! The modules are the chapters of the manual.

pub mod attachment;
pub mod case;
pub mod client;
pub mod clinic;
pub mod confidentiality;
pub mod content;
pub mod correction;
pub mod course;
pub mod dates;
pub mod due;
pub mod entry;
pub mod fact;
pub mod ids;
pub mod intake;
pub mod inventory;
pub mod measure;
pub mod note;
pub mod protocol;
pub mod refusal;
pub mod risk;
pub mod session;
pub mod text;
pub mod timeline;
pub mod view;

pub use case::Case;
pub use case::admit::Admitted;
pub use confidentiality::{Compartment, Membership, Purpose, Reader, Role};
pub use content::Content;
pub use entry::{Author, Entry, Occurred};
pub use fact::Fact;
pub use refusal::Refusal;
pub use view::View;
