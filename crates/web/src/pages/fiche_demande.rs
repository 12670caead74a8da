//! The file of a household in words: from the narrowed reading to the view.

use droit::cotation::{EtatLigne, Regle, StatutGrille};
use droit::demande::*;
use droit::jour::{Jour, compute_age, format_fr};
use droit::territoire::Territoire;
use gestion::attente_observee::tell_attente;
use gestion::conflits::ChampCompare;
use gestion::consigner_appel::{AppelLu, IssueAppel};
use gestion::constater_sejour::list_titres;
use gestion::consulter_demande::{EvenementDossier, FicheDemande, LigneVisible, NatureEvenement, NoteVisible};
use gestion::droits::Acte;
use gestion::labelliser::list_publics;
use gestion::prouver_fait::list_faits_a_prouver;
use uuid::Uuid;

use crate::visite::Visite;
use crate::vues::cadre::Ton;
use crate::vues::composants::{Choix, Etiquette, Evenement, Ligne, Saisie};
use crate::vues::demande::*;

pub fn vue(visite: &Visite, fiche: &FicheDemande, appels: &[AppelLu], saisie: Saisie) -> VueDemande {
    let regles = visite.carbet.regles();
    let (territoire, jour) = (&regles.territoire, visite.carbet.aujourd_hui());
    let demande = &fiche.demande;
    let dossier = &demande.dossier;
    let menage = nom_menage(fiche.id, &fiche.demande);
    let numero = demande.numero_unique();
    let note = fiche.note.as_ref();
    VueDemande {
        cadre: visite.cadre(&menage),
        id: fiche.id.to_string(),
        numero_unique: numero.map_or_else(|| "En attente de numéro".to_owned(), |n| n.to_string()),
        etiquettes: etiquettes(fiche, jour),
        resume: resume(fiche, territoire),
        manques: fiche.manques.iter().map(|m| Manque { quoi: m.quoi.clone(), consequence: m.consequence.clone() }).collect(),
        composition: composition(fiche),
        personnes: personnes(fiche, territoire, jour),
        ressources: if fiche.menage_visible { ressources(&dossier.menage) } else { Vec::new() },
        logement_actuel: if fiche.menage_visible { logement_actuel(&dossier.logement_actuel, territoire) } else { Vec::new() },
        recherche: recherche(dossier),
        souhaits: dossier.recherche.souhaits.iter().map(|s| souhait(s, territoire)).collect(),
        provenances: provenances(fiche),
        contact: if fiche.identite_visible { contact(&dossier.contact, territoire) } else { Vec::new() },
        labels: dossier.labels.iter().map(|l| label(l, territoire)).collect(),
        peut_labelliser: fiche.peut.labelliser,
        publics: choix(list_publics(&visite.acteur).iter().map(|p| (p.code(), p.libelle())), saisie.valeur("public")),
        peut_constater_sejour: fiche.peut.constater_sejour,
        sejours: if fiche.peut.constater_sejour { sejours(visite, fiche, jour) } else { Vec::new() },
        cocontractants: {
            let people = cocontractants(fiche);
            choix(people.iter().map(|(rang, nom)| (rang.as_str(), nom.as_str())), saisie.valeur("rang"))
        },
        titres: {
            let titres = list_titres(&visite.carbet).iter().map(|t| (t.code.as_str(), t.libelle.as_str()));
            let others = [(TitreSejour::AUCUN, "Aucun titre admis"), (SEJOUR_A_VERIFIER, "À vérifier de nouveau")];
            choix(titres.chain(others), saisie.valeur("titre"))
        },
        peut_prouver: fiche.peut.prouver,
        faits_a_prouver: {
            let faits = list_faits_a_prouver(&visite.carbet, &visite.acteur);
            choix(faits.iter().map(|f| (f.nom.as_str(), f.libelle.as_str())), saisie.valeur("fait"))
        },
        natures: choix(NaturePreuve::ALL.iter().map(|n| (n.code(), n.libelle())), saisie.valeur("nature")),
        grille: note.map_or_else(String::new, grille),
        rubriques: note.map_or_else(Vec::new, rubriques),
        detaillee: note.is_some_and(|n| n.rubriques.iter().any(|r| !r.lignes.is_empty())),
        total: note.map_or(0, |n| n.total),
        points_provisoires: note.map_or(0, |n| n.provisoires),
        total_maximum: fiche.total_maximum.max(1),
        total_detail: note.map_or_else(String::new, total_detail),
        total_note: total_note(fiche),
        rang: fiche.rang.as_ref().map(|r| RangVue {
            position: format!("{} sur {} demandes comparables", ordinal(r.rang), r.sur),
            attente: tell_attente(fiche.attente.as_ref()),
            comparables: format!("Premier souhait {}, T{} au plus.", commune(territoire, &r.commune), r.typologie_max),
        }),
        tenu: fiche.tenue.as_ref().map(|t| TenuVue {
            titre: "Ménage retenu sur une proposition".to_owned(),
            lien: format!("Logement {} proposé le {}", sigle(territoire, &t.bailleur), format_fr(t.depuis)),
            adresse: format!("/vacances/{}", t.vacance),
        }),
        saisir_numero: fiche.peut.saisir_numero,
        transmettre: fiche.peut.transmettre,
        modifier: fiche.peut.modifier,
        pieces: visite.acteur.portee(Acte::ConsulterPieces).is_some(),
        fiche_presaisie: fiche.peut.transmettre || fiche.peut.saisir_numero,
        reprendre: fiche.peut.reprendre,
        renouveler: fiche.peut.renouveler,
        radier: fiche.peut.radier,
        motifs_radiation: choix(MotifRadiation::ALL.iter().map(|m| (m.code(), m.libelle())), saisie.valeur("motif")),
        reponses_courrier: Choix::list(
            &[("", "Non vérifié"), ("non", "Aucune réponse"), ("oui", "Une réponse est arrivée")],
            saisie.valeur("reponse_recue"),
        ),
        a_reporter: fiche
            .lignes_a_reporter
            .iter()
            .map(|line| format!("{}, depuis le {}", libelle_report(&line.objet), format_fr(line.depuis)))
            .collect(),
        echanges: super::echanges_sne::lignes(&visite.carbet, &fiche.echanges),
        protege: fiche.protege,
        publics_masques: fiche.publics_masques,
        voit_vacances: visite.acteur.portee(Acte::ConsulterVacances).is_some(),
        appels: appels.iter().map(appel).collect(),
        peut_appeler: visite.acteur.portee(Acte::ConsignerAppel).is_some() && fiche.identite_visible,
        peut_ecrire: visite.acteur.portee(Acte::EcrireDemandeur).is_some() && fiche.identite_visible,
        issues_appel: super::relances::issues(saisie.valeur("appel_issue")),
        evenements: fiche.evenements.iter().map(evenement).collect(),
        champs_source: champs_source(fiche),
        saisie,
        menage,
    }
}

