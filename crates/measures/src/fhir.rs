//! FHIR R4 Questionnaires as instruments, and instruments as FHIR R4 Questionnaires.
//!
//! Both ways an option's `ordinalValue` is what it counts, after reversal, and its prefix is what is printed beside
//! it. LOINC codes go out only where an instrument carries them, which are those graded A or B.

mod enable_when;
mod export;
mod import;
mod parts;

pub use export::to_questionnaire;
pub use import::{Imported, Terms, from_questionnaire};

const LOINC: &str = "http://loinc.org";
const ORDINAL: &str = "http://hl7.org/fhir/StructureDefinition/ordinalValue";
const PREFIX: &str = "http://hl7.org/fhir/StructureDefinition/questionnaire-optionPrefix";
const LEAST: &str = "http://hl7.org/fhir/StructureDefinition/minValue";
const MOST: &str = "http://hl7.org/fhir/StructureDefinition/maxValue";
