//! The bytes that are signed (RFC 9421, section 2.5).

/// The signature base over components by name and value, and the serialised signature parameters.
pub fn signature_base(components: &[(&str, &str)], params: &str) -> String {
    let lines = components.iter().map(|(name, value)| format!("\"{name}\": {value}\n"));
    lines.chain([format!("\"@signature-params\": {params}")]).collect()
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use data_encoding::BASE64;
    use ed25519_dalek::{Signer, SigningKey, VerifyingKey};

    use super::*;

    /// RFC 9421, appendix B.2.6, with the key of B.1.4.
    #[test]
    fn signs_the_ed25519_example_of_the_rfc() {
        let components = [
            ("date", "Tue, 20 Apr 2021 02:07:55 GMT"),
            ("@method", "POST"),
            ("@path", "/foo"),
            ("@authority", "example.com"),
            ("content-type", "application/json"),
            ("content-length", "18"),
        ];
        let params = "(\"date\" \"@method\" \"@path\" \"@authority\" \"content-type\" \
                      \"content-length\");created=1618884473;keyid=\"test-key-ed25519\"";
        let base = signature_base(&components, params);

        let private = "n4Ni+HpISpVObnQMW0wOhCKROaIKqKtW/2ZYb2p9KcU=";
        let public = "JrQLj5P/89iXES9+vFgrIy29clF9CC/oPPsw3c5D0bs=";
        let expected = "wqcAqbmYJ2ji2glfAMaRy4gruYYnx2nEFN2HN6jrnDnQCK1u02Gb04v9EDgwUPiu4A0w6vuQv5lIp5WPpBKRCw==";
        let key =
            SigningKey::try_from(BASE64.decode(private.as_bytes()).unwrap().as_slice()).unwrap();
        let known =
            VerifyingKey::try_from(BASE64.decode(public.as_bytes()).unwrap().as_slice()).unwrap();
        assert_eq!(key.verifying_key(), known);
        let signature = key.sign(base.as_bytes());
        assert_eq!(BASE64.encode(&signature.to_bytes()), expected);
        known.verify_strict(base.as_bytes(), &signature).unwrap();
    }
}
