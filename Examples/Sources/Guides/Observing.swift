// Part of jwt-kms. Copyright 2026 the jwt-kms authors.
// SPDX-License-Identifier: Apache-2.0

// The code of the guide "Observe".

import JWTKMS
import Logging

func observing(kms: some KMSClient) {
    let keys = KMSKeyCollection(client: kms, logger: Logger(label: "jwt-kms"))
    _ = keys
}
