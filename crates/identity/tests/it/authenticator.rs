//! A passkey device in software, enough of it to register and to sign.

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use p256::ecdsa::signature::Signer;
use p256::ecdsa::{DerSignature, SigningKey};
use serde_json::{Value, json};
use sha2::{Digest, Sha256};

const USER_PRESENT: u8 = 0x01;
const USER_VERIFIED: u8 = 0x04;
const HAS_CREDENTIAL: u8 = 0x40;

pub struct Device {
    key: SigningKey,
    credential: Vec<u8>,
    user: Vec<u8>,
    counter: u32,
    /// Whether it asks for finger, face or PIN.
    pub verifies: bool,
    /// The origin that the browser reports.
    pub origin: String,
}

impl Device {
    /// Registers with `navigator.credentials.create(options)`; answers the device and what the page sends.
    pub fn create(options: &Value, origin: &str) -> (Device, String) {
        let key = SigningKey::from_slice(&rand::random::<[u8; 32]>()).unwrap();
        let public = &options["publicKey"];
        let mut device = Device {
            key,
            credential: rand::random::<[u8; 16]>().to_vec(),
            user: decode(&public["user"]["id"]),
            counter: 0,
            verifies: true,
            origin: origin.to_owned(),
        };
        let client_data = device.client_data("webauthn.create", public);
        let mut data =
            device.authenticator_data(public["rp"]["id"].as_str().unwrap(), HAS_CREDENTIAL);
        data.extend([0; 16]);
        data.extend(
            u16::try_from(device.credential.len())
                .unwrap()
                .to_be_bytes(),
        );
        data.extend(&device.credential);
        data.extend(device.public_key());
        let mut attestation = vec![0xa3, 0x63];
        attestation.extend(b"fmt\x64none\x67attStmt\xa0\x68authData\x58");
        attestation.push(u8::try_from(data.len()).unwrap());
        attestation.extend(data);
        let answer = json!({
            "id": encode(&device.credential), "rawId": encode(&device.credential), "type": "public-key",
            "response": { "attestationObject": encode(&attestation), "clientDataJSON": encode(&client_data) },
            "clientExtensionResults": {},
        });
        (device, answer.to_string())
    }

    /// Answers `navigator.credentials.get(options)`.
    pub fn get(&mut self, options: &Value) -> String {
        let public = &options["publicKey"];
        let client_data = self.client_data("webauthn.get", public);
        let data = self.authenticator_data(public["rpId"].as_str().unwrap(), 0);
        let mut signed = data.clone();
        signed.extend(Sha256::digest(&client_data));
        let signature: DerSignature = self.key.sign(&signed);
        json!({
            "id": encode(&self.credential), "rawId": encode(&self.credential), "type": "public-key",
            "response": {
                "authenticatorData": encode(&data), "clientDataJSON": encode(&client_data),
                "signature": encode(signature.as_bytes()), "userHandle": encode(&self.user),
            },
            "clientExtensionResults": {},
        })
        .to_string()
    }

    /// A copy of the key, as a thief would have it: its counter stands where it stood.
    pub fn copied(&self) -> Device {
        Device {
            key: self.key.clone(),
            credential: self.credential.clone(),
            user: self.user.clone(),
            counter: self.counter,
            verifies: self.verifies,
            origin: self.origin.clone(),
        }
    }

    fn client_data(&self, kind: &str, public: &Value) -> Vec<u8> {
        let data = json!({
            "type": kind, "challenge": public["challenge"], "origin": self.origin, "crossOrigin": false,
        });
        data.to_string().into_bytes()
    }

    fn authenticator_data(&mut self, rp_id: &str, more: u8) -> Vec<u8> {
        self.counter += 1;
        let verified = if self.verifies { USER_VERIFIED } else { 0 };
        let mut data = Sha256::digest(rp_id.as_bytes()).to_vec();
        data.push(USER_PRESENT | verified | more);
        data.extend(self.counter.to_be_bytes());
        data
    }

    /// The public key as COSE has it: elliptic curve, ES256, P-256, x, y.
    fn public_key(&self) -> Vec<u8> {
        let point = self.key.verifying_key().to_sec1_point(false);
        let mut cose = vec![0xa5, 0x01, 0x02, 0x03, 0x26, 0x20, 0x01, 0x21, 0x58, 0x20];
        cose.extend(point.x().unwrap());
        cose.extend([0x22, 0x58, 0x20]);
        cose.extend(point.y().unwrap());
        cose
    }
}

fn encode(bytes: &[u8]) -> String {
    URL_SAFE_NO_PAD.encode(bytes)
}

fn decode(value: &Value) -> Vec<u8> {
    URL_SAFE_NO_PAD.decode(value.as_str().unwrap()).unwrap()
}
