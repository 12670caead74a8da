//! Passwords: kept as argon2id digests, checked in the same time whether the account exists or not.

use std::sync::LazyLock;

use argon2::Argon2;
use argon2::password_hash::{PasswordHasher, PasswordVerifier, phc::PasswordHash};

/// Shortest password accepted for a local account.
pub const LONGUEUR_MINIMALE: usize = 12;

/// Why a password is not accepted.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum MotDePasseRefuse {
    #[error("un mot de passe compte au moins {LONGUEUR_MINIMALE} caractères, celui-ci en compte {0}")]
    TropCourt(usize),
    #[error("un mot de passe compte au plus 256 caractères")]
    TropLong,
}

/// The digest to keep, or why the password is refused.
pub fn hash_mot_de_passe(mot_de_passe: &str) -> Result<String, MotDePasseRefuse> {
    match mot_de_passe.chars().count() {
        n if n < LONGUEUR_MINIMALE => return Err(MotDePasseRefuse::TropCourt(n)),
        n if n > 256 => return Err(MotDePasseRefuse::TropLong),
        _ => {}
    }
    Ok(hash(mot_de_passe))
}

/// The digest of a password that everybody knows, as a demonstration's: its length is not checked.
pub fn hash_sans_controle(mot_de_passe: &str) -> String {
    hash(mot_de_passe)
}

/// Whether a password matches a kept digest. Without a digest (unknown account) the same work is
/// done on a decoy and the answer is no.
pub fn check_mot_de_passe(mot_de_passe: &str, digest: Option<&str>) -> bool {
    static DECOY: LazyLock<String> = LazyLock::new(|| hash("un compte qui n'existe pas"));
    let matches = |digest: &str| {
        PasswordHash::new(digest).is_ok_and(|parsed| Argon2::default().verify_password(mot_de_passe.as_bytes(), &parsed).is_ok())
    };
    match digest {
        Some(digest) => matches(digest),
        None => {
            matches(&DECOY);
            false
        }
    }
}

fn hash(mot_de_passe: &str) -> String {
    Argon2::default().hash_password(mot_de_passe.as_bytes()).expect("default parameters suit any password").to_string()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_password_matches_its_own_digest_only() {
        let digest = hash_mot_de_passe("un carbet sous la pluie").unwrap();
        assert!(digest.starts_with("$argon2id$"));
        assert!(check_mot_de_passe("un carbet sous la pluie", Some(&digest)));
        assert!(!check_mot_de_passe("un carbet sous le soleil", Some(&digest)));
        assert!(!check_mot_de_passe("un carbet sous la pluie", Some("pas un condensat")));
        assert!(!check_mot_de_passe("un compte qui n'existe pas", None));
    }

    #[test]
    fn short_and_endless_passwords_are_refused() {
        assert_eq!(hash_mot_de_passe("court"), Err(MotDePasseRefuse::TropCourt(5)));
        assert_eq!(hash_mot_de_passe(&"a".repeat(257)), Err(MotDePasseRefuse::TropLong));
    }
}
