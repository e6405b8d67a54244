// Part of jwt-kms. Copyright 2026 the jwt-kms authors.
// SPDX-License-Identifier: Apache-2.0

import com.fasterxml.jackson.databind.ObjectMapper;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyFactory;
import java.security.PublicKey;
import java.security.spec.X509EncodedKeySpec;
import java.util.Base64;

/** What the readers in Java share. */
final class Reader {
    interface Library {
        String read(String form, String algorithm, String key, String token) throws Exception;
    }

    static void run(String[] arguments, Library library) throws Exception {
        String key = Files.readString(Path.of(arguments[2])), token = Files.readString(Path.of(arguments[3]));
        try {
            System.out.println(library.read(arguments[0], arguments[1], key, token));
        } catch (Exception error) {
            System.err.println((error.getClass().getSimpleName() + ": " + error.getMessage()).split("\n")[0]);
            System.exit(1);
        }
    }

    /** Java's own way from PEM to a key, which libraries leave to their users. */
    static PublicKey publicKey(String algorithm, String pem) throws Exception {
        byte[] der = Base64.getMimeDecoder().decode(pem.replaceAll("-----[^-]*-----", ""));
        String type = algorithm.startsWith("ES") ? "EC" : algorithm.startsWith("Ed") ? "Ed25519" : "RSA";
        if (algorithm.startsWith("ML")) type = "ML-DSA";
        return KeyFactory.getInstance(type).generatePublic(new X509EncodedKeySpec(der));
    }

    static String json(Object claims) throws Exception {
        return new ObjectMapper().writeValueAsString(claims);
    }
}
