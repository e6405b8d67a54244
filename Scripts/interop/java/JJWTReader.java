// Part of jwt-kms. Copyright 2026 the jwt-kms authors.
// SPDX-License-Identifier: Apache-2.0

import io.jsonwebtoken.Jwts;
import io.jsonwebtoken.JwtParserBuilder;
import io.jsonwebtoken.security.Jwk;
import io.jsonwebtoken.security.Jwks;
import java.security.Key;
import java.security.PublicKey;

/** FORM ALG KEYFILE TOKENFILE in, the claims as JSON out; exit status as in ../python/reader.py. */
final class JJWTReader {
    public static void main(String[] arguments) throws Exception {
        Reader.run(arguments, JJWTReader::read);
    }

    private static String read(String form, String algorithm, String key, String token) throws Exception {
        JwtParserBuilder parser = Jwts.parser();
        if (form.equals("jwks")) {
            var set = Jwks.setParser().build().parse(key);
            parser.keyLocator(header -> {
                Object kid = header.get("kid");
                for (Jwk<?> jwk : set) if (jwk.getId() != null && jwk.getId().equals(kid)) return (Key) jwk.toKey();
                return null;
            });
        } else if (form.equals("jwk")) {
            parser.verifyWith((PublicKey) Jwks.parser().build().parse(key).toKey());
        } else {
            parser.verifyWith(Reader.publicKey(algorithm, key));
        }
        String audience = System.getenv("INTEROP_AUDIENCE");
        if (audience != null) parser.requireAudience(audience);
        var jws = parser.build().parseSignedClaims(token);
        if (!jws.getHeader().getAlgorithm().equals(algorithm)) throw new IllegalStateException("another algorithm");
        return Reader.json(jws.getPayload());
    }
}
