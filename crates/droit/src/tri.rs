//! Three-valued logic (Kleene): a fact that nobody stated is neither true nor false.

/// A truth value that may be unknown. Missing data is `Inconnu`, never `Faux`.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Tri {
    Faux,
    Vrai,
    #[default]
    Inconnu,
}

impl Tri {
    /// Kleene conjunction: false wins over unknown.
    pub fn et(self, other: Tri) -> Tri {
        match (self, other) {
            (Tri::Faux, _) | (_, Tri::Faux) => Tri::Faux,
            (Tri::Vrai, Tri::Vrai) => Tri::Vrai,
            _ => Tri::Inconnu,
        }
    }

    /// Kleene disjunction: true wins over unknown.
    pub fn ou(self, other: Tri) -> Tri {
        match (self, other) {
            (Tri::Vrai, _) | (_, Tri::Vrai) => Tri::Vrai,
            (Tri::Faux, Tri::Faux) => Tri::Faux,
            _ => Tri::Inconnu,
        }
    }

    /// Kleene negation: unknown stays unknown.
    #[expect(clippy::should_implement_trait, reason = "named like its siblings et and ou")]
    pub fn not(self) -> Tri {
        match self {
            Tri::Faux => Tri::Vrai,
            Tri::Vrai => Tri::Faux,
            Tri::Inconnu => Tri::Inconnu,
        }
    }

    pub fn is_vrai(self) -> bool {
        self == Tri::Vrai
    }

    pub fn is_inconnu(self) -> bool {
        self == Tri::Inconnu
    }
}

impl From<bool> for Tri {
    fn from(value: bool) -> Tri {
        if value { Tri::Vrai } else { Tri::Faux }
    }
}

impl From<Option<bool>> for Tri {
    fn from(value: Option<bool>) -> Tri {
        value.map_or(Tri::Inconnu, Tri::from)
    }
}

#[cfg(test)]
mod tests {
    use super::Tri::{self, Faux, Inconnu, Vrai};

    const ALL: [Tri; 3] = [Faux, Vrai, Inconnu];

    #[test]
    fn unknown_gives_way_only_to_the_value_that_decides() {
        assert_eq!(Inconnu.et(Faux), Faux);
        assert_eq!(Inconnu.et(Vrai), Inconnu);
        assert_eq!(Inconnu.ou(Vrai), Vrai);
        assert_eq!(Inconnu.ou(Faux), Inconnu);
        assert_eq!(Inconnu.not(), Inconnu);
    }

    #[test]
    fn de_morgan_holds() {
        for a in ALL {
            for b in ALL {
                assert_eq!(a.et(b).not(), a.not().ou(b.not()));
            }
        }
    }
}