/// What the total is for, how far it stands from the note of the SNE when the territory scores there, and the tables
/// that answer provisionally.
fn total_note(fiche: &FicheDemande) -> String {
    let mut parts = Vec::new();
    if let (Some(sne), Some(note)) = (fiche.note_sne, fiche.note.as_ref()) {
        let gap = note.total - sne;
        let said = if gap == 0 { "les deux concordent".to_owned() } else { format!("écart de {gap:+} points") };
        parts.push(format!(
            "Note du SNE, qui fait foi : {sne}. Calcul de Carbet : {} ; {said}. Cet écart n’est montré qu’aux services.",
            note.total
        ));
    }
    parts
        .push("Les points aident à classer : la commission d’attribution décide et peut s’en écarter en le motivant.".to_owned());
    parts.extend(fiche.provisoires.iter().map(|table| format!("Valeur provisoire : {table}.")));
    parts.join(" ")
}

/// The name a file is called by, or a landmark for who may not see names.
pub fn nom_menage(id: Uuid, demande: &Demande) -> String {
    let titulaire = demande.dossier.menage.titulaire();
    let name = titulaire.map(nom_personne).unwrap_or_default();
    if !name.is_empty() {
        return name;
    }
    let id = id.simple().to_string();
    format!("Ménage {}", id[id.len() - 6..].to_uppercase())
}

fn nom_personne(personne: &Personne) -> String {
    let nom = personne.nom.as_ref().or(personne.nom_naissance.as_ref());
    [nom, personne.prenom.as_ref()].into_iter().flatten().cloned().collect::<Vec<_>>().join(" ")
}

