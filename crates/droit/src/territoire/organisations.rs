//! Who acts on the territory: `organisations.toml`.

use super::adoption::Adoption;
use super::lecteur::Table;
use super::lieux::check_uniques;
use crate::logement::TypeReservataire;
use crate::nomenclature::nomenclature;

nomenclature!(NatureOrganisation {
    Epci = "epci", "Établissement public de coopération intercommunale"; Bailleur = "bailleur", "Bailleur social"; Etat = "etat", "État";
    Commune = "commune", "Commune"; Ctg = "collectivite", "Collectivité territoriale ou département"; ActionLogement = "action_logement", "Action Logement";
    Adil = "adil", "Agence d'information sur le logement"; Caf = "caf", "Caisse d'allocations familiales"; Observatoire = "observatoire", "Observatoire";
    Association = "association", "Association"; Ccas = "ccas", "Centre communal d'action sociale";
});

nomenclature!(
    /// In what quality a person sits (CCH L. 441-2, R. 441-9).
    QualiteMembre {
        RepresentantBailleur = "representant_bailleur", "Représentant du bailleur"; RepresentantLocataires = "representant_locataires", "Représentant des locataires";
        Maire = "maire", "Maire de la commune du logement"; PresidentEpci = "president_epci", "Président de l'EPCI"; Prefet = "prefet", "Préfet";
        Reservataire = "reservataire", "Réservataire, pour son contingent"; AssociationInsertion = "association_insertion", "Association d'insertion ou de gestion locative sociale";
        ServiceSocial = "service_social", "Service social ou CCAS";
    }
);
nomenclature!(Voix { Deliberative = "deliberative", "Voix délibérative"; Consultative = "consultative", "Voix consultative"; });
nomenclature!(NatureInstance {
    Cih = "cih", "Conférence intercommunale de l'habitat ou du logement"; Cci = "cci", "Commission de coordination";
    CasSpecifiques = "cas_specifiques", "Commission d'examen des cas spécifiques";
});

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Organisation {
    pub code: String,
    pub nom: String,
    /// Short name of lists and badges.
    pub sigle: String,
    pub nature: NatureOrganisation,
    /// INSEE code when it is a commune or sits in one.
    pub commune: Option<String>,
    /// Kinds of reservation it may hold, the main one first; empty for a non-holder.
    pub reservations: Vec<TypeReservataire>,
    pub adoption: Adoption,
}

/// A desk that registers demandes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Guichet {
    /// Five characters, the end of the numéros uniques it obtains.
    pub code: String,
    pub nom: String,
    pub organisation: String,
    pub commune: Option<String>,
    pub adoption: Adoption,
}

/// The CALEOL of a bailleur as its règlement intérieur makes it (R7.02, R7.03).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Commission {
    pub bailleur: String,
    pub nom: String,
    pub membres: Vec<MembrePrevu>,
    /// Deliberative members present or represented; `None` while the règlement was not supplied.
    pub quorum: Option<u8>,
    /// Proxies one member may carry; `None` when the règlement is silent.
    pub pouvoirs_par_membre: Option<u8>,
    /// Days between the agenda and the session.
    pub delai_ordre_du_jour_jours: Option<u8>,
    /// Whether the règlement allows a digital session; `None` until confirmed (C11).
    pub seance_numerique: Option<bool>,
    pub voix_preponderante: Option<VoixPreponderante>,
    /// Foundation of the règlement intérieur.
    pub adoption: Adoption,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MembrePrevu {
    pub qualite: QualiteMembre,
    pub nombre: u8,
    pub voix: Voix,
}

/// Who decides when votes are equal: printed "à confirmer" until its foundation is (C11).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct VoixPreponderante {
    pub qualite: QualiteMembre,
    pub adoption: Adoption,
}

impl Commission {
    /// Votes that may be cast on one home, the mayor being that of its commune (R7.03).
    pub fn voix_deliberatives(&self) -> u32 {
        self.membres.iter().filter(|m| m.voix == Voix::Deliberative).map(|m| u32::from(m.nombre)).sum()
    }
}

