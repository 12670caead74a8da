//! The commission that allocates: candidates, composition, decisions, offers, occupancy review.

mod composition;
mod decision;
mod delai;

pub use composition::*;
pub use decision::*;
pub use delai::*;
