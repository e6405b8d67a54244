# Part of jwt-kms. Copyright 2026 the jwt-kms authors.
# SPDX-License-Identifier: Apache-2.0
"""Sign and Verify: every algorithm on every key, and what is refused."""

from kms.calls.creating import UNSUPPORTED
from kms.calls.describing import references

MESSAGE = b"a message that is signed"
DIGESTS = {"256": 32, "384": 48, "512": 64}
RSA = [f"RSASSA_{scheme}_SHA_{bits}" for scheme in ("PKCS1_V1_5", "PSS") for bits in DIGESTS]
ALGORITHMS = {"rsa2048": RSA, "rsa3072": RSA, "rsa4096": RSA, "p256": ["ECDSA_SHA_256"], "p384": ["ECDSA_SHA_384"],
              "p521": ["ECDSA_SHA_512"], "secp256k1": ["ECDSA_SHA_256"]}
RAW_ONLY = {"ed25519": "ED25519_SHA_512", "mldsa65": "ML_DSA_SHAKE_256", "mldsa87": "ML_DSA_SHAKE_256",
            "mldsa44": "ML_DSA_SHAKE_256"}
P256 = {"SigningAlgorithm": "ECDSA_SHA_256"}
CODES = {"invalid": "KMSInvalidSignatureException", "usage": "InvalidKeyUsageException", "value": "ValidationException"}


def make(kms):
    for name, algorithms in ALGORITHMS.items():
        for algorithm in algorithms:
            both_ways(kms, name, algorithm, "RAW", MESSAGE)
            both_ways(kms, name, algorithm, "DIGEST", b"d" * DIGESTS[algorithm[-3:]])
    for name, algorithm in RAW_ONLY.items():
        both_ways(kms, name, algorithm, "RAW", MESSAGE)
    by_reference(kms)
    usages(kms)
    sizes(kms)
    trials(kms)
    bad_signatures(kms)


def both_ways(kms, name, algorithm, message_type, message):
    key = kms.keys[name]
    request = {"KeyId": key, "Message": message, "MessageType": message_type, "SigningAlgorithm": algorithm}
    case = f"{name}, {algorithm}, {message_type}"
    signature = kms.call(case, "Sign", **request).get("Signature", b"none")
    kms.call(case, "Verify", Signature=signature, **request)
    kms.call(f"{case}, of another message", "Verify", aws=CODES["invalid"], Signature=signature,
             **{**request, "Message": b"e" * len(message)})


def by_reference(kms):
    key = kms.keys["p256"]
    key.aliases = ["alias/described", key.alias_arn("alias/described")]
    signature = None
    for name, reference in [("an ARN", key.arn), ("an alias", "alias/described"), ("an alias ARN", key.aliases[1])]:
        request = {"KeyId": reference, "Message": MESSAGE, **P256}
        signature = kms.call(name, "Sign", **request).get("Signature", b"none")
        kms.call(name, "Verify", Signature=signature, **request)
    malformed = ("a malformed ARN", "arn:aws:kms:us-east-1",
                 ("NotFoundException", "ValidationException", "InvalidArnException"))
    for name, reference, code in [*references(key), malformed]:
        kms.call(name, "Sign", aws=code, KeyId=reference, Message=MESSAGE, **P256)
        kms.call(name, "Verify", aws=code, KeyId=reference, Message=MESSAGE, Signature=signature, **P256)


def usages(kms):
    """Algorithms and keys that do not belong together."""
    for name, algorithm in [
        ("p256", "ECDSA_SHA_384"), ("p256", "RSASSA_PSS_SHA_256"), ("p384", "ECDSA_SHA_256"), ("rsa2048", "ECDSA_SHA_256"),
        ("rsa2048", "ED25519_SHA_512"), ("ed25519", "ECDSA_SHA_512"), ("ed25519", "ML_DSA_SHAKE_256"),
        ("mldsa65", "ED25519_SHA_512"), ("symmetric", "ECDSA_SHA_256"), ("hmac256", "ECDSA_SHA_256"), ("p256", "SM2DSA"),
        ("encrypting", "RSASSA_PSS_SHA_256"), ("agreeing", "ECDSA_SHA_256"),
    ]:
        request = {"KeyId": kms.keys[name], "Message": MESSAGE, "SigningAlgorithm": algorithm}
        kms.call(f"{name}, {algorithm}", "Sign", aws=CODES["usage"], **request)
        kms.call(f"{name}, {algorithm}", "Verify", aws=CODES["usage"], Signature=b"s", **request)
    # FIPS 186-5 section 7.8 is signed over a digest.
    digest = {"KeyId": kms.keys["ed25519"], "Message": b"d" * 64, "MessageType": "DIGEST"}
    kms.call("ed25519, ED25519_PH_SHA_512", "Sign", ours=UNSUPPORTED, SigningAlgorithm="ED25519_PH_SHA_512", **digest)
    kms.call("ed25519, ED25519_SHA_512, DIGEST", "Sign", aws=(CODES["value"], CODES["usage"]),
             SigningAlgorithm="ED25519_SHA_512", **digest)
    mldsa = {"KeyId": kms.keys["mldsa65"], "MessageType": "EXTERNAL_MU", "SigningAlgorithm": "ML_DSA_SHAKE_256"}
    kms.call("mldsa65, EXTERNAL_MU of 64 bytes", "Sign", ours=("ok", UNSUPPORTED), Message=b"m" * 64, **mldsa)
    kms.call("mldsa65, EXTERNAL_MU of 63 bytes", "Sign", aws=CODES["value"], Message=b"m" * 63, **mldsa)


