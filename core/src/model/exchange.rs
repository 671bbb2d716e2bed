//! What other systems are given, in their own formats.

pub mod fhir_event;
pub mod fhir_flag;
