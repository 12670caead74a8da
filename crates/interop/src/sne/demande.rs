//! From the tree of one demande to the nouns; nothing read is lost.

use droit::demande::*;
use droit::jour::{Jour, parse_iso};
use droit::montant::Centimes;
use droit::numero_unique::NumeroUnique;

use super::arbre::{Noeud, list_feuilles};
use super::controle::Constats;
use super::liste::list_champs_noms;
use crate::anomalie::Gravite;

/// `None` when the demande cannot be imported; the reasons are in `constats`.
pub fn build_demande(racine: &Noeud, constats: &mut Constats) -> Option<Demande> {
    let Some(d) = racine.child("demandeLogement") else {
        constats.push(
            racine.ligne,
            "demandeLogement",
            "",
            Gravite::Rejet,
            "la demande ne contient pas de bloc « demandeLogement »",
            "Refaites l'export de cette demande depuis le SNE.",
        );
        return None;
    };
    let numero = match d.text("numUnique").map(NumeroUnique::parse) {
        None => Ok(None),
        Some(Ok(numero)) => Ok(Some(numero)),
        Some(Err(erreur)) => Err(erreur),
    };
    if let Err(erreur) = &numero {
        constats.push(
            d.ligne,
            "demandeLogement/numUnique",
            d.text("numUnique").unwrap_or(""),
            Gravite::Rejet,
            erreur.to_string(),
            "Corrigez le numéro dans le fichier ou refaites l'export, puis importez de nouveau.",
        );
    }
    let depose = d.text("dateCreationDemande").and_then(jour);
    if depose.is_none() {
        constats.push(
            d.ligne,
            "demandeLogement/dateCreationDemande",
            d.text("dateCreationDemande").unwrap_or(""),
            Gravite::Rejet,
            "la date de dépôt manque ou n'existe pas : l'ancienneté de la demande ne peut pas être établie",
            "Complétez la date de création dans le SNE, puis importez de nouveau.",
        );
    }
    let (numero, depose_le) = (numero.ok()?, depose?);
    let mut demande = Demande {
        etat: build_etat(d, numero, constats),
        depose_le,
        enregistre_le: None,
        renouvele_le: d.text("renouvellement/dateRenouvellement").and_then(jour),
        guichet: owned(d, "numGuichet"),
        dossier: build_dossier(racine, d, constats),
    };
    keep_source(racine, &mut demande);
    Some(demande)
}

/// What the nouns would not give back as it was read is kept as source values.
fn keep_source(racine: &Noeud, demande: &mut Demande) {
    let mut from_nouns = list_champs_noms(demande);
    let mut kept: Vec<ChampSource> = Vec::new();
    let mut seen = std::collections::BTreeSet::new();
    for (chemin, valeur) in list_feuilles(racine) {
        // Two values at one path (mixed content): the second keeps a path of its own.
        let mut unique = chemin.clone();
        let mut rank = 2;
        while !seen.insert(unique.clone()) {
            unique = format!("{chemin}#{rank}");
            rank += 1;
        }
        if from_nouns.remove(&unique).as_deref() != Some(valeur.as_str()) {
            kept.push(ChampSource { chemin: unique, valeur });
        }
    }
    kept.extend(from_nouns.into_keys().filter(|c| !seen.contains(c)).map(|chemin| ChampSource { chemin, valeur: String::new() }));
    demande.dossier.champs_source = kept;
}

fn build_etat(d: &Noeud, numero: Option<NumeroUnique>, constats: &mut Constats) -> EtatDemande {
    let Some(numero_unique) = numero else {
        return EtatDemande::EnAttenteDeNumero;
    };
    let Some(radiation) = d.child("radiation") else {
        return EtatDemande::Enregistree { numero_unique };
    };
    let le = radiation.text("dateRadiation").and_then(jour);
    let motif = radiation.text("motifRadiation").and_then(MotifRadiation::from_code);
    match (le, motif) {
        (Some(le), Some(motif)) => EtatDemande::Radiee { numero_unique, le, motif },
        // The contract lifts a radiation with an empty motive.
        _ if radiation.text("motifRadiation").is_none() && le.is_some() => EtatDemande::Enregistree { numero_unique },
        _ => {
            constats.push(
                radiation.ligne,
                "demandeLogement/radiation",
                radiation.text("motifRadiation").unwrap_or(""),
                Gravite::Ignoree,
                "la radiation n'a pas à la fois une date et un motif de la liste de l'article R. 441-2-8 : elle n'est pas appliquée",
                "Vérifiez dans le SNE si la demande est radiée et pour quel motif.",
            );
            EtatDemande::Enregistree { numero_unique }
        }
    }
}