/// A governance body (section 8 of the reference).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Instance {
    pub code: String,
    pub nature: NatureInstance,
    pub nom: String,
    pub presidence: Vec<String>,
    pub membres: Vec<String>,
    pub obligatoire: bool,
    pub adoption: Adoption,
}

#[derive(Debug, Default)]
pub(super) struct Acteurs {
    pub(super) organisations: Vec<Organisation>,
    pub(super) guichets: Vec<Guichet>,
    pub(super) commissions: Vec<Commission>,
    pub(super) instances: Vec<Instance>,
}

/// `(code, value)` of each variant, as `Table::choix` wants them.
macro_rules! choix_de {
    ($name:ident) => {
        &$name::ALL.iter().map(|v| (v.code(), *v)).collect::<Vec<_>>()
    };
}
pub(super) use choix_de;

pub(super) fn lire(racine: &Table<'_>) -> Acteurs {
    let organisations: Vec<Organisation> = racine.tables("organisation").iter().filter_map(lire_organisation).collect();
    check_uniques(racine, "organisation", "code", organisations.iter().map(|o| o.code.as_str()));
    let mut acteurs = Acteurs::default();
    for t in racine.tables("guichet") {
        let adoption = t.adoption();
        let (code, nom, organisation, commune) =
            (t.texte("code"), t.texte("nom"), t.texte("organisation"), t.texte_si("commune"));
        t.finir();
        if let Some(code) =
            code.as_deref().filter(|c| c.len() != 5 || !c.bytes().all(|b| b.is_ascii_digit() || b.is_ascii_uppercase()))
        {
            t.signaler("code", format!("« {code} » n'est pas un code de guichet."), "Écrire cinq chiffres ou majuscules.");
        }
        check_connue(&t, "organisation", organisation.as_deref(), &organisations);
        if let (Some(code), Some(nom), Some(organisation), Some(adoption)) = (code, nom, organisation, adoption) {
            acteurs.guichets.push(Guichet { code, nom, organisation, commune, adoption });
        }
    }
    check_uniques(racine, "guichet", "code", acteurs.guichets.iter().map(|g| g.code.as_str()));
    for t in racine.tables("commission") {
        let commission = lire_commission(&t);
        if let Some(commission) = commission
            && check_connue(&t, "bailleur", Some(&commission.bailleur), &organisations)
        {
            if acteurs.commissions.iter().any(|c| c.bailleur == commission.bailleur && c.adoption.chevauche(&commission.adoption))
            {
                t.signaler(
                    "bailleur",
                    format!("Deux règlements de la CALEOL de « {} » valent le même jour.", commission.bailleur),
                    "Clore le premier par « jusqu_au ».",
                );
            }
            acteurs.commissions.push(commission);
        }
    }
    for t in racine.tables("instance") {
        let adoption = t.adoption();
        let (code, nom, nature) = (t.texte("code"), t.texte("nom"), t.choix("nature", choix_de!(NatureInstance)));
        let (presidence, membres, obligatoire) = (t.textes("presidence"), t.textes_si("membres"), t.booleen_si("obligatoire"));
        t.finir();
        if let (Some(code), Some(nom), Some(nature), Some(adoption)) = (code, nom, nature, adoption) {
            acteurs.instances.push(Instance {
                code,
                nature,
                nom,
                presidence,
                membres,
                obligatoire: obligatoire.unwrap_or(false),
                adoption,
            });
        }
    }
    check_uniques(racine, "instance", "code", acteurs.instances.iter().map(|i| i.code.as_str()));
    racine.finir();
    acteurs.organisations = organisations;
    acteurs
}

fn lire_organisation(t: &Table<'_>) -> Option<Organisation> {
    let adoption = t.adoption();
    let (code, nom, sigle, commune) = (t.texte("code"), t.texte("nom"), t.texte("sigle"), t.texte_si("commune"));
    let nature = t.choix("nature", choix_de!(NatureOrganisation));
    let mut reservations = Vec::new();
    for word in t.textes_si("reservations") {
        match TypeReservataire::from_code(&word) {
            Some(kind) => reservations.push(kind),
            None => t.signaler(
                "reservations",
                format!("« {word} » n'est pas un type de réservataire du contrat du SNE."),
                "Choisir parmi COLTER, COLACT, PPRIOR, PFONCT, AUTRES et AUCUN.",
            ),
        }
    }
    t.finir();
    if let Some(code) = code.as_deref().filter(|c| !c.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'_'))
    {
        t.signaler(
            "code",
            format!("Le code « {code} » porte des signes non admis."),
            "Écrire des minuscules sans accent, des chiffres et « _ ».",
        );
    }
    Some(Organisation { code: code?, nom: nom?, sigle: sigle?, nature: nature?, commune, reservations, adoption: adoption? })
}