fn etiquettes(fiche: &FicheDemande, jour: Jour) -> Vec<Etiquette> {
    let mut tags = vec![match &fiche.demande.etat {
        EtatDemande::Brouillon => Etiquette::new("Brouillon", Ton::Attention),
        EtatDemande::EnAttenteDeNumero => Etiquette::new("En attente de numéro", Ton::Attention),
        EtatDemande::Enregistree { .. } => match fiche.expire_le {
            Some(le) if le <= jour => Etiquette::new("Expirée, non renouvelée", Ton::Grave),
            _ => Etiquette::new("Enregistrée", Ton::Bon),
        },
        EtatDemande::Radiee { .. } => Etiquette::new("Radiée", Ton::Neutre),
    }];
    if fiche.demande.dossier.dalo.as_ref().is_some_and(|d| d.statut == StatutDalo::Actif) {
        tags.push(Etiquette::new("DALO", Ton::Priorite));
    } else if fiche.prioritaire {
        tags.push(Etiquette::new("Prioritaire", Ton::Priorite));
    }
    if fiche.delai_depasse {
        tags.push(Etiquette::new("Délai anormalement long dépassé", Ton::Attention));
    }
    if fiche.protege {
        tags.push(Etiquette::new("Dossier protégé", Ton::Grave));
    }
    tags
}

fn resume(fiche: &FicheDemande, territoire: &Territoire) -> String {
    let demande = &fiche.demande;
    let desk = demande.guichet.as_ref().map(|code| territoire.guichet(code).map_or_else(|| code.clone(), |g| g.nom.clone()));
    let mut text = format!("Déposée le {}", format_fr(demande.depose_le));
    if let Some(desk) = desk {
        text += &format!(" (guichet {desk})");
    }
    if let Some(le) = demande.renouvele_le {
        text += &format!(", renouvelée le {}", format_fr(le));
    }
    match (&demande.etat, fiche.expire_le) {
        (EtatDemande::Radiee { le, motif, .. }, _) => {
            text += &format!(", radiée le {} : {}", format_fr(*le), motif.libelle().to_lowercase());
        }
        (EtatDemande::Enregistree { .. }, Some(le)) => text += &format!(", valable jusqu’au {}", format_fr(le)),
        _ => {}
    }
    if let Some(le) = fiche.extrait_le {
        text += &format!(". Source : SNE au {}", format_fr(le));
    }
    text + "."
}

fn composition(fiche: &FicheDemande) -> String {
    let menage = &fiche.demande.dossier.menage;
    let count = menage.personnes.len();
    let mut text = if count > 1 { format!("{count} personnes") } else { format!("{count} personne") };
    if let Some(unborn) = menage.a_naitre.filter(|a| a.nombre > 0) {
        text += &if unborn.nombre > 1 {
            format!(" et {} enfants à naître", unborn.nombre)
        } else {
            " et 1 enfant à naître".to_owned()
        };
    }
    if let Some(categorie) = fiche.categorie {
        text += &format!(", catégorie {categorie}");
    }
    text
}

fn personnes(fiche: &FicheDemande, territoire: &Territoire, jour: Jour) -> Vec<PersonneVue> {
    let menage = &fiche.demande.dossier.menage;
    let mut rows: Vec<PersonneVue> = menage
        .personnes
        .iter()
        .enumerate()
        .map(|(rank, p)| {
            let name = nom_personne(p);
            let mut situation: Vec<&str> = p.situation_familiale.iter().map(|s| s.libelle()).collect();
            if p.handicap == Some(true) {
                situation.push("handicap reconnu");
            }
            let place = p.commune_travail.as_deref().map(|code| commune(territoire, code));
            let work: Vec<String> = [p.situation_professionnelle.map(|s| s.libelle().to_owned()), p.profession.clone(), place]
                .into_iter()
                .flatten()
                .collect();
            PersonneVue {
                nom: if name.is_empty() { format!("Personne {}", rank + 1) } else { name },
                role: role(p.role).to_owned(),
                naissance_le: p.naissance_le.map_or_else(String::new, format_fr),
                age: p.naissance_le.map_or_else(String::new, |le| match compute_age(le, jour) {
                    0 => "moins d’un an".to_owned(),
                    1 => "1 an".to_owned(),
                    age => format!("{age} ans"),
                }),
                situation: situation.join(", "),
                travail: work.join(", "),
            }
        })
        .collect();
    if let Some(unborn) = menage.a_naitre.filter(|a| a.nombre > 0) {
        rows.push(PersonneVue {
            nom: if unborn.nombre > 1 { format!("{} enfants à naître", unborn.nombre) } else { "Enfant à naître".to_owned() },
            role: unborn.prevue_le.map_or_else(String::new, |le| format!("Prévu le {}", format_fr(le))),
            naissance_le: String::new(),
            age: String::new(),
            situation: String::new(),
            travail: String::new(),
        });
    }
    rows
}

