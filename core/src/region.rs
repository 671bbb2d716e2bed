//! The directory of a region: authority, certificates, compartments, revocations. Every line is
//! signed, every device checks every line, and no key is trusted because a server said so.

mod attested;
mod authority;
mod directory;
mod enrolment;
mod epoch;
mod erasure;
mod mate;
mod policy;
mod roles;
mod statement;

pub use attested::{Attested, AttestedError, Checked};
pub use authority::Authority;
pub use directory::{Directory, DirectoryError, Ordered, Standing, TOLD};
pub use enrolment::{CodeError, CodeId, EnrolmentCode, EnrolmentRequest, EnrolmentSecret};
pub use epoch::{EpochError, EpochIssuer};
pub use erasure::{CertificateHash, Erased, Erasure, ErasureClass, MOST_CHUNKS, MOST_RECORDS};
pub use mate::{MateCode, MateCodeError};
pub use policy::{Days, Policy, RegisterPolicy, WipeOrder};
pub use roles::{Role, Roles, UnknownRole};
pub use statement::{
    Certificate, Epoch, Founding, Membership, RelayCertificate, Revocation, SignedStatement,
    Statement, StatementError, member_info,
};
