//! Objectives of the allocation law: A outside QPV, B in QPV, C priority publics per holder.
//!
//! Counted on allocations followed by a signed lease, in the calendar year of the signature, from
//! facts frozen at the lease. A ratio is never rounded up.

mod bail;
mod decompte;
mod taux;

pub use bail::*;
pub use decompte::*;
pub use taux::*;
