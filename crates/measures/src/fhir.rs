//! FHIR Questionnaires as instruments, and instruments as FHIR Questionnaires.
