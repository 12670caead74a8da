//! Writes every page from its sample values, to look at and to check: `cargo run -p carbet-web --example catalogue -- DIR`.
//! Serve DIR with `front/dist` under `/statique`.

use std::path::PathBuf;

fn main() -> std::io::Result<()> {
    let dir = PathBuf::from(std::env::args().nth(1).unwrap_or_else(|| "target/catalogue".to_owned()));
    std::fs::create_dir_all(&dir)?;
    for (nom, html) in web::vues::list_exemples() {
        let html = html.map_err(std::io::Error::other)?;
        std::fs::write(dir.join(format!("{nom}.html")), html)?;
    }
    println!("{}", dir.display());
    Ok(())
}