const fn role(role: RolePersonne) -> &'static str {
    match role {
        RolePersonne::Titulaire => "Titulaire",
        RolePersonne::Cotitulaire(LienDemandeur::Conjoint) => "Cotitulaire, conjoint(e)",
        RolePersonne::Cotitulaire(LienDemandeur::Pacse) => "Cotitulaire, partenaire de PACS",
        RolePersonne::Cotitulaire(LienDemandeur::Concubin) => "Cotitulaire, concubin(e)",
        RolePersonne::Cotitulaire(LienDemandeur::Colocataire) => "Colocataire",
        RolePersonne::ACharge(LienParente::Enfant) => "Enfant à charge",
        RolePersonne::ACharge(LienParente::Parent) => "Ascendant à charge",
        RolePersonne::ACharge(LienParente::Autre) => "Autre personne à charge",
        RolePersonne::EnGarde(Coparentalite::GardeAlternee) => "Enfant, garde alternée",
        RolePersonne::EnGarde(Coparentalite::DroitDeVisite) => "Enfant, droit de visite",
    }
}

fn ressources(menage: &Menage) -> Vec<Ligne> {
    let mut rows = Vec::new();
    let several = menage.personnes.iter().filter(|p| !p.ressources.is_empty() || !p.revenus_fiscaux.is_empty()).count() > 1;
    for p in &menage.personnes {
        let whose = if several { p.prenom.as_ref().map_or_else(String::new, |n| format!(" ({n})")) } else { String::new() };
        for r in &p.ressources {
            rows.push(Ligne::new(&format!("{}{whose}", r.nature.libelle()), &format!("{} par mois", r.montant)));
        }
        for (annee, montant) in &p.revenus_fiscaux {
            rows.push(Ligne::new(&format!("Revenu fiscal {annee}{whose}"), &montant.to_string()));
        }
    }
    if !menage.personnes.iter().any(|p| !p.ressources.is_empty()) {
        rows.push(Ligne::manquante("Ressources mensuelles"));
    }
    if !menage.personnes.iter().any(|p| !p.revenus_fiscaux.is_empty()) {
        rows.push(Ligne::manquante("Revenu fiscal de référence"));
    }
    rows
}

fn logement_actuel(actuel: &LogementActuel, territoire: &Territoire) -> Vec<Ligne> {
    vec![
        ligne("Situation", actuel.modele.map(|m| m.libelle().to_owned())),
        ligne("Commune", actuel.commune.as_deref().map(|code| commune(territoire, code))),
        ligne("Typologie", actuel.typologie.map(|t| t.libelle().to_owned())),
        ligne("Surface", actuel.surface.map(|s| format!("{s} m²"))),
        ligne("Habitants", actuel.nombre_habitants.map(|n| n.to_string())),
        ligne("Loyer et charges", actuel.loyer.map(|m| format!("{m} par mois"))),
        ligne("Aide au logement", actuel.aide.map(|m| format!("{m} par mois"))),
        ligne("Bailleur", actuel.bailleur.as_deref().map(|code| sigle(territoire, code))),
        ligne("Depuis le", actuel.depuis.map(format_fr)),
        ligne("Propriétaire d’un logement", actuel.proprietaire.map(oui_non)),
        ligne("En quartier prioritaire", actuel.en_qpv.map(oui_non)),
        ligne("Signalé indigne", actuel.indigne.map(oui_non)),
    ]
}