fn build_dossier(racine: &Noeud, d: &Noeud, constats: &mut Constats) -> Dossier {
    let mut dossier = Dossier::default();
    if let Some(dalo) = racine.child("informationDalo") {
        dossier.dalo = code(dalo, "statutDalo", StatutDalo::from_code)
            .map(|statut| DecisionDalo { statut, decide_le: dalo.text("dateDecisionDalo").and_then(jour) });
    }
    if let Some(recherche) = d.child("logementRecherche") {
        dossier.recherche = build_recherche(recherche);
    }
    if let Some(motifs) = d.child("principauxMotifDemande") {
        dossier.motifs = motifs.children("motifDemande").filter_map(|n| Motif::from_code(n.valeur())).collect();
        dossier.motif_precision = owned(motifs, "compAutreMotif");
    }
    if let Some(personne) = d.child("personnePhysique") {
        if let Some(demandeur) = personne.child("demandeur") {
            dossier.contact = build_contact(demandeur);
        }
        if let Some(actuel) = personne.child("logementActuel") {
            dossier.logement_actuel = build_logement_actuel(actuel);
        }
        dossier.menage = build_menage(personne, constats);
    }
    if let Some(handicaps) = d.child("listeHandicap") {
        let births: Vec<Option<Jour>> = handicaps.children("handicap").map(|h| h.text("dateNaissance").and_then(jour)).collect();
        if !births.is_empty() {
            dossier.recherche.logement_adapte = Some(true);
        }
        for personne in &mut dossier.menage.personnes {
            if personne.naissance_le.is_some() && births.contains(&personne.naissance_le) {
                personne.handicap = Some(true);
            }
        }
    }
    dossier
}

fn build_recherche(r: &Noeud) -> Recherche {
    Recherche {
        categorie: code(r, "categorieLogementRecherche", CategorieRecherchee::from_code),
        typologies: r
            .child("listeTypeLogement")
            .map(|l| l.children("typeLogement").filter_map(|n| Typologie::from_code(n.valeur())).collect())
            .unwrap_or_default(),
        souhaits: r.child("listeLocalisationSouhaite").map(build_souhaits).unwrap_or_default(),
        demande_elargie: booleen(r, "demandeElargie"),
        loyer_maximum: montant(r, "montantLoyer"),
        parking: booleen(r, "avecParking"),
        rez_de_chaussee_refuse: booleen(r, "rezDeChaussee").map(|accepte| !accepte),
        sans_ascenseur_refuse: booleen(r, "sansAscenseur").map(|accepte| !accepte),
        logement_adapte: None,
    }
}

fn build_souhaits(liste: &Noeud) -> Vec<Souhait> {
    liste
        .children("localisationSouhaite")
        .filter_map(|place| Some(Souhait { commune: owned(place, "commune")?, quartier: owned(place, "quartier") }))
        .collect()
}

fn build_contact(p: &Noeud) -> Contact {
    let adresse: Vec<&str> = ["numero", "voie"].iter().filter_map(|nom| p.at("adressePostale")?.text(nom)).collect();
    Contact {
        adresse: (!adresse.is_empty()).then(|| adresse.join(" ")),
        code_postal: owned(p, "adressePostale/codePostal"),
        commune: owned(p, "adressePostale/commune"),
        telephone: ["telPortable", "telDomicile", "telTravail"].iter().find_map(|nom| owned(p, nom)),
        mel: owned(p, "mel"),
        sms_accepte: booleen(p, "notifSms"),
    }
}

