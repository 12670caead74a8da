//! Opaque tokens: random, sent once to whoever holds them, kept here only as a digest.

use rand::TryRng;
use rand::rngs::SysRng;
use sha2::{Digest, Sha256};

/// A token to hand out: 256 random bits in hexadecimal.
pub fn create_jeton() -> String {
    to_hex(&random::<32>())
}

/// A one-time code to read aloud or print: ten digits and letters without look-alikes, in two groups.
pub fn create_code() -> String {
    const ALPHABET: &[u8; 32] = b"23456789ABCDEFGHJKLMNPQRSTUVWXYZ";
    let bytes = random::<10>();
    let mut code = String::with_capacity(11);
    for (index, byte) in bytes.iter().enumerate() {
        if index == 5 {
            code.push('-');
        }
        code.push(char::from(ALPHABET[usize::from(byte % 32)]));
    }
    code
}

/// The digest under which a token is kept; the token itself is never stored.
pub fn digest_jeton(jeton: &str) -> String {
    to_hex(&Sha256::digest(jeton.as_bytes()))
}

fn random<const N: usize>() -> [u8; N] {
    let mut bytes = [0u8; N];
    SysRng.try_fill_bytes(&mut bytes).expect("the operating system gives random bytes");
    bytes
}

fn to_hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tokens_differ_and_digests_do_not() {
        let (a, b) = (create_jeton(), create_jeton());
        assert_ne!(a, b);
        assert_eq!(a.len(), 64);
        assert_eq!(digest_jeton(&a), digest_jeton(&a));
        assert_ne!(digest_jeton(&a), a);
    }

    #[test]
    fn codes_have_no_look_alikes() {
        for _ in 0..200 {
            let code = create_code();
            assert_eq!(code.len(), 11);
            assert!(!code.contains(['0', '1', 'I', 'O']), "{code}");
        }
    }
}