fn recherche(dossier: &Dossier) -> Vec<Ligne> {
    let r = &dossier.recherche;
    let list = |texts: Vec<&str>| Some(texts.join(", ")).filter(|t| !t.is_empty());
    let mut rows = vec![
        ligne("Typologie", list(r.typologies.iter().map(|t| t.libelle()).collect())),
        ligne("Type de bien", r.categorie.map(|c| c.libelle().to_owned())),
        ligne("Loyer maximum", r.loyer_maximum.map(|m| m.to_string())),
        ligne("Autres communes", r.demande_elargie.map(|a| if a { "Acceptées" } else { "Refusées" }.to_owned())),
        ligne("Rez-de-chaussée", r.rez_de_chaussee_refuse.map(|refused| if refused { "Refusé" } else { "Accepté" }.to_owned())),
        ligne("Sans ascenseur", r.sans_ascenseur_refuse.map(|refused| if refused { "Refusé" } else { "Accepté" }.to_owned())),
        ligne("Stationnement", r.parking.map(oui_non)),
        ligne("Motifs", list(dossier.motifs.iter().map(|m| m.libelle()).collect())),
    ];
    if let Some(precision) = &dossier.motif_precision {
        rows.push(Ligne::new("Précision", precision));
    }
    if let Some(adapte) = r.logement_adapte {
        rows.push(Ligne::new("Logement adapté", &oui_non(adapte)));
    }
    rows
}

fn souhait(souhait: &Souhait, territoire: &Territoire) -> String {
    let name = commune(territoire, &souhait.commune);
    match &souhait.quartier {
        Some(code) => {
            let place = territoire.quartiers.iter().find(|q| q.code == *code).map_or(code.as_str(), |q| q.nom.as_str());
            format!("{name}, {place}")
        }
        None => name,
    }
}

/// Source and day of each block, told once when its parts agree.
fn provenances(fiche: &FicheDemande) -> Provenances {
    let told = |champs: &[ChampCompare]| {
        let mut words: Vec<&str> = Vec::new();
        for (champ, text) in &fiche.provenances {
            if champs.contains(champ) && !words.contains(&text.as_str()) {
                words.push(text);
            }
        }
        words.join(" ; ")
    };
    Provenances {
        menage: told(&[ChampCompare::Menage]),
        logement: told(&[ChampCompare::LogementActuel]),
        recherche: told(&[ChampCompare::Recherche, ChampCompare::Motifs]),
        contact: told(&[ChampCompare::Adresse, ChampCompare::Telephone, ChampCompare::Mel]),
    }
}

fn contact(contact: &Contact, territoire: &Territoire) -> Vec<Ligne> {
    let place = contact.commune.as_deref().map(|code| commune(territoire, code));
    let address: Vec<String> = [contact.adresse.clone(), contact.code_postal.clone(), place].into_iter().flatten().collect();
    vec![
        ligne("Téléphone", contact.telephone.clone()),
        ligne("SMS", contact.sms_accepte.map(|a| if a { "Acceptés" } else { "Refusés" }.to_owned())),
        ligne("Adresse électronique", contact.mel.clone()),
        ligne("Courrier", Some(address.join(" ")).filter(|a| !a.is_empty())),
    ]
}

fn label(label: &LabelPriorite, territoire: &Territoire) -> LabelVue {
    let periode = match label.jusqu_au {
        Some(until) => format!("du {} au {}", format_fr(label.depuis), format_fr(until)),
        None => format!("depuis le {}", format_fr(label.depuis)),
    };
    LabelVue {
        public: label.public.libelle().to_owned(),
        autorite: sigle(territoire, &label.autorite),
        periode,
        preuve: label.preuve.clone().unwrap_or_default(),
    }
}

fn grille(note: &NoteVisible) -> String {
    let statut = match note.statut {
        StatutGrille::Projet => " (projet)",
        StatutGrille::Adoptee => "",
        StatutGrille::Demonstration => " (démonstration)",
    };
    format!("Grille {}{statut}, au {}", note.grille, format_fr(note.jour))
}

