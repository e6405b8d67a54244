// Part of jwt-kms. Copyright 2026 the jwt-kms authors.
// SPDX-License-Identifier: Apache-2.0

import org.apache.hadoop.shaded.com.nimbusds.jose.JWSAlgorithm;
import org.apache.hadoop.shaded.com.nimbusds.jose.jwk.JWK;
import org.apache.hadoop.shaded.com.nimbusds.jose.jwk.JWKSet;
import org.apache.hadoop.shaded.com.nimbusds.jose.jwk.source.ImmutableJWKSet;
import org.apache.hadoop.shaded.com.nimbusds.jose.proc.JWSVerificationKeySelector;
import org.apache.hadoop.shaded.com.nimbusds.jose.proc.SecurityContext;
import org.apache.hadoop.shaded.com.nimbusds.jose.proc.SingleKeyJWSKeySelector;
import org.apache.hadoop.shaded.com.nimbusds.jwt.JWTClaimsSet;
import org.apache.hadoop.shaded.com.nimbusds.jwt.proc.DefaultJWTClaimsVerifier;
import org.apache.hadoop.shaded.com.nimbusds.jwt.proc.DefaultJWTProcessor;

/** FORM ALG KEYFILE TOKENFILE in, the claims as JSON out; exit status as in ../python/reader.py. */
final class NimbusReader {
    public static void main(String[] arguments) throws Exception {
        Reader.run(arguments, NimbusReader::read);
    }

    private static String read(String form, String algorithm, String key, String token) throws Exception {
        var processor = new DefaultJWTProcessor<SecurityContext>();
        var alg = JWSAlgorithm.parse(algorithm);
        if (form.equals("pem")) {
            // Its own reader of PEM needs a part of Bouncy Castle that is not here.
            processor.setJWSKeySelector(new SingleKeyJWSKeySelector<>(alg, Reader.publicKey(algorithm, key)));
        } else {
            var set = form.equals("jwks") ? JWKSet.parse(key) : new JWKSet(JWK.parse(key));
            processor.setJWSKeySelector(new JWSVerificationKeySelector<>(alg, new ImmutableJWKSet<>(set)));
        }
        String audience = System.getenv("INTEROP_AUDIENCE");
        if (audience != null) {
            processor.setJWTClaimsSetVerifier(
                new DefaultJWTClaimsVerifier<>(audience, new JWTClaimsSet.Builder().build(), java.util.Set.of()));
        }
        return processor.process(token, null).toString();
    }
}
