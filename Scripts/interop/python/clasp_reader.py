# Part of jwt-kms. Copyright 2026 the jwt-kms authors.
# SPDX-License-Identifier: Apache-2.0
from clasp import AsymmetricKey
from reader import run


def pem(key, token, algorithm):
    read = {"E": AsymmetricKey.from_ec_pem, "R": AsymmetricKey.from_rsa_pem, "P": AsymmetricKey.from_rsa_pem}
    kind = algorithm[0] if algorithm[1] == "S" else ""
    return read.get(kind, AsymmetricKey.from_ed_pem)(key.encode(), algorithm).verify(token)


run(pem=pem)