fn lire_commission(t: &Table<'_>) -> Option<Commission> {
    let adoption = t.adoption();
    let (bailleur, nom) = (t.texte("bailleur"), t.texte("nom"));
    let octet = |cle| t.entier_si(cle).and_then(|n| u8::try_from(n).ok());
    let (quorum, pouvoirs, delai) = (octet("quorum"), octet("pouvoirs_par_membre"), octet("delai_ordre_du_jour_jours"));
    let seance_numerique = t.booleen_si("seance_numerique");
    let voix_preponderante = t.table_si("voix_preponderante").and_then(|v| {
        let (adoption, qualite) = (v.adoption(), v.choix("qualite", choix_de!(QualiteMembre)));
        v.finir();
        Some(VoixPreponderante { qualite: qualite?, adoption: adoption? })
    });
    let mut membres = Vec::new();
    for m in t.tables("membre") {
        let qualite = m.choix("qualite", choix_de!(QualiteMembre));
        let (nombre, voix) = (m.entier("nombre"), m.choix("voix", choix_de!(Voix)));
        m.finir();
        if let (Some(qualite), Some(nombre), Some(voix)) = (qualite, nombre.and_then(|n| u8::try_from(n).ok()), voix) {
            membres.push(MembrePrevu { qualite, nombre, voix });
        }
    }
    t.finir();
    check_composition(t, &membres, quorum);
    Some(Commission {
        bailleur: bailleur?,
        nom: nom?,
        membres,
        quorum,
        pouvoirs_par_membre: pouvoirs,
        delai_ordre_du_jour_jours: delai,
        seance_numerique,
        voix_preponderante,
        adoption: adoption?,
    })
}

/// CCH L. 441-2: members of right keep their vote, réservataires outside it only advise, tenants are represented.
fn check_composition(t: &Table<'_>, membres: &[MembrePrevu], quorum: Option<u8>) {
    use QualiteMembre as Q;
    let find = |qualite| membres.iter().find(|m| m.qualite == qualite);
    for qualite in [Q::RepresentantLocataires, Q::Maire, Q::PresidentEpci, Q::Prefet] {
        if find(qualite).is_none_or(|m| m.voix != Voix::Deliberative || m.nombre == 0) {
            t.signaler(
                "membre",
                format!("« {} » siège avec voix délibérative (CCH L. 441-2) et n'est pas prévu ainsi.", qualite.libelle()),
                format!("Ajouter [[commission.membre]] avec qualite = \"{}\" et voix = \"deliberative\".", qualite.code()),
            );
        }
    }
    if find(Q::Reservataire).is_some_and(|m| m.voix == Voix::Deliberative) {
        t.signaler(
            "membre",
            "Un réservataire qui n'est pas membre de droit siège avec voix consultative (CCH L. 441-2).",
            "Écrire voix = \"consultative\".",
        );
    }
    let votants: u32 = membres.iter().filter(|m| m.voix == Voix::Deliberative).map(|m| u32::from(m.nombre)).sum();
    if quorum.is_some_and(|q| q == 0 || u32::from(q) > votants) {
        t.signaler(
            "quorum",
            format!("Le quorum ne peut être atteint avec {votants} voix délibératives."),
            "Écrire un nombre de 1 à ce total.",
        );
    }
}

/// Reports an organisation that is not declared.
pub(super) fn check_connue(t: &Table<'_>, cle: &str, code: Option<&str>, organisations: &[Organisation]) -> bool {
    let Some(code) = code else { return false };
    let known = organisations.iter().any(|o| o.code == code);
    if !known {
        t.signaler(
            cle,
            format!("L'organisation « {code} » n'est pas déclarée."),
            "L'ajouter dans organisations.toml ou corriger le code.",
        );
    }
    known
}
