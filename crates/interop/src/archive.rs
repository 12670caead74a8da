//! Several files in one: what a person carries from one system to another.

use std::io::{Cursor, Write};

use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, DateTime, ZipWriter};

/// A zip archive of these files, name and bytes, in their order. The same files give the same bytes.
///
/// # Errors
/// Two files of one name, or more than an archive holds: why, for the log.
pub fn write_zip(fichiers: &[(String, Vec<u8>)]) -> Result<Vec<u8>, String> {
    let mut archive = ZipWriter::new(Cursor::new(Vec::new()));
    let options =
        SimpleFileOptions::default().compression_method(CompressionMethod::Deflated).last_modified_time(DateTime::default());
    for (nom, contenu) in fichiers {
        archive.start_file(nom.as_str(), options).map_err(|error| error.to_string())?;
        archive.write_all(contenu).map_err(|error| error.to_string())?;
    }
    archive.finish().map(Cursor::into_inner).map_err(|error| error.to_string())
}
