//! Chance by the seed: integers only, and our own bounded draw so that a new version of the random
//! crates cannot change the data.

use chrono::NaiveTime;
use droit::jour::{Jour, add_jours};
use rand_chacha::ChaCha8Rng;
use rand_chacha::rand_core::{Rng, SeedableRng};

use crate::Id;

/// One stream of the seed; each part of the demonstration has its own, so that changing one leaves the others alone.
pub(crate) struct Hasard(ChaCha8Rng);

impl Hasard {
    pub fn new(graine: u64, stream: u64) -> Hasard {
        let mut rng = ChaCha8Rng::seed_from_u64(graine);
        rng.set_stream(stream);
        Hasard(rng)
    }

    /// From 0 to `n` excluded; 0 when `n` is 0.
    pub fn below(&mut self, n: usize) -> usize {
        let wide = u128::from(self.0.next_u64()) * n as u128;
        (wide >> 64) as usize
    }

    /// From `low` to `high`, both included; `low` when they cross.
    pub fn between(&mut self, low: i64, high: i64) -> i64 {
        match usize::try_from(high - low) {
            Ok(span) => low + self.below(span + 1) as i64,
            Err(_) => low,
        }
    }

    /// True `per_mille` times out of a thousand.
    pub fn chance(&mut self, per_mille: u32) -> bool {
        self.below(1000) < per_mille as usize
    }

    /// One of a list that is never empty.
    pub fn pick<T: Copy>(&mut self, items: &[T]) -> T {
        items[self.below(items.len())]
    }

    /// Draws by weight; the table is never empty and its weights are not all zero.
    pub fn weighted<T: Copy>(&mut self, table: &[(T, u32)]) -> T {
        let total: usize = table.iter().map(|(_, weight)| *weight as usize).sum();
        let mut left = self.below(total);
        for (item, weight) in table {
            if left < *weight as usize {
                return *item;
            }
            left -= *weight as usize;
        }
        table[table.len() - 1].0
    }

    pub fn shuffle<T>(&mut self, items: &mut [T]) {
        for index in (1..items.len()).rev() {
            items.swap(index, self.below(index + 1));
        }
    }

    /// A day between two days, both included.
    pub fn day_between(&mut self, from: Jour, to: Jour) -> Jour {
        let days = (to - from).num_days().max(0);
        add_jours(from, self.between(0, days).unsigned_abs())
    }

    pub fn id(&mut self, jour: Jour) -> Id {
        let instant = jour.and_time(NaiveTime::MIN).and_utc().timestamp_millis() + self.between(8 * 3_600_000, 17 * 3_600_000);
        let mut id = [0u8; 16];
        id[..8].copy_from_slice(&self.0.next_u64().to_be_bytes());
        id[8..].copy_from_slice(&self.0.next_u64().to_be_bytes());
        id[..6].copy_from_slice(&instant.unsigned_abs().to_be_bytes()[2..]);
        id[6] = 0x70 | (id[6] & 0x0f);
        id[8] = 0x80 | (id[8] & 0x3f);
        id
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn draws_stay_in_bounds_and_reach_them() {
        let mut hasard = Hasard::new(1, 1);
        let mut seen = [false; 5];
        for _ in 0..500 {
            seen[hasard.between(0, 4) as usize] = true;
        }
        assert_eq!(seen, [true; 5]);
        assert_eq!(hasard.between(7, 3), 7);
        assert_eq!(hasard.below(0), 0);
    }

    #[test]
    fn ids_are_shaped_like_uuid_v7() {
        let mut hasard = Hasard::new(1, 1);
        let id = hasard.id(Jour::from_ymd_opt(2026, 11, 16).unwrap());
        assert_eq!((id[6] >> 4, id[8] >> 6), (7, 2));
        let mut millis = [0u8; 8];
        millis[2..].copy_from_slice(&id[..6]);
        let day = u64::from_be_bytes(millis) / 86_400_000;
        assert_eq!(day, 20_773, "16 November 2026 counted from 1970");
    }
}
