//! The root key: from a file that only its owner can read, from the environment, or from a passphrase.

use super::{SecretKey, fill_random};
use argon2::{Algorithm, Argon2, Params, Version};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use std::fs::{self, OpenOptions};
use std::io::Write;
use std::path::{Path, PathBuf};

/// The key that wraps every clinic's key. It is never stored in a database or a backup.
#[derive(Debug, Clone)]
pub struct RootKey(pub(crate) SecretKey);

/// Why there is no root key.
#[derive(Debug, thiserror::Error)]
pub enum RootKeyError {
    /// The file cannot be read or written.
    #[error("the root key file {path} cannot be used: {source}")]
    File {
        /// Which file.
        path: PathBuf,
        /// Why.
        source: std::io::Error,
    },
    /// The file can be read by others.
    #[error("the root key file {0} can be read by others; run `chmod 600` on it")]
    Exposed(PathBuf),
    /// Not a key.
    #[error("{0} does not hold a root key (32 bytes, base64)")]
    NotAKey(String),
    /// The passphrase is too short.
    #[error("the passphrase must have at least 20 characters")]
    ShortPassphrase,
}

impl RootKey {
    /// A new random root key.
    pub fn random() -> RootKey {
        RootKey(SecretKey::random())
    }

    /// Reads the key file, or makes it (mode 0600) if there is none.
    pub fn from_file_or_new(path: &Path) -> Result<RootKey, RootKeyError> {
        if path.exists() {
            return RootKey::from_file(path);
        }
        let key = RootKey::random();
        key.write_file(path)?;
        Ok(key)
    }

    /// Reads the key file; refuses one that others can read.
    pub fn from_file(path: &Path) -> Result<RootKey, RootKeyError> {
        let failed = |source| RootKeyError::File {
            path: path.to_owned(),
            source,
        };
        #[cfg(unix)]
        {
            use std::os::unix::fs::PermissionsExt;
            let mode = fs::metadata(path).map_err(failed)?.permissions().mode();
            if mode & 0o077 != 0 {
                return Err(RootKeyError::Exposed(path.to_owned()));
            }
        }
        let text = fs::read_to_string(path).map_err(failed)?;
        RootKey::from_text(&text, &path.display().to_string())
    }

    /// Reads a key from text, such as an environment variable; `place` is named in errors.
    pub fn from_text(text: &str, place: &str) -> Result<RootKey, RootKeyError> {
        let bytes = STANDARD.decode(text.trim()).ok();
        let bytes = bytes.and_then(|bytes| <[u8; 32]>::try_from(bytes).ok());
        let bytes = bytes.ok_or_else(|| RootKeyError::NotAKey(place.to_owned()))?;
        Ok(RootKey(SecretKey::from_bytes(bytes)))
    }

    /// Stretches a passphrase with the salt kept in the key database.
    pub fn from_passphrase(passphrase: &str, salt: &[u8; 16]) -> Result<RootKey, RootKeyError> {
        if passphrase.chars().count() < 20 {
            return Err(RootKeyError::ShortPassphrase);
        }
        let params = Params::new(64 * 1024, 3, 1, Some(32))
            .expect("64 MiB, three passes and one lane are within Argon2's limits");
        let mut key = [0; 32];
        Argon2::new(Algorithm::Argon2id, Version::V0x13, params)
            .hash_password_into(passphrase.as_bytes(), salt, &mut key)
            .expect("a 16-byte salt and a 32-byte output are within Argon2's limits");
        Ok(RootKey(SecretKey::from_bytes(key)))
    }

    /// A salt for [`RootKey::from_passphrase`].
    pub fn new_salt() -> [u8; 16] {
        let mut salt = [0; 16];
        fill_random(&mut salt);
        salt
    }

    /// Writes the key to a new file that only its owner can read, durably.
    pub fn write_file(&self, path: &Path) -> Result<(), RootKeyError> {
        let failed = |source| RootKeyError::File {
            path: path.to_owned(),
            source,
        };
        let mut options = OpenOptions::new();
        options.write(true).create_new(true);
        #[cfg(unix)]
        {
            use std::os::unix::fs::OpenOptionsExt;
            options.mode(0o600);
        }
        let mut file = options.open(path).map_err(failed)?;
        let text = format!("{}\n", STANDARD.encode(self.0.bytes()));
        file.write_all(text.as_bytes()).map_err(failed)?;
        file.sync_all().map_err(failed)
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    #[test]
    fn a_passphrase_gives_the_same_key_with_the_same_salt_only() {
        let phrase = "ten quiet mornings by the sea";
        let salt = RootKey::new_salt();
        let once = RootKey::from_passphrase(phrase, &salt).unwrap();
        let again = RootKey::from_passphrase(phrase, &salt).unwrap();
        let other = RootKey::from_passphrase(phrase, &RootKey::new_salt()).unwrap();
        assert_eq!(once.0.bytes(), again.0.bytes());
        assert_ne!(once.0.bytes(), other.0.bytes());
        assert!(RootKey::from_passphrase("short", &salt).is_err());
    }

    #[test]
    #[cfg(unix)]
    fn a_key_file_is_made_for_its_owner_only_and_refused_when_others_can_read_it() {
        use std::os::unix::fs::PermissionsExt;
        let folder = std::env::temp_dir().join(format!("attune-root-{}", uuid::Uuid::now_v7()));
        fs::create_dir_all(&folder).unwrap();
        let path = folder.join("root.key");
        let made = RootKey::from_file_or_new(&path).unwrap();
        assert_eq!(
            fs::metadata(&path).unwrap().permissions().mode() & 0o777,
            0o600
        );
        assert_eq!(
            RootKey::from_file_or_new(&path).unwrap().0.bytes(),
            made.0.bytes()
        );
        fs::set_permissions(&path, fs::Permissions::from_mode(0o644)).unwrap();
        assert!(matches!(
            RootKey::from_file(&path),
            Err(RootKeyError::Exposed(_))
        ));
        fs::remove_dir_all(folder).unwrap();
    }
}
