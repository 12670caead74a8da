//! Reading: the sheet of a draft, to type it in the SNE (companion mode). It registers nothing and says so.

use documents::fiche_presaisie::{FichePresaisie, LigneFiche, PieceFiche, SectionFiche, render_fiche_presaisie};
use droit::demande::{Demande, EtatDemande, RolePersonne};
use droit::jour::format_fr;
use droit::territoire::{ModeSne, Territoire};
use stockage::demande;
use uuid::Uuid;

use crate::carbet::Carbet;
use crate::droits::{Acte, Acteur};
use crate::issue::{Echec, Refus};
use crate::portee_demandes;

/// The sheet as a PDF. Errors: the demande has its number already, the territory exchanges with the SNE.
pub async fn render_fiche(carbet: &Carbet, acteur: &Acteur, id: Uuid) -> Result<Vec<u8>, Echec> {
    let regles = carbet.regles();
    let departement = regles.territoire.epci.departement.clone();
    let stored = demande::get(&carbet.base, &departement, id).await?;
    portee_demandes::check_demande(carbet, acteur, Acte::SaisirDemande, &stored).await?;
    let waiting = matches!(stored.demande.etat, EtatDemande::Brouillon | EtatDemande::EnAttenteDeNumero);
    if !waiting || regles.territoire.epci.mode_sne != ModeSne::Compagnon {
        return Err(Refus::new(
            "fiche_sans_objet",
            "La fiche de pré-saisie ne sert qu'à une demande qui attend son numéro.",
            "Ouvrez la demande dans le SNE par son numéro unique.",
        )
        .into());
    }
    carbet.traces.note(acteur, "demande", id, carbet.horloge.instant_utc());
    let fiche = build(carbet, &regles.territoire, acteur, id, &stored.demande);
    render_fiche_presaisie(&fiche).map_err(|error| {
        tracing::error!(%error, "a pre-registration sheet could not be rendered");
        Refus::new(
            "fiche_impossible",
            "La fiche n'a pas pu être composée.",
            "Réessayez ; si cela persiste, prévenez l'administrateur.",
        )
        .into()
    })
}

fn build(carbet: &Carbet, territoire: &Territoire, acteur: &Acteur, id: Uuid, demande: &Demande) -> FichePresaisie {
    let desk = demande.guichet.as_deref().and_then(|code| territoire.guichet(code)).map(|g| g.nom.clone());
    let own = territoire.organisation(&acteur.organisation).map(|o| o.nom.clone());
    let reference = id.simple().to_string();
    FichePresaisie {
        guichet: desk.or(own).unwrap_or_default(),
        territoire: territoire.epci.nom.clone(),
        reference: format!("P-{}", reference[reference.len() - 8..].to_uppercase()),
        etablie_le: carbet.aujourd_hui(),
        sections: list_sections(territoire, demande),
        pieces: vec![PieceFiche {
            libelle: "Pièce d'identité ou titre de séjour de chaque majeur".to_owned(), fournie: false
        }],
        suites: vec![
            "Le guichet saisit la demande dans le SNE, qui donne le numéro unique.".to_owned(),
            "L'attestation d'enregistrement vient du SNE, un mois au plus après le dépôt.".to_owned(),
        ],
        fictif: carbet.demo,
    }
}

fn list_sections(territoire: &Territoire, demande: &Demande) -> Vec<SectionFiche> {
    let line = |libelle: &str, valeur: Option<String>| LigneFiche { libelle: libelle.to_owned(), valeur };
    let dossier = &demande.dossier;
    let mut sections = Vec::new();
    if let Some(t) = dossier.menage.titulaire() {
        sections.push(SectionFiche {
            titre: "Demandeur".to_owned(),
            lignes: vec![
                line("Civilité", t.civilite.map(|c| c.libelle().to_owned())),
                line("Nom d'usage", t.nom.clone()),
                line("Nom de naissance", t.nom_naissance.clone()),
                line("Prénom", t.prenom.clone()),
                line("Date de naissance", t.naissance_le.map(format_fr)),
                line("Situation familiale", t.situation_familiale.map(|s| s.libelle().to_owned())),
                line("Téléphone", dossier.contact.telephone.clone()),
                line("Adresse électronique", dossier.contact.mel.clone()),
                line("Adresse postale", dossier.contact.adresse.clone()),
                line("Code postal", dossier.contact.code_postal.clone()),
            ],
        });
    }
    let others: Vec<LigneFiche> = dossier
        .menage
        .personnes
        .iter()
        .filter(|p| !p.is_titulaire())
        .map(|p| {
            let role = match p.role {
                RolePersonne::Titulaire | RolePersonne::Cotitulaire(_) => "Futur cotitulaire",
                RolePersonne::ACharge(_) => "Personne à charge",
                RolePersonne::EnGarde(_) => "Enfant en garde ou en droit de visite",
            };
            let name: Vec<&str> = [p.nom.as_deref(), p.prenom.as_deref()].into_iter().flatten().collect();
            let birth = p.naissance_le.map_or_else(String::new, |le| format!(", né(e) le {}", format_fr(le)));
            line(role, Some(format!("{}{birth}", name.join(" "))))
        })
        .collect();
    if !others.is_empty() {
        sections.push(SectionFiche { titre: "Autres personnes à loger".to_owned(), lignes: others });
    }
    let commune = |code: &str| territoire.commune(code).map_or_else(|| code.to_owned(), |c| c.nom.clone());
    let join = |words: Vec<String>| Some(words.join(", ")).filter(|w| !w.is_empty());
    let recherche = &dossier.recherche;
    sections.push(SectionFiche {
        titre: "Situation et recherche".to_owned(),
        lignes: vec![
            line("Date de dépôt", Some(format_fr(demande.depose_le))),
            line("Logement actuel", dossier.logement_actuel.modele.map(|m| m.libelle().to_owned())),
            line("Surface (m²)", dossier.logement_actuel.surface.map(|s| s.to_string())),
            line("Motifs", join(dossier.motifs.iter().map(|m| m.libelle().to_owned()).collect())),
            line("Typologies", join(recherche.typologies.iter().map(|t| t.libelle().to_owned()).collect())),
            line("Communes souhaitées", join(recherche.souhaits.iter().map(|s| commune(&s.commune)).collect())),
        ],
    });
    sections
}
