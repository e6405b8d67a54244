# Part of jwt-kms. Copyright 2026 the jwt-kms authors.
# SPDX-License-Identifier: Apache-2.0
"""Keys of a KMS, and whether their signatures are good."""

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, ed25519, padding, rsa, utils
from cryptography.hazmat.primitives.serialization import load_der_public_key

HASHES = {"256": hashes.SHA256(), "384": hashes.SHA384(), "512": hashes.SHA512()}


class Key:
    """A key by the name that the calls have for it; one that KMS refused to make has no id.

    is_known_to_miss: whether LocalKMS is known to have no such keys.
    """

    def __init__(self, name, metadata, is_known_to_miss=False):
        self.name = name
        self.id = metadata["KeyId"] if metadata else None
        self.arn = metadata["Arn"] if metadata else None
        self.is_known_to_miss = is_known_to_miss
        self.public = None
        self.aliases = []

    def alias_arn(self, alias):
        return self.arn.replace(f"key/{self.id}", alias) if self.arn else None

    def verifies(self, signature, message, message_type, algorithm):
        """Whether the signature is what AWS would have made, RSA-PSS with a salt as long as the hash included."""
        try:
            self.verify(signature, message, message_type, algorithm)
            return True
        # ValueError: a digest of another length than the hash has. TypeError: an algorithm of another kind of key.
        except (InvalidSignature, ValueError, TypeError):
            return False

    def verify(self, signature, message, message_type, algorithm):
        if not isinstance(self.public, (rsa.RSAPublicKey, ec.EllipticCurvePublicKey)):
            self.public.verify(signature, message)
            return
        digest = HASHES[algorithm[-3:]]
        scheme = utils.Prehashed(digest) if message_type == "DIGEST" else digest
        if algorithm.startswith("ECDSA"):
            self.public.verify(signature, message, ec.ECDSA(scheme))
        elif "PSS" in algorithm:
            salted = padding.PSS(padding.MGF1(digest), digest.digest_size)
            self.public.verify(signature, message, salted, scheme)
        else:
            self.public.verify(signature, message, padding.PKCS1v15(), scheme)


def kind(der):
    """What is in a SubjectPublicKeyInfo."""
    try:
        key = load_der_public_key(der)
    except ValueError:
        return f"{len(der)} bytes that are no public key"
    if isinstance(key, rsa.RSAPublicKey):
        return f"RSA {key.key_size}, exponent {key.public_numbers().e}"
    if isinstance(key, ec.EllipticCurvePublicKey):
        return f"EC {key.curve.name}"
    return "Ed25519" if isinstance(key, ed25519.Ed25519PublicKey) else type(key).__name__.strip("_")
