//! A Carbet starts on both engines and recognises who signs in.

mod commun;

#[tokio::test]
async fn a_carbet_starts_on_the_territory_of_its_base() {
    for salle in commun::salles().await {
        let regles = salle.carbet.regles();
        assert_eq!(regles.territoire.epci.siren, "249730045");
        assert_eq!(regles.numero, 1);
        assert_eq!(salle.carbet.aujourd_hui().to_string(), commun::JOUR);
        assert!(salle.carbet.registre.read().colonnes.is_empty());
        assert!(salle.carbet.fraicheur_sne().vieux, "no extract was ever read");
    }
}
