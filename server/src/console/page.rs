//! What every page of the console has: who is answered, what stands around it, forms, dates, and the
//! hub while one request is answered.

pub(in crate::console) mod dates;
pub(in crate::console) mod fields;
pub(in crate::console) mod frame;
pub(in crate::console) mod guard;
pub(in crate::console) mod visit;

pub(in crate::console) use crate::web::form;
