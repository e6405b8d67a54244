# Part of jwt-kms. Copyright 2026 the jwt-kms authors.
# SPDX-License-Identifier: Apache-2.0
import superjwt
from reader import run

run(pem=lambda key, token, algorithm: superjwt.decode(token, key, algorithm).model_dump())
