//! The commission that allocates: candidates, composition, decisions, offers, occupancy review.

mod composition;
mod decision;
mod delai;
mod offre;
mod piece;

pub use composition::*;
pub use decision::*;
pub use delai::*;
pub use offre::*;
pub use piece::*;
