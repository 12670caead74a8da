//! How long the data of a demande are kept.

use crate::jour::{Jour, add_ans};
use crate::parametres::Delais;

/// Décret n° 2017-917 art. 4: the data of a demande are kept one year after the striking off, then
/// destroyed. Rehousing surveys follow their own term (C19). 29 February gives 28 February.
pub fn compute_purge(delais: &Delais, radiee_le: Jour) -> Jour {
    add_ans(radiee_le, delais.conservation_ans)
}