fn rubriques(note: &NoteVisible) -> Vec<RubriqueVue> {
    note.rubriques
        .iter()
        .map(|r| {
            let regle = match r.regle {
                Some(Regle::Maximum) => "la plus forte compte".to_owned(),
                Some(Regle::Meilleurs(n)) => format!("les {n} meilleures comptent"),
                Some(Regle::Somme) | None => String::new(),
            };
            let plafond = r.plafond.map_or_else(String::new, |p| format!("plafonnée à {p}"));
            RubriqueVue {
                libelle: r.libelle.clone(),
                regle: [regle, plafond].into_iter().filter(|t| !t.is_empty()).collect::<Vec<_>>().join(", "),
                total: r.points.to_string(),
                lignes: r.lignes.iter().filter(|l| l.etat != EtatLigne::Nul || l.faits.is_empty()).map(ligne_points).collect(),
            }
        })
        .collect()
}

fn ligne_points(ligne: &LigneVisible) -> LigneDePoints {
    let preuve = match ligne.etat {
        EtatLigne::Provisoire => Etiquette::new("À prouver", Ton::Attention),
        EtatLigne::ACompleter => Etiquette::new("À compléter", Ton::Attention),
        EtatLigne::Acquis if ligne.calcule => Etiquette::new("Calculé", Ton::Info),
        EtatLigne::Acquis => Etiquette::new("Prouvé", Ton::Bon),
        EtatLigne::Nul => Etiquette::new("Sans objet", Ton::Neutre),
    };
    let points = match ligne.points {
        None => String::new(),
        Some(points) if points != ligne.retenus => format!("{} (sur {points})", ligne.retenus),
        Some(points) => points.to_string(),
    };
    LigneDePoints {
        critere: ligne.libelle.clone(),
        fait: ligne
            .faits
            .iter()
            .map(|(nom, valeur)| format!("{nom} : {}", valeur.replace('_', " ")))
            .collect::<Vec<_>>()
            .join(" ; "),
        preuve,
        fondement: ligne.article.clone(),
        points,
    }
}

/// What the form of the stay sends to take back what was said.
pub(super) const SEJOUR_A_VERIFIER: &str = "a_verifier";

/// The holders of the future lease: place, name.
fn cocontractants(fiche: &FicheDemande) -> Vec<(String, String)> {
    let people = fiche.demande.dossier.menage.personnes.iter().enumerate().filter(|(_, p)| p.is_cocontractant());
    people
        .map(|(rang, p)| {
            let name = [p.prenom.as_deref(), p.nom.as_deref()].into_iter().flatten().collect::<Vec<_>>().join(" ");
            (rang.to_string(), if name.is_empty() { format!("Personne {}", rang + 1) } else { name })
        })
        .collect()
}

fn sejours(visite: &Visite, fiche: &FicheDemande, jour: Jour) -> Vec<SejourVu> {
    let titres = list_titres(&visite.carbet);
    let people = fiche.demande.dossier.menage.personnes.iter().filter(|p| p.is_cocontractant());
    people
        .zip(cocontractants(fiche))
        .map(|(personne, (_, qui))| {
            let (etat, detail) = match (&personne.titre_sejour, personne.nationalite, personne.sejour_regulier) {
                (_, Some(Nationalite::Francaise), _) => (Etiquette::new("Sans titre à vérifier", Ton::Neutre), String::new()),
                (Some(title), ..) => {
                    let libelle = titres.iter().find(|t| t.code == title.titre).map_or("Titre sorti de la liste", |t| &t.libelle);
                    let until = title.jusqu_au.map_or_else(String::new, |last| format!(", jusqu’au {}", format_fr(last)));
                    let seen = format!("vu le {} ({})", format_fr(title.verifie_le), title.verifie_par);
                    match title.jusqu_au {
                        _ if title.titre == TitreSejour::AUCUN => (Etiquette::new("Aucun titre admis", Ton::Grave), seen),
                        Some(last) if last < jour => {
                            (Etiquette::new("Titre fini", Ton::Attention), format!("{libelle}{until}, {seen}"))
                        }
                        Some(_) | None => (Etiquette::new("Régulier", Ton::Bon), format!("{libelle}{until}, {seen}")),
                    }
                }
                (None, _, Some(true)) => (Etiquette::new("Régulier", Ton::Bon), "d’après la source".to_owned()),
                (None, _, Some(false)) => (Etiquette::new("Non admis", Ton::Grave), "d’après la source".to_owned()),
                (None, _, None) => (Etiquette::new("À vérifier", Ton::Attention), "avant la commission".to_owned()),
            };
            SejourVu { qui, etat, detail }
        })
        .collect()
}