fn build_logement_actuel(a: &Noeud) -> LogementActuel {
    let depuis = ["compResSocDepuis", "compResHotDepuis", "compSousLocDepuis", "compStructDepuis", "compCentreDepuis"];
    LogementActuel {
        modele: a
            .child("listeModeleLogement")
            .and_then(|l| l.children("modeleLogement").find_map(|n| ModeleLogement::from_code(n.valeur()))),
        categorie: code(a, "categorieLogement", CategorieLogement::from_code),
        typologie: code(a, "typeLogementActuel", Typologie::from_code),
        surface: a.text("surface").and_then(|v| v.parse().ok()),
        nombre_habitants: a.text("nombreHabitant").and_then(|v| v.parse().ok()),
        loyer: montant(a, "montantMensuelLoyer"),
        aide: montant(a, "montantMensuelAPL"),
        commune: owned(a, "commune"),
        code_postal: owned(a, "codePostal"),
        bailleur: owned(a, "compNomOrgBailleur"),
        depuis: depuis.iter().find_map(|nom| a.text(nom).and_then(jour)),
        proprietaire: booleen(a, "proprietaire"),
        en_qpv: None,
        indigne: None,
    }
}

fn build_menage(p: &Noeud, constats: &mut Constats) -> Menage {
    let mut personnes = Vec::new();
    if let Some(demandeur) = p.child("demandeur") {
        personnes.push(build_personne(demandeur, RolePersonne::Titulaire, constats));
    }
    let each = |liste: &str, nom: &'static str| {
        p.child(liste).map(|l| l.enfants.iter().filter(|n| n.nom == nom).collect::<Vec<_>>()).unwrap_or_default()
    };
    for node in each("listeCotitulaire", "cotitulaire") {
        let lien = code(node, "lienDemandeur", LienDemandeur::from_code).unwrap_or_else(|| {
            signal_lien(node, "lienDemandeur", "colocataire", constats);
            LienDemandeur::Colocataire
        });
        personnes.push(build_personne(node, RolePersonne::Cotitulaire(lien), constats));
    }
    let first_a_charge = personnes.len();
    for node in each("listePersonneACharge", "personneACharge") {
        let lien = code(node, "lienParente", LienParente::from_code).unwrap_or_else(|| {
            signal_lien(node, "lienParente", "autre personne à charge", constats);
            LienParente::Autre
        });
        personnes.push(build_personne(node, RolePersonne::ACharge(lien), constats));
    }
    if let Some(demandeur) = p.child("demandeur") {
        let ressources = build_ressources(demandeur, "PersACharge", constats);
        match personnes.get_mut(first_a_charge) {
            // The contract does not say which dependant earns them: the sum of the household is right.
            Some(premiere) => premiere.ressources = ressources,
            None if !ressources.is_empty() => constats.push(
                demandeur.ligne,
                "demandeLogement/personnePhysique/demandeur/listeRessourceRecuePersACharge",
                "",
                Gravite::Ignoree,
                "des ressources de personnes à charge sont déclarées alors qu'aucune personne à charge ne l'est",
                "Vérifiez la composition du ménage avec le demandeur.",
            ),
            None => {}
        }
    }
    for node in each("listePersonneEnGarde", "personneEnGarde") {
        let garde = code(node, "coParentalite", Coparentalite::from_code).unwrap_or_else(|| {
            signal_lien(node, "coParentalite", "droit de visite", constats);
            Coparentalite::DroitDeVisite
        });
        personnes.push(build_personne(node, RolePersonne::EnGarde(garde), constats));
    }
    let a_naitre = p.child("personneANaitre").and_then(|n| {
        let nombre = n.text("nombre")?.parse().ok()?;
        Some(ANaitre { nombre, prevue_le: n.text("dateNaissancePrevue").and_then(jour) })
    });
    // Neither a separation nor the costs of a nursing home stand in the contract.
    Menage { personnes, a_naitre, conjoint_separe: None, frais_ehpad: None }
}

