//! Recognising that a person asked already, before a second demande is opened under the same identity.
//!
//! Carbet tells and never merges: the desk reads what agrees and what differs, asks the person, and decides.

/// The identity of one person as two files compare it. Names are given without case, accent nor sign, so that
/// `Rémi-Luc` and `REMI LUC` are the same words.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Identite {
    /// Name of use and birth name, the known ones.
    pub noms: Vec<String>,
    pub prenom: String,
    /// Year, month, day.
    pub naissance: Option<(i32, u32, u32)>,
    /// A child who does not live there all the time.
    pub en_garde: bool,
}

/// What two identities are to each other, the strongest last.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Doublon {
    /// Nothing links them.
    Aucun,
    /// The same child in the files of two separated parents: two households, two demandes (each parent asks for their own).
    EnfantPartage,
    /// The same name and the same day of birth under another first name: two persons.
    Jumeaux,
    /// Close enough to ask: a first name shortened or an initial, a day and a month exchanged, a birth date not given.
    Possible,
    /// The same name, first name and birth date.
    MemeIdentite,
}

/// Two identities compared.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Rapprochement {
    pub doublon: Doublon,
    /// What agrees, in words.
    pub concorde: Vec<&'static str>,
    /// What differs, in words.
    pub differe: Vec<&'static str>,
}

impl Doublon {
    /// Whether the desk has to decide before it goes on.
    pub const fn is_a_trancher(self) -> bool {
        match self {
            Doublon::MemeIdentite | Doublon::Possible | Doublon::Jumeaux => true,
            Doublon::EnfantPartage | Doublon::Aucun => false,
        }
    }

    /// What it means for the desk.
    pub const fn libelle(self) -> &'static str {
        match self {
            Doublon::MemeIdentite => "Même nom, même prénom, même date de naissance",
            Doublon::Possible => "Peut-être la même personne",
            Doublon::Jumeaux => "Autre prénom, né(e) le même jour : des jumeaux sont deux personnes",
            Doublon::EnfantPartage => "Enfant en garde dans deux dossiers : deux ménages, deux demandes",
            Doublon::Aucun => "Aucun rapprochement",
        }
    }
}

/// CCH L. 441-2-1: a household has one demande, hence one numéro unique, whatever the number of desks it went to.
///
/// Whether two identities may be one person. Sharing initials is not a link. Interpretation of the desks, to confirm
/// with the manager of the SNE: the strong keys are the name of use or of birth, the first name and the birth date.
pub fn compare_identites(typed: &Identite, known: &Identite) -> Rapprochement {
    let (mut concorde, mut differe) = (Vec::new(), Vec::new());
    let nom = typed.noms.iter().any(|nom| !nom.is_empty() && known.noms.contains(nom));
    if nom {
        concorde.push("le nom")
    } else {
        differe.push("le nom")
    }
    let prenom = compare_prenoms(&typed.prenom, &known.prenom);
    match prenom {
        Accord::Oui => concorde.push("le prénom"),
        Accord::Proche => concorde.push("le début du prénom"),
        Accord::Non => differe.push("le prénom"),
        Accord::Inconnu => {}
    }
    let naissance = compare_naissances(typed.naissance, known.naissance);
    match naissance {
        Accord::Oui => concorde.push("la date de naissance"),
        Accord::Proche => concorde.push("la date de naissance, jour et mois échangés"),
        Accord::Non => differe.push("la date de naissance"),
        Accord::Inconnu => differe.push("la date de naissance, inconnue d’un côté"),
    }
    let doublon = match (nom, prenom, naissance) {
        (true, Accord::Oui, Accord::Oui) if typed.en_garde || known.en_garde => Doublon::EnfantPartage,
        (true, Accord::Oui, Accord::Oui) => Doublon::MemeIdentite,
        (true, Accord::Non, Accord::Oui) => Doublon::Jumeaux,
        (true, Accord::Oui | Accord::Proche, Accord::Oui | Accord::Proche | Accord::Inconnu) => Doublon::Possible,
        // A name changed by marriage: the rest agrees.
        (false, Accord::Oui, Accord::Oui) => Doublon::Possible,
        (_, _, _) => Doublon::Aucun,
    };
    Rapprochement { doublon, concorde, differe }
}