fn total_detail(note: &NoteVisible) -> String {
    let proven = note.total - note.provisoires;
    match note.provisoires {
        0 => "Tous les points sont prouvés ou calculés.".to_owned(),
        provisional => format!("{proven} points prouvés ou calculés, {provisional} à prouver."),
    }
}

fn appel(a: &AppelLu) -> AppelVue {
    let ton = match a.issue {
        IssueAppel::Joint => Ton::Bon,
        IssueAppel::Message | IssueAppel::Absent => Ton::Info,
        IssueAppel::FauxNumero => Ton::Attention,
    };
    let correction = match (a.remplace, a.est_correction) {
        (true, _) => "Corrigé depuis",
        (false, true) => "Corrige un appel précédent",
        (false, false) => "",
    };
    AppelVue {
        id: a.id.to_string(),
        le: format_fr(a.appele_le),
        iso: a.appele_le.to_string(),
        issue: Etiquette::new(a.issue.libelle(), ton),
        code_issue: a.issue.code().to_owned(),
        dit: a.dit.clone(),
        rappel: a.rappeler_le.map_or_else(String::new, |le| format!("À rappeler le {}", format_fr(le))),
        rappel_iso: a.rappeler_le.map_or_else(String::new, |le| le.to_string()),
        organisation: a.organisation.clone(),
        correction: correction.to_owned(),
        corrigible: a.corrigible,
    }
}

fn evenement(event: &EvenementDossier) -> Evenement {
    let ton = match event.nature {
        NatureEvenement::Neutre => Ton::Neutre,
        NatureEvenement::Bon => Ton::Bon,
        NatureEvenement::Info => Ton::Info,
        NatureEvenement::Attention => Ton::Attention,
    };
    Evenement::new(&format_fr(event.le), &event.le.to_string(), &event.titre, &event.detail, ton)
}

fn champs_source(fiche: &FicheDemande) -> Vec<ChampSourceVue> {
    let origine = match (fiche.source.as_str(), fiche.extrait_le) {
        ("saisie", _) => "Saisie au guichet".to_owned(),
        ("reponse_sne", _) => "Saisie au guichet, numéro du SNE".to_owned(),
        (_, Some(le)) => format!("SNE, {}", format_fr(le)),
        (source, None) => source.to_owned(),
    };
    fiche
        .champs
        .iter()
        .map(|(chemin, valeur)| ChampSourceVue { chemin: chemin.clone(), valeur: valeur.clone(), origine: origine.clone() })
        .collect()
}

fn libelle_report(objet: &str) -> String {
    match objet {
        "creation" => "Nouvelle demande à enregistrer".to_owned(),
        "renouvellement" => "Renouvellement".to_owned(),
        "radiation" => "Radiation".to_owned(),
        "radiation_attribution" => "Radiation pour attribution".to_owned(),
        "decision_caleol" => "Décision de la commission".to_owned(),
        "refus_offre" => "Refus d’une offre".to_owned(),
        "offre" => "Offre".to_owned(),
        other => other.replace('_', " "),
    }
}

fn ligne(libelle: &str, valeur: Option<String>) -> Ligne {
    Ligne { libelle: libelle.to_owned(), valeur }
}

fn oui_non(value: bool) -> String {
    if value { "Oui" } else { "Non" }.to_owned()
}

fn commune(territoire: &Territoire, code: &str) -> String {
    territoire.commune(code).map_or_else(|| format!("commune {code}, hors du territoire"), |c| c.nom.clone())
}

fn sigle(territoire: &Territoire, code: &str) -> String {
    territoire.organisation(code).map_or_else(|| code.to_owned(), |o| o.sigle.clone())
}

fn ordinal(rang: u32) -> String {
    if rang == 1 { "1er".to_owned() } else { format!("{rang}e") }
}

fn choix<'a>(pairs: impl Iterator<Item = (&'a str, &'a str)>, choisi: &str) -> Vec<Choix> {
    let mut all = vec![("", "Choisir")];
    all.extend(pairs);
    Choix::list(&all, choisi)
}