fn signal_lien(node: &Noeud, champ: &str, retenu: &str, constats: &mut Constats) {
    constats.push(
        node.ligne,
        &format!("demandeLogement/personnePhysique/{}/{champ}", node.nom),
        node.text(champ).unwrap_or(""),
        Gravite::Signalee,
        format!("le lien de cette personne avec le demandeur n'est pas connu ; elle est lue comme « {retenu} » en attendant"),
        "Faites préciser le lien au demandeur : il compte pour la composition du ménage.",
    );
}

fn build_personne(n: &Noeud, role: RolePersonne, constats: &mut Constats) -> Personne {
    let mut personne = Personne::new(role);
    personne.civilite = code(n, "civilite", Civilite::from_code);
    personne.nom = owned(n, "nom");
    personne.nom_naissance = owned(n, "nomPatronymique");
    personne.prenom = owned(n, "prenom");
    personne.naissance_le = n.text("dateNaissance").and_then(jour);
    personne.sexe = code(n, "sexe", Sexe::from_code);
    personne.nationalite = code(n, "nationalite", Nationalite::from_code);
    personne.situation_familiale = code(n, "situationFamiliale", SituationFamiliale::from_code);
    personne.situation_professionnelle =
        code(n, "situationProfessionnelle/typeContratTravail", SituationProfessionnelle::from_code);
    personne.profession = owned(n, "situationProfessionnelle/profession");
    personne.employeur = owned(n, "situationProfessionnelle/nomEmployeurPrincipal");
    personne.commune_travail = owned(n, "situationProfessionnelle/commune");
    if let Some(revenu) = n.child("revenuFiscal") {
        for i in [2, 1] {
            let annee =
                revenu.text(&format!("anneeMoins{i}")).and_then(|v| v.parse::<i32>().ok()).filter(|a| (1900..=2100).contains(a));
            if let (Some(annee), Some(montant)) = (annee, montant(revenu, &format!("montantMoins{i}"))) {
                personne.revenus_fiscaux.insert(annee, montant);
            }
        }
    }
    if !matches!(role, RolePersonne::ACharge(_)) {
        personne.ressources = build_ressources(n, "", constats);
    }
    personne
}

fn build_ressources(n: &Noeud, suffixe: &str, constats: &mut Constats) -> Vec<Ressource> {
    let mut ressources = Vec::new();
    for (liste, versee) in [("listeRessourceRecue", false), ("listeRessourceVersee", true)] {
        let nom = format!("{liste}{suffixe}");
        let Some(liste) = n.child(&nom) else { continue };
        for detail in liste.children("detailRessource") {
            let nature = code(detail, "ressource", NatureRessource::from_code);
            match (nature, montant(detail, "montant")) {
                (Some(nature), Some(montant)) if montant >= Centimes::ZERO && (nature == NatureRessource::PensionVersee) == versee => ressources.push(Ressource { nature, montant }),
                _ => constats.push(
                    detail.ligne,
                    &format!("demandeLogement/personnePhysique/{}/{nom}/detailRessource", n.nom),
                    detail.text("ressource").unwrap_or(""),
                    Gravite::Ignoree,
                    "cette ressource n'a pas une nature de la liste et un montant positif : elle n'entre pas dans les ressources du ménage",
                    "Vérifiez la ressource avec le demandeur et corrigez-la dans le SNE.",
                ),
            }
        }
    }
    ressources
}

fn jour(text: &str) -> Option<Jour> {
    parse_iso(text)
}

fn owned(n: &Noeud, chemin: &str) -> Option<String> {
    n.text(chemin).map(str::to_owned)
}

fn code<T>(n: &Noeud, chemin: &str, from_code: impl Fn(&str) -> Option<T>) -> Option<T> {
    n.text(chemin).and_then(from_code)
}

fn booleen(n: &Noeud, chemin: &str) -> Option<bool> {
    match n.text(chemin)? {
        "true" | "1" => Some(true),
        "false" | "0" => Some(false),
        _ => None,
    }
}

fn montant(n: &Noeud, chemin: &str) -> Option<Centimes> {
    Centimes::parse(n.text(chemin)?).ok()
}
