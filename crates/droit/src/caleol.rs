//! The commission that allocates: candidates, composition, decisions, offers, occupancy review.

mod composition;
mod decision;
mod delai;
mod piece;

pub use composition::*;
pub use decision::*;
pub use delai::*;
pub use piece::*;
