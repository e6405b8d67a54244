// Part of jwt-kms. Copyright 2026 the jwt-kms authors.
// SPDX-License-Identifier: Apache-2.0

/// A KMS does not do what the contract says.
public struct ContractViolation: Error, CustomStringConvertible {
    /// What was expected, and what came instead.
    public let description: String
}

func violation(_ description: String) -> ContractViolation { ContractViolation(description: description) }

/// Demands that two values are equal.
func expectEqual<Value: Equatable>(_ found: Value, _ expected: Value, _ what: String) throws {
    guard found == expected else { throw violation("\(what): expected \(expected), found \(found)") }
}

/// Demands that something is so.
func expect(_ condition: Bool, _ what: String) throws {
    guard condition else { throw violation("expected that \(what)") }
}

/// Demands that something is there.
func require<Value>(_ value: Value?, _ what: String) throws -> Value {
    guard let value else { throw violation("\(what) is missing") }
    return value
}
