//! Conventions of reservation in flow, bailleur × réservataire: `reservations/*.toml` (R6.01–R6.09).

use std::collections::BTreeSet;

use super::adoption::Adoption;
use super::anomalie::Fichier;
use super::lecteur::Table;
use super::limites::Limites;
use super::organisations::{Organisation, check_connue, choix_de};
use crate::jour::Jour;
use crate::logement::TypeReservataire;
use crate::montant::PointsDeBase;
use crate::nomenclature::nomenclature;

nomenclature!(
    /// When a home is charged to its holder (R6.07). Objectives always count leases.
    PointComptage {
        MiseADisposition = "mise_a_disposition", "Mise à disposition"; Designation = "designation", "Désignation"; Attribution = "attribution", "Attribution"; Bail = "bail", "Bail signé";
    }
);
nomenclature!(
    /// What the rights were given for; only a guarantee is capped (CCH R. 441-5).
    Contrepartie { Loi = "loi", "Contingent légal de l'État"; Garantie = "garantie", "Garantie d'emprunt"; Apport = "apport", "Terrain, travaux ou financement"; Convention = "convention", "Convention avec Action Logement ou un employeur"; }
);

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ConventionReservation {
    pub bailleur: String,
    pub reservataire: String,
    pub type_reservataire: TypeReservataire,
    pub contrepartie: Contrepartie,
    /// Share of the flow, of the commune's flow when `commune` is set.
    pub part: PointsDeBase,
    /// INSEE code when the holder is a commune: its flow is computed there (C14); else the département.
    pub commune: Option<String>,
    pub point_comptage: PointComptage,
    /// Days the holder has to propose candidates.
    pub delai_proposition_jours: u32,
    pub adoption: Adoption,
}

/// A convention and the byte offset of its share, for the checks that look at several.
pub(super) struct Lue<'a> {
    pub(super) convention: ConventionReservation,
    pub(super) fichier: Fichier<'a>,
    pub(super) position: usize,
}

/// The conventions of one file, each with the byte offset of its share.
pub(super) fn lire(racine: &Table<'_>, organisations: &[Organisation]) -> Vec<(ConventionReservation, usize)> {
    let mut lues = Vec::new();
    for t in racine.tables("convention") {
        let adoption = t.adoption();
        let (bailleur, reservataire, part) = (t.texte("bailleur"), t.texte("reservataire"), t.pourcent("part"));
        let kind = t.choix("type", choix_de!(TypeReservataire));
        let contrepartie = t.choix("contrepartie", choix_de!(Contrepartie));
        let (commune, delai) = (t.texte_si("commune"), t.entier("delai_proposition_jours"));
        let point_comptage = t.choix("point_comptage", choix_de!(PointComptage));
        t.finir();
        let known = check_connue(&t, "bailleur", bailleur.as_deref(), organisations)
            & check_connue(&t, "reservataire", reservataire.as_deref(), organisations);
        let holder = organisations.iter().find(|o| Some(&o.code) == reservataire.as_ref());
        if let (Some(holder), Some(kind)) = (holder, kind)
            && !holder.reservations.contains(&kind)
        {
            t.signaler(
                "type",
                format!("« {} » ne détient pas de droit de type {}.", holder.code, kind.code()),
                "Corriger le type, ou l'ajouter aux « reservations » de l'organisation.",
            );
        }
        if let (Some(commune), Some(holder)) = (&commune, holder)
            && holder.commune.as_ref() != Some(commune)
        {
            t.signaler(
                "commune",
                format!("La commune « {commune} » n'est pas celle du réservataire « {} ».", holder.code),
                "Corriger le code INSEE.",
            );
        }
        let (Some(bailleur), Some(reservataire), Some(kind), Some(contrepartie)) = (bailleur, reservataire, kind, contrepartie)
        else {
            continue;
        };
        let (Some(part), Some(point_comptage), Some(delai_proposition_jours), Some(adoption)) =
            (part, point_comptage, delai, adoption)
        else {
            continue;
        };
        let convention = ConventionReservation {
            bailleur,
            reservataire,
            type_reservataire: kind,
            contrepartie,
            part,
            commune,
            point_comptage,
            delai_proposition_jours,
            adoption,
        };
        if known {
            lues.push((convention, t.position("part")));
        }
    }
    racine.finir();
    lues
}

