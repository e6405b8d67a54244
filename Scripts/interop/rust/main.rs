// Part of jwt-kms. Copyright 2026 the jwt-kms authors.
// SPDX-License-Identifier: Apache-2.0

// FORM ALG KEYFILE TOKENFILE in, the claims as JSON out; exit status as in ../python/reader.py.
use jsonwebtoken::{decode, decode_header, jwk, Algorithm, DecodingKey, Validation};
use std::{env, error::Error, fs, process, str::FromStr};

fn read() -> Result<serde_json::Value, Box<dyn Error>> {
    let arguments: Vec<String> = env::args().collect();
    let algorithm = Algorithm::from_str(&arguments[2])?;
    let key = fs::read_to_string(&arguments[3])?;
    let token = fs::read_to_string(&arguments[4])?;
    let key = match arguments[1].as_str() {
        "pem" => match &arguments[2][..2] {
            "ES" => DecodingKey::from_ec_pem(key.as_bytes())?,
            "Ed" => DecodingKey::from_ed_pem(key.as_bytes())?,
            _ => DecodingKey::from_rsa_pem(key.as_bytes())?,
        },
        "jwk" => DecodingKey::from_jwk(&serde_json::from_str(&key)?)?,
        _ => {
            let set: jwk::JwkSet = serde_json::from_str(&key)?;
            let kid = decode_header(&token)?.kid.ok_or("the token has no kid")?;
            DecodingKey::from_jwk(set.find(&kid).ok_or("no key of this kid")?)?
        }
    };
    let mut validation = Validation::new(algorithm);
    if let Ok(audience) = env::var("INTEROP_AUDIENCE") {
        validation.set_audience(&[audience]);
    }
    Ok(decode(&token, &key, &validation)?.claims)
}

fn main() {
    match read() {
        Ok(claims) => println!("{claims}"),
        Err(error) => {
            eprintln!("{error}");
            process::exit(1)
        }
    }
}
