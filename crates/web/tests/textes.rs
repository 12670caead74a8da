//! What the main pages say: their visible text, so that a change of words is seen where it is made.
//!
//! Pages are rendered from the sample values of their view; the home pages are asked of a server that holds nothing yet.

#[expect(dead_code, reason = "the walk of the rights uses the rest")]
mod commun;

use askama::Template;
use commun::Site;
use gestion::droits::Role;
use web::vues;

/// The text of a page between its menu and its foot, as a reader meets it: a line a block, a row or a fact, a bar between
/// cells. Fields with their labels and drawings are left out.
fn visible(html: &str) -> String {
    let start = html.find("<main").unwrap_or(0);
    let end = html.find("</main>").unwrap_or(html.len());
    let mut text = String::new();
    let mut silent: Option<&str> = None;
    let mut in_row = false;
    for piece in html[start..end].split('<').skip(1) {
        let (tag, words) = piece.split_once('>').unwrap_or((piece, ""));
        let closing = tag.starts_with('/');
        let name = tag.trim_start_matches('/').split([' ', '\n', '/']).next().unwrap_or_default();
        match silent {
            Some(until) if closing && name == until => silent = None,
            Some(_) => continue,
            None => silent = ["select", "label", "svg", "script"].into_iter().find(|quiet| *quiet == name && !closing),
        }
        if silent.is_some() {
            continue;
        }
        in_row = match name {
            "tr" => !closing,
            _ => in_row,
        };
        text.push_str(match name {
            "td" | "th" if !closing => " | ",
            "dd" if !closing => " : ",
            "span" | "strong" | "a" | "code" | "time" | "em" | "abbr" | "button" | "dd" => " ",
            "dt" if closing => " ",
            _ if in_row && name != "tr" => " ",
            _ => "\n",
        });
        text.push_str(&words.replace('\n', " "));
    }
    for (code, sign) in [("&#39;", "'"), ("&#34;", "\""), ("&#60;", "<"), ("&#62;", ">"), ("&#38;", "&")] {
        text = text.replace(code, sign);
    }
    let lines = text.lines().map(|line| line.split_whitespace().collect::<Vec<_>>().join(" "));
    let lines: Vec<String> = lines.map(|line| line.trim_matches([' ', '|']).to_owned()).filter(|line| !line.is_empty()).collect();
    lines.join("\n")
}