/// The strongest link between the person typed and anyone of a known household.
pub fn compare_menage(typed: &Identite, known: &[Identite]) -> Option<Rapprochement> {
    known
        .iter()
        .map(|person| compare_identites(typed, person))
        .filter(|found| found.doublon != Doublon::Aucun)
        .max_by_key(|found| found.doublon)
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Accord {
    Oui,
    Proche,
    Non,
    Inconnu,
}

/// `Jean` is close to `Jean Pierre`, and `J` to both.
fn compare_prenoms(a: &str, b: &str) -> Accord {
    if a.is_empty() || b.is_empty() {
        return Accord::Inconnu;
    }
    if a == b {
        return Accord::Oui;
    }
    let (short, long) = if a.len() <= b.len() { (a, b) } else { (b, a) };
    let initial = short.chars().count() == 1 && long.starts_with(short);
    if initial || long.split(' ').next() == Some(short) { Accord::Proche } else { Accord::Non }
}

fn compare_naissances(a: Option<(i32, u32, u32)>, b: Option<(i32, u32, u32)>) -> Accord {
    match (a, b) {
        (Some(a), Some(b)) if a == b => Accord::Oui,
        (Some((year, month, day)), Some(b)) if (year, day, month) == b => Accord::Proche,
        (Some(_), Some(_)) => Accord::Non,
        _ => Accord::Inconnu,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn person(noms: &[&str], prenom: &str, naissance: Option<(i32, u32, u32)>) -> Identite {
        Identite { noms: noms.iter().map(|n| (*n).to_owned()).collect(), prenom: prenom.to_owned(), naissance, en_garde: false }
    }

    const NEE: Option<(i32, u32, u32)> = Some((1990, 5, 2));

    #[test]
    fn the_same_strong_keys_are_the_same_identity_whichever_name_is_used() {
        let typed = person(&["baptista"], "ana", NEE);
        assert_eq!(compare_identites(&typed, &person(&["baptista"], "ana", NEE)).doublon, Doublon::MemeIdentite);
        let married = compare_identites(&typed, &person(&["tapirelle", "baptista"], "ana", NEE));
        assert_eq!(married.doublon, Doublon::MemeIdentite, "the birth name is a key too");
        let renamed = compare_identites(&typed, &person(&["tapirelle"], "ana", NEE));
        assert_eq!((renamed.doublon, renamed.differe), (Doublon::Possible, vec!["le nom"]));
    }

    #[test]
    fn twins_are_two_persons() {
        let found = compare_identites(&person(&["baptista"], "ana", NEE), &person(&["baptista"], "eva", NEE));
        assert_eq!((found.doublon, found.differe), (Doublon::Jumeaux, vec!["le prénom"]));
        assert!(found.doublon.is_a_trancher(), "the desk reads it and goes on");
    }

    #[test]
    fn the_same_initials_are_not_a_link_but_an_initial_for_a_first_name_is() {
        let typed = person(&["baptista"], "ana", NEE);
        assert_eq!(compare_identites(&typed, &person(&["bernard"], "alice", NEE)).doublon, Doublon::Aucun);
        assert_eq!(compare_identites(&typed, &person(&["baptista"], "a", NEE)).doublon, Doublon::Possible);
        assert_eq!(compare_identites(&typed, &person(&["baptista"], "ana maria", NEE)).doublon, Doublon::Possible);
    }

    #[test]
    fn a_child_in_shared_custody_stands_in_two_files_that_stay_two() {
        let mut child = person(&["baptista"], "lou", Some((2018, 3, 4)));
        let other = child.clone();
        child.en_garde = true;
        let found = compare_identites(&other, &child).doublon;
        assert_eq!(found, Doublon::EnfantPartage);
        assert!(!found.is_a_trancher());
    }

    #[test]
    fn a_day_and_a_month_exchanged_or_a_date_not_given_are_asked() {
        let typed = person(&["baptista"], "ana", Some((1990, 5, 2)));
        assert_eq!(compare_identites(&typed, &person(&["baptista"], "ana", Some((1990, 2, 5)))).doublon, Doublon::Possible);
        assert_eq!(compare_identites(&typed, &person(&["baptista"], "ana", None)).doublon, Doublon::Possible);
        assert_eq!(compare_identites(&typed, &person(&["baptista"], "ana", Some((1971, 1, 1)))).doublon, Doublon::Aucun);
    }

    #[test]
    fn the_strongest_link_of_a_household_is_told() {
        let typed = person(&["baptista"], "ana", NEE);
        let known = [person(&["baptista"], "eva", NEE), person(&["baptista"], "ana", NEE), person(&["x"], "y", None)];
        assert_eq!(compare_menage(&typed, &known).map(|found| found.doublon), Some(Doublon::MemeIdentite));
        assert_eq!(compare_menage(&typed, &known[2..]), None);
    }
}