def sizes(kms):
    """Messages, digests and names that no key takes."""
    key = kms.keys["p256"]
    for name, members in {
        "a digest of 31 bytes": {"Message": b"d" * 31, "MessageType": "DIGEST"},
        "a digest of 33 bytes": {"Message": b"d" * 33, "MessageType": "DIGEST"},
        "a message of 4097 bytes": {"Message": b"m" * 4097},
        "an empty message": {"Message": b""},
        "MessageType FOO": {"Message": MESSAGE, "MessageType": "FOO"},
        "no message": {},
        "an unknown algorithm": {"Message": MESSAGE, "SigningAlgorithm": "ES256"},
        "11 grant tokens": {"Message": MESSAGE, "GrantTokens": ["t"] * 11},
    }.items():
        for operation, more in [("Sign", {}), ("Verify", {"Signature": b"s"})]:
            kms.call(name, operation, aws=CODES["value"], **{"KeyId": key, **P256, **members, **more})
    kms.call("no algorithm", "Sign", aws=CODES["value"], KeyId=key, Message=MESSAGE)
    kms.call("no algorithm", "Verify", aws=CODES["value"], KeyId=key, Message=MESSAGE, Signature=b"s")
    kms.call("a message of 4096 bytes", "Sign", KeyId=key, Message=b"m" * 4096, **P256)
    kms.call("a message of 1 byte", "Sign", KeyId=key, Message=b"m", **P256)
    ed25519 = {"KeyId": kms.keys["ed25519"], "SigningAlgorithm": "ED25519_SHA_512"}
    kms.call("ed25519, a message of 4096 bytes", "Sign", Message=b"m" * 4096, **ed25519)
    kms.call("ed25519, a message of 4097 bytes", "Sign", aws=CODES["value"], Message=b"m" * 4097, **ed25519)


def trials(kms):
    """DryRun and GrantTokens."""
    request = {"KeyId": kms.keys["p256"], "Message": MESSAGE, **P256}
    for operation, more in [("Sign", {}), ("Verify", {"Signature": b"s"})]:
        kms.call("DryRun", operation, aws="DryRunOperationException", DryRun=True, **request, **more)
        kms.call("DryRun with an algorithm of another curve", operation, aws=CODES["usage"], DryRun=True,
                 **{**request, "SigningAlgorithm": "ECDSA_SHA_384"}, **more)
    signature = kms.call("DryRun false", "Sign", DryRun=False, **request).get("Signature", b"s")
    kms.call("DryRun false", "Verify", DryRun=False, Signature=signature, **request)
    # LocalKMS takes grant tokens, and has no grants.
    for operation, more in [("Sign", {}), ("Verify", {"Signature": signature})]:
        kms.call("a grant token that is none", operation, aws="InvalidGrantTokenException", ours="ok", GrantTokens=["t"],
                 **request, **more)


def bad_signatures(kms):
    for name, algorithm in [("p256", "ECDSA_SHA_256"), ("rsa2048", "RSASSA_PSS_SHA_256"), ("ed25519", "ED25519_SHA_512"),
                            ("mldsa65", "ML_DSA_SHAKE_256")]:
        request = {"KeyId": kms.keys[name], "Message": MESSAGE, "SigningAlgorithm": algorithm}
        kms.call(f"{name}, garbage", "Verify", aws=CODES["invalid"], Signature=b"\x30\x03\x02\x01", **request)
        kms.call(f"{name}, zeros", "Verify", aws=CODES["invalid"], Signature=bytes(64), **request)
    request = {"KeyId": kms.keys["p256"], "Message": MESSAGE, **P256}
    kms.call("an empty signature", "Verify", aws=CODES["value"], Signature=b"", **request)
    kms.call("a signature of 6145 bytes", "Verify", aws=CODES["value"], Signature=bytes(6145), **request)
    kms.call("no signature", "Verify", aws=CODES["value"], **request)
