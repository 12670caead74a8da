//! Median and mean of days over several homes, in tenths of a day, in integers.

/// Days over several homes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Repartition {
    pub nombre: u32,
    pub mediane_dixiemes: i64,
    pub moyenne_dixiemes: i64,
}

/// The median is the middle home, or half-way between the two in the middle; the mean is rounded to the nearest tenth.
/// `None` without a home.
pub fn compute_repartition(jours: &[i64]) -> Option<Repartition> {
    let nombre = i64::try_from(jours.len()).ok().filter(|n| *n > 0)?;
    let mut sorted = jours.to_vec();
    sorted.sort_unstable();
    let middle = sorted.len() / 2;
    let mediane_dixiemes = if sorted.len() % 2 == 1 { sorted[middle] * 10 } else { (sorted[middle - 1] + sorted[middle]) * 5 };
    let sum: i64 = sorted.iter().sum();
    let moyenne_dixiemes = (sum * 10 + nombre / 2).div_euclid(nombre);
    Some(Repartition { nombre: u32::try_from(nombre).unwrap_or(u32::MAX), mediane_dixiemes, moyenne_dixiemes })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_median_is_the_middle_and_the_mean_is_rounded() {
        assert_eq!(compute_repartition(&[]), None);
        let odd = compute_repartition(&[30, 10, 11]).unwrap();
        assert_eq!((odd.nombre, odd.mediane_dixiemes, odd.moyenne_dixiemes), (3, 110, 170));
        let even = compute_repartition(&[1, 2, 2, 10]).unwrap();
        assert_eq!((even.mediane_dixiemes, even.moyenne_dixiemes), (20, 38), "3,75 days are 3,8");
        assert_eq!(compute_repartition(&[1, 2]).unwrap().mediane_dixiemes, 15);
    }
}