#[test]
fn the_list_of_demandes() {
    insta::assert_snapshot!(visible(&vues::demandes::VueDemandes::exemple().render().unwrap()), @r#"
    Demandes
    8 312 demandes actives sur le territoire, 214 expirent dans les 60 jours.
    Saisir une demande
    Importer un extrait du SNE
    Dossiers à compléter (par défaut)
    Enregistrer cette vue
    Les filtres et l’ordre affichés sont gardés sous ce nom, jamais le texte cherché. L’adresse de la page, elle, dit tout : elle peut être envoyée telle quelle.
    Enregistrer la vue
    Modifier mes vues
    Enregistrer les changements de Dossiers à compléter
    Supprimer la vue Dossiers à compléter
    Une faute de frappe ou une autre orthographe ne gêne pas.
    Chercher
    Ménage | Numéro unique | Premier souhait | Logement | Déposée le | Points ↓
    Joseph Marie-Rose née le 14/03/1984 | 973032104512398745 Copier le numéro unique DALO Délai dépassé | Cayenne puis Matoury | T4 5 personnes | 02/03/2021 5 ans 8 mois | 112
    Baptista Da Silva Luan et Ana né le 22/08/1990 | 973072205611447702 Copier le numéro unique Prioritaire | Matoury puis Cayenne, Remire-Montjoly | T3, T4 4 personnes | 18/05/2022 4 ans 5 mois | 86 provisoire
    Saint-Prix Odile née le 03/11/1957 | 973020909500128833 Copier le numéro unique Mutation | Remire-Montjoly | T2 1 personne | 11/09/2020 6 ans 2 mois | 58
    Appolinaire Kevin né le 30/01/1999 | En attente de numéro Pré-demande | Macouria accepte d’autres communes | T1, T2 1 personne | 09/11/2026 7 jours | 3 provisoire
    Agouinti Solange et Amaïkon Denis née le 19/06/1993 | 973051411508877201 Copier le numéro unique Expire le 02/12/2026 | Macouria puis Cayenne | T5 7 personnes | 14/11/2023 3 ans | 47 provisoire
    8 312 demandes, de 1 à 50
    1
    Page 2
    Page 3
    …
    Page 167
    Exporter la liste (tableur)
    "#);
}

#[test]
fn a_file() {
    insta::assert_snapshot!(visible(&vues::demande::VueDemande::exemple().render().unwrap()), @r#"
    Demandes
    Joseph Marie-Rose
    Joseph Marie-Rose
    Numéro unique 973032104512398745
    Copier le numéro unique
    Active
    DALO
    Délai anormalement long dépassé
    Déposée le 02/03/2021 au guichet ADIL Cayenne, renouvelée le 18/02/2026, valable jusqu’au 18/02/2027.
    Logements possibles Pièces
    Il manque 2 informations
    Avis d’imposition 2026 de la titulaire. Le plafond de ressources est jugé sur 2025.
    Surface du logement actuel. La suroccupation reste à compléter : 10 points possibles.
    Le ménage
    4 personnes et 1 enfant à naître, catégorie 5. SNE au 13/11/2026
    Personne | Naissance | Situation | Travail
    Joseph Marie-Rose Titulaire | 14/03/1984 42 ans | Célibataire | Agente d’entretien, Cayenne
    Joseph Dieula Enfant à charge | 02/07/2011 15 ans | Collégienne
    Joseph Wendy Enfant à charge | 21/12/2015 10 ans
    Joseph Ismaël Enfant, garde alternée | 05/05/2018 8 ans
    Enfant à naître Prévu le 20/01/2027 | | Certificat vu
    Les points, ligne par ligne
    Grille 2026-1 (démonstration), au 16/11/2026
    Critère | Fait retenu | Preuve | Fondement | Points
    Publics prioritaires les deux meilleurs | 65
    Reconnu prioritaire au titre du DALO | Décision favorable du 11/06/2025 | Prouvé | CCH L. 441-2-3 | 50
    Hébergé par un tiers | Hébergée chez un particulier | À prouver | CCH L. 441-1, e | 15
    Logement actuel somme | 0
    Suroccupation | Surface inconnue | À compléter | CCH L. 822-10
    Ancienneté plafonnée à 50 | 32
    Un point par trimestre entier | 68 mois, soit 22 trimestres | Calculé | Grille, art. 3 | 22
    Délai anormalement long dépassé | Plus de 36 mois | Calculé | CCH L. 441-1-4 | 10
    Ancrage somme | 3
    Travaille ou habite dans l’agglomération | Travaille à Cayenne | À prouver | Grille, art. 5 | 3
    Total | 100
    Ressources
    SNE au 13/11/2026
    Salaire : 1 180,00 € par mois
    Prestations familiales : 412,50 € par mois
    Pension reçue : 120,00 € par mois
    Revenu fiscal 2025 : 12 840 €
    Revenu fiscal 2026 : Non renseigné
    Revenu par UC et par an : 7 900 € (premier quartile : moins de 8 181 €)
    Logement actuel
    SNE au 13/11/2026
    Situation : Hébergée chez un particulier
    Commune : Cayenne (97300)
    Surface : Non renseigné
    Habitants : 9
    En QPV : Oui, Mango (contour 2024)
    Souhaits
    Saisi le 14/11/2026 par CACL
    Typologie : T4
    Loyer maximum : 550,00 €
    Autres communes : Acceptées
    Rez-de-chaussée : Accepté
    Cayenne
    Matoury, Balata
    Remire-Montjoly
    Contact
    SNE au 13/11/2026 ; Saisi le 14/11/2026 par CACL
    Téléphone : 0694 00 00 12
    SMS : Acceptés
    Adresse électronique : Non renseigné
    Courrier : CCAS de Cayenne, domiciliation
    Publics prioritaires
    Reconnue prioritaire au titre du DALO État (DGCOPOP), depuis le 11/06/2025
    Décision de la commission de médiation du 11/06/2025
    Publics prioritaires Reconnu par l’autorité compétente ; le motif n’est pas communiqué.
    Ajouter un label
    Le label compte à partir de son enregistrement ; une décision DALO et des violences établies gardent leur date.
    La référence, sans diagnostic de santé ni récit.
    Enregistrer le label
    Droit au séjour des titulaires
    Marie Saint-Élie Régulier Carte de résident, jusqu’au 01/03/2030, vu le 02/11/2026 (cacl)
    Dire ce que vous avez vu
    Le dernier jour écrit sur le titre. Son numéro n’est jamais noté.
    Enregistrer
    Confirmer un fait déclaré
    Confirmer
    Toutes les valeurs reçues de la source (2)
    Champ | Valeur | Origine
    demandeur/situationFamiliale | C | SNE, 13/11/2026
    logementRecherche/commentaire | proche école | SNE, 13/11/2026
    Total
    100 points
    82 points prouvés ou calculés, 18 à prouver.
    4e sur 318 demandes comparables
    Premier souhait Cayenne, T4 au plus.
    Attente observée pour la moitié des ménages : de 31 à 68 mois (44 baux en 24 mois).
    Les points aident à classer : la commission d’attribution décide et peut s’en écarter en le motivant.
    3 valeurs à confirmer : voir les valeurs de droit .
    Proposée sur un T4 à Matoury
    Séance CALEOL du 24/11/2026
    À reporter dans le SNE
    Renouvellement, depuis le 14/11/2026
    Suivre la demande
    Renouveler
    Le numéro et l’ancienneté sont gardés.
    Renouveler
    Demander la radiation
    Demander la radiation
    Vie de la demande
    13/11/2026
    Extrait du SNE lu
    2 valeurs changées : téléphone, enfant à naître
    12/11/2026
    Proposée sur une vacance
    T4, résidence Les Awaras, SIGUY
    18/02/2026
    Renouvelée
    Valable un an
    11/06/2025
    Reconnue au titre du DALO
    Label posé par l’État
    02/03/2021
    Déposée
    Guichet ADIL Cayenne
    Chaque changement, champ par champ
    "#);
}

#[test]
fn the_list_of_a_vacancy() {
    insta::assert_snapshot!(visible(&vues::vacance::VueVacance::exemple().render().unwrap()), @r#"
    Vacances
    Les Balourous
    Candidats pour T3 Les Balourous
    14 allée des Balourous, Matoury. Réservé à l’État (publics prioritaires), proposition attendue avant le 04/12/2026.
    T3 66 m², 2e étage sans ascenseur
    LLTS
    Hors QPV
    Loyer principal : 412,30 €
    Annexes : 18,00 €
    Charges : 64,50 €
    Loyer et charges 494,80 €
    Bailleur : SIGUY
    Réservataire : État, prioritaires
    Libre le : 01/12/2026
    Construit en : 2014
    Plafond, 3 pers. : 23 214 €
    RPLS : 9730041827
    Adapté : Non renseigné
    36 jours de vacance
    Plus de trois mois
    Loyer perdu : 540,00 €
    Compté depuis le 01/10/2026 (état des lieux de sortie). Travaux en cours depuis 31 jours : attendu de SIGUY.
    Étapes et acteurs
    20/08/2026
    Congé du locataire
    01/10/2026
    État des lieux de sortie
    42 jours, bailleur
    06/10/2026
    Début des travaux
    5 jours, bailleur
    Aujourd’hui
    Travaux en cours
    depuis 31 jours, bailleur
    Étapes sans date : Visite avant le départ. Leurs jours ne sont pas comptés à part.
    Bailleur : 36 jours
    Réservataire : 0 jour
    Sans travaux, datez leur début et leur fin du jour de l’état des lieux. Orientation, désignation, CALEOL, réponse et bail viennent des actes : ils ne se saisissent pas ici.
    Dater l’étape
    Retirer une date saisie par erreur
    Début des travaux, le 06/10/2026 Retirer Début des travaux, le 06/10/2026
    Dates corrigées
    Début des travaux : 05/10/2026, corrigé après la saisie du 06/10/2026 (Agent Exemple).
    Chaque jour compte une fois, à la première étape qui n’est pas faite.
    3 candidats proposés
    Rangs 1, 2 et 4. Le minimum de trois demandes est atteint.
    Joseph Marie-Rose rang 1, 112 points · Proposée à la désignation
    Libérer Joseph Marie-Rose
    Libérer
    Inscrire à l’ordre du jour
    Admissibles 143
    À compléter 38
    Écartés 8 131
    Expliquer
    Rang | Ménage | Points | Loyer net d’aide | Taux d’effort | Reste pour vivre | À savoir | Proposer
    1 | Joseph Marie-Rose 1 adulte, 2 enfants, catégorie 4, déposée le 02/03/2021 | 112 | 128,40 € aide estimée 366,40 € | 16,2 % | 14,80 € par jour et UC | Prioritaire | Retirer le rang 1
    2 | Baptista Da Silva Luan et Ana 2 adultes, 1 enfant, catégorie 3, déposée le 18/05/2022 | 86 dont 30 à prouver | 254,10 € aide estimée 240,70 € | 19,6 % | 19,25 € par jour et UC | Prioritaire 2 faits à prouver | Retirer le rang 2
    3 | Ménage 1236 2 adultes, 1 enfant, catégorie 3, déposée le 07/01/2020 | 81 | 318,80 € aide estimée 176,00 € | 24,9 % | 17,10 € par jour et UC | Prioritaire Tenu : T3 Les Manguiers, séance du 24/11/2026
    4 | Maturin Roselyne 1 adulte, 1 enfant, 1 à naître, déposée le 25/09/2021 | 74 dont 8 à prouver | 98,20 € aide estimée 396,60 € | 11,4 % | 12,05 € par jour et UC | Mutation | Retirer le rang 4
    5 | Ménage 2060 1 adulte, 2 enfants, catégorie 4, déposée le 14/02/2023 | 66 dont 10 à prouver | 302,00 € aide estimée 192,80 € | 34,1 % | 8,90 € par jour et UC | Effort élevé | Proposer le rang 5 Confirmer
    6 | Ménage 2472 2 adultes, 1 enfant, catégorie 3, déposée le 30/06/2022 | 63 | 412,60 € aide estimée 82,20 € | 22,0 % | 24,40 € par jour et UC | | Proposer le rang 6 Confirmer
    7 | Ménage 2884 3 adultes, catégorie 3, déposée le 11/10/2023 | 57 dont 15 à prouver | 494,80 € aide estimée 0,00 € | 27,3 % | 20,15 € par jour et UC | Sous-occupation à vérifier | Proposer le rang 7 Confirmer
    143 ménages admissibles, de 1 à 25
    1
    Page 2
    Page 3
    …
    Page 6
    Exporter la liste ordonnée (tableur)
    Ordre de la grille 2026-1 (démonstration) au 16/11/2026 : points, puis date de dépôt, enregistrement et numéro unique. La commission reste souveraine. Aide estimée au barème en vigueur, loyers saisis par le bailleur.
    Rendre ce logement au bailleur
    Les ménages que vous avez désignés sont libérés. Le logement n’est plus compté à votre contingent : un autre vous est dû. Le bailleur désigne pour lui-même.
    Rendre le logement
    Orienter vers un autre réservataire
    Les ménages désignés par le réservataire actuel sont libérés.
    Orienter
    Retirer ce logement
    Tous les ménages proposés sont libérés aussitôt, avec ce motif.
    Retirer le logement
    "#);
}

#[test]
fn a_session() {
    insta::assert_snapshot!(visible(&vues::seance::VueSeance::exemple().render().unwrap()), @r#"
    Séances
    24/11/2026
    Séance CALEOL du 24 novembre 2026
    SIGUY, salle du conseil, 9 h, en présence des membres.
    En cours
    Ordre du jour envoyé le 17/11/2026
    Projeter
    Ordre du jour
    Ordre du jour
    1 T3 Les Balourous En examen Matoury, 3 candidats
    2 T4 Les Awaras À examiner Cayenne, 4 candidats
    3 T2 Carapa Décidé Remire-Montjoly, 3 candidats
    Modifier l’ordre du jour ou la date
    Retirer ce logement
    Retirer ce logement
    Quorum atteint : 5 voix sur 4 requises
    Recompté pour Matoury : le maire de la commune siège pour ce logement.
    Présidence : Éliane Robinel .
    Membres présents ou représentés
    Membres présents ou représentés
    Un des six membres du bailleur, présent ; son nom figure au procès-verbal.
    Pouvoirs, et noms au procès-verbal
    Enregistrer les présences
    1. T3 Les Balourous, 66 m²
    14 allée des Balourous, Matoury, 2e étage
    LLTS
    Hors QPV
    Loyer et charges : 494,80 €
    Réservataire : État, prioritaires
    Plafond : 23 214 € pour 3 personnes
    Plafonds de 2026 : si le bail est signé en janvier, le plafond de l’année suivante s’appliquera.
    Rang 1 de la liste
    Joseph Marie-Rose
    973032104512398745
    Copier le numéro unique 1 adulte, 2 enfants, catégorie 4
    Points : 112
    tous prouvés
    Taux d’effort : 16,2 %
    aide estimée 366,40 €
    Reste pour vivre : 14,80 €
    par jour et UC
    Ressources : 12 840 €
    sous le plafond LLTS
    Hébergée chez un particulier depuis 2021. Travaille à Cayenne.
    Public prioritaire : oui
    Condition suspensive, voix prépondérante
    Voix
    Rang 2 de la liste
    Baptista Da Silva Luan et Ana
    973072205611447702
    Copier le numéro unique 2 adultes, 1 enfant, catégorie 3
    Points : 86
    dont 30 à prouver
    Taux d’effort : 19,6 %
    aide estimée 240,70 €
    Reste pour vivre : 19,25 €
    par jour et UC
    Ressources : 16 120 €
    sous le plafond LLTS
    Locataires d’un T1 privé de 28 m². Loyer actuel de 620 €.
    Public prioritaire : oui
    2 faits à prouver
    Condition suspensive, voix prépondérante
    Voix
    Rang 4 de la liste
    Maturin Roselyne
    973020909500128833
    Copier le numéro unique 1 adulte, 1 enfant, 1 à naître
    Points : 74
    dont 8 à prouver
    Taux d’effort : 11,4 %
    aide estimée 396,60 €
    Reste pour vivre : 12,05 €
    par jour et UC
    Ressources : 9 410 €
    sous le plafond LLTS
    Locataire SIGUY d’un T2, demande un logement plus grand.
    Mutation
    Condition suspensive, voix prépondérante
    Voix
    3 valeurs à confirmer : voir les valeurs de droit .
    Un membre quitte la salle pour ce logement, lié à un candidat
    Membres qui ne siègent pas pour ce logement
    Les précisions sont lues par le ménage : ni santé, ni origine, ni jugement. Les faits, la grille et les plafonds du jour sont figés avec la décision.
    Enregistrer les décisions
    Clore la séance
    Deux logements de l’ordre du jour n’ont pas encore de décision : décidez ou retirez-les.
    Clore et éditer le procès-verbal
    "#);
}

#[test]
fn the_objectives() {
    insta::assert_snapshot!(visible(&vues::objectifs::VueObjectifs::exemple().render().unwrap()), @r#"
    Objectifs d’attribution
    Année 2026, baux signés jusqu’au 16/11/2026. Chaque chiffre ouvre la liste des baux qui le font.
    Écart avec l’infocentre
    Tableur
    Afficher
    25,55 % A. Hors QPV, premier quartile et relogés 46 baux sur 180, cible 25 %
    55,00 % B. En QPV, autres quartiles 66 baux sur 120, cible 50 %
    24,32 % C. Publics prioritaires, Cayenne 9 baux sur 37, il en manque 1
    A. Hors QPV : ménages du premier quartile et relogés
    CCH L. 441-1
    Part des baux signés hors quartier prioritaire au profit des ménages du premier quartile ou relogés d’une opération de renouvellement.
    Convention : baux signés en 2026, mutations internes comprises.
    Objectif atteint
    Objectif manqué
    Cible
    Titulaire | Baux | Comptés | Taux | Écart | Inconnus
    Agglomération | 180 | 46 | 25,55 % | Atteint | 0
    SIGUY | 70 | 19 | 27,14 % | Atteint | 1
    SIMKO | 67 | 15 | 22,38 % | Il manque 2 baux | 2
    SEMSAMAR | 43 | 12 | 27,90 % | Atteint | 0
    B. En QPV : ménages des trois autres quartiles
    CCH L. 441-1
    Part des baux signés en quartier prioritaire au profit des ménages qui ne sont pas du premier quartile.
    Convention : baux signés en 2026, mutations internes comprises.
    Objectif atteint
    Objectif manqué
    Cible
    Titulaire | Baux | Comptés | Taux | Écart | Inconnus
    Agglomération | 120 | 66 | 55,00 % | Atteint | 4
    SIGUY | 61 | 36 | 59,01 % | Atteint | 1
    SIMKO | 38 | 18 | 47,36 % | Il manque 2 baux | 3
    SEMSAMAR | 21 | 12 | 57,14 % | Atteint | 0
    C. Publics prioritaires, par titulaire
    CCH L. 441-1
    Part des baux de chaque titulaire au profit des ménages reconnus au titre du DALO, à défaut prioritaires.
    Convention : baux signés en 2026, mutations internes comprises.
    Objectif atteint
    Objectif manqué
    Cible
    Titulaire | Baux | Comptés | Taux | Écart | Inconnus
    Cayenne | 37 | 9 | 24,32 % | Il manque 2 baux | 0
    CTG | 22 | 6 | 27,27 % | Atteint | 0
    Action Logement | 41 | 12 | 29,26 % | Atteint | 0
    Contours QPV 2024, seuil du premier quartile 2026 : 8 181 € par unité de consommation et par an. Le taux est tronqué à deux décimales, jamais arrondi au-dessus.
    3 valeurs à confirmer : voir les valeurs de droit .
    "#);
}

#[test]
fn the_public_information() {
    insta::assert_snapshot!(visible(&vues::info::VueInfo::exemple().render().unwrap()), @r#"
    Demander un logement social
    Les mêmes informations partout, pour tous : guichets, mairies, ADIL et ici.
    De la demande au logement
    Déposer une demande
    Dans un guichet ou en ligne. Une seule demande suffit pour tout le département.
    Recevoir son numéro unique
    Il prouve la demande et la date d’où court l’ancienneté.
    Renouveler chaque année
    Sans renouvellement, la demande est radiée et l’ancienneté perdue.
    Passer en commission
    Trois demandes au moins sont examinées pour chaque logement. La décision est écrite et motivée.
    Répondre à l’offre
    Vous avez au moins dix jours. Le silence vaut refus de cette offre.
    Combien de temps attendre
    Attente observée sur les baux signés du 17/11/2025 au 16/11/2026, premier souhait.
    Logement | Demandes | Attribués en un an | Attente moyenne
    T2 à Cayenne | 1 204 | 96 | 3 ans 1 mois
    T4 à Cayenne | 702 | 44 | 4 ans 2 mois
    T3 à Macouria | 311 | moins de 11 | trop peu de baux
    Combien de logements
    Cayenne : 6 234 logements sociaux
    Matoury : 2 105 logements sociaux
    Montsinéry-Tonnegrande : moins de 11 logements sociaux
    À qui doivent aller les logements
    Chaque année, une part des logements doit aller aux ménages les plus modestes.
    Où être reçu
    ADIL de Guyane
    Cayenne
    Du lundi au jeudi, de 8 h à 13 h
    CCAS de Matoury
    Matoury, centre bourg
    Sur rendez-vous
    Les points de la demande
    Chaque demande reçoit des points selon une grille publique. Ils aident à classer, la commission décide.
    Lire la grille, critère par critère
    "#);
}

#[test]
fn the_applicants_own_file() {
    insta::assert_snapshot!(visible(&vues::mon_dossier::VueMonDossier::exemple().render().unwrap()), @r#"
    Mon dossier
    Numéro unique 973032104512398745
    Copier le numéro unique
    Quitter mon dossier
    Où j’en suis
    Ma demande est active
    Elle est valable jusqu’au 18/02/2027. Un rappel vous sera envoyé avant cette date.
    Ce que je peux faire maintenant
    Apporter mon avis d’imposition 2026
    Une photo lisible suffit, au guichet ou en ligne.
    Dire la surface de mon logement actuel
    Elle peut ajouter jusqu’à 10 points.
    Ma place
    Ma demande est parmi les 10 premières, sur 318 demandes de T4 à Cayenne.
    44 logements T4 à Cayenne ont été attribués en un an.
    Attente observée pour la moitié des ménages : de 31 à 68 mois (44 baux en 24 mois).
    La place change chaque jour et ne donne pas droit à un logement : la commission décide.
    Voir ma position exacte
    Mes points
    100 points, dont 18 à prouver
    Reconnue au titre du DALO
    Décision du 11/06/2025 (CCH L. 441-2-3)
    50
    Hébergée par un tiers
    Selon ma déclaration (CCH L. 441-1, e)
    15
    Ancienneté
    22 trimestres entiers (Grille, art. 3)
    22
    Suroccupation
    Surface inconnue (CCH L. 822-10)
    à compléter
    Toute la grille
    Ce qui s’est passé
    12/11/2026
    Proposée pour un logement
    La commission se réunit le 24/11/2026
    18/02/2026
    Renouvelée
    02/03/2021
    Déposée
    Guichet ADIL Cayenne
    Mes informations
    Ménage : 4 personnes et 1 enfant à naître
    Souhaits : Cayenne, Matoury, Remire-Montjoly
    Téléphone : 0694 00 00 12
    Adresse électronique : Non renseigné
    Une erreur ? Un guichet la corrige sans rendez-vous, avec le papier qui le prouve.
    "#);
}

#[test]
fn the_operation_of_the_server() {
    insta::assert_snapshot!(visible(&vues::exploitation::VueExploitation::exemple().render().unwrap()), @r#"
    Exploitation
    Un message abandonné, un en attente. Aucun travail en échec.
    État du serveur
    Registre : SNE au 13/11/2026
    Dernier fichier reçu : 13/11/2026 à 8 h 12, lu
    Envoi des messages : Serveur de courriel réglé
    Messages qui ne sont pas partis
    Message | État | Essais | Prochain essai | Raison du dernier échec | Action
    Courriel du 14/11/2026 à 10 h 02 | Abandonné | 10 | aucun | L’adresse du destinataire est refusée par le serveur. | Réessayer : Courriel du 14/11/2026 à 10 h 02
    Courriel du 16/11/2026 à 9 h 41 | À reprendre | 2 | 16/11/2026 à 9 h 56 | Le serveur de courriel ne répond pas. | Réessayer : Courriel du 16/11/2026 à 9 h 41 Abandonner : Courriel du 16/11/2026 à 9 h 41 Abandonner : Courriel du 16/11/2026 à 9 h 41
    Travaux
    Travail | État | Avancement | Essais | Quand | Résultat
    Lecture d’un extrait du SNE demandé le 16/11/2026 à 9 h 40 | En cours | 3 120 sur 8 312 | 1
    Effacement des demandes échues demandé le 16/11/2026 à 0 h 00 | Faite | 2 sur 2 | 1 | Finie le 16/11/2026 à 0 h 01 | 2 demandes effacées.
    Certificats d’effacement
    Effacée le | Radiée le | Par | Lignes effacées | Empreinte
    16/11/2026 à 0 h 01 | 15/11/2025 | Carbet, de lui-même | 14 | Conforme
    "#);
}

/// What every home page says while nothing waits.
const PARTOUT: &[&str] = &[
    "Aujourd’hui",
    "Ce qui vous attend",
    "0 à traiter",
    "Rien en attente",
    "Tout ce qui dépendait de vous est fait. Les échéances à venir sont à côté.",
    "Échéances",
    "Aucune échéance dans les trente jours.",
];

#[tokio::test]
async fn the_home_page_of_each_role() {
    let site = Site::start(false).await;
    let mut told = String::new();
    for role in Role::ALL.into_iter().filter(|role| *role != Role::Demandeur) {
        let jeton = site.sign_in(role).await;
        let page = site.request("GET", "/", Some(&jeton)).await;
        told.push_str(&format!("== {}\n", role.code()));
        for line in visible(&page.corps).lines().filter(|line| !PARTOUT.contains(line)) {
            told.push_str(line);
            told.push('\n');
        }
    }
    insta::assert_snapshot!(told, @r#"
    == agglo
    Lundi 16/11/2026. 2 choses vous attendent.
    Importer un extrait du SNE
    0 demandes enregistrées aucun extrait importé
    sans bail Premier quartile et relogés, hors QPV (objectif A), CACL 0 sur 0 baux signés en 2026, cible 25 %
    sans bail Deuxième au quatrième quartile, en QPV (objectif B), CACL 0 sur 0 baux signés en 2026, cible 50 %
    0 logements sur votre contingent tous ont un candidat
    0 à reporter dans le SNE tout est reporté
    Comment ces nombres sont comptés
    Demandes. Actives au 16/11/2026, mutations et demandes externes, quel que soit le rang du souhait.
    Objectif A. Convention : Baux signés en 2026 (date du bail, non celle de sa saisie), mutations internes comprises ; aucune ressource ni localisation en attente.
    Objectif B. Convention : Baux signés en 2026 (date du bail, non celle de sa saisie), mutations internes comprises ; aucune ressource ni localisation en attente.
    2 à traiter
    Aucun extrait du SNE n’a été importé
    Au-delà de huit jours, aucun ordre du jour ne devrait s’y appuyer : importez l’extrait du jour.
    à faire
    6 sources n’ont jamais rien envoyé
    Parc de SIGUY (RPLS), Fichiers du jour de SIGUY, Parc de SIMKO (RPLS), Fichiers du jour de SIMKO, Parc de SEMSAMAR (RPLS), Fichiers du jour de SEMSAMAR. Demandez le premier fichier, ou lisez avec prudence ce qui en dépend.
    jamais reçu
    Premier quartile et relogés, hors QPV (objectif A)
    Voir les objectifs et leurs chiffres
    == bailleur
    Lundi 16/11/2026. Rien ne vous attend.
    Déclarer une vacance
    0 logements à attribuer tous ont leurs candidats
    0 offres sans réponse
    0 baux à signer offres acceptées
    0 à reporter dans le SNE tout est reporté
    == etat
    Lundi 16/11/2026. Rien ne vous attend.
    0 logements sur votre contingent tous ont un candidat
    sans bail DALO et publics prioritaires (objectif C), État 0 sur 0 baux signés en 2026, cible 100 %
    Comment ces nombres sont comptés
    Objectif C. Convention : Baux signés en 2026 (date du bail, non celle de sa saisie), mutations internes comprises ; titulaire par titulaire, un logement rendu au bailleur compte avec les siens.
    == commune
    Lundi 16/11/2026. Rien ne vous attend.
    0 logements sur votre contingent tous ont un candidat
    sans bail DALO et publics prioritaires (objectif C), Cayenne 0 sur 0 baux signés en 2026, cible 25 %
    Comment ces nombres sont comptés
    Objectif C. Convention : Baux signés en 2026 (date du bail, non celle de sa saisie), mutations internes comprises ; titulaire par titulaire, un logement rendu au bailleur compte avec les siens.
    == guichet
    Lundi 16/11/2026. Rien ne vous attend.
    Chercher, puis saisir une demande
    0 demandes expirent sous 60 jours de vos guichets
    0 en attente de numéro unique
    0 à reporter dans le SNE tout est reporté
    == caleol
    Lundi 16/11/2026. Rien ne vous attend.
    0 séances à venir aucune convocation
    == observatoire
    Lundi 16/11/2026. Rien ne vous attend.
    sans bail Premier quartile et relogés, hors QPV (objectif A), CACL 0 sur 0 baux signés en 2026, cible 25 %
    sans bail Deuxième au quatrième quartile, en QPV (objectif B), CACL 0 sur 0 baux signés en 2026, cible 50 %
    Comment ces nombres sont comptés
    Objectif A. Convention : Baux signés en 2026 (date du bail, non celle de sa saisie), mutations internes comprises ; aucune ressource ni localisation en attente.
    Objectif B. Convention : Baux signés en 2026 (date du bail, non celle de sa saisie), mutations internes comprises ; aucune ressource ni localisation en attente.
    Premier quartile et relogés, hors QPV (objectif A)
    Voir les objectifs et leurs chiffres
    == admin
    Lundi 16/11/2026. Une chose vous attend.
    Ouvrir un compte
    8 comptes ouverts aucun verrouillé
    1 actes au journal chaîne à vérifier
    1 à traiter
    La chaîne du journal n’a pas été vérifiée
    La vérification relit chaque ligne et dit si l’une a été modifiée, déplacée, ajoutée ou retirée.
    depuis le démarrage
    == ctg
    Lundi 16/11/2026. Rien ne vous attend.
    0 logements sur votre contingent tous ont un candidat
    sans bail DALO et publics prioritaires (objectif C), CTG 0 sur 0 baux signés en 2026, cible 25 %
    Comment ces nombres sont comptés
    Objectif C. Convention : Baux signés en 2026 (date du bail, non celle de sa saisie), mutations internes comprises ; titulaire par titulaire, un logement rendu au bailleur compte avec les siens.
    == action_logement
    Lundi 16/11/2026. Rien ne vous attend.
    0 logements sur votre contingent tous ont un candidat
    sans bail DALO et publics prioritaires (objectif C), Action Logement 0 sur 0 baux signés en 2026, cible 25 %
    Comment ces nombres sont comptés
    Objectif C. Convention : Baux signés en 2026 (date du bail, non celle de sa saisie), mutations internes comprises ; titulaire par titulaire, un logement rendu au bailleur compte avec les siens.
    == adil
    Lundi 16/11/2026. Rien ne vous attend.
    Chercher, puis saisir une demande
    0 demandes expirent sous 60 jours tous guichets
    0 en attente de numéro unique
    0 à reporter dans le SNE tout est reporté
    == social
    Lundi 16/11/2026. Rien ne vous attend.
    0 demandes enregistrées cherchez par nom, numéro unique ou date de naissance
    == referent
    Lundi 16/11/2026. Rien ne vous attend.
    0 demandes enregistrées cherchez par nom, numéro unique ou date de naissance
    == dpo
    Lundi 16/11/2026. Une chose vous attend.
    1 actes au journal chaîne à vérifier
    1 à traiter
    La chaîne du journal n’a pas été vérifiée
    La vérification relit chaque ligne et dit si l’une a été modifiée, déplacée, ajoutée ou retirée.
    depuis le démarrage
    "#);
}

#[test]
fn the_values_of_the_law() {
    insta::assert_snapshot!(visible(&vues::parametres::VueParametres::exemple().render().unwrap()), @r#"
    Valeurs de droit appliquées
    3 valeurs et règles s’appliquent au 16/11/2026 ; 2 sont à confirmer. Un chiffre qui en dépend reste à relire.
    Valeurs de la loi et des règlements
    Celles qui sont à confirmer d’abord.
    Valeur, version et source | État et suite
    Aide au logement : abattements CCH L. 823-2, version du 01/01/2025 Arrêté du 27 septembre 2019 modifié, abattement au 01/01/2025 Source : Relevé public | À confirmer Valeur provisoire Attend la relecture d’un juriste, et la valeur publiée pour ce jour : ce qui en dépend sera recalculé.
    Plafonds de ressources CCH R. 441-1, version du 01/01/2026 Arrêté du 19 décembre 2025 modifiant l’arrêté du 29 juillet 1987 Source : Journal officiel | Publiée Relue le 16/11/2026.
    Règles du territoire
    Elles se changent dans le dossier du territoire, jamais ici.
    Valeur, version et source | État et suite
    Objectif A : chaque bailleur (SIGUY, SIMKO) CCH L. 441-1, version du 01/01/2021 25,00 % des attributions. Source : Convention intercommunale d’attribution, répartition à relire | À confirmer Attend la relecture de la convention intercommunale d’attribution.
    Ordre local des publics prioritaires
    À confirmer Depuis le 14/12/2020 ; validation par la CIH à confirmer.
    Handicap
    Personne en situation de handicap, ou famille ayant à charge une telle personne
    Habitat indigne
    Exposée à une situation d’habitat indigne
    Il classe, il n’écarte personne de la liste nationale (CCH L. 441-1) et ne donne pas de points. Source : Présentation de la CIH
    "#);
}