/// Caps of CCH R. 441-5 and single conventions, on every day that something changes.
pub(super) fn check_ensemble(lues: &[Lue<'_>]) {
    for (index, lue) in lues.iter().enumerate() {
        let c = &lue.convention;
        let twin = lues[..index].iter().any(|o| {
            let o = &o.convention;
            o.bailleur == c.bailleur
                && o.reservataire == c.reservataire
                && o.type_reservataire == c.type_reservataire
                && o.adoption.chevauche(&c.adoption)
        });
        if twin {
            lue.fichier.signaler(
                Some(lue.position),
                format!("Deux conventions entre « {} » et « {} » valent le même jour.", c.bailleur, c.reservataire),
                "Clore la première par « jusqu_au ».",
            );
        }
    }
    let bailleurs: BTreeSet<&str> = lues.iter().map(|l| l.convention.bailleur.as_str()).collect();
    for bailleur in bailleurs {
        let ours: Vec<&Lue<'_>> = lues.iter().filter(|l| l.convention.bailleur == bailleur).collect();
        let days: BTreeSet<Jour> = ours.iter().map(|l| l.convention.adoption.depuis).collect();
        let communes: BTreeSet<Option<&str>> = ours.iter().map(|l| l.convention.commune.as_deref()).collect();
        let mut told = BTreeSet::new();
        for day in &days {
            for commune in &communes {
                check_jour(bailleur, &ours, *day, *commune, &mut told);
            }
        }
    }
}

/// The four caps on one day, in one commune (département-wide conventions alone when `None`).
fn check_jour(bailleur: &str, ours: &[&Lue<'_>], day: Jour, commune: Option<&str>, told: &mut BTreeSet<(usize, usize)>) {
    let limites = Limites::get();
    let active: Vec<&&Lue<'_>> = ours
        .iter()
        .filter(|l| l.convention.adoption.is_en_vigueur(day))
        .filter(|l| l.convention.commune.is_none() || l.convention.commune.as_deref() == commune)
        .collect();
    let is_etat = |k| matches!(k, TypeReservataire::EtatPrioritaires | TypeReservataire::EtatAgents);
    type Test<'t> = &'t dyn Fn(&ConventionReservation) -> bool;
    let caps: [(Test<'_>, PointsDeBase, &str, &str); 4] = [
        (&|c| is_etat(c.type_reservataire), limites.etat(), "La part de l'État", "CCH R. 441-5"),
        (
            &|c| c.type_reservataire == TypeReservataire::EtatAgents,
            limites.etat_agents(),
            "La part des agents de l'État",
            "CCH R. 441-5",
        ),
        (
            &|c| c.type_reservataire == TypeReservataire::Collectivite && c.contrepartie == Contrepartie::Garantie,
            limites.collectivites_garantie(),
            "La part des collectivités en contrepartie de garanties d'emprunt",
            "CCH R. 441-5",
        ),
        (&|_| true, PointsDeBase(10_000), "La somme des parts", "le flux entier"),
    ];
    for (rank, (test, cap, who, article)) in caps.iter().enumerate() {
        let counted: Vec<_> = active.iter().filter(|l| test(&l.convention)).collect();
        let total = PointsDeBase(counted.iter().map(|l| l.convention.part.0).sum());
        if total <= *cap {
            continue;
        }
        if let Some(last) = counted.last()
            && told.insert((last.position, rank))
        {
            last.fichier.signaler(
                Some(last.position),
                format!("{who} chez « {bailleur} » atteint {total} : le plafond est de {cap} ({article})."),
                format!("Réduire les parts pour que leur somme ne dépasse pas {cap}."),
            );
        }
    }
}
