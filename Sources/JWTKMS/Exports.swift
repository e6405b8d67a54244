// Part of jwt-kms. Copyright 2026 the jwt-kms authors.
// SPDX-License-Identifier: Apache-2.0

// A user who adds JWTKMS writes one import for what its signatures name.
@_exported public import JWTKit
@_exported public import KMSAPI
