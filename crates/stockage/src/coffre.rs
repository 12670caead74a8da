//! Encryption at rest: AES-256-GCM under keys made from one master key, and a blind index.
//!
//! Each demande has its own data key, wrapped by the master key: destroying that row makes every
//! payload of the demande unreadable, wherever copies of it stand (DESIGN 3b).

use std::fmt;
use std::sync::Arc;

use aes_gcm::aead::{Aead, Payload};
use aes_gcm::{Aes256Gcm, KeyInit, Nonce};
use hmac::{Hmac, Mac};
use rand::TryRng;
use rand::rngs::SysRng;
use sha2::Sha256;

use crate::erreur::StockageError;

const NONCE: usize = 12;

/// Holds the keys in memory. Cheap to clone.
#[derive(Clone)]
pub struct Coffre(Arc<Cles>);

struct Cles {
    cle_id: String,
    /// Wraps the data keys.
    enveloppe: Cle,
    /// Encrypts what belongs to no demande.
    generale: Cle,
    index: [u8; 32],
    sceau: [u8; 32],
}

/// A key ready to encrypt and decrypt.
#[derive(Clone)]
pub(crate) struct Cle(Box<Aes256Gcm>);

impl Coffre {
    /// From the master key of the installation and the name of that key, which is stored with what it encrypts.
    pub fn new(cle_maitre: [u8; 32], cle_id: &str) -> Coffre {
        let derive = |usage: &str| hmac(&cle_maitre, &[usage.as_bytes()]);
        Coffre(Arc::new(Cles {
            cle_id: cle_id.to_owned(),
            enveloppe: Cle::new(&derive("carbet/enveloppe")),
            generale: Cle::new(&derive("carbet/generale")),
            index: derive("carbet/index"),
            sceau: derive("carbet/sceau"),
        }))
    }

    /// The name of the master key in use.
    pub fn cle_id(&self) -> &str {
        &self.0.cle_id
    }

    /// Keyed digest that lets equal values be found without being readable, in hexadecimal.
    pub fn index_aveugle(&self, domaine: &str, valeur: &str) -> String {
        to_hex(&hmac(&self.0.index, &[domaine.as_bytes(), &[0], valeur.as_bytes()]))
    }

    pub(crate) fn sceau(&self, message: &str) -> String {
        to_hex(&hmac(&self.0.sceau, &[message.as_bytes()]))
    }

    pub(crate) fn enveloppe(&self) -> &Cle {
        &self.0.enveloppe
    }

    pub(crate) fn generale(&self) -> &Cle {
        &self.0.generale
    }
}

/// Shows the name of the key only.
impl fmt::Debug for Coffre {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Coffre").field("cle_id", &self.0.cle_id).finish_non_exhaustive()
    }
}

impl Cle {
    pub(crate) fn new(bytes: &[u8; 32]) -> Cle {
        Cle(Box::new(Aes256Gcm::new(&(*bytes).into())))
    }

    /// Nonce then ciphertext, bound to `contexte` (table and id): a value moved elsewhere no longer opens.
    pub(crate) fn encrypt(&self, contexte: &str, clair: &[u8]) -> Vec<u8> {
        let nonce: [u8; NONCE] = random();
        let payload = Payload { msg: clair, aad: contexte.as_bytes() };
        let sealed = self.0.encrypt(&Nonce::from(nonce), payload).expect("AES-GCM encrypts any message below 64 GiB");
        [nonce.as_slice(), &sealed].concat()
    }

    pub(crate) fn decrypt(&self, table: &'static str, contexte: &str, sealed: &[u8]) -> Result<Vec<u8>, StockageError> {
        let wrong = || StockageError::incoherent(table, "valeur chiffrée illisible : clé différente ou contenu altéré");
        let (nonce, body) = sealed.split_first_chunk::<NONCE>().ok_or_else(wrong)?;
        self.0.decrypt(&Nonce::from(*nonce), Payload { msg: body, aad: contexte.as_bytes() }).map_err(|_| wrong())
    }
}

pub(crate) fn random<const N: usize>() -> [u8; N] {
    let mut bytes = [0u8; N];
    SysRng.try_fill_bytes(&mut bytes).expect("the operating system gives random bytes");
    bytes
}

pub(crate) fn to_hex(bytes: &[u8]) -> String {
    const DIGITS: &[u8; 16] = b"0123456789abcdef";
    bytes.iter().flat_map(|b| [DIGITS[usize::from(b >> 4)], DIGITS[usize::from(b & 15)]]).map(char::from).collect()
}

fn hmac(key: &[u8; 32], parts: &[&[u8]]) -> [u8; 32] {
    let mut mac = <Hmac<Sha256> as KeyInit>::new_from_slice(key).expect("HMAC takes a key of any length");
    for part in parts {
        mac.update(part);
    }
    mac.finalize().into_bytes().into()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_value_opens_only_where_it_was_put() {
        let coffre = Coffre::new([7; 32], "essai");
        let sealed = coffre.generale().encrypt("table/1", b"secret");
        assert_eq!(coffre.generale().decrypt("t", "table/1", &sealed).unwrap(), b"secret");
        assert!(coffre.generale().decrypt("t", "table/2", &sealed).is_err());
        assert!(Coffre::new([8; 32], "autre").generale().decrypt("t", "table/1", &sealed).is_err());
        assert!(coffre.generale().decrypt("t", "table/1", &sealed[..5]).is_err());
        assert_ne!(sealed, coffre.generale().encrypt("table/1", b"secret"));
    }

    #[test]
    fn the_blind_index_separates_domains_and_hides_the_key() {
        let coffre = Coffre::new([7; 32], "essai");
        assert_eq!(coffre.index_aveugle("mel", "a"), coffre.index_aveugle("mel", "a"));
        assert_ne!(coffre.index_aveugle("mel", "a"), coffre.index_aveugle("telephone", "a"));
        assert_eq!(format!("{coffre:?}"), "Coffre { cle_id: \"essai\", .. }");
    }
}
